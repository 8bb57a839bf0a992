// Where it happened: the place that is nearest, the last ones, the favourites, and a list to search. The position is
// a help that never blocks: it is asked for beside everything else, and only when the person has said yes to it before.
const NEAR_M = 150;
const PATIENCE_MS = 6_000;
const FRESH_MS = 60_000;
const EARTH_M = 6_371_000;
const SHOWN = 60;

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two points. */
export function metres(one, other) {
  const [from, to] = [radians(one.lat), radians(other.lat)];
  const across = Math.sin((to - from) / 2) ** 2
    + Math.cos(from) * Math.cos(to) * Math.sin(radians(other.lon - one.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(across));
}

/** The place nearest to a point, if one is near; with how far it is. */
export function nearest(places, point) {
  let best = null;
  for (const place of places) {
    if (place.lat === null || place.lat === undefined) continue;
    const away = metres(place, point);
    if (away <= NEAR_M + Math.min(point.accuracy ?? 0, NEAR_M) && (!best || away < best.away)) best = { ...place, away };
  }
  return best;
}

const plain = (text) => text.toLocaleLowerCase("sv").normalize("NFD").replace(/\p{M}/gu, "");

/** Places whose name holds every word, those that begin with the first word first. */
export function search(places, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (!words.length) return places.slice(0, SHOWN);
  const found = places.map((place) => [plain(place.name), place]).filter(([name]) => words.every((word) => name.includes(word)));
  found.sort(([one], [other]) => Number(other.startsWith(words[0])) - Number(one.startsWith(words[0])));
  return found.slice(0, SHOWN).map(([, place]) => place);
}

/** Whether the person has said yes or no to the position: granted, denied, prompt or none. */
export async function permission() {
  if (!navigator.geolocation) return "none";
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state;
  } catch {
    return "prompt";
  }
}

/** Where the phone is, or null. Always comes to an end. */
export function position() {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), PATIENCE_MS + 500);
    const done = (value) => { clearTimeout(timer); resolve(value); };
    try {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => done({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy }),
        () => done(null),
        { timeout: PATIENCE_MS, maximumAge: FRESH_MS },
      );
    } catch {
      done(null);
    }
  });
}

// From what was chosen to what is saved on the phone, and from a refused one back to what was chosen.
import * as queue from "./queue.js";
import { send } from "./sending.js";
import { category, choose, newDraft, state } from "./state.js";
import { presets } from "./times.js";
import { askToPersist, keep } from "./vault.js";

/** What the server gets of the draft. */
export function draftBody(when = presets()[0]) {
  const { category: code, place, certainty, note } = state.draft;
  const named = place && !["here", "unknown"].includes(place.key);
  const point = place?.key === "here";
  return {
    category_code: code,
    place: named ? place.key : "",
    lat: point ? place.lat : null,
    lon: point ? place.lon : null,
    occurred_from: when.from.toISOString(),
    occurred_to: when.to.toISOString(),
    time_precision: when.precision,
    certainty,
    note: note.trim(),
    place_type: named ? place.place_type ?? "" : "",
  };
}

/** What the queue and the receipts hold, read again. */
export async function reread() {
  try {
    [state.records, state.receipts] = await Promise.all([queue.records(), queue.receipts()]);
  } catch { /* what is on the disk stays there; the next change reads it */ }
}

/** Save on the phone and begin to send. The key when it is on the disk, null when it could not be saved. */
export async function save(when) {
  if (!when || !category(state.draft.category)) return null;
  const { place, photo, instead } = state.draft;
  const heading = { person: state.person?.key ?? null, code: state.draft.category, category: category(state.draft.category).name, place: place?.name ?? "", occurred_from: when.from.toISOString() };
  const body = { person: state.person?.key ?? null, personName: state.person?.name ?? "", draft: draftBody(when), heading, chosen: { ...state.draft, photo: null, instead: null } };
  let key;
  try {
    key = await queue.add({ body, photo, instead });
  } catch {
    return null;
  }
  await reread();
  askToPersist();
  if (place && !["here", "unknown"].includes(place.key)) {
    state.last = place;
    keep("last", place);
  }
  state.round += 1;
  const stays = place;
  newDraft();
  state.stays = stays;
  send();
  return key;
}

/** Take a saved or refused one back into the form, with everything that was chosen. */
export function mend(body, { instead = null } = {}) {
  choose({ ...body.chosen, instead });
}

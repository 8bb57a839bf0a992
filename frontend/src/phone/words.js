// Every text comes translated from the server, in the page.
const texts = JSON.parse(document.getElementById("phone-words").textContent);
const language = document.documentElement.lang;

/** The text of a name, with {values} put in. */
export const say = (name, values = {}) =>
  (texts[name] ?? name).replace(/\{(\w+)\}/g, (all, value) => String(values[value] ?? all));

/** One or many: `name_one` or `name_many`, with {n}. */
export const sayN = (name, n, values = {}) => say(n === 1 ? `${name}_one` : `${name}_many`, { n, ...values });

/** 14.32 in Swedish, 14:32 in English. */
export const clock = (moment) => {
  const at = new Date(moment);
  return [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0")).join(language === "sv" ? "." : ":");
};

const days = new Intl.DateTimeFormat(language === "sv" ? "sv-SE" : "en-GB", { weekday: "long", day: "numeric", month: "long" });

/** "i dag 14.32", "i går 14.32" or "måndag 7 september 14.32". */
export function dayClock(moment, now = Date.now()) {
  const at = new Date(moment);
  const day = (of) => new Date(of).setHours(0, 0, 0, 0);
  const ago = Math.round((day(now) - day(at)) / 86_400_000);
  if (ago === 0) return say("today_at", { clock: clock(at) });
  return ago === 1 ? say("yesterday_at", { clock: clock(at) }) : say("day_at", { day: days.format(at), clock: clock(at) });
}

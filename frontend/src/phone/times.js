// When it happened, in the reporter's words. The phone's clock may be wrong: what is sent says what the clock showed,
// and the server moves it by as much as the clock is wrong.
const HOUR = 3_600_000;

const minute = (at) => new Date(Math.floor(at / 60_000) * 60_000);
const day = (now, shift, hour = 0) => {
  const at = new Date(now);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + shift, hour);
};
const earlier = (one, other) => (one < other ? one : other);
const between = (from, to, now) => ({ from, to: earlier(to, minute(now)), precision: "interval" });

/** What can be chosen with one tap, now first. Only what has begun. */
export function presets(now = Date.now()) {
  const hour = new Date(now).getHours();
  const evening = hour >= 22 ? 0 : -1; // the latest night that has begun
  const choices = [
    { id: "just_now", from: minute(now), to: minute(now), precision: "hour" },
    { id: "last_night", ...between(day(now, evening, 22), day(now, evening + 1, 6), now) },
  ];
  if (hour >= 6) choices.push({ id: "this_morning", ...between(day(now, 0, 5), day(now, 0, 10), now) });
  if (hour >= 12) choices.push({ id: "earlier_today", ...between(day(now, 0, 6), minute(now - HOUR / 2), now) });
  choices.push({ id: "yesterday", from: day(now, -1), to: day(now, 0), precision: "day" });
  return choices;
}

/** A day, and a time of it if it is known. Null when the day cannot be read. */
export function given(date, time) {
  const [year, month, of] = (date || "").split("-").map(Number);
  if (!year) return null;
  if (!time) return { from: new Date(year, month - 1, of), to: new Date(year, month - 1, of + 1), precision: "day" };
  const [hours, minutes] = time.split(":").map(Number);
  const at = new Date(year, month - 1, of, hours, minutes);
  return { from: at, to: at, precision: "minute" };
}

/** Today as a date field writes it. */
export const today = (now = new Date()) =>
  [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

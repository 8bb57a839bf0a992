// What the app knows right now, and the draft that is being made.
import { PHOTO, PHOTO_REFUSED } from "./queue.js";
import { forget, keep, kept } from "./vault.js";

const EMPTY = {
  category: null, place: null, chosenPlace: false, time: { id: "just_now" }, certainty: "seen", note: "", photo: null,
  instead: null,
};
const RESUME_WITHIN_MS = 60 * 60 * 1000;

/** `start` is the server's last word about the device, its persons, categories and places. */
export const state = {
  start: null, draft: { ...EMPTY }, records: [], receipts: [], headings: null, position: null, round: 0, person: null,
  last: null, offset: 0, unsaved: false,
};

/** What is not confirmed by the server yet, photos aside. */
export const unsent = () => state.records.filter((each) => each.state !== PHOTO && each.state !== PHOTO_REFUSED);

/** Begin anew. A round stays where it is: the place, and nothing else, comes along. */
export function newDraft(place = null) {
  state.draft = { ...EMPTY, place, chosenPlace: Boolean(place) };
  forget("draft");
}

/** A choice. It is remembered, sealed, so that a closed app or a dead battery loses nothing. */
export function choose(changes) {
  Object.assign(state.draft, changes);
  const { photo: _left, ...rest } = state.draft;
  if (rest.category) keep("draft", { ...rest, at: Date.now() });
}

/** What was begun within the hour and never saved. */
export async function begun() {
  const draft = await kept("draft");
  if (!draft || Date.now() - draft.at > RESUME_WITHIN_MS) return null;
  const { at: _at, ...rest } = draft;
  return { ...EMPTY, ...rest };
}

/** Who a saved one is from, by the key that holds now: a phone that is connected anew gives its persons new keys. */
export function personOf(body) {
  const persons = state.start?.persons ?? [];
  const found = persons.find(({ key }) => key === body?.person) ?? persons.find(({ name }) => name === body?.personName);
  return found?.key ?? null;
}

/** The categories by code. */
export function category(code) {
  const { own = [], all = [] } = state.start?.categories ?? {};
  return own.find((each) => each.code === code) ?? all.flatMap((group) => group.categories).find((each) => each.code === code);
}

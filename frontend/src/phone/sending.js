// Sends what is saved: as soon as there is a network, one at a time, by one tab at a time. The server takes each key
// once, so being careful here spares work; it is not what keeps incidents from being doubled.
import * as queue from "./queue.js";
import * as server from "./server.js";
import { personOf } from "./state.js";

const LOCK = "tryggve-phone-send";
const DELAYS_S = [2, 5, 10, 20, 40, 80, 160, 300];

/** What the last try taught us; the page says it. */
export const news = { sending: false, revoked: false, person: false, stranger: false, undone: "" };

let told = () => {};
let failures = 0;
let timer;
let busy = false;
let again = false;

/** Call `then` when the news have changed. */
export const onNews = (then) => { told = then; };

/** Try now. By hand: also when the browser says that there is no network, and from the shortest delay. */
export async function send({ byHand = false } = {}) {
  if (byHand) failures = 0;
  if (!byHand && navigator.onLine === false) return;
  if (busy) { again = true; return; }
  busy = true;
  clearTimeout(timer);
  try {
    await alone(round);
  } finally {
    busy = false;
    news.sending = false;
    told();
  }
  if (again) { again = false; send(); }
}

/** One tab at a time, where the browser can see to it. A tab that waits would only repeat what the other has done. */
async function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => (lock ? work() : later(DELAYS_S[0])));
}

function later(seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => send(), seconds * 1000);
}

async function round() {
  news.person = false;
  for (const record of await queue.records()) {
    if (![queue.WAITING, queue.PHOTO].includes(record.state)) continue;
    news.sending = true;
    told();
    const { kind, retryAfter, stranger } = await one(record);
    if (kind === "gone") continue;
    Object.assign(news, { revoked: kind === "revoked", person: news.person || kind === "person", stranger: Boolean(stranger) });
    if (kind === "person") continue; // a colleague's must not wait for this one's PIN
    if (kind === "busy") return later(retryAfter);
    if (kind === "silence") return later(DELAYS_S[Math.min(failures++, DELAYS_S.length - 1)]);
    if (kind === "revoked") return;
    failures = 0;
  }
}

/** One record as far as it goes: the incident, then an undo, then the photo. */
async function one(record) {
  const { key } = record;
  let left = { undo: Boolean(record.undo), hasPhoto: record.hasPhoto };
  if (record.state === queue.WAITING) {
    if (!(await queue.attempting(key))) return { kind: "gone" };
    const said = await server.sendIncident(key, { person: personOf(record.body), draft: record.body.draft });
    if (said.kind === "conflict") return noted(key, queue.CONFLICT, said);
    if (said.kind === "refused") return noted(key, queue.REFUSED, said);
    if (said.kind !== "receipt") return said;
    left = await queue.received(key, said.receipt, record.body.heading);
  }
  if (left.undo) return takeBack(key, personOf(record.body));
  if (left.hasPhoto) return photo(key);
  return { kind: "done" };
}

async function noted(key, state, { why, fields }) {
  await queue.refused(key, state, why, fields);
  return { kind: "done" };
}

async function photo(key) {
  const kept = await queue.photoOf(key);
  if (!kept) { await queue.finish(key); return { kind: "done" }; }
  const said = await server.sendPhoto(key, kept.bytes, kept.type);
  if (said.kind === "done") await queue.finish(key);
  if (said.kind === "refused" || said.kind === "conflict") return noted(key, queue.PHOTO_REFUSED, said);
  return said;
}

async function takeBack(key, person) {
  const said = await server.withdraw(key, person);
  if (said.kind === "done") {
    await queue.forgetReceipt(key);
    await queue.discard(key);
    news.undone = "gone";
  } else if (said.kind === "refused" || said.kind === "conflict") {
    await queue.keepAfterAll(key);
    news.undone = "late";
    return { kind: "done" };
  }
  return said;
}

/** Undo what the server has confirmed. Says how it went: gone, late or silence. */
export async function undoSent(key, person) {
  const said = await server.withdraw(key, person);
  if (said.kind === "done") {
    await queue.forgetReceipt(key);
    await queue.discard(key);
    return "gone";
  }
  return said.kind === "refused" || said.kind === "conflict" ? "late" : "silence";
}

/** Send when the network comes back, when the app is looked at, and at intervals. */
export function watch() {
  addEventListener("online", () => { failures = 0; send(); });
  addEventListener("pageshow", () => send());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") { failures = 0; send(); }
  });
  send();
}

// What is saved and not yet confirmed. A record leaves the queue in three ways only: the server's receipt came, the
// person threw it away, or it was undone before anybody tried to send it.
import { all, answer, openBytes, seal, sealBytes, unseal, write } from "./vault.js";

export const WAITING = "waiting"; // to be sent
export const PHOTO = "photo"; // the server has it; its photo is left
export const REFUSED = "refused"; // the server said no, with a reason
export const CONFLICT = "conflict"; // the same key with another content
export const PHOTO_REFUSED = "photo_refused"; // the server has the incident and will not have the photo
export const UNREADABLE = "unreadable"; // the browser has lost the key

const WEEK_MS = 7 * 24 * 3600 * 1000;
const told = new EventTarget();
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("tryggve-phone") : null;
if (tabs) tabs.onmessage = () => told.dispatchEvent(new Event("change"));

/** Call `then` when the queue has changed, in this tab or another. */
export const onChange = (then) => told.addEventListener("change", then);

function changed() {
  told.dispatchEvent(new Event("change"));
  tabs?.postMessage("change");
}

/** Save. Resolves when it is on the disk: only then may the first pane be lit. `instead` is what it replaces. */
export async function add({ body, photo, instead }) {
  const key = crypto.randomUUID();
  const record = { key, savedAt: Date.now(), attempts: 0, state: WAITING, box: await seal(body), photo: null };
  if (photo) record.photo = { type: photo.type, ...(await sealBytes(await photo.arrayBuffer())) };
  await write("queue", ({ queue }) => {
    queue.add(record);
    if (instead) queue.delete(instead);
  });
  changed();
  return key;
}

/** Every record with its content, the oldest first. */
export async function records() {
  const rows = (await all("queue")).sort((one, other) => one.savedAt - other.savedAt);
  return Promise.all(rows.map(async ({ box, photo, ...row }) => {
    try {
      return { ...row, hasPhoto: photo !== null, body: await unseal(box) };
    } catch {
      return { ...row, hasPhoto: false, state: UNREADABLE, body: null };
    }
  }));
}

/** The photo of a record, or null. */
export async function photoOf(key) {
  const row = (await all("queue")).find((each) => each.key === key);
  return row?.photo ? { type: row.photo.type, bytes: await openBytes(row.photo) } : null;
}

/** Change a record if it is still there, in one transaction. `how` may change it, or return null to take it away. */
async function change(key, how, also = () => {}) {
  const was = await write(["queue", "receipts"], async ({ queue, receipts }) => {
    const row = await answer(queue.get(key));
    if (!row) return null;
    const next = how(row);
    also({ receipts, row });
    if (next === null) queue.delete(key);
    else queue.put(next);
    return row;
  });
  changed();
  return was;
}

/** Written before anything is sent: from here on the server may have it, whatever we hear. False when it is gone. */
export async function attempting(key) {
  return (await change(key, (row) => ({ ...row, attempts: row.attempts + 1 }))) !== null;
}

/** The receipt has come. The content leaves the phone, unless a photo or an undo is still to be sent. */
export async function received(key, receipt, heading) {
  const box = await seal({ ...heading, ...receipt });
  let left = null;
  await change(
    key,
    (row) => {
      left = row.photo || row.undo ? { ...row, state: PHOTO } : null;
      return left;
    },
    ({ receipts, row }) => receipts.put({ key, savedAt: row.savedAt, at: Date.now(), box }),
  );
  return { hasPhoto: Boolean(left?.photo), undo: Boolean(left?.undo) };
}

/** The server said no. It stays until the person has mended it or thrown it away, unless it was undone meanwhile. */
export const refused = (key, state, why, fields = {}) =>
  change(key, (row) => (row.undo ? null : { ...row, state, why, fields }));

/** Send a refused one again under a key of its own. */
export async function asNew(key) {
  const fresh = crypto.randomUUID();
  await write("queue", async ({ queue }) => {
    const row = await answer(queue.get(key));
    if (!row) return;
    queue.add({ ...row, key: fresh, attempts: 0, state: WAITING, why: undefined, fields: undefined });
    queue.delete(key);
  });
  changed();
  return fresh;
}

/** Throw it away. */
export const discard = (key) => change(key, () => null);

/** Nothing more to send for it. */
export const finish = discard;

/** Undo. Gone at once when nobody has tried to send it; otherwise the server is asked as soon as it answers. */
export async function undo(key) {
  let outcome = "unknown";
  await change(key, (row) => {
    outcome = row.attempts === 0 ? "gone" : "asked";
    return row.attempts === 0 ? null : { ...row, undo: true };
  });
  return outcome;
}

/** The undo was refused or has become pointless. */
export const keepAfterAll = (key) =>
  change(key, (row) => (row.photo ? { ...row, undo: false } : row.state === PHOTO ? null : { ...row, undo: false }));

/** What the server has confirmed, with its headings, the newest first; a week of them. */
export async function receipts() {
  const rows = (await all("receipts")).sort((one, other) => other.savedAt - one.savedAt);
  const opened = await Promise.all(rows.map(async ({ box, ...row }) => {
    try { return { ...row, ...(await unseal(box)) }; } catch { return null; }
  }));
  return opened.filter(Boolean);
}

/** The server took it back, or the person did. */
export async function forgetReceipt(key) {
  await write("receipts", ({ receipts: store }) => { store.delete(key); });
  changed();
}

/** Receipts older than a week are no longer ours to show. */
export async function tidy() {
  const old = (await all("receipts")).filter((row) => Date.now() - row.at > WEEK_MS);
  if (old.length) await write("receipts", ({ receipts: store }) => { for (const row of old) store.delete(row.key); });
}

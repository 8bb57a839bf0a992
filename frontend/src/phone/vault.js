// What the phone remembers. Everything a person wrote or chose is sealed with AES-GCM under a key that the browser
// makes, keeps and never gives out (it is not extractable): a copied profile or backup is unreadable elsewhere.
// It is no vault against whoever holds the unlocked phone, and browsers may empty it: hence "Ta inte bort appen".
const NAME = "tryggve-phone";
const VERSION = 1;
const STORES = ["keys", "queue", "receipts", "kept"];

let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const store of STORES) {
        const keyed = store === "queue" || store === "receipts" ? { keyPath: "key" } : undefined;
        if (!asked.result.objectStoreNames.contains(store)) asked.result.createObjectStore(store, keyed);
      }
    };
    asked.onsuccess = () => {
      // Another tab with a newer app must not wait for this one.
      asked.result.onversionchange = () => { asked.result.close(); opening = undefined; };
      asked.result.onclose = () => { opening = undefined; };
      resolve(asked.result);
    };
    asked.onerror = () => { opening = undefined; reject(asked.error); };
    asked.onblocked = () => { opening = undefined; reject(new Error("blocked")); };
  });
  return opening;
}

/** The answer to one question of the database. Await nothing else inside a transaction: it would end. */
export const answer = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** Run `work(stores)` in one transaction. Resolves when it is on the disk, not when it was asked for. */
export async function write(stores, work) {
  const db = await database();
  const names = [stores].flat();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, "readwrite", { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    const opened = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    Promise.resolve(work(opened)).then(
      (value) => { result = value; },
      (error) => { try { transaction.abort(); } catch { /* it has ended by itself */ } reject(error); },
    );
  });
}

/** Everything in a store. */
export async function all(store) {
  const db = await database();
  return answer(db.transaction(store).objectStore(store).getAll());
}

/** One row, or undefined. */
export async function one(store, key) {
  const db = await database();
  return answer(db.transaction(store).objectStore(store).get(key));
}

let secret;

/** The key, made once. Two tabs that make one at the same time end up with the first. */
function sealingKey() {
  secret ??= (async () => {
    const known = await one("keys", "seal");
    if (known) return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    return write("keys", async ({ keys }) => {
      const first = await answer(keys.get("seal"));
      if (first) return first;
      keys.put(made, "seal");
      return made;
    });
  })().catch((error) => { secret = undefined; throw error; });
  return secret;
}

/** Bytes sealed, with the number used once that they need. */
export async function sealBytes(bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(), bytes) };
}

/** The bytes again. Throws when the key is another: then nobody can read them any more. */
export async function openBytes({ iv, data }) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, await sealingKey(), data);
}

/** A value of codes, texts and numbers, sealed. */
export const seal = (value) => sealBytes(new TextEncoder().encode(JSON.stringify(value)));

/** The value again. */
export const unseal = async (box) => JSON.parse(new TextDecoder().decode(await openBytes(box)));

/** Remember a value by name. */
export async function keep(name, value) {
  const box = await seal(value);
  await write("kept", ({ kept }) => { kept.put(box, name); });
}

/** What was remembered, or null. */
export async function kept(name) {
  const box = await one("kept", name);
  if (!box) return null;
  try { return await unseal(box); } catch { return null; }
}

/** Forget it. */
export const forget = (name) => write("kept", ({ kept: store }) => { store.delete(name); });

/** Ask the browser not to empty the vault when space is short. True when it has promised. */
export async function askToPersist() {
  try {
    return (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
  } catch {
    return false;
  }
}

// Talking with the server, and never believing more than it said. A status, and the JSON that came with it: an
// answer that is not JSON (a café's log-in page, a proxy's 502), is cut short or comes too late is no answer at all.
import { unsent } from "./state.js";

const API = "/telefon/api/";
const PATIENCE_MS = 15_000;
const PHOTO_PATIENCE_MS = 60_000;

/** `status` is 0 when nobody answered, -1 when somebody did who is not Tryggve. */
export async function ask(path, { method = "GET", json, form, patience = PATIENCE_MS } = {}) {
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(), patience);
  const headers = { Accept: "application/json", "X-Tryggve-Unsent": waiting() };
  if (method !== "GET") headers["X-Tryggve-Phone"] = "1";
  if (json !== undefined) headers["Content-Type"] = "application/json";
  try {
    const came = await fetch(API + path, {
      method,
      headers,
      body: json === undefined ? form : JSON.stringify(json),
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      signal: stopping.signal,
    });
    const body = read(came, await came.text());
    if (body === null) return { status: -1, body: {} };
    return { status: came.status, body, retryAfter: Number(came.headers.get("Retry-After")) || 0 };
  } catch {
    return { status: 0, body: {} };
  } finally {
    clearTimeout(timer);
  }
}

/** How many wait here, and since when: whoever lends out the phone is told. */
function waiting() {
  const times = unsent().map(({ savedAt }) => savedAt);
  return times.length ? `${times.length} ${Math.floor(Math.min(...times) / 1000)}` : "0";
}

function read(came, text) {
  if (!(came.headers.get("Content-Type") ?? "").includes("json")) return null;
  try {
    const body = JSON.parse(text);
    return body !== null && typeof body === "object" ? body : null;
  } catch {
    return null;
  }
}

/** Send one incident. Only a receipt with our own key in it is a receipt. */
export async function sendIncident(key, { person, draft }) {
  const json = { submission_key: key, phone_now: new Date().toISOString(), draft };
  if (person) json.person_key = person;
  const came = await ask("incidents", { method: "POST", json });
  if (came.status === 200 || came.status === 201) {
    const is = came.body.submission_key === key && typeof came.body.public_id === "string" && came.body.public_id;
    return is ? { kind: "receipt", receipt: came.body } : { kind: "silence", stranger: true };
  }
  return verdict(came);
}

/** Take back what has been sent. */
export async function withdraw(key, person) {
  const came = await ask(`incidents/${key}/withdraw`, { method: "POST", json: person ? { person_key: person } : {} });
  if (came.status === 200) return { kind: came.body.state === "withdrawn" ? "done" : "silence" };
  if (came.status === 404 || came.status === 410) return { kind: "refused", why: sentence(came.body) };
  return verdict(came);
}

/** Send the photo of an incident that has its receipt. */
export async function sendPhoto(key, bytes, type) {
  const form = new FormData();
  form.append("photo", new Blob([bytes], { type }), "photo.jpg");
  const came = await ask(`incidents/${key}/photo`, { method: "POST", form, patience: PHOTO_PATIENCE_MS });
  if (came.status === 200 || came.status === 201) return { kind: "done" };
  return verdict(came);
}

/** The server's own sentence; `error` beside it is a code for us. */
export const sentence = (body) => (typeof body.text === "string" ? body.text : "");

function verdict({ status, body, retryAfter }) {
  const why = sentence(body);
  if (status === 401) return { kind: "revoked", why };
  if (status === 403 && body.error === "person") return { kind: "person", why };
  if (status === 409) return { kind: "conflict", why };
  if ([400, 403, 404, 410, 413, 415, 422].includes(status)) return { kind: "refused", why, fields: body.fields ?? {} };
  if (status === 429) return { kind: "busy", retryAfter: retryAfter || 30 };
  return { kind: "silence", stranger: status === -1 };
}

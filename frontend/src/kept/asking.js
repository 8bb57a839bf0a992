// What is saved while it is written has this in common: how long to wait, what this tab remembers, and the answer's kind.
export const PAUSE_MS = 700;
export const RETRY_MS = 4000;

export const remember = (name, value) => {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* a browser that remembers nothing still saves */ }
};
export const recall = (name) => {
  try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; }
};

/** POST a form. Gives {ended: true} when we are logged out, null when there is no answer. */
export const post = async (url, fields, headers, keepalive = false) => {
  const body = new URLSearchParams(fields);
  try {
    const answer = await fetch(url, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual", keepalive });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { ended: true };
    if (answer.status >= 500) return null;
    return { status: answer.status, ok: answer.ok, answer };
  } catch {
    return null;
  }
};
export const JSON_ANSWER = { accept: "application/json" };

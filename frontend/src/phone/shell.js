// The app's own files, kept by the service worker. A new version waits until it disturbs nobody: nothing begun and
// nothing unsent. A page that is only read may change under one's thumb; one that is being filled in may not.
const { worker, scope } = document.documentElement.dataset;

let waiting = null;
let turning = false;

/** Register the worker, and remember a newer one. */
export async function register(mayChange) {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (turning) location.reload(); });
  try {
    const registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const look = () => { waiting = registration.waiting ?? waiting; takeOver(mayChange); };
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    look();
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") registration.update().catch(() => {});
    });
  } catch { /* a browser that allows none: the app works, but only with a network */ }
}

/** Let the newer version in, if it is there and nobody is in the middle of something. */
export function takeOver(mayChange) {
  if (!waiting || !navigator.serviceWorker.controller || !mayChange()) return;
  turning = true;
  waiting.postMessage("take over");
  waiting = null;
}

/** The page in another language: fetched anew, and kept instead of the old one. */
export async function inLanguage(code) {
  document.cookie = `${document.documentElement.dataset.languageCookie}=${code}; path=/; max-age=31536000; samesite=lax`;
  const fresh = await fetch(scope, { cache: "reload", credentials: "same-origin" });
  if (!fresh.ok) return;
  for (const name of await caches.keys()) {
    if (name.startsWith("tryggve-phone")) await (await caches.open(name)).put(scope, fresh.clone());
  }
  location.reload();
}

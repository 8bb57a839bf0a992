// The service worker of the reporter's app: it keeps the shell, and nothing else. What the server says of incidents,
// persons and places is never in a cache, and a new version does not take over until the page asks it to.
const VERSION = "{{ version }}";
const SHELL = {{ shell }};
const LATER = {{ later }};
const SCOPE = "{{ scope }}";
const CACHE = `tryggve-phone-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // The page itself is fetched anew; its files carry their version in the address.
    await Promise.all(SHELL.map(async (address) => {
      const came = await fetch(address, { cache: address === SCOPE ? "reload" : "default", credentials: "same-origin" });
      const page = (came.headers.get("Content-Type") || "").includes("text/html");
      // A café's log-in page is no part of the app.
      if (!came.ok || came.redirected || page !== (address === SCOPE)) throw new Error(address);
      await cache.put(address, came);
    }));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("tryggve-phone-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  const kept = pathname === SCOPE ? SCOPE : pathname + search;
  const isLater = LATER.includes(kept);
  if (!isLater && !SHELL.includes(kept)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    const had = await cache.match(kept);
    if (had) return had;
    const came = await fetch(event.request);
    if (isLater && came.ok && !came.redirected) await cache.put(kept, came.clone());
    return came;
  })());
});

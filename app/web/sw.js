// The service worker of `field`: one whole build per cache, navigations answered from the same build, a new build only on the person's tap.
// It never touches IndexedDB, never answers /v1/, keeps no state of its own; the desk goes to the network.
const BUILD = "{{build}}";
const FILES = {{precache}};
const PREFIX = "ruhu-";
const CACHE = PREFIX + BUILD;
// The kill switch: served with `true`, this worker removes its caches and itself and does nothing else. Drafts are not in caches.
const KILL = false;

const ours = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

self.addEventListener("install", (event) => {
  if (KILL) {
    self.skipWaiting();
    return;
  }
  event.waitUntil(keepBuild());
});

// All or nothing: a build cut off half way is not installed, the browser tries again.
async function keepBuild() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (path) => {
    // An address with a hash never changes; what an earlier try or the page already loaded may come from the browser's cache.
    const fresh = path.startsWith("/assets/") ? "default" : "reload";
    const answer = await fetch(new Request(path, { cache: fresh, credentials: "same-origin" }));
    if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`);
    await cache.put(path, answer);
  }));
}

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await ours()) if (KILL || name !== CACHE) await caches.delete(name);
    if (KILL) {
      await self.registration.unregister();
      for (const client of await self.clients.matchAll({ type: "window" })) client.navigate(client.url);
      return;
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

const isDesk = (path) => path === "/desk" || path.startsWith("/desk/");

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (KILL || request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/v1/") || isDesk(address.pathname) || address.pathname === "/sw.js") return;
  if (request.mode === "navigate") {
    // A path with an extension is a file, not a page of the app.
    const isPage = !address.pathname.split("/").pop().includes(".");
    if (isPage) event.respondWith(fromBuild("/", request));
    return;
  }
  event.respondWith(fromBuild(address.pathname, request));
});

async function fromBuild(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) || fetch(request);
}

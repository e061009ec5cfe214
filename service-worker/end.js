// The worker that ends all workers: served in the place of sw.js by `ambito-api serve --end-workers`, for a release that must
// go from the phones. It takes over at once, deletes the kept files, goes itself, and opens each page again from the network.
// What was written, and what lies sealed for the Ambito, is in IndexedDB and is not touched.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(end()));

async function end() {
  for (const name of await caches.keys()) if (name.startsWith("taccuino-")) await caches.delete(name);
  await self.registration.unregister();
  // A page without a worker of its own comes from the network.
  for (const page of await self.clients.matchAll({ type: "window" })) page.navigate(page.url);
}

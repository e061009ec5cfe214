// The control's own leaks: words put where no app of ours puts any, so that the search is seen to find them there.
import { outside } from "./outside.mjs";

/** Where it is found on the page, if it is seen there, and where below the profile. */
export const PLACES = {
  localStorage: { onPage: "localStorage", onDisk: /^Default\/Local Storage\// },
  cache: { onPage: "the Cache API", onDisk: /^Default\/Service Worker\/CacheStorage\// },
  address: { onPage: "an address", onDisk: /^Default\/History$/ },
  title: { onPage: "a title", onDisk: /^Default\/History$/ },
  // Only unpacked: each half stands before the word, which is two references to them.
  compressed: { onDisk: /^Default\/IndexedDB\/.*\.ldb$/ },
};

/** Plants a word in each place, and gives what the page shows of them. */
export async function plant({ phone, markers }) {
  const words = Object.fromEntries(Object.keys(PLACES).map((name) => [name, markers.text(name)]));
  await phone.page.evaluate(async ({ localStorage: kept, cache, address, title, compressed }) => {
    localStorage.setItem("canary", kept);
    await (await caches.open("canary")).put("/canary", new Response(cache));
    history.pushState(null, "", `/elenco?${address}`);
    document.title = title;

    const open = indexedDB.open("canary", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("rows");
    const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
    // More than LevelDB keeps in a log.
    for (let row = 0; row < 600; row += 1) {
      const noise = Array.from(crypto.getRandomValues(new Uint8Array(6_000)), (byte) => byte.toString(36)).join("");
      const half = compressed.length >> 1;
      const text = `${noise} ${compressed.slice(0, half)}| |${compressed.slice(half)} ${compressed}`;
      const put = db.transaction("rows", "readwrite", { durability: "strict" });
      put.objectStore("rows").put(new TextEncoder().encode(text), row);
      await new Promise((done) => (put.oncomplete = done));
    }
    db.close();
  }, words);
  return outside(phone);
}

/** What should have been found of a phone's words, and was not. */
export function missed({ fields }, hits, shown) {
  const inRows = (field) => hits.some(({ word, where }) => word === field && where.startsWith("Default/IndexedDB/"));
  const all = fields.filter((field) => !inRows(field)).map((field) => `${field} in IndexedDB`);
  if (shown === undefined) return all;
  for (const [name, { onPage, onDisk }] of Object.entries(PLACES)) {
    if (onPage && !shown.some(({ word, where }) => word === name && where === onPage)) all.push(`${name} as ${onPage}`);
    if (!hits.some(({ word, where }) => word === name && onDisk.test(where))) all.push(`${name} in ${onDisk}`);
  }
  return all;
}

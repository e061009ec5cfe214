// The control's own leaks: words put where no app of ours puts any, so that the search is seen to find them there.
import { outside } from "./outside.mjs";

/** Where, and how what is found there is called: on the page, and below the profile. */
export const PLACES = {
  localStorage: ["localStorage", "Default/Local Storage/"],
  cache: ["the Cache API", "Default/Service Worker/CacheStorage/"],
  address: ["an address", "Default/History"],
  title: ["a title", "Default/History"],
};

/** Plants a word in each place, and gives what the page shows of them. */
export async function plant({ phone, markers }) {
  const words = Object.fromEntries(Object.keys(PLACES).map((name) => [name, markers.text(name)]));
  await phone.page.evaluate(async ({ localStorage: kept, cache, address, title }) => {
    localStorage.setItem("canary", kept);
    await (await caches.open("canary")).put("/canary", new Response(cache));
    history.pushState(null, "", `/elenco?${address}`);
    document.title = title;
  }, words);
  return outside(phone);
}

/** What should have been found of a phone's words, and was not. */
export function missed({ fields }, hits, shown) {
  const found = (name, all, start) => all.some(({ word, where }) => word === name && where.startsWith(start));
  const inRows = fields.filter((field) => !found(field, hits, "Default/IndexedDB/")).map((field) => `${field} in IndexedDB`);
  const planted = shown === undefined ? [] : Object.entries(PLACES).flatMap(([name, [onPage, onDisk]]) => [
    ...(found(name, shown, onPage) ? [] : [`${name} on the page`]),
    ...(found(name, hits, onDisk) ? [] : [`${name} in ${onDisk}`]),
  ]);
  return [...inRows, ...planted];
}

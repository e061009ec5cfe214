// The service worker: keeps the files of one build, so that the app starts cold with no network; and carries what the app
// sealed to the Ambito (public/sealing.js) while nobody has the notebook open. It can read none of it, and what it hears of the
// API is what became of each parcel.
//
// - Install is all or nothing: every file of the list is fetched and checked against its hash, past the HTTP cache where
//   its name does not tell its content. One that is missing or different (a network lost half way, a captive portal, a
//   mixed deploy) fails the whole install, and the old build stays.
// - One cache per build. Old ones are deleted at activation only; the last before this one stays, because a page of it
//   may still be open in another tab and ask for a part of its own build.
// - It never takes over by itself: a page asks with {type: "SKIP_WAITING"} after the person has agreed, and reloads at
//   `controllerchange`.
// - The build puts the list where the placeholder stands below: {"build": "…", "assets": [{"url", "integrity"}]}.
//
// Kill switch: service-worker/end.js, served at this address by `ambito-api serve --end-workers`. The address never changes and
// is served with no-cache, so every phone gets it at its next visit with network.

const { build: BUILD, assets: ASSETS } = self.__PRECACHE__;
const PREFIX = "taccuino-";
const CACHE = PREFIX + BUILD;

// The one page of the app, whatever the route in the address.
const SHELL = "/";

// Paths that belong to the API or to whoever watches it: not a page of the app, not for this worker.
const NOT_OURS = /^\/(v\d+|health|status|metrics)(\/|$)/;

// No route of the app ends like a file.
const IS_FILE = /\.\w+$/;

// What is named by its hash: the same name is the same content, so a copy of an older build will do.
const HASHED = "/assets/";

// How many parcels go at once.
const PARCELS = 50;

const KEPT = new Set(ASSETS.map((asset) => asset.url));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(takeCharge()));

self.addEventListener("fetch", (event) => {
  const url = wanted(event.request);
  if (url) event.respondWith(fromBuild(url, event.request));
});

// Where the browser has Background Sync, also after the app was closed. A failure has it try again. There is one tag.
self.addEventListener("sync", (event) => event.waitUntil(carry()));

self.addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") self.skipWaiting();
  if (event.data?.type === "CARRY") event.waitUntil(carry().catch(() => {})); // the next page asks again
  if (event.data?.type === "BUILD") event.ports[0]?.postMessage({ build: BUILD });
});

// Brings the shelf to the API, in the order of the streams; but for what waits for its person to mend it. What the API has, holds or refuses goes from the shelf: the
// notebook has its own copy, and hears of the API itself once it is open. Who asks while it is under way gets the same.
let underWay;
const carry = () => (underWay ??= bring().finally(() => (underWay = undefined)));

// What was written on a shut phone (its position says so) has no copy in a notebook. The API may come back from a backup that
// lacks it: it stays for a while, and is brought again each day, which is no second one there.
const SHUT_POSITIONS = 2 ** 52;
const DAY = 86_400_000;
const isDue = ({ brought, refused, parked }) => !refused && !parked && !(Date.now() - brought < DAY);

async function bring() {
  const all = (await shelf("readonly", (shelved) => shelved.getAll()))?.filter(isDue);
  while (all?.length) {
    const parcels = all.splice(0, PARCELS);
    const headers = { "content-type": "application/json", "x-taccuino": "1" };
    const body = JSON.stringify({ parcels });
    const answer = await fetch("/v1/sync/sealed", { method: "POST", headers, body });
    // A captive portal answers too, and is not the API.
    if (!answer.ok || !answer.headers.has("x-sync-protocol")) throw answer;
    const { results } = await answer.json();
    const decided = parcels.filter((_, n) => results[n].outcome !== "later");
    const now = Date.now();
    await shelf("readwrite", (shelved) => {
      for (const it of decided) {
        const { deviceId, clientSeq, opId, since = now } = it;
        const refused = results.find((result) => result.opId === opId).outcome === "refused";
        if (clientSeq < SHUT_POSITIONS || now - since > 14 * DAY) shelved.delete([deviceId, clientSeq]);
        else shelved.put({ ...it, since, brought: now, refused });
      }
    });
    if (decided.length < parcels.length) throw results;
  }
}

// The shelf is made by the app; where there is none yet, nothing is on it.
function shelf(mode, use) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("taccuino-sealing");
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => done();
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction("parcels", mode);
      const read = use(transaction.objectStore("parcels"));
      transaction.oncomplete = () => done(read?.result);
      transaction.onabort = () => fail(transaction.error);
      database.close();
    };
  });
}

async function install() {
  // Nothing is written before everything has come.
  const answers = await Promise.all(ASSETS.map(obtain));
  const existed = await caches.has(CACHE);
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(ASSETS.map((asset, index) => cache.put(asset.url, answers[index])));
  } catch (error) {
    // The disk is full, for instance. A cache that was whole before this try is left alone.
    if (!existed) await caches.delete(CACHE);
    throw error;
  }
}

async function obtain(asset) {
  if (!asset.url.startsWith(HASHED)) return download(asset, "reload");
  const copy = await caches.match(asset.url);
  // What the page of this visit has loaded is not loaded twice; a copy that is broken is passed by.
  return copy ?? download(asset, "default").catch(() => download(asset, "reload"));
}

async function download({ url, integrity }, cache) {
  const answer = await fetch(url, { cache, credentials: "same-origin", integrity, redirect: "error" });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer;
}

// The page of the very first visit is served from the network; from here on it has this worker too, so that what it
// asks for later (an icon, a page opened again) is there with no network.
async function takeCharge() {
  await removeOldBuilds();
  await self.clients.claim();
}

async function removeOldBuilds() {
  const names = await caches.keys(); // in the order in which they were made
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.slice(0, -1).map((name) => caches.delete(name)));
}

// The kept file that answers this request, or nothing: then the browser asks the network as if there were no worker.
function wanted(request) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  if (NOT_OURS.test(url.pathname)) return undefined;
  if (KEPT.has(url.pathname)) return url.pathname;
  const hashed = url.pathname.startsWith(HASHED);
  if (request.mode !== "navigate") return hashed ? url.pathname : undefined;
  return hashed || IS_FILE.test(url.pathname) ? undefined : SHELL;
}

async function fromBuild(url, request) {
  const cache = await caches.open(CACHE);
  // What another build names by its hash may lie in its cache. The browser may have thrown all of them away under
  // pressure: then the network is all there is.
  const kept = (await cache.match(url)) ?? (url.startsWith(HASHED) ? await caches.match(url) : undefined);
  return kept ?? fetch(request);
}

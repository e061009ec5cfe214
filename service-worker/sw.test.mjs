// The worker's own code against a small browser: caches that can fail, a network that checks hashes and can be cut.
// Run by `node --test`.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("sw.js", import.meta.url), "utf8");
const ORIGIN = "https://taccuino.example";

test("an install keeps every file and asks for each with its hash, past the HTTP cache where its name tells nothing", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  await worker.install();
  assert.deepEqual(world.kept("taccuino-1"), ["/", "/assets/app-1.css", "/assets/font.woff2", "/icons/sprite.svg"]);
  for (const { url, options } of world.network.asked) {
    assert.equal(options.cache, url.startsWith("/assets/") ? "default" : "reload", url);
    assert.match(options.integrity, /^sha384-/);
  }
  assert.equal(worker.skipped, 0, "an install never takes over");
});

test("W3: a broken copy in the HTTP cache is passed by, for what its own hash names", async () => {
  const world = new World(site("1"));
  world.network.httpCache.set("/assets/font.woff2", "<h1>Accetta le condizioni</h1>");
  await world.worker("1").install();
  assert.equal(await (await world.caches.match("/assets/font.woff2")).text(), "font");
});

test("one file that is missing fails the whole install and leaves the old build", async () => {
  const world = new World(site("1"));
  await world.worker("1").install();
  world.network.files = site("2");
  const update = world.worker("2");
  world.network.files.delete("/assets/app-2.css");
  await assert.rejects(update.install());
  assert.deepEqual([...world.caches.all.keys()], ["taccuino-1"]);
});

test("a captive portal that answers everything with its page fails the install", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  for (const url of world.network.files.keys()) world.network.files.set(url, "<h1>Accetta le condizioni</h1>");
  await assert.rejects(worker.install(), /integrity/);
  assert.equal(world.caches.all.size, 0);
});

test("a full disk leaves no half cache, and never breaks one that was whole", async () => {
  const world = new World(site("1"));
  world.caches.room = 2;
  await assert.rejects(world.worker("1").install(), /quota/);
  assert.equal(world.caches.all.size, 0);

  world.caches.room = Infinity;
  await world.worker("1").install();
  world.caches.room = 0;
  await assert.rejects(world.worker("1").install(), /quota/);
  assert.equal(world.kept("taccuino-1").length, 4);
});

test("an update takes from the old build what has the same hashed name, and nothing else", async () => {
  const world = new World(site("1"));
  await world.worker("1").install();
  world.network.files = site("2");
  world.network.asked.length = 0;
  await world.worker("2").install();
  assert.deepEqual(world.network.asked.map(({ url }) => url).sort(), ["/", "/assets/app-2.css", "/icons/sprite.svg"]);
  assert.equal(world.kept("taccuino-2").length, 4);
});

test("W2: activation keeps the build before, deletes older ones and leaves the caches of others", async () => {
  const world = new World(site("1"));
  await world.worker("1").install();
  await world.caches.open("of-somebody-else");
  world.network.files = site("2");
  const update = world.worker("2");
  await update.install();
  assert.ok(world.caches.all.has("taccuino-1"), "the old pages still need it");
  await update.activate();
  world.network.cut = true;
  assert.equal(await text(update.get("/assets/app-1.css")), "style 1", "a tab of the build before goes on with its parts");
  assert.equal(await text(update.navigate("/giro")), "page 2");
  world.network.cut = false;
  world.network.files = site("3");
  const third = world.worker("3");
  await third.install();
  await third.activate();
  assert.deepEqual([...world.caches.all.keys()].sort(), ["of-somebody-else", "taccuino-2", "taccuino-3"]);
  assert.equal(update.claimed, 1, "the page of the first visit has no worker until it is claimed");
});

test("with no network every route of the app opens the page, and its files come from the build", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  await worker.install();
  world.network.cut = true;
  for (const path of ["/", "/?src=pwa", "/uscita/gruppo", "/pis/nuova?da=scorciatoia", "/attiva"]) {
    assert.equal(await text(worker.navigate(path)), "page 1", path);
  }
  assert.equal(await text(worker.get("/assets/app-1.css")), "style 1");
  assert.equal(await text(worker.get("/icons/sprite.svg")), "sprite 1");
});

test("the API, other origins, other methods and unknown files are left to the browser", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  await worker.install();
  for (const path of ["/v1/sync/pull", "/v1/session", "/v2/x", "/status", "/health/ready", "/metrics"]) {
    assert.equal(worker.get(path), undefined, path);
    assert.equal(worker.navigate(path), undefined, `${path} as a page`);
  }
  assert.equal(worker.ask("/v1/sync/push", { method: "POST" }), undefined);
  assert.equal(worker.ask("/", { method: "POST", mode: "navigate" }), undefined);
  assert.equal(worker.get("https://elsewhere.example/"), undefined);
  assert.equal((await worker.get("/assets/app-0.css")).status, 404, "the network is asked for what no build has");
  assert.equal(worker.navigate("/assets/app-0.css"), undefined);
  assert.equal(worker.navigate("/licenses/font.txt"), undefined);
  assert.equal(worker.get("/uscita"), undefined, "only a navigation is a page");
});

test("nothing that was answered is ever added to a cache", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  await worker.install();
  const before = world.kept("taccuino-1");
  await worker.navigate("/giro");
  await worker.get("/icons/sprite.svg");
  worker.get("/v1/sync/pull");
  assert.deepEqual(world.kept("taccuino-1"), before);
});

test("a cache thrown away by the browser falls back to the network", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  await worker.install();
  await world.caches.delete("taccuino-1");
  assert.equal(await text(worker.navigate("/")), "page 1");
});

test("it takes over only when it is asked, and tells its build", async () => {
  const world = new World(site("1"));
  const worker = world.worker("1");
  worker.tell({ type: "HELLO" });
  worker.tell(null);
  assert.equal(worker.skipped, 0);
  worker.tell({ type: "SKIP_WAITING" });
  assert.equal(worker.skipped, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(worker.tell({ type: "BUILD" }))), [{ build: "1" }]);
});

// ---- The small browser.

function site(build) {
  return new Map([
    ["/", `page ${build}`],
    [`/assets/app-${build}.css`, `style ${build}`],
    ["/assets/font.woff2", "font"],
    ["/icons/sprite.svg", `sprite ${build}`],
  ]);
}

async function text(answer) {
  return (await answer).text();
}

function hash(content) {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

class World {
  constructor(files) {
    this.caches = new Caches();
    this.network = { files, cut: false, asked: [], httpCache: new Map() };
  }

  kept(name) {
    return [...this.caches.all.get(name).entries.keys()].sort();
  }

  // A worker whose list is what the network serves at this moment.
  worker(build) {
    const assets = [...this.network.files].map(([url, content]) => ({ url, integrity: hash(content) }));
    return new Worker(this, SOURCE.replace("self.__PRECACHE__", JSON.stringify({ build, assets })));
  }

  async fetch(request, options = {}) {
    const { files, cut, asked, httpCache } = this.network;
    if (cut) throw new TypeError("Failed to fetch");
    const url = typeof request === "string" ? request : new URL(request.url).pathname;
    asked.push({ url, options });
    const content = (options.cache === "default" && httpCache.get(url)) || files.get(url);
    if (content === undefined) return new Response("", { status: 404 });
    if (options.integrity && options.integrity !== hash(content)) throw new TypeError("integrity");
    return new Response(content);
  }
}

class Caches {
  all = new Map();
  room = Infinity;

  async open(name) {
    if (!this.all.has(name)) this.all.set(name, new Cache(this));
    return this.all.get(name);
  }
  async has(name) {
    return this.all.has(name);
  }
  async keys() {
    return [...this.all.keys()];
  }
  async delete(name) {
    return this.all.delete(name);
  }
  async match(url) {
    for (const cache of this.all.values()) {
      const answer = await cache.match(url);
      if (answer) return answer;
    }
    return undefined;
  }
}

class Cache {
  entries = new Map();

  constructor(owner) {
    this.owner = owner;
  }
  async put(url, answer) {
    if (this.owner.room <= 0) throw new Error("quota");
    this.owner.room -= 1;
    this.entries.set(url, answer);
  }
  async match(url) {
    return this.entries.get(url)?.clone();
  }
}

class Worker {
  skipped = 0;
  claimed = 0;
  handlers = {};

  constructor(world, source) {
    const self = {
      location: { origin: ORIGIN },
      addEventListener: (type, handler) => (this.handlers[type] = handler),
      skipWaiting: () => (this.skipped += 1),
      clients: { claim: async () => (this.claimed += 1) },
    };
    vm.runInNewContext(source, { self, caches: world.caches, fetch: (...args) => world.fetch(...args), URL });
  }

  install() {
    return this.extended("install");
  }
  activate() {
    return this.extended("activate");
  }
  async extended(type) {
    let work;
    this.handlers[type]({ waitUntil: (promise) => (work = promise) });
    await work;
  }

  get(path) {
    return this.ask(path, {});
  }
  navigate(path) {
    return this.ask(path, { mode: "navigate" });
  }
  // What the worker answers, or undefined when it leaves the request to the browser.
  ask(path, { method = "GET", mode = "cors" }) {
    let answer;
    const request = { url: new URL(path, ORIGIN).href, method, mode };
    this.handlers.fetch({ request, respondWith: (promise) => (answer = promise) });
    return answer;
  }

  // The answers that come back over the port.
  tell(data) {
    const answers = [];
    this.handlers.message({ data, ports: [{ postMessage: (answer) => answers.push(answer) }] });
    return answers;
  }
}

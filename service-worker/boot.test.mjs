// public/boot.js before the app: theme, Trusted Types policy, way out, registration. (Not beside it: public/ is served.)
// Run by `node --test`; what only a browser can show is in the end-to-end tests.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../public/boot.js", import.meta.url), "utf8");
const ORIGIN = "https://taccuino.example";
const MINUTE = 60_000;

test("the saved theme is on the page before anything is painted, and the browser's bars follow it", () => {
  for (const [saved, theme, bars, scheme] of [
    ["night", "night", ["#0b1420", "#0b1420"], "dark"],
    ["day", "day", ["#f5f7fa", "#f5f7fa"], "light"],
    ["auto", "auto", ["#f5f7fa", "#0b1420"], "light dark"],
    ["<b>", "auto", ["#f5f7fa", "#0b1420"], "light dark"],
    [null, "auto", ["#f5f7fa", "#0b1420"], "light dark"],
  ]) {
    const page = new Page(saved);
    page.boot();
    assert.equal(page.root.dataset.theme, theme);
    assert.deepEqual(page.bars.map((meta) => meta.content), bars);
    assert.equal(page.scheme.content, scheme);
  }
});

test("a closed storage means the theme of the system, not an error", () => {
  const page = new Page(new Error("SecurityError"));
  page.boot();
  assert.equal(page.root.dataset.theme, "auto");
});

test("a page that nobody looks at is blank, and an open one stays so after its time until it is shut", () => {
  const page = new Page(null);
  page.boot();
  assert.deepEqual(page.away(20), [true, false], "nothing is open: there is nothing to hide");
  page.world.taccuinoOpened(15 * MINUTE);
  assert.deepEqual(page.away(14), [true, false]);
  page.listeners.keydown();
  assert.deepEqual([...page.away(14), page.world.taccuinoIdle()], [true, false, false]);
  assert.deepEqual([...page.away(2), page.world.taccuinoIdle()], [true, true, true]);
  page.listeners["taccuino:panic"]();
  assert.equal(page.covered, false, "the way out is seen");
});

test("a page that was out of sight for too long stays blank until its key was put away", () => {
  const page = new Page(null);
  page.boot();
  page.world.taccuinoOpened(15 * MINUTE);
  assert.equal(page.world.taccuinoLeft(), Infinity);
  page.world.taccuinoTimes(15 * MINUTE, 2 * MINUTE);
  assert.deepEqual(page.away(1), [true, false]);
  assert.equal(page.world.taccuinoLeft(), Infinity, "it came back in time");
  assert.deepEqual(page.away(3), [true, true]);
  assert.deepEqual(page.away(1), [true, true], "another look elsewhere does not make it younger");
  page.world.taccuinoTimes(15 * MINUTE, Infinity);
  assert.equal(page.covered, false);
  page.world.taccuinoTimes(4 * MINUTE, Infinity);
  assert.equal(page.covered, true, "five minutes without a touch, and four are left to it");
});

test("an open notebook learns what to seal with, and no network is no error", async () => {
  const page = new Page(null);
  page.boot();
  const asked = [];
  page.world.taccuinoSealing = async (work) => {
    asked.push(work.deviceId ? `${work.task} ${work.deviceId}` : work.task);
    throw new TypeError("Failed to fetch");
  };
  page.world.taccuinoOpened(15 * MINUTE, "its-phone");
  await page.settled();
  assert.deepEqual(asked, ["prepare its-phone", "carry", "obey"], "what is unsent is brought at a start, and orders are asked for");
  page.away(1);
  assert.deepEqual(asked.slice(3), ["carry"], "and once nobody looks");
});

test("D17: the tab that syncs is told when it was robbed, and stands in line again", async () => {
  const page = new Page(null);
  page.boot();
  const [line, told, watched] = [[], [], []];
  page.world.taccuinoLife = async (work) => watched.push(work);
  page.world.taccuinoLead("one", (leads) => told.push(leads));
  assert.deepEqual(told, [true], "without locks there is no second tab to fear more than none that syncs");

  page.world.navigator.locks = { request: (lock, hold) => new Promise((_, fail) => line.push({ lock, hold, fail })) };
  page.world.taccuinoLead("two", (leads) => told.push(leads));
  assert.equal(watched[0].lock, "two");
  line[0].hold();
  assert.deepEqual([told.at(-1), watched[0].leads], [true, true]);
  line[0].fail(new DOMException("stolen", "AbortError"));
  await page.settled();
  assert.deepEqual([told.at(-1), watched[0].leads, line.length], [false, false, 2]);
  line[1].fail(new DOMException("the page goes", "InvalidStateError"));
  await page.settled();
  assert.deepEqual([told.length, line.length], [3, 2], "what cannot be had is not asked for again and again");
});

test("only the worker's own address is a script address", () => {
  const page = new Page(null);
  page.boot();
  const { createScriptURL } = page.policies.default;
  assert.equal(createScriptURL("/sw.js"), "/sw.js");
  assert.equal(createScriptURL(`${ORIGIN}/sw.js`), "/sw.js");
  for (const url of ["/sw.js?x", "//elsewhere.example/sw.js", "/v1/sw.js", "sw.js", "data:text/javascript,1", "blob:x"]) {
    assert.equal(createScriptURL(url), null, url);
  }
  assert.equal(page.policies.default.createScript, undefined);
});

test("markup passes without scripts, handlers, script addresses and inner documents", () => {
  const page = new Page(null);
  page.boot();
  const { createHTML } = page.policies.default;
  const plain = '<a class="row" href="/pis/nuova"><svg class="icon"><use href="/icons/sprite.svg#it-plus"/></svg>Uno = 1</a>';
  assert.equal(createHTML(plain), plain);
  for (const html of [
    "<script>1</script>",
    "</SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<b title="x"onclick = "1">',
    '<a href="JavaScript:1">',
    '<iframe srcdoc="x">',
  ]) {
    assert.equal(createHTML(html), null, html);
  }
});

test("the worker is registered at its own address and asked for past every cache", async () => {
  const page = new Page(null);
  page.boot();
  await page.settled();
  assert.equal(JSON.stringify(page.registered), '[["/sw.js",{"scope":"/","updateViaCache":"none"}]]');
});

test("a module that cannot be loaded, and a panic, end in the page with the way out", async () => {
  const lost = new Page(null);
  lost.boot();
  await lost.settled();
  assert.match(lost.words(), /Taccuino non si è aperto\..*al sicuro sul telefono\..*Riapri/);

  const stopped = new Page(null);
  stopped.boot();
  stopped.listeners["taccuino:panic"]();
  assert.match(stopped.words(), /Taccuino si è fermato\. I dati salvati sono al sicuro sul telefono\..*Riapri/);
});

// As much of a page as boot.js touches. Its module never loads: there is none.
class Page {
  bars = [
    { content: "", media: "(prefers-color-scheme: light)" },
    { content: "", media: "(prefers-color-scheme: dark)" },
  ];
  scheme = { content: "" };
  root = { dataset: {}, toggleAttribute: (name, on) => (this.covered = on) };
  policies = {};
  listeners = {};
  registered = [];
  shown = [];
  clock = 0;

  constructor(saved) {
    this.saved = saved;
  }

  boot() {
    const { bars, scheme, root, policies, listeners } = this;
    const readSaved = () => {
      if (this.saved instanceof Error) throw this.saved;
      return this.saved;
    };
    const element = (tag) => ({ tag, children: [], append(...all) { this.children.push(...all); }, addEventListener() {}, focus() {} });
    const world = {
      document: {
        documentElement: root,
        readyState: "interactive",
        querySelectorAll: () => bars,
        querySelector: () => scheme,
        getElementById: () => null,
        addEventListener: (type, listener) => (listeners[type] = listener),
        createElement: element,
        body: { replaceChildren: (page) => (this.shown = [page]) },
      },
      localStorage: { getItem: (key) => (key === "taccuino.theme" ? readSaved() : null) },
      MutationObserver: class { observe() {} },
      location: { origin: ORIGIN },
      navigator: { serviceWorker: { register: async (...args) => this.registered.push(args) } },
      fetch: async () => { throw new TypeError("Failed to fetch"); },
      WebAssembly,
      trustedTypes: { createPolicy: (name, rules) => (policies[name] = rules) },
      addEventListener: (type, listener) => (listeners[type] = listener),
    };
    world.Date = { now: () => this.clock };
    world.window = world;
    this.world = world;
    vm.runInNewContext(SOURCE, world);
  }

  /** The person looks away and back after a while. */
  away(minutes) {
    this.world.document.hidden = true;
    this.listeners.visibilitychange();
    const whileAway = this.covered;
    this.clock += minutes * 60_000;
    this.world.document.hidden = false;
    this.listeners.visibilitychange();
    return [whileAway, this.covered];
  }

  // Long enough for the promises of a start that fails at once.
  async settled() {
    await new Promise((done) => setImmediate(done));
  }

  words() {
    return this.shown.flatMap((page) => page.children.map((child) => child.textContent)).join(" ");
  }
}

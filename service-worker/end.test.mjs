// The worker that ends all workers. Run by `node --test`; that a browser obeys it is in the end-to-end tests.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("end.js", import.meta.url), "utf8");

test("W8: it takes over at once, deletes what workers of this app kept, goes, and opens each page again", async () => {
  const done = [];
  const kept = ["taccuino-1", "taccuino-2", "other"];
  const handlers = {};
  const self = {
    addEventListener: (type, handler) => (handlers[type] = handler),
    skipWaiting: () => done.push("skip"),
    registration: { unregister: async () => done.push("unregister") },
    clients: { matchAll: async () => [{ url: "/elenco", navigate: (url) => done.push(url) }] },
  };
  const caches = { keys: async () => [...kept], delete: async (name) => kept.splice(kept.indexOf(name), 1) };
  vm.runInNewContext(SOURCE, { self, caches });
  handlers.install();
  let work;
  handlers.activate({ waitUntil: (promise) => (work = promise) });
  await work;
  assert.deepEqual([done, kept], [["skip", "unregister", "/elenco"], ["other"]]);
  assert.deepEqual(Object.keys(handlers), ["install", "activate"], "it answers no request");
});

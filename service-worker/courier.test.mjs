// The courier of the worker against a small browser: a shelf, and an API that answers, or does not. Run by `node --test`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("sw.js", import.meta.url), "utf8").replace("self.__PRECACHE__", '{"build":"1","assets":[]}');

const parcel = (deviceId, clientSeq) => ({ opId: `${deviceId}${clientSeq}`, deviceId, clientSeq, sealed: "…" });

test("W10 P4: the shelf goes in the order of its streams, and what was decided goes from it", async () => {
  const phone = new Phone([parcel("b", 2), parcel("a", 10), parcel("b", 1), parcel("a", 9)]);
  await phone.sync();
  assert.deepEqual(phone.sent, [["a9", "a10", "b1", "b2"]]);
  assert.equal(phone.shelf.size, 0);
  await phone.sync();
  assert.equal(phone.sent.length, 1, "an empty shelf asks nothing");
});

test("P3: what is held or refused goes from the shelf too; what is not decided stays, and the browser tries again", async () => {
  const phone = new Phone([parcel("a", 1), parcel("a", 2), parcel("a", 3)]);
  phone.outcomes = { a1: "held", a2: "later", a3: "refused" };
  await assert.rejects(phone.sync());
  assert.deepEqual([...phone.shelf.keys()], ["a,2"]);
});

test("what waits for its person to mend it stays on the shelf, and is not brought", async () => {
  const phone = new Phone([{ ...parcel("a", 1), parked: true }, { ...parcel("a", 2), parked: false }]);
  await phone.sync();
  assert.deepEqual([phone.sent, [...phone.shelf.keys()]], [[["a2"]], ["a,1"]]);
});

test("P8 V3: what no notebook has a copy of stays for a fortnight, and is brought again each day", async () => {
  const [written, refused] = [parcel("a", 2 ** 52 + 1), parcel("a", 2 ** 52 + 2)];
  const phone = new Phone([parcel("a", 1), written, refused]);
  phone.outcomes = { [refused.opId]: "refused" };
  const day = 86_400_000;
  const sent = [];
  for (const at of [0, day / 2, 2 * day, 15 * day, 16 * day]) {
    phone.now = at + 1;
    phone.sent = [];
    await phone.sync();
    sent.push(phone.sent.flat());
  }
  assert.deepEqual(sent, [["a1", written.opId, refused.opId], [], [written.opId], [written.opId], []]);
  assert.deepEqual([...phone.shelf.keys()], [`a,${refused.clientSeq}`], "what no Ambito took stays, for a file");
});

test("N6: what is not the API takes nothing from the shelf", async () => {
  for (const answer of [
    () => new Response("<h1>Accetta le condizioni</h1>"),
    () => new Response("", { status: 503, headers: { "x-sync-protocol": "2" } }),
    () => Promise.reject(new TypeError("Failed to fetch")),
  ]) {
    const phone = new Phone([parcel("a", 1)]);
    phone.answer = answer;
    await assert.rejects(phone.sync());
    assert.equal(phone.shelf.size, 1);
  }
});

test("P4: who asks while it is under way has nothing sent twice", async () => {
  const phone = new Phone([parcel("a", 1)]);
  await Promise.all([phone.sync(), phone.told({ type: "CARRY" })]);
  assert.deepEqual([phone.sent, phone.shelf.size], [[["a1"]], 0]);
});

test("many go a part at a time, and what went stays gone when the network is lost between", async () => {
  const phone = new Phone(Array.from({ length: 70 }, (_, n) => parcel("a", n)));
  const { answer } = phone;
  phone.answer = (parcels) => (phone.sent.length > 1 ? Promise.reject(new TypeError("Failed to fetch")) : answer(parcels));
  await assert.rejects(phone.sync());
  assert.deepEqual([phone.sent.map((ids) => ids.length), phone.shelf.size], [[50, 20], 20]);
});

test("a page may ask where the browser has no Background Sync, and a shelf that was never made is empty", async () => {
  const phone = new Phone([parcel("a", 1)]);
  await phone.told({ type: "CARRY" });
  assert.equal(phone.shelf.size, 0);
  const fresh = new Phone(null);
  await fresh.sync();
  assert.deepEqual([fresh.sent, fresh.made], [[], false]);
});

// As much of a browser as the courier touches.
class Phone {
  sent = [];
  outcomes = {};
  handlers = {};
  made = false;
  now = 1;

  constructor(parcels) {
    this.shelf = parcels && new Map(parcels.map((it) => [String([it.deviceId, it.clientSeq]), it]));
    const self = { location: {}, addEventListener: (type, handler) => (this.handlers[type] = handler) };
    const indexedDB = { open: () => this.#open() };
    const fetch = (url, { body, headers }) => {
      assert.deepEqual([url, headers["x-taccuino"]], ["/v1/sync/sealed", "1"]);
      const { parcels: brought } = JSON.parse(body);
      this.sent.push(brought.map((it) => it.opId));
      return this.answer(brought);
    };
    vm.runInNewContext(SOURCE, { self, fetch, indexedDB, URL, Error, console, Date: { now: () => this.now } });
  }

  answer = async (parcels) => {
    const results = parcels.map(({ opId }) => ({ opId, outcome: this.outcomes[opId] ?? "received" }));
    return new Response(JSON.stringify({ results }), { headers: { "x-sync-protocol": "2" } });
  };

  sync() {
    return this.#extended("sync", { tag: "courier" });
  }

  told(data) {
    return this.#extended("message", { data });
  }

  async #extended(type, event) {
    let work;
    this.handlers[type]({ ...event, waitUntil: (promise) => (work = promise) });
    await work;
  }

  // Requests and transactions say later that they are done.
  #open() {
    const opening = {};
    queueMicrotask(() => {
      if (this.shelf) {
        opening.result = this.#database();
        return opening.onsuccess();
      }
      this.made = true;
      opening.transaction = { abort: () => (this.made = false) };
      opening.onupgradeneeded();
      opening.error = { name: "AbortError" };
      return opening.onerror();
    });
    return opening;
  }

  #database() {
    const store = {
      // By key, as IndexedDB gives them.
      getAll: () => ({ result: [...this.shelf.values()].sort((a, b) => a.deviceId.localeCompare(b.deviceId) || a.clientSeq - b.clientSeq) }),
      delete: (key) => this.shelf.delete(String(key)),
      put: (it) => this.shelf.set(String([it.deviceId, it.clientSeq]), it),
    };
    const transaction = () => {
      const it = { objectStore: () => store };
      queueMicrotask(() => it.oncomplete());
      return it;
    };
    return { transaction, close() {} };
  }
}

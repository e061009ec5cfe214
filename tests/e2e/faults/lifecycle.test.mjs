// Killed between two writes.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, row, statusSays, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, held, portal } from "../support/proxy.mjs";

let api;
let proxy;
let phone;

before(async () => {
  api = await (await Api.prepare()).start();
  proxy = await Proxy.before(api);
  phone = await Phone.buy(proxy.origin);
  await phone.enrol(api.operator("proximity_operator"));
});
after(async () => {
  await phone?.dispose();
  await proxy?.dispose();
  await api?.dispose();
});

const HELD = "GET /v1/held";

/** Settles once the page stands still where a test had it wait for this address, which nobody answers. */
const standsStill = () => new Promise((done) => proxy.put(HELD, held(done)));

/** Of a page: nothing of it goes on after this call of the database's `method` in which a store of that name has a part. */
const standAt = ([type, method, store, at]) => {
  const { prototype } = globalThis[type];
  const original = prototype[method];
  globalThis.called = 0;
  prototype[method] = function (...given) {
    const answer = original.apply(this, given);
    const { objectStoreNames } = this.transaction?.db ? this.transaction : this;
    if (objectStoreNames.contains(store)) globalThis.called += 1;
    if (globalThis.called === at) {
      const wait = new XMLHttpRequest();
      wait.open("GET", "/v1/held", false);
      wait.send();
    }
    return answer;
  };
};

describe("Killed between two writes", () => {
  afterEach(() => proxy.clear());

  /** A form that is filled, with its draft on the disk. */
  const filled = async (name) => {
    await openPersonForm(phone.page);
    const offered = phone.page.getByRole("button", { name: "Elimina" });
    if (await offered.isVisible()) await offered.click();
    await fillPerson(phone.page, name);
    const patience = Date.now() + 10_000;
    while (!(await phone.rows()).includes(name)) assert.ok(Date.now() < patience, "the draft never reached the phone");
  };
  const outbox = (rows) => rows.filter(({ table }) => table === "outbox").length;

  it("D2: at every write of a save: the operation and all that belongs to it, or nothing and the draft", async () => {
    proxy.put(PUSH, portal);
    await filled("Prova-Conta");
    await phone.page.evaluate(standAt, ["IDBObjectStore", "put", "outbox", -1]);
    await phone.page.getByRole("button", { name: "Salva" }).click();
    await statusSays(phone.page, "1 solo su questo telefono");
    const writes = await phone.page.evaluate(() => globalThis.called);
    assert.ok(writes > 1, `${writes} writes`);
    for (let at = 1; at <= writes; at += 1) {
      const name = surname();
      await phone.page.reload();
      await filled(name);
      const waiting = outbox(await phone.opened());
      const still = standsStill();
      await phone.page.evaluate(standAt, ["IDBObjectStore", "put", "outbox", at]);
      // Its answer goes with the browser.
      phone.page.getByRole("button", { name: "Salva" }).evaluate((button) => button.click()).catch(() => {});
      await still;
      await phone.kill();
      await phone.open("/giro");
      await go(phone.page, "Elenco");
      const rows = await phone.opened();
      assert.equal(outbox(rows), waiting, `no operation after ${at} of ${writes} writes`);
      assert.equal(await row(phone.page, name).count(), 0, "and no record");
      const texts = rows.map(({ table, value }) => `${table}: ${Buffer.from(value, "hex")}`).filter((text) => text.includes(name));
      assert.deepEqual(texts.map((text) => text.split(":")[0]), ["drafts"], "what was typed is there");
    }
  });
});

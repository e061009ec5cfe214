// The life of pages: killed between two writes, frozen, kept by the browser and brought back.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, statusSays, surname } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone, unlock } from "../support/phone.mjs";
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
    await phone.page.getByRole("button", { name: "Salva", exact: true }).click();
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
      phone.page.getByRole("button", { name: "Salva", exact: true }).evaluate((button) => button.click()).catch(() => {});
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

  it("D11: half way through the making of the very first one: the next start makes it whole", async () => {
    const fresh = await Phone.buy(proxy.origin);
    try {
      const still = standsStill();
      fresh.prepare = (page) => page.addInitScript(standAt, ["IDBDatabase", "createObjectStore", "fence", 3]);
      fresh.open("/attiva").catch(() => {}); // its page never comes to an end
      await still;
      await fresh.kill();
      fresh.prepare = undefined;
      await fresh.enrol(api.operator("volunteer"));
      await fresh.page.getByRole("button", { name: /^(Consegnato|Fatto)$/ }).click();
      // Said once it is on the phone.
      await fresh.page.locator(".undo").waitFor();
    } finally {
      await fresh.dispose();
    }
  });
});

describe("A page that comes back", () => {
  it("D14: what is typed is written down when nobody looks, and a page that the browser kept looks at the lock anew", async () => {
    const { page } = phone;
    const name = surname();
    await page.goto(`${proxy.origin}/giro`);
    await openPersonForm(page);
    const offered = page.getByRole("button", { name: "Elimina" });
    if (await offered.isVisible()) await offered.click();
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.getByLabel("Cognome").fill(name);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, value: "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    const patience = Date.now() + 10_000;
    while (!(await phone.rows()).includes(name)) assert.ok(Date.now() < patience, "no timer of the form has run");
    await page.clock.resume();
    const { passphrase } = phone;
    phone.passphrase = undefined;
    // As it is where a page was kept: everything of it is there, and its notebook was open.
    const anew = page.waitForNavigation();
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await anew;
    await page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" }).waitFor();
    phone.passphrase = passphrase;
    await unlock(page, phone);
    await page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await page.getByLabel("Cognome").inputValue(), name);
  });

  it("D14: gone away from and back to by the browser, it is shut", async () => {
    const { page, passphrase } = phone;
    await page.goto(`${proxy.origin}/giro`);
    await page.evaluate(() => location.assign("/status"));
    await page.waitForURL((url) => url.pathname === "/status");
    phone.passphrase = undefined;
    await page.evaluate(() => history.back());
    await page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" }).waitFor();
    phone.passphrase = passphrase;
    await unlock(page, phone);
  });
});

describe("The tab that leads is frozen", () => {
  it("D17: another takes over after a while; the frozen one changes nothing when it wakes", async () => {
    const first = await Phone.buy(proxy.origin);
    try {
      first.prepare = (page) => page.clock.install();
      const leader = await first.enrol(api.operator("proximity_operator", { nth: 1 }));
      const second = await first.tab("/giro");
      const session = await first.context.newCDPSession(leader);
      // A push of the one that leads is under way when it is frozen.
      let answerIt;
      const pushed = new Promise((done) =>
        proxy.put(PUSH, async (push) => {
          const wake = new Promise((answer) => (answerIt = answer));
          proxy.clear();
          done();
          await wake;
          const { status, headers, body } = await push.forward();
          push.outgoing.writeHead(status, { ...headers, "content-length": body.length });
          push.outgoing.end(body);
        }),
      );
      const names = [await recordPerson(second)];
      await pushed;
      // It is asked every ten seconds, and answers as long as it is awake.
      for (let step = 0; step < 3; step += 1) {
        await second.evaluate(async () => {
          const { held } = await navigator.locks.query();
          const { name } = held.find(({ name }) => name.endsWith("-sync"));
          globalThis.answered = new Promise((done) => {
            new BroadcastChannel(name).onmessage = ({ data }) => data === "awake" && done();
          });
        });
        await second.clock.fastForward(10_000);
        await second.evaluate(() => globalThis.answered);
      }
      await go(second, "Elenco");
      await row(second, names[0], "Sul telefono").waitFor();
      const pushes = proxy.pushes.length;

      await session.send("Page.setWebLifecycleState", { state: "frozen" });
      for (let step = 0; step < 2; step += 1) await second.clock.fastForward(10_000);
      await row(second, names[0], "Ricevuto").waitFor();
      assert.equal(proxy.pushes.length, pushes + 1, "the one that took over has sent it");
      names.push(await recordPerson(second));
      await go(second, "Elenco");
      await row(second, names[1], "Ricevuto").waitFor();

      await session.send("Page.setWebLifecycleState", { state: "active" });
      answerIt();
      await leader.bringToFront();
      names.push(await recordPerson(leader));
      for (const page of [leader, second]) {
        await page.bringToFront();
        await go(page, "Elenco");
        for (const name of names) await row(page, name, "Ricevuto").waitFor();
      }
      const desk = await Desk.open(api);
      for (const name of names) {
        const [record, ...others] = await desk.persons(name);
        assert.deepEqual([record.rev, others], [1, []]);
      }
    } finally {
      await first.dispose();
    }
  });
});

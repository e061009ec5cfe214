// A phone that was lost: its coordinator orders that what lies on it goes, and it brings first what it had not sent.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { recordPerson, statusSays, surname } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, SEALED, changed, gone as cut, refused } from "../support/proxy.mjs";
import { lying, told } from "../support/shelf.mjs";

const ORDERS = "POST /v1/phones/orders";

let api;
let proxy;
const made = [];
before(async () => {
  api = await (await Api.prepare()).start();
  proxy = await Proxy.before(api);
  proxy.put(SEALED, undefined);
});
after(async () => {
  for (const one of made) await one.dispose();
  await proxy?.dispose();
  await api?.dispose();
});

/** A phone of the network that may break. */
async function buy(origin = proxy.origin) {
  const phone = await Phone.buy(origin);
  made.push(phone);
  return phone;
}

/** The databases of notebooks, and how many key files there are. */
const left = (page) =>
  page.evaluate(async () => {
    const settled = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
    const names = (await indexedDB.databases()).map(({ name }) => name);
    // Each may have a second one beside it.
    const notebooks = new Set(names.map((name) => /^taccuino-[0-9a-f]{32}/.exec(name)?.[0]).filter(Boolean)).size;
    if (!names.includes("taccuino-keys")) return { notebooks, files: 0 };
    const database = await settled(indexedDB.open("taccuino-keys"));
    const files = await settled(database.transaction("meta").objectStore("meta").count());
    database.close();
    return { notebooks, files };
  });

const gone = (page) => page.getByText("L’Ambito ha cancellato il taccuino da questo telefono").waitFor();

/** The phones that this browser was, the first first. */
const devices = async (page) => {
  const keys = JSON.parse(await lying(page, "keys", true));
  return keys.sort((a, b) => a.notebook.localeCompare(b.notebook)).map(({ deviceId }) => deviceId);
};

/** Waits until the shelf of `phones` notebooks is complete, and so many parcels lie on it, also of what waits to be mended. */
const shelved = (page, phones, parcels) =>
  page.evaluate(
    async (wanted) => {
      const settled = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const all = (database, store) => settled(database.transaction(store).objectStore(store).getAll());
      const patience = performance.now() + 20_000;
      const database = await settled(indexedDB.open("taccuino-sealing"));
      for (;;) {
        const complete = (await all(database, "keys")).filter((row) => row.complete && row.notebook).length;
        const lie = (await all(database, "parcels")).length;
        if (complete === wanted.phones && lie === wanted.parcels) break;
        if (performance.now() > patience) throw new Error(`${complete} notebooks are on the shelf, and ${lie} parcels`);
        await new Promise(requestAnimationFrame);
      }
      database.close();
    },
    { phones, parcels },
  );

const answered = (page) => page.waitForResponse((answer) => answer.url().endsWith("/v1/phones/orders") && answer.ok());
/** Has the page ask for its orders, and do what they say; why it did not. */
const obeyed = (page) =>
  page.evaluate(() => taccuinoSealing({ task: "obey" }).then(String, ({ message }) => message));
const closed = (page) => page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" }).waitFor();

describe("A phone that was lost", () => {
  const [unsent, stuck] = [surname(), surname()];
  let phone;
  let office;
  let row;

  before(async () => {
    phone = await buy();
    await phone.enrol(api.operator("proximity_operator"));
    await told(phone.page);
    proxy.put(PUSH, refused("invalid", [{ field: "doorbell", code: "too_long" }]));
    await recordPerson(phone.page, stuck);
    await statusSays(phone.page, "Da correggere: 1");
    for (const route of [PUSH, PULL, SEALED]) proxy.put(route, cut);
    await recordPerson(phone.page, unsent);
    await shelved(phone.page, 1, 2);
    await phone.kill();
    phone.passphrase = undefined;
    office = await buy(api.origin);
    await office.enrol(api.operator("coordinator"));
  });

  it("is shut out and ordered to be wiped on the page of the phones", async () => {
    const { page } = office;
    await page.getByRole("link", { name: /Telefoni dei tuoi operatori/ }).click();
    row = page.getByRole("listitem").filter({ hasText: api.operator("proximity_operator").displayName });
    await row.getByRole("button").click();
    const wipe = page.getByRole("checkbox", { name: "Cancella anche il taccuino da quel telefono" });
    assert.ok(await wipe.isChecked());
    assert.deepEqual(await violations(page), []);
    await office.picture("registro-telefono-da-cancellare");
    await office.pictureByNight("registro-telefono-da-cancellare-notte");
    // First it is shut out alone; the rest may be ordered later.
    await wipe.uncheck({ force: true });
    await page.getByRole("button", { name: "Blocca il telefono" }).click();
    await row.filter({ hasText: /bloccato il/ }).waitFor();
    await row.getByRole("button", { name: /Cancella il taccuino dal telefono/ }).click();
    await page.getByRole("heading", { name: "Cancellare il taccuino da quel telefono?" }).waitFor();
    await page.getByRole("button", { name: "Cancella il taccuino", exact: true }).click();
    await row.filter({ hasText: /da cancellare/ }).waitFor();
    assert.equal(await row.getByRole("button").count(), 0);
    await office.picture("registro-telefono-cancellazione-ordinata");
  });

  it("keeps all while the API does not take what it had not sent", async () => {
    const page = await phone.open("/giro");
    await answered(page);
    await closed(page);
    const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/v1/sync/sealed"));
    await page.reload();
    await failed;
    assert.deepEqual(await left(page), { notebooks: 1, files: 1 });
    // Nor does a page say more than before to who found it.
    await closed(page);
  });

  it("P3: brings what it had not sent, also what waited to be mended, and forgets", async () => {
    proxy.put(SEALED, undefined);
    await phone.page.reload();
    await gone(phone.page);
    assert.equal(new URL(phone.page.url()).pathname, "/attiva");
    assert.deepEqual(await left(phone.page), { notebooks: 0, files: 0 });
    assert.deepEqual(await violations(phone.page), []);
    await phone.picture("telefono-cancellato");
    await phone.pictureByNight("telefono-cancellato-notte");
    // Nobody's until its coordinator says so.
    await office.page.goto(`${api.origin}/registro?custodia=1`);
    await office.page.getByText("2 registrazioni · dal").waitFor();
    assert.deepEqual(await violations(office.page), []);
    await office.picture("registro-in-custodia");
    await office.pictureByNight("registro-in-custodia-notte");
    await office.page.getByRole("button", { name: "Accogli quello che aveva" }).click();
    await office.page.getByText("2 accolte.").waitFor();
    await office.page.getByRole("heading", { name: "Niente in custodia" }).waitFor();
    await office.picture("registro-niente-in-custodia");
    const desk = await Desk.of(office);
    for (const name of [unsent, stuck]) assert.equal((await desk.persons(name)).length, 1, name);
    await office.page.goto(`${api.origin}/registro?telefoni=1`);
    await row.filter({ hasText: /cancellato il/ }).waitFor();
    await office.picture("registro-telefono-cancellato");
    // A start after that is one of a new phone.
    await phone.page.reload();
    await phone.page.getByRole("button", { name: "Attiva" }).waitFor();
    assert.equal(await phone.page.getByText("L’Ambito ha cancellato").count(), 0);
  });
});

describe("A phone of two people", () => {
  let phone;

  before(async () => {
    proxy.clear();
    proxy.put(SEALED, undefined);
    phone = await buy();
    await phone.enrol(api.operator("proximity_operator", { nth: 1 }));
    await told(phone.page);
    await shelved(phone.page, 1, 0);
    await phone.page.goto("about:blank");
    await phone.page.goto(`${proxy.origin}/attiva#${api.operator("pis_operator").code}`);
    await phone.activate();
    await shelved(phone.page, 2, 0);
  });

  it("loses the notebook that the order is for, and no other", async () => {
    const { page } = phone;
    const [first] = await devices(page);
    await api.revoke(first, "--wipe");
    phone.passphrase = undefined;
    const again = page.waitForURL(`${proxy.origin}/`);
    await page.reload();
    await again;
    await closed(page);
    assert.deepEqual(await left(page), { notebooks: 1, files: 1 });
    assert.equal((await devices(page)).length, 1);
    assert.equal(await page.getByText("L’Ambito ha cancellato").count(), 0);
  });

  it("obeys no order that its API did not prove", async () => {
    const { page } = phone;
    const [deviceId] = await devices(page);
    const forged = changed((answer) => answer.wipe.push({ deviceId, tag: "A".repeat(43) }));
    proxy.put(ORDERS, forged);
    await obeyed(page);
    proxy.put(ORDERS, undefined);
    assert.deepEqual(await left(page), { notebooks: 1, files: 1 });
  });

  it("keeps a notebook whose unsent records lie in it alone", async () => {
    const { page } = phone;
    const [device] = await devices(page);
    // It could not seal when it was open last.
    await page.evaluate(async () => {
      const settled = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const database = await settled(indexedDB.open("taccuino-sealing"));
      const keys = database.transaction("keys", "readwrite").objectStore("keys");
      const [row] = await settled(keys.getAll());
      await settled(keys.put({ ...row, complete: false }));
      database.close();
    });
    await api.revoke(device, "--wipe");
    assert.match(await obeyed(page), /not now/);
    assert.deepEqual(await left(page), { notebooks: 1, files: 1 });
  });

  it("loses the last one while it is open, at its next word with the API", async () => {
    const { page } = phone;
    phone.passphrase = "Già così è più facile";
    // Open, it seals what there is; and it is told that it is shut out.
    await page.reload();
    await gone(page);
    assert.deepEqual(await left(page), { notebooks: 0, files: 0 });
  });
});

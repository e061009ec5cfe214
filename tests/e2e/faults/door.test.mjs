// The door: what lies on the phone is shut to whoever finds it, and never to the person whose it is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, statusSays, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

const secret = (phone) => phone.page.getByLabel("La tua frase");
const press = (phone, name) => phone.page.getByRole("button", { name, exact: true }).click();

/** Opens a page and leaves it shut. */
async function stayShut(phone, path = "/") {
  const { passphrase } = phone;
  phone.passphrase = undefined;
  await phone.page.goto(phone.origin + path);
  phone.passphrase = passphrase;
  await phone.page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" }).waitFor();
}

describe("The passphrase", () => {
  let phone;
  let name;
  before(async () => {
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator"));
    name = await recordPerson(phone.page);
  });
  after(() => phone?.dispose());

  it("what lies in IndexedDB says nothing, under any key", async () => {
    const { rows } = await phone.disk();
    const sealed = rows.filter((each) => each.database !== "taccuino-keys");
    assert.ok(sealed.length > 5);
    const hex = Buffer.from(name).toString("hex");
    const clear = Buffer.from(await phone.rows()).toString("hex");
    assert.ok(clear.includes(hex), "the passphrase opens it");
    const disk = JSON.stringify(rows);
    for (const text of [name, "Via dei Pini", "beneficiary", "lastName"]) {
      assert.ok(!disk.includes(Buffer.from(text).toString("hex")), text);
    }
    assert.deepEqual(new Set(sealed.map((each) => each.key.length)), new Set([64]), "every key is a hash");
  });

  it("a wrong one opens nothing and says so; the right one opens the page that was asked for", async () => {
    await stayShut(phone, "/elenco");
    assert.equal(await phone.page.title(), "Taccuino è chiuso · Taccuino");
    await phone.picture("porta-chiusa");
    await secret(phone).fill("un’altra frase del tutto");
    await press(phone, "Apri");
    await phone.page.getByRole("alert").filter({ hasText: "Non è questa la frase." }).waitFor();
    await phone.picture("porta-sbagliata");
    assert.equal(await phone.page.getByText(name).count(), 0);
    await secret(phone).fill(phone.passphrase);
    await press(phone, "Apri");
    await row(phone.page, name).waitFor();
  });

  it("shut by a tap over an open form: the text is there after it", async () => {
    const typed = surname();
    await openPersonForm(phone.page);
    await fillPerson(phone.page, typed);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await go(phone.page, "Altro");
    await press(phone, "Chiudi il taccuino");
    await secret(phone).fill(phone.passphrase);
    await press(phone, "Apri");
    await go(phone.page, "Oggi");
    await openPersonForm(phone.page);
    await press(phone, "Riprendi");
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), typed);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
  });

  it("blank while nobody looks, and shut after fifteen minutes without a touch, with what was typed", async () => {
    const typed = surname();
    await openPersonForm(phone.page);
    await press(phone, "Elimina");
    await phone.page.getByLabel("Cognome").fill(typed);
    const hide = (hidden) =>
      phone.page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { configurable: true, value });
        document.dispatchEvent(new Event("visibilitychange"));
        return getComputedStyle(document.body).visibility;
      }, hidden);
    assert.equal(await hide(true), "hidden");
    assert.equal(await hide(false), "visible");
    const later = phone.page.waitForNavigation();
    await phone.page.evaluate(() => {
      const { now } = Date;
      Date.now = () => now() + 15 * 60_000 + 1;
    });
    assert.equal(await hide(false), "hidden", "nobody has touched it for long: it stays blank until it is shut");
    await later;
    await secret(phone).fill(phone.passphrase);
    await press(phone, "Apri");
    await press(phone, "Riprendi");
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), typed);
  });

  it("forgotten: a new code gives a new notebook, what was received comes back, and the old one stays", async () => {
    // The demo gives one code at each start.
    await api.kill();
    await api.start();
    await stayShut(phone);
    await phone.page.getByRole("link", { name: "Ho un codice di attivazione" }).click();
    await phone.page.getByLabel("Codice di attivazione").fill(api.operator("proximity_operator").code);
    phone.passphrase = "una frase nuova e lunga";
    await phone.activate();
    await go(phone.page, "Elenco");
    await row(phone.page, name, "Ricevuto").waitFor();
    await stayShut(phone);
    assert.equal(await phone.page.getByRole("radio", { name: /^Taccuino/ }).count(), 2);
    await phone.picture("porta-due");
  });
});

describe("A passphrase that is chosen", () => {
  it("is refused where it would be guessed, or where a slip made two of it; nothing is lost by that", async () => {
    const phone = await Phone.buy(api.origin);
    try {
      await phone.open(`/attiva#${api.operator("volunteer").code}`);
      await press(phone, "Attiva");
      const [first, second] = [phone.page.getByLabel("Scegli una frase"), phone.page.getByLabel("Scrivila di nuovo")];
      await first.fill("corta");
      await second.fill("corta");
      await phone.picture("porta-scegli");
      await press(phone, "Apri il taccuino");
      await phone.page.getByRole("alert").filter({ hasText: "Si indovina troppo presto" }).waitFor();
      await first.fill("perché no, quattro parole");
      await second.fill("perchè no, quattro parole");
      await press(phone, "Apri il taccuino");
      await phone.page.getByRole("alert").filter({ hasText: "Le due frasi non sono uguali" }).waitFor();
      await second.fill("perché no, quattro parole");
      await press(phone, "Apri il taccuino");
      await phone.page.getByRole("link", { name: "Adesso no" }).click();
      await phone.page.getByRole("navigation", { name: "Sezioni" }).waitFor();
    } finally {
      await phone.dispose();
    }
  });
});

describe("What an earlier version left in clear", () => {
  it("D13: is sealed with a full outbox, and all of it arrives", async () => {
    const phone = await Phone.buy(api.origin);
    try {
      await phone.enrol(api.operator("proximity_operator", { nth: 1 }));
      await statusSays(phone.page, "Tutto ricevuto alle");
      await api.kill();
      const names = [await recordPerson(phone.page), await recordPerson(phone.page)];
      await statusSays(phone.page, "2 solo su questo telefono");
      const rows = await phone.opened();
      await phone.page.goto("about:blank");
      await api.start();
      await phone.page.goto(`${phone.origin}/status`);
      await phone.page.evaluate(inClear, rows);
      await api.kill();

      phone.passphrase = undefined;
      await phone.page.goto(phone.origin);
      await phone.page.getByRole("heading", { name: "Proteggi i dati su questo telefono" }).waitFor();
      await phone.picture("porta-proteggi");
      phone.passphrase = "una frase scelta adesso";
      await phone.page.getByLabel("Scegli una frase").fill(phone.passphrase);
      await phone.page.getByLabel("Scrivila di nuovo").fill(phone.passphrase);
      await press(phone, "Proteggi i dati");
      await statusSays(phone.page, "2 solo su questo telefono");
      const databases = await phone.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
      assert.ok(!databases.includes("taccuino"), "nothing is left in clear");

      await api.start();
      await go(phone.page, "Invio");
      await press(phone, "Invia ora");
      await go(phone.page, "Elenco");
      for (const name of names) await row(phone.page, name, "Ricevuto").waitFor();
    } finally {
      await phone.dispose();
    }
  });
});

/** Puts rows where version 0.1 kept them, and takes all else away. */
async function inClear(rows) {
  const done = (request) =>
    new Promise((resolve, fail) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => fail(request.error);
    });
  for (const { name } of await indexedDB.databases()) await done(indexedDB.deleteDatabase(name));
  const open = indexedDB.open("taccuino", 1);
  open.onupgradeneeded = () => {
    for (const store of ["fence", "meta", "records", "outbox", "drafts"]) open.result.createObjectStore(store);
  };
  const db = await done(open);
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
  const transaction = db.transaction(["meta", "records", "outbox", "drafts"], "readwrite");
  for (const { table, key, version, value } of rows) {
    transaction.objectStore(table).put({ v: version, b: bytes(value) }, bytes(key));
  }
  await new Promise((end) => (transaction.oncomplete = end));
  db.close();
}

describe("A full phone", () => {
  let phone;
  before(async () => {
    // The demo gives one code at each start.
    await api.kill();
    await api.start();
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator", { nth: 1 }));
  });
  after(() => phone?.dispose());

  it("D4: on a full phone what is being typed is not shut away; once there is room it is, with the text", async () => {
    // A browser that has room looks no more for a while: it must find none from its start.
    await phone.switchOff();
    const page = await phone.open("/status");
    const typed = surname();
    /** A quarter of an hour without a touch. */
    const idle = () =>
      page.evaluate(() => {
        const { now } = Date;
        Date.now = () => now() + 15 * 60_000 + 1;
        document.dispatchEvent(new Event("visibilitychange"));
      });
    const full = await phone.context.newCDPSession(page);
    await full.send("Storage.overrideQuotaForOrigin", { origin: phone.origin, quotaSize: 1 });
    await page.goto(`${phone.origin}/giro`);
    await openPersonForm(page);
    await page.getByLabel("Cognome").fill(typed);
    await page.evaluate(() => (document.title = "not loaded anew"));
    await idle();
    await page.waitForFunction(() => !document.documentElement.hasAttribute("data-covered"));
    assert.equal(await page.title(), "not loaded anew");
    assert.equal(await page.getByLabel("Cognome").inputValue(), typed);
    await full.detach();
    const later = page.waitForNavigation();
    await idle();
    await later;
    await secret(phone).fill(phone.passphrase);
    await press(phone, "Apri");
    await press(phone, "Riprendi");
    assert.equal(await page.getByLabel("Cognome").inputValue(), typed);
  });
});

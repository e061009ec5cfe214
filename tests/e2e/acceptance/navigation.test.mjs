// Back, forward and links within the app: what was typed stays, and no step is there that nobody took.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, openPersonForm, sections, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";

describe("Back and forward", () => {
  let api;
  let phone;
  const name = surname();

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  const heading = (title) => phone.page.getByRole("heading", { level: 1, name: title }).waitFor();

  it("Back leaves a form, whose text is offered when it is opened again", async () => {
    const { page } = phone;
    await openPersonForm(page);
    await page.getByLabel("Cognome").fill(name);
    await page.goBack();
    await heading("Giro di oggi");
    await page.goForward();
    await heading("Nuova persona");
    await page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await page.getByLabel("Cognome").inputValue(), name);
    await page.goBack();
    await heading("Giro di oggi");
  });

  it("offers text that is still being written down as soon as it is", async () => {
    const { page } = phone;
    const later = surname();
    await page.goForward();
    await heading("Nuova persona");
    await page.getByRole("button", { name: "Elimina" }).click();
    await page.getByLabel("Cognome").fill(later);
    // Somebody else has the database: what the form hands over on its way out has to wait.
    await page.evaluate(holdDatabase);
    await page.goBack();
    await heading("Giro di oggi");
    await page.goForward();
    await heading("Nuova persona");
    assert.equal(await page.getByRole("button", { name: "Riprendi" }).count(), 0);
    await page.evaluate(() => globalThis.letGo());
    await page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await page.getByLabel("Cognome").inputValue(), later);
    await page.goBack();
    await heading("Giro di oggi");
  });

  it("a link to where one is adds no step", async () => {
    const { page } = phone;
    await go(page, "Elenco");
    await heading("Elenco");
    const steps = await page.evaluate(() => history.length);
    for (let tap = 0; tap < 3; tap += 1) await go(page, "Elenco");
    assert.equal(await page.evaluate(() => history.length), steps);
    assert.equal(await sections(page).locator("[aria-current=page]").innerText(), "Elenco");
    await page.goBack();
    await heading("Giro di oggi");
  });

  it("the way to a home is no step of its own", async () => {
    const { page } = phone;
    await page.goto(`${api.origin}/elenco`);
    await heading("Elenco");
    await page.goto(`${api.origin}/`);
    await heading("Giro di oggi");
    await page.goBack();
    await heading("Elenco");
  });

  it("an address that does not exist says so, and one of a record that is gone too", async () => {
    const { page } = phone;
    await page.goto(`${api.origin}/visita/altro/ancora`);
    await heading("Pagina non trovata");
    await page.goto(`${api.origin}/scheda/01900000-0000-7000-8000-00000000dead`);
    await page.getByText("Questa registrazione non è su questo telefono.").first().waitFor();
    // The forms have the way back too.
    for (const [folder, title] of [["beneficiario", "Scheda della persona"], ["gruppo-prossimita", "Gruppo di socializzazione"]]) {
      await page.goto(`${api.origin}/${folder}/01900000-0000-7000-8000-00000000dead/modifica`);
      await heading(title);
      await page.getByText("Questa registrazione non è su questo telefono.").waitFor();
      await page.getByRole("link", { name: "Indietro" }).click();
      await heading("Giro di oggi");
    }
  });
});

/** Keeps every other writer of the notebook's database waiting until `letGo()` is called in the page. */
async function holdDatabase() {
  const { name } = (await indexedDB.databases()).find(({ name }) => name !== "taccuino-keys");
  const db = await new Promise((done, fail) => {
    const open = indexedDB.open(name);
    open.onsuccess = () => done(open.result);
    open.onerror = () => fail(open.error);
  });
  const stores = [...db.objectStoreNames];
  const held = db.transaction(stores, "readwrite").objectStore(stores[0]);
  let over = false;
  globalThis.letGo = () => {
    over = true;
  };
  await new Promise((holding) => {
    const goOn = () => {
      holding();
      if (over) db.close();
      else held.count().onsuccess = goOn;
    };
    held.count().onsuccess = goOn;
  });
}

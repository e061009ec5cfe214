// The code breaks: a screen of plain JavaScript says so, and what was saved and typed is there after Riapri.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { go, openPersonForm, recordPerson, row, surname } from "../support/capture.mjs";
import { Phone, unlock } from "../support/phone.mjs";

describe("D18: a panic in the WebAssembly", () => {
  let api;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator"));
    await api.kill();
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  /** Takes away what the app rightly takes for granted, so that its own code panics at the next tap. */
  const breakRandomness = () =>
    phone.page.evaluate(() => {
      Crypto.prototype.getRandomValues = () => {
        throw new Error("prova");
      };
    });

  const reopen = async (page = phone.page) => {
    const opened = page.waitForNavigation();
    await page.getByRole("button", { name: "Riapri" }).click();
    await opened;
    await unlock(page, phone);
  };

  it("D18: the recovery screen, then everything is there", async () => {
    const saved = await recordPerson(phone.page);
    const name = surname();
    await openPersonForm(phone.page);
    await phone.page.getByLabel("Cognome").fill(name);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await go(phone.page, "Oggi");
    await breakRandomness();
    await phone.page.getByRole("link", { name: "Nuova persona" }).click();

    await phone.page.getByRole("heading", { name: "Taccuino si è fermato." }).waitFor();
    await phone.page.getByText("I dati salvati sono al sicuro sul telefono.").waitFor();
    assert.ok(phone.errors.some((error) => error.includes("panicked")), "it was a panic and nothing else");
    for (const error of phone.errors) assert.ok(!error.includes(saved) && !error.includes(name), "no name in the log");
    const focused = await phone.page.evaluate(() => document.activeElement.tagName);
    assert.equal(focused, "H1", "a screen reader tells it");

    await reopen();
    await phone.page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), name);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await go(phone.page, "Elenco");
    await row(phone.page, saved, "Sul telefono").waitFor();
  });

  it("D18: a panic over an open form costs no more than the last half second of typing", async () => {
    const name = surname();
    await openPersonForm(phone.page);
    const offered = phone.page.getByRole("button", { name: "Elimina" });
    if (await offered.isVisible()) await offered.click();
    await phone.page.getByLabel("Cognome").fill(name);
    const deadline = Date.now() + 10_000;
    while (!(await phone.rows()).includes(name)) assert.ok(Date.now() < deadline, "the draft never reached the phone");
    await breakRandomness();
    await phone.page.getByRole("radio", { name: "Rozzano" }).click();
    await phone.page.getByRole("radio", { name: "Anziano" }).click();
    await phone.page.getByRole("button", { name: "Salva", exact: true }).click();
    await phone.page.getByRole("heading", { name: "Taccuino si è fermato." }).waitFor();
    await reopen();
    await phone.page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), name);
  });

  it("D19: what stops at each start hands out what is unsent, sealed, at the third time; the rest works once it is gone", async () => {
    await phone.page.goto(`${api.origin}/giro`);
    const saved = await recordPerson(phone.page);
    // The shelf is filled right after a save.
    await phone.page.evaluate(async () => {
      const settled = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
      const database = await settled(indexedDB.open("taccuino-sealing"));
      let parcels;
      do parcels = await settled(database.transaction("parcels").objectStore("parcels").count());
      while (parcels < 2);
      database.close();
    });
    phone.prepare = (page) =>
      page.addInitScript(() => {
        const { getRandomValues } = Crypto.prototype;
        Crypto.prototype.getRandomValues = () => {
          throw new Error("prova");
        };
        window.giveChanceBack = () => (Crypto.prototype.getRandomValues = getRandomValues);
      });
    // The tab that syncs needs chance as soon as its notebook is open.
    await phone.page.goto("about:blank");
    const page = await phone.tab("/giro");
    phone.prepare = undefined;
    const stopped = () => page.getByRole("heading", { name: "Taccuino si è fermato." }).waitFor();
    const toFile = page.getByRole("button", { name: "Salva in un file" });
    for (let time = 1; time < 3; time += 1) {
      await stopped();
      assert.equal(await toFile.count(), 0);
      await reopen(page);
    }
    await stopped();
    await toFile.waitFor();
    await phone.picture("fermato-tre-volte", page);
    await phone.pictureByNight("fermato-tre-volte-notte", page);
    await page.evaluate(() => window.giveChanceBack()); // axe draws too
    assert.deepEqual(await violations(page), []);
    const coming = page.waitForEvent("download");
    await toFile.click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^taccuino-\d\d-\d\d-\d{4}\.txt$/);
    await page.getByText("Consegna il file a chi coordina.").waitFor();
    const content = await readFile(await download.path(), "utf8");
    const { taccuino, v, parcels } = JSON.parse(content);
    assert.deepEqual([taccuino, v], ["salvataggio", 1]);
    assert.ok(parcels.length >= 2 && !content.includes(saved));
    await page.close();

    await phone.page.goto(`${api.origin}/elenco`);
    await row(phone.page, saved, "Sul telefono").waitFor();
  });
});

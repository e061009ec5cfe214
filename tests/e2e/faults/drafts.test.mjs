// What was being typed: recovered after a kill, only when a person says so, and never a ghost of what was saved.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, save, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";

describe("D1: drafts", () => {
  let api;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });
  beforeEach(async () => {
    // Each test begins with no draft, whatever became of the one before.
    await phone.page.goto(`${api.origin}/bozze`);
    const nothing = phone.page.getByText("Nessuna bozza");
    const first = button("Elimina").first();
    await nothing.or(first).waitFor();
    while (await first.isVisible()) await first.click();
    await nothing.waitFor();
    await phone.page.goto(`${api.origin}/giro`);
  });

  const banner = () => phone.page.getByRole("heading", { name: /^Hai una bozza del \d{2}\/\d{2}.* \d{1,2}:\d{2}$/ });
  const button = (name) => phone.page.getByRole("button", { name });
  /** Everything that a person sees in the form. */
  const typed = () =>
    phone.page.locator("form").evaluate((form) =>
      [...form.querySelectorAll("input, textarea")].map((input) => {
        const chosen = input.type === "radio" || input.type === "checkbox";
        const label = input.id || input.labels[0]?.textContent.trim();
        return `${input.name || label}: ${chosen ? `${input.value} ${input.checked}` : input.value}`;
      }),
    );
  const untilHolds = async (text, expected) => {
    const deadline = Date.now() + 10_000;
    while ((await phone.rows()).includes(text) !== expected) assert.ok(Date.now() < deadline, `the phone holds the draft: ${!expected}`);
  };
  /** Waits until the phone holds a text, and kills the whole browser; within the half second that D1 allows. */
  const killOnceKept = async (text) => {
    await untilHolds(text, true);
    await phone.kill();
  };
  /** Taps Elimina in the form, and waits until the phone holds nothing of the text: the tap itself does not wait. */
  const throwAway = async (text) => {
    await button("Elimina").click();
    await untilHolds(text, false);
  };
  const noDraft = async () => {
    await phone.page.goto(`${api.origin}/bozze`);
    await phone.page.getByText("Nessuna bozza").waitFor();
    await phone.page.goto(`${api.origin}/beneficiario/nuovo`);
    await button("Salva").waitFor();
    assert.equal(await banner().count(), 0);
  };

  it("D1: SIGKILL while typing: Riprendi brings back exactly what was there", async () => {
    const name = surname();
    await openPersonForm(phone.page);
    await fillPerson(phone.page, name);
    await phone.page.getByText("Altri dettagli").click();
    await phone.page.getByLabel("Come si entra").fill("Scala B, 3° piano\n«il cane è buono» – àèìòù € 😀");
    await phone.page.locator("#campo-livesAlone").getByRole("checkbox").click();
    const before = await typed();
    await killOnceKept("il cane è buono");

    await phone.open("/beneficiario/nuovo");
    await banner().waitFor();
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), "", "nothing is filled in silently");
    await button("Riprendi").click();
    await banner().waitFor({ state: "detached" });
    assert.deepEqual(await typed(), before);
    await save(phone.page);
    await go(phone.page, "Elenco");
    await row(phone.page, name).waitFor();
    assert.equal(await row(phone.page, name).count(), 1);
    await noDraft();
  });

  it("D1: Elimina throws it away for good", async () => {
    const name = surname();
    await openPersonForm(phone.page);
    await phone.page.getByLabel("Cognome").fill(name);
    await killOnceKept(name);
    await phone.open("/beneficiario/nuovo");
    await banner().waitFor();
    await throwAway(name);
    await banner().waitFor({ state: "detached" });
    await noDraft();
  });

  it("D1: what cannot be saved yet is kept as it is", async () => {
    const name = surname();
    await openPersonForm(phone.page);
    await phone.page.getByLabel("Cognome").fill(name);
    await phone.page.getByText("Altri dettagli").click();
    await phone.page.locator("#campo-householdSize").fill("tanti");
    await phone.page.locator("#campo-householdSize").blur();
    await button("Salva").click();
    await phone.page.getByRole("alert").filter({ hasText: "Da sistemare" }).waitFor();
    await killOnceKept("tanti");
    await phone.open("/beneficiario/nuovo");
    await button("Riprendi").click();
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), name);
    assert.equal(await phone.page.locator("#campo-householdSize").inputValue(), "tanti");
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await openPersonForm(phone.page);
    await throwAway(name);
    await noDraft();
  });

  it("D1: the edit of a record is offered on that record alone", async () => {
    const [name, other] = [await recordPerson(phone.page), await recordPerson(phone.page)];
    const openEdit = async (which) => {
      await go(phone.page, "Elenco");
      await row(phone.page, which).click();
      await phone.page.getByRole("link", { name: "Modifica" }).click();
      await button("Salva").waitFor();
    };
    await openEdit(name);
    await phone.page.getByLabel("Via e numero").fill("Via Nuova 1");
    await killOnceKept("Via Nuova 1");

    await phone.open("/giro");
    await openEdit(other);
    assert.equal(await banner().count(), 0, "another record has no draft");
    await phone.page.goto(`${api.origin}/giro`);
    await openPersonForm(phone.page);
    assert.equal(await banner().count(), 0, "a new record has no draft");
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await openEdit(name);
    await banner().waitFor();
    assert.equal(await phone.page.getByLabel("Via e numero").inputValue(), "Via dei Pini 14");
    await button("Riprendi").click();
    assert.equal(await phone.page.getByLabel("Via e numero").inputValue(), "Via Nuova 1");
    await save(phone.page);
    await noDraft();
  });

  it("D1: Bozze says of whom, and Riprendi leads to the form as it was, of a new record and of an edit", async () => {
    const { page } = phone;
    const resume = (text) => page.getByRole("article").filter({ hasText: text }).getByRole("link", { name: "Riprendi" });
    const [name, other] = [surname(), surname()];
    for (const typed of [name, other]) {
      await openPersonForm(page);
      await page.getByLabel("Cognome").fill(typed);
      await page.getByRole("link", { name: "Indietro" }).click();
      await untilHolds(typed, true);
    }
    await page.goto(`${api.origin}/bozze`);
    // Not the one that was typed last: the one that was chosen.
    await resume(name).click();
    assert.equal(await page.getByLabel("Cognome").inputValue(), name);
    assert.equal(await banner().count(), 0, "it was asked for already");
    await phone.picture("bozza-ripresa");
    await fillPerson(page, name);
    await save(page);
    const known = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, known).click();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByLabel("Via e numero").fill("Via Nuova 7");
    await untilHolds("Via Nuova 7", true);
    await page.goto(`${api.origin}/bozze`);
    await phone.picture("bozze-due");
    await resume(known).click();
    assert.equal(await page.getByLabel("Via e numero").inputValue(), "Via Nuova 7");
    await save(page);
    await page.goto(`${api.origin}/bozze`);
    await resume(other).waitFor();
    await throwAway(other);
    await noDraft();
  });

  it("D1: a form that was opened and left untouched makes no draft", async () => {
    await openPersonForm(phone.page);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await noDraft();
  });

  it("D1: a key just before a tap on Indietro is not lost", async () => {
    const name = surname();
    await openPersonForm(phone.page);
    await phone.page.getByLabel("Cognome").fill(name);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await openPersonForm(phone.page);
    await button("Riprendi").click();
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), name);
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await openPersonForm(phone.page);
    await throwAway(name);
    await noDraft();
  });

  it("D1: after a save no draft comes back, not even after a kill", async () => {
    const name = await recordPerson(phone.page);
    await phone.kill();
    await phone.open("/beneficiario/nuovo");
    await button("Salva").waitFor();
    await noDraft();
    await phone.page.goto(`${api.origin}/elenco`);
    await row(phone.page, name).waitFor();
  });
});

// Templates of a team: a coordinator makes one, the phones of the team offer it. And what an operator keeps on top.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { LARGE, Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";
import { startPlanned } from "../support/street.mjs";
import { largeEnough } from "../support/taps.mjs";

const NAME = "Giro coperte";

describe("Templates by team, and what is kept on top", () => {
  let api;
  let desk;
  const phones = [];
  let office;
  let paola;
  let samira;

  const enrol = async (role, viewport) => {
    const phone = await Phone.buy(api.origin, viewport);
    phones.push(phone);
    const page = await phone.enrol(api.operator(role));
    await page.emulateMedia({ reducedMotion: "reduce" });
    await statusSays(page, /Tutto ricevuto alle/);
    return phone;
  };
  const receive = async ({ page }) => {
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
  };
  const templates = async ({ page }) => {
    await page.goto(`${api.origin}/registro`);
    await page.getByRole("link", { name: "Modelli delle squadre" }).click();
    await page.getByRole("heading", { level: 1, name: "Modelli" }).waitFor();
  };
  const newVisit = async ({ page }) => {
    await page.goto(`${api.origin}/giro`);
    await page.getByRole("link", { name: "Visita non prevista" }).click();
    await page.getByRole("heading", { level: 1, name: "Visita non prevista" }).waitFor();
  };
  const offered = (page) => page.getByRole("group", { name: "Modello" });
  const chip = (page, name) => offered(page).getByRole("checkbox", { name });
  const service = (page, name) => page.locator("#campo-services").getByRole("checkbox", { name });
  const minutes = (page) => page.locator("#campo-durationMinutes input[inputmode]");
  const seen = async (phone, name) => {
    await phone.picture(name);
    await phone.pictureByNight(`${name}-notte`);
    await phone.page.emulateMedia({ reducedMotion: "reduce" });
    assert.deepEqual(await violations(phone.page), []);
    await largeEnough(phone.page);
  };

  before(async () => {
    api = await (await Api.prepare()).start();
    office = await enrol("coordinator", LARGE);
    // A start gives each operator one code: the next one is the desk's.
    await api.kill();
    await api.start();
    desk = await Desk.open(api);
    paola = await enrol("proximity_operator");
    samira = await enrol("street_educator");
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  it("shows a coordinator the templates of each team", async () => {
    await templates(office);
    const { page } = office;
    await page.getByRole("link", { name: /Giro viveri.*Visita non prevista · Pacco alimentare, 15 minuti/s }).waitFor();
    await page.getByRole("link", { name: /Sportello SPID.*Appuntamento · SPID o CIE, 45 minuti/s }).waitFor();
    await seen(office, "modelli");
  });

  it("makes one, which must set something", async () => {
    const { page } = office;
    await page.getByRole("link", { name: "Nuovo modello" }).click();
    await page.getByRole("heading", { level: 1, name: "Nuovo modello" }).waitFor();
    await page.getByRole("button", { name: "Salva il modello" }).click();
    await page.getByRole("alert").filter({ hasText: "Per quale modulo" }).waitFor();
    await page.getByRole("radio", { name: "Visita non prevista" }).click();
    await page.getByLabel("Nome del modello").fill(NAME);
    await page.getByRole("button", { name: "Salva il modello" }).click();
    await page.getByRole("alert").filter({ hasText: "Che cosa mette" }).waitFor();
    await service(page, "Altro").check();
    await page.locator("#campo-durationMinutes").fill("20");
    await page.locator("#campo-durationMinutes").blur();
    await seen(office, "modello-nuovo");
    await page.getByRole("button", { name: "Salva il modello" }).click();
    await page.getByRole("link", { name: /Giro coperte.*Altro, 20 minuti.*Ricevuto/s }).waitFor();
    const [made] = await desk.records("template", ({ fields }) => fields.name === NAME);
    assert.deepEqual(made.fields.values, { services: ["other"], durationMinutes: 20 });
  });

  it("reaches the phones of that team alone", async () => {
    await receive(paola);
    await receive(samira);
    assert.ok((await paola.rows()).includes(NAME), "on the phone of the team");
    assert.ok(!(await samira.rows()).includes(NAME), "not on the phone of another team");
  });

  it("fills a form with one tap, and takes it back with another", async () => {
    await newVisit(paola);
    const { page } = paola;
    const before = await minutes(page).inputValue();
    await chip(page, NAME).click();
    assert.ok(await service(page, "Altro").isChecked());
    assert.equal(await minutes(page).inputValue(), "20");
    await page.getByText("Messo dal modello: Altro, 20 minuti.").waitFor();
    await seen(paola, "visita-modello");
    await chip(page, NAME).click();
    assert.ok(!(await service(page, "Altro").isChecked()));
    assert.ok(!(await chip(page, NAME).isChecked()));
    assert.equal(await minutes(page).inputValue(), before);
    await chip(page, "Giro viveri").click();
    await chip(page, NAME).click();
    assert.ok(!(await service(page, "Pacco alimentare").isChecked()), "one template takes the place of another");
    await chip(page, NAME).click();
  });

  it("never fills over what was chosen, and the visit has what the template put", async () => {
    const { page } = paola;
    await page.getByRole("radio", { name: "45", exact: true }).click();
    await chip(page, NAME).click();
    await page.getByText("Quello che avevi già scelto è rimasto com’era.").waitFor();
    assert.equal(await minutes(page).inputValue(), "45");
    await page.locator("#campo-beneficiaryId").getByRole("radio").first().click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Giro di oggi" }).waitFor();
    await receive(paola);
    const mine = await desk.records("proximity_visit", ({ fields }) => fields.services?.includes("other"));
    assert.deepEqual(
      mine.map(({ fields }) => [fields.services, fields.durationMinutes, fields.status]),
      [[["other"], 45, "done"]],
    );
  });

  it("is offered by the forms of the street, and what it set stands there", async () => {
    const { page } = samira;
    await startPlanned(page);
    await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
    await chip(page, "Serata con la band").click();
    assert.ok(await page.getByRole("checkbox", { name: "Luoghi per la musica" }).isChecked());
    await page.getByText("Messo dal modello: Luoghi per la musica, Musica.").waitFor();
    await samira.picture("gruppo-modello");
    await chip(page, "Serata con la band").click();
  });

  it("is offered no more once the coordinator takes it away, and may come back", async () => {
    const { page } = office;
    await page.getByRole("link", { name: new RegExp(NAME) }).click();
    await page.getByRole("heading", { level: 1, name: "Modifica il modello" }).waitFor();
    await page.getByLabel("Nome del modello").fill("Giro coperte e tè caldo");
    await page.getByRole("button", { name: "Salva il modello" }).click();
    await page.getByRole("link", { name: /Giro coperte e tè caldo.*Ricevuto/s }).click();
    await page.getByRole("button", { name: "Togli il modello" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Togli il modello" }).click();
    await page.getByText("Modello tolto: Giro coperte e tè caldo").waitFor();
    await page.getByRole("link", { name: /Giro coperte/ }).waitFor({ state: "detached" });
    await receive(office);
    await receive(paola);
    await newVisit(paola);
    await chip(paola.page, "Giro viveri").waitFor();
    assert.equal(await chip(paola.page, "Giro coperte").count(), 0);
  });

  it("keeps a person on top, on this phone alone", async () => {
    const people = () => paola.page.locator("#campo-beneficiaryId label");
    const last = (await people().last().innerText()).trim();
    const { page } = paola;
    await page.goto(`${api.origin}/giro`);
    await page.getByRole("link", { name: "Persone" }).click();
    await page.getByLabel("Cerca una persona").fill(last);
    await page.getByRole("link").filter({ hasText: last }).first().click();
    await page.getByRole("heading", { level: 1, name: last }).waitFor();
    await page.getByRole("button", { name: "Tieni in cima" }).click();
    await page.getByRole("button", { name: "Non tenere in cima" }).waitFor();
    await seen(paola, "persona-in-cima");
    await paola.restart();
    await newVisit(paola);
    await people().first().filter({ hasText: "In cima" }).waitFor();
    assert.match(await people().first().innerText(), new RegExp(`^${last}.*In cima$`, "s"));
    await seen(paola, "visita-in-cima");
    // The rows as the passphrase opens them name it, the disk does not.
    const hex = Buffer.from('"pinned":["').toString("hex");
    assert.ok((await paola.rows()).includes('"pinned":["'), "kept on the phone");
    assert.ok(!(await paola.disk()).rows.some(({ blob }) => blob.includes(hex)), "sealed as everything else");
    await people().first().getByRole("radio").click();
    const chosen = await paola.page.locator("#campo-beneficiaryId").innerText();
    assert.ok(chosen.includes(last) && !chosen.includes("In cima"), "chosen, it is the person");
    await paola.page.goto(`${api.origin}/beneficiario`);
    const first = paola.page.locator("main .list .row").first();
    await first.filter({ hasText: last }).filter({ hasText: "In cima" }).waitFor();
    await seen(paola, "persone-in-cima");
  });

  it("keeps a spot on top", async () => {
    const { page } = samira;
    await page.goto(`${api.origin}/luoghi`);
    await page.getByRole("link", { name: /Piazza di Prova/ }).first().click();
    await page.getByRole("button", { name: "Tieni in cima" }).click();
    await page.getByRole("button", { name: "Non tenere in cima" }).waitFor();
    await page.goto(`${api.origin}/uscita`);
    await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
    // The place of the stop is chosen already.
    await page.locator("#campo-meetingSpotId").getByRole("button").click();
    const spots = page.locator("#campo-meetingSpotId label");
    assert.match(await spots.first().innerText(), /Piazza di Prova · In cima/);
    await samira.picture("luogo-in-cima");
    await page.goto(`${api.origin}/luoghi`);
    await page.getByRole("link", { name: /Piazza di Prova/ }).first().getByText("In cima").waitFor();
    await samira.picture("luoghi-in-cima");
  });
});

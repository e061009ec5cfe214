import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { choose, today } from "../support/hub.mjs";
import { Phone } from "../support/phone.mjs";
import { capturedOffline } from "../support/story.mjs";

let code;

capturedOffline({
  service: "Sportelli digitali",
  role: "digital_facilitator",
  teammate: { role: "digital_facilitator", nth: 1 },
  stranger: "street_educator",
  recordType: "hub_appointment",
  async first(page) {
    await today(page);
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await choose(page, "citizenPathId", "Nuovo percorso");
    await choose(page, "ageBand", "65-74");
    await choose(page, "gender", "Femmina");
    await choose(page, "objectives", "E-mail");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    code = await page.locator(".undo .figure__value").innerText();
    assert.match(code, /^[2-9A-HJ-NP-Z]{5}$/);
    return `Tessera ${code}`;
  },
  async second(page) {
    await today(page);
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await page.getByLabel("Nome o codice della tessera").fill(code.toLowerCase());
    await choose(page, "citizenPathId", `Tessera ${code}`);
    await choose(page, "objectives", "SPID o CIE");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByText("Accesso salvato").waitFor();
    return "Svolto · SPID o CIE";
  },
});

describe("Sportelli digitali: the day of a hub", () => {
  let api;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("digital_facilitator"));
    // What is due today has come; from here on the act of a person must not wait for the API.
    await page.locator(".card--now").waitFor();
    await api.kill();
  });
  after(async () => {
    await phone.dispose();
    await api.dispose();
  });

  it("tells namesakes apart and counts the meetings of a path", async () => {
    await page.locator(".card--now").getByText("1° incontro").waitFor();
    const tails = await page.locator(".day").getByText(/Maria E\./).allInnerTexts();
    assert.equal(new Set(tails).size, 2, `two Marias: ${tails}`);
    await phone.picture("hub-giorno");
  });

  it("asks for an objective before an appointment is held", async () => {
    await page.getByRole("button", { name: "Svolto" }).click();
    await page.getByText("Scegli almeno un obiettivo").waitFor();
    assert.equal(await page.locator(".day .row__mark--ok").count(), 0);
  });

  it("holds an appointment in two taps, and takes it back", async () => {
    const who = await page.locator(".card--now .card__title").innerText();
    await page.locator(".card--now label").filter({ hasText: "SPID o CIE" }).click();
    await page.getByRole("button", { name: "Svolto" }).click();
    const row = page.locator(".day .row").filter({ hasText: /1° incontro · SPID o CIE · svolto/ });
    await row.filter({ hasText: who.split(" ")[0] }).getByText("Sul telefono").waitFor();
    await phone.picture("hub-svolto");
    await page.locator(".undo").getByRole("button", { name: "Annulla" }).click();
    await row.waitFor({ state: "detached" });
    assert.equal(await page.locator(".card--now .card__title").innerText(), who);
  });

  it("books a free slot for a citizen of this phone, and moves it", async () => {
    await page.getByRole("link", { name: "Giorno dopo" }).click();
    const free = page.locator(".slot-free");
    await free.first().waitFor();
    await phone.picture("hub-agenda");
    const slots = await free.count();
    const agenda = page.url();
    await free.first().click();
    await choose(page, "citizenPathId", "Ahmed E.");
    await page.getByRole("button", { name: "Prenota" }).click();
    await page.getByText(/Prenotato: /).waitFor();
    await page.goto(agenda);
    await page.locator(".day .row").filter({ hasText: "Ahmed E." }).waitFor();
    assert.equal(await free.count(), slots - 1);

    await page.locator(".day .row").filter({ hasText: "Ahmed E." }).click();
    await page.getByRole("link", { name: "Sposta" }).click();
    await page.locator("#campo-startsAt label").nth(2).click();
    await page.getByRole("button", { name: "Sposta" }).click();
    await page.getByText(/Spostato: /).waitFor();
    await page.getByRole("link", { name: "Elenco" }).click();
    const rows = page.getByRole("link").filter({ hasText: "Ahmed E." });
    await rows.filter({ hasText: "Disdetto dal cittadino" }).waitFor();
    await rows.filter({ hasText: "Prenotato" }).last().waitFor();
    const stored = await phone.rows();
    assert.match(stored, /"replacesId"/);
    assert.doesNotMatch(page.url(), /Ahmed/);
  });

  it("writes a lesson down in four taps", async () => {
    await today(page);
    await page.getByRole("link", { name: "Lezione collettiva" }).click();
    await choose(page, "topics", "Frodi online");
    await page.locator("#campo-attendees").fill("14");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("link", { name: "Elenco" }).click();
    await page.getByRole("link").filter({ hasText: "14 presenti" }).getByText("Sul telefono").waitFor();
  });

  it("closes a path, whose code stays in sight", async () => {
    await page.getByRole("link").filter({ hasText: /Percorso .* · attivo/ }).first().click();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.locator(".figure__value").waitFor();
    await phone.picture("hub-percorso");
    await choose(page, "status", "Concluso");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("link", { name: "Elenco" }).click();
    await page.getByRole("link").filter({ hasText: /Percorso .* · concluso/ }).getByText("Sul telefono").waitFor();
  });

  it("does not take a name of five letters for the code of a card", async () => {
    await today(page);
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await page.getByLabel("Nome o codice della tessera").fill("Laura");
    await page.getByText("Nuovo percorso con la tessera LAURA").waitFor();
    await phone.picture("hub-nome-o-tessera");
    await page.locator("#campo-citizenPathId label").filter({ hasText: /^\s*Nuovo percorso\s*$/ }).click();
    await choose(page, "ageBand", "65-74");
    await choose(page, "gender", "Femmina");
    await choose(page, "objectives", "E-mail");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    const drawn = await page.locator(".undo .figure__value").innerText();
    assert.match(drawn, /^[2-9A-HJ-NP-Z]{5}$/);
    assert.notEqual(drawn, "LAURA");
    await page.locator(".undo").getByRole("button", { name: "Annulla" }).click();
    await page.locator(".undo").waitFor({ state: "detached" });
  });

  it("finds a citizen by name whatever the accents", async () => {
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await page.getByLabel("Nome o codice della tessera").fill("ahmèd");
    await page.locator("#campo-citizenPathId label").filter({ hasText: "Ahmed E." }).waitFor();
    await page.getByRole("link", { name: "Indietro" }).click();
  });
});

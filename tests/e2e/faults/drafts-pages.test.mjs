// Forms that share a type of record: Riprendi leads to the one that made the draft, and saving there does what it would
// have done at first.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { choose, today } from "../support/hub.mjs";
import { Phone } from "../support/phone.mjs";
import { allReceived } from "../support/story.mjs";
import { counter, key, meet, settled, startPlanned, tonight } from "../support/street.mjs";
import { until } from "../support/until.mjs";

describe("D1: a draft is taken up on the page where it was typed", () => {
  let api;
  let desk;
  const phones = [];

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  const enrolled = async (role) => {
    const phone = await Phone.buy(api.origin);
    phones.push(phone);
    await phone.enrol(api.operator(role));
    return phone;
  };
  const kept = (phone, text) => until(async () => (await phone.rows()).includes(text));
  const button = (page, name) => page.getByRole("button", { name, exact: true });
  const drafts = async (page) => {
    await page.goto(`${api.origin}/bozze`);
    await page.getByRole("article").first().waitFor();
  };
  /** Takes up the draft whose form lies at this path; gives the query of its address without the draft. */
  const resume = async (page, path) => {
    await drafts(page);
    const links = page.getByRole("link", { name: "Riprendi" });
    const found = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    const at = found.findIndex((href) => path.test(href));
    assert.notEqual(at, -1, `${path} in ${found}`);
    await links.nth(at).click();
    const { pathname, searchParams } = new URL(found[at], api.origin);
    await page.waitForURL((url) => url.pathname === pathname);
    assert.ok(searchParams.has("bozza"));
    searchParams.delete("bozza");
    return searchParams;
  };

  it("the edit of a visit that is still to be made makes no visit", async () => {
    const phone = await enrolled("volunteer");
    const { page } = phone;
    await page.getByText(/Tutto ricevuto/).waitFor();
    await go(page, "Oggi");
    await page.locator(".card--now").waitFor();
    await button(page, "Altro esito").click();
    await page.getByRole("link", { name: "Lista e orario" }).click();
    await page.getByLabel("Lista della spesa").fill("Pane della bozza");
    await kept(phone, "Pane della bozza");
    await resume(page, /^\/visita\/[^/]+\/programma\?/);
    const planned = new URL(page.url()).pathname.split("/")[2];
    assert.equal(await page.getByLabel("Lista della spesa").inputValue(), "Pane della bozza");
    await button(page, "Salva").click();
    await page.getByRole("heading", { level: 1, name: "Giro di oggi" }).waitFor();
    await allReceived(page);
    const [visit] = await desk.records("proximity_visit", ({ id }) => id === planned);
    assert.equal(visit.fields.shoppingList, "Pane della bozza");
    assert.equal(visit.fields.status, "scheduled");
    assert.equal(visit.fields.outcome ?? null, null);
  });

  it("the move of an appointment books one, and takes the old one away", async () => {
    const phone = await enrolled("digital_facilitator");
    const { page } = phone;
    await page.getByText(/Tutto ricevuto/).waitFor();
    await today(page);
    await page.getByRole("link", { name: "Giorno dopo" }).click();
    await page.locator(".slot-free").first().waitFor();
    const agenda = page.url();
    await page.locator(".slot-free").first().click();
    await choose(page, "citizenPathId", "Ahmed E.");
    await button(page, "Prenota").click();
    await page.getByText(/Prenotato: /).waitFor();
    await page.goto(agenda);
    await page.locator(".day .row").filter({ hasText: "Ahmed E." }).click();
    await page.getByRole("link", { name: "Sposta" }).click();
    await page.locator("#campo-startsAt label").nth(2).click();
    await kept(phone, '"movedBy"');

    const moved = (await resume(page, /^\/hub\/prenota\?/)).get("sposta");
    assert.ok(moved, "the address says which one is moved");
    await page.getByRole("heading", { level: 1, name: "Sposta l’appuntamento" }).waitFor();
    await button(page, "Sposta").click();
    await page.getByText(/Spostato: /).waitFor();
    await allReceived(page);
    const [old] = await desk.records("hub_appointment", ({ id }) => id === moved);
    assert.equal(old.fields.status, "cancelled_by_citizen");
    const booked = await desk.records("hub_appointment", ({ fields }) => fields.replacesId === moved);
    assert.deepEqual(booked.map(({ fields }) => fields.status), ["booked"]);
  });

  it("a new path beside a readable code: who it is for is asked again", async () => {
    const phone = phones.at(-1);
    const { page } = phone;
    await today(page);
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await page.getByLabel("Nome o codice della tessera").fill("Laura");
    await page.getByText("Nuovo percorso con la tessera LAURA").waitFor();
    await page.locator("#campo-citizenPathId label").filter({ hasText: /^\s*Nuovo percorso\s*$/ }).click();
    await kept(phone, '"citizenPathId":"new"');
    await resume(page, /^\/hub\/nuovo\?/);
    await page.getByText("Nuovo percorso con la tessera LAURA").waitFor();
    assert.equal(await page.locator("#campo-citizenPathId").getByRole("radio", { checked: true }).count(), 0);
  });

  it("the beginning of an outing waits while one runs, and says so", async () => {
    const phone = await enrolled("street_educator");
    const { page } = phone;
    await settled(page);
    await page.goto(`${api.origin}/uscita/inizia`);
    await page.getByText("Altri dettagli").click();
    await page.locator("#campo-notes").fill("Inizio della bozza");
    await kept(phone, "Inizio della bozza");
    await page.goto(`${api.origin}/uscita`);
    await startPlanned(page);
    await drafts(page);
    await page.getByText("Si riprende quando l’uscita in corso è chiusa.").waitFor();
    assert.equal(await page.getByRole("link", { name: "Riprendi" }).count(), 0);
    await phone.picture("bozza-aspetta");
  });

  it("the draft of a group met is taken up although its correction was typed later", async () => {
    const phone = phones.at(-1);
    const { page } = phone;
    await page.goto(`${api.origin}/uscita`);
    await meet(page, { known: 1, new: 2 });
    await settled(page);
    const [meeting] = await desk.records("street_group_meeting", tonight);
    await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
    await key(page, "Nuovi", 4).click();
    await kept(phone, '"firstTimeContacts":4');
    await page.goto(`${api.origin}/gruppo-incontrato/${meeting.id}/modifica`);
    await key(page, "Nuovi", 7).click();
    await kept(phone, '"firstTimeContacts":7');
    await resume(page, /^\/uscita\/gruppo\?/);
    assert.ok(await key(page, "Nuovi", 4).isChecked());
    await resume(page, /^\/gruppo-incontrato\//);
    assert.ok(await key(page, "Nuovi", 7).isChecked());
  });

  it("the closing of an outing counts those who were met and not tapped", async () => {
    const phone = phones.at(-1);
    const { page } = phone;
    await page.goto(`${api.origin}/uscita`);
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await page.getByText("Altri dettagli").click();
    await page.locator("#campo-notTappedNew").fill("3");
    await page.locator("#campo-notTappedNew").blur();
    await kept(phone, '"notTappedNew":3');
    await resume(page, /^\/uscita\/chiudi\?/);
    assert.equal(await page.locator("#campo-notTappedNew").inputValue(), "3");
    await button(page, "Chiudi uscita").click();
    await page.getByRole("heading", { name: /Uscita chiusa/ }).waitFor();
    await allReceived(page);
    const tallies = await desk.records("street_tally", tonight);
    assert.deepEqual(tallies.map(({ fields }) => fields.delta), [3]);
    const [outing] = await desk.records("street_outing", ({ id }) => id === tallies[0].fields.outingId);
    assert.equal(outing.fields.status, "completed");
    // What waited for it can be taken up now.
    await resume(page, /^\/uscita\/inizia\?/);
    assert.equal(await page.locator("#campo-notes").inputValue(), "Inizio della bozza");
    assert.equal(await counter(page, "nuovo").count(), 0);
  });
});

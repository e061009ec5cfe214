// What an educator knows of a territory and its young people: spots, notes, cards, what is to be done, travelling desks.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { violations } from "../support/axe.mjs";
import { Desk } from "../support/desk.mjs";
import { romeDay } from "../support/many.mjs";
import { deskAndPhone } from "../support/stage.mjs";
import { counter, key, settled, tonight } from "../support/street.mjs";

/** A colour on its way from one to another has no contrast. */
const STILL = { reducedMotion: "reduce" };

describe("Educativa di strada: the map", () => {
  const at = deskAndPhone("street_educator");
  let api;
  let desk;
  let phone;
  let page;

  before(async () => {
    ({ api, desk, phone, page } = at);
    await page.emulateMedia(STILL);
    await settled(page);
  });

  it("lists the spots by Comune, and finds one by what people type", async () => {
    await page.getByRole("link", { name: "Vedi tutti" }).click();
    await page.getByRole("heading", { level: 1, name: "Mappa dei luoghi" }).waitFor();
    const comuni = page.getByRole("heading", { level: 2 });
    assert.deepEqual(await comuni.allInnerTexts(), ["Opera", "Pieve Emanuele", "Rozzano"]);
    await seen(phone, "luoghi");
    const search = page.getByRole("searchbox");
    await search.fill("PIÈVE");
    await comuni.filter({ hasText: "Rozzano" }).waitFor({ state: "detached" });
    assert.deepEqual(await comuni.allInnerTexts(), ["Pieve Emanuele"]);
    await page.getByRole("link", { name: /Fermata Finta.*Dai ragazzi/s }).waitFor();
    await search.fill("niente di simile");
    await page.getByText("Nessun risultato").or(page.locator(".empty__title")).first().waitFor();
    await search.fill("");
  });

  it("takes the position of a spot by hand, rounded, and says plainly when it may not", async () => {
    await page.getByRole("link", { name: /Campetto Inventato/ }).first().click();
    await page.getByRole("heading", { level: 1, name: "Campetto Inventato" }).waitFor();
    const maps = page.getByRole("link", { name: "Apri in Mappe" });
    assert.equal(await maps.getAttribute("href"), "geo:0,0?q=Campetto%20Inventato%2C%20Opera");
    await mayLocate("denied");
    await page.getByRole("button", { name: "Segna la posizione qui" }).click();
    await page.getByText("Il telefono non dà la posizione a Taccuino").waitFor();
    await mayLocate("granted");
    const screen = await phone.context.newCDPSession(page);
    await screen.send("Emulation.setGeolocationOverride", { latitude: 45.3864491, longitude: 9.1475123, accuracy: 900 });
    await page.getByRole("button", { name: "Segna la posizione qui" }).click();
    await page.getByText("Il telefono non sa bene dove si trova").waitFor();
    await screen.send("Emulation.setGeolocationOverride", { latitude: 45.3864491, longitude: 9.1475123, accuracy: 12 });
    await page.getByRole("button", { name: "Segna la posizione qui" }).click();
    await page.getByText("45,386 · 9,148").waitFor();
    assert.equal(await maps.getAttribute("href"), "geo:45.386,9.148?q=45.386,9.148");
    await seen(phone, "luogo");
    await settled(page);
    const [spot] = await desk.records("meeting_spot", ({ fields }) => fields.name === "Campetto Inventato");
    assert.deepEqual(spot.fields.position, { lat: 45.386, lon: 9.148 });
    assert.ok(!(await phone.rows()).includes("45.3864"), "nothing finer is on the phone");
  });

  it("asks the map of an iPhone by an address that it knows", async () => {
    const [{ id }] = await desk.records("meeting_spot", ({ fields }) => fields.name === "Campetto Inventato");
    const screen = await phone.context.newCDPSession(page);
    const { userAgent, platform: was } = await page.evaluate(() => ({ userAgent: navigator.userAgent, platform: navigator.platform }));
    const as = (platform) => screen.send("Emulation.setUserAgentOverride", { userAgent, platform });
    const maps = page.getByRole("link", { name: "Apri in Mappe" });
    await as("iPhone");
    await page.goto(`${api.origin}/luogo/${id}`);
    assert.equal(await maps.getAttribute("href"), "https://maps.apple.com/?ll=45.386,9.148&q=45.386,9.148");
    await as(was);
  });

  it("tells what a Comune has and lacks beside its spots, with no name", async () => {
    await page.goto(`${api.origin}/luoghi`);
    await page.getByRole("link", { name: "Nuova nota sul territorio" }).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("radio", { name: "Opera" }).click();
    await page.getByRole("radio", { name: "Punto critico" }).click();
    await page.getByLabel("Che cosa c’è da sapere").fill("Il campo è senza luci dopo le 20: così non ci va più nessuno");
    await seen(phone, "territorio-nota-piena");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("link", { name: /senza luci.*Punto critico/s }).waitFor();
    await page.getByRole("searchbox").fill("cosi non");
    await page.getByRole("heading", { level: 2, name: "Opera" }).waitFor();
    assert.deepEqual(await page.getByRole("heading", { level: 2 }).allInnerTexts(), ["Opera"]);
    await page.getByRole("searchbox").fill("serd");
    await page.locator("summary").filter({ hasText: "Altri servizi: Rozzano" }).click();
    await page.getByText("SerD Rozzano").waitFor();
    await page.getByRole("searchbox").fill("");
    await seen(phone, "luoghi-con-note");
    await settled(page);
    const [note] = await desk.records("territory_note", tonight);
    assert.equal(note.fields.kind, "critical");
    assert.equal(note.fields.municipalityCode, "015159");
  });

  it("puts a spot apart where nobody meets any more", async () => {
    await page.goto(`${api.origin}/luoghi`);
    await page.getByRole("link", { name: /Piazza di Prova/ }).first().click();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByRole("checkbox", { name: "Ci si ritrovano ancora" }).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByText("Non più frequentato").waitFor();
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.locator("summary").filter({ hasText: "1 luogo non più frequentato" }).click();
    await page.getByRole("link", { name: /Piazza di Prova/ }).waitFor();
    await page.goto(`${api.origin}/uscita/inizia`);
    await page.getByRole("radio", { name: "Campetto Inventato" }).waitFor();
    assert.equal(await page.getByRole("radio", { name: "Piazza di Prova" }).count(), 0, "it is not offered any more");
  });

  it("says of a spot how many were met there, week by week", async () => {
    await page.goto(`${api.origin}/uscita`);
    await page.getByRole("link", { name: "Inizia uscita" }).click();
    await page.getByRole("button", { name: "Inizia" }).click();
    await counter(page, "nuovo").click();
    await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
    await key(page, "Nuovi", 4).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await counter(page, "nuovo").waitFor();
    await page.goto(`${api.origin}/luoghi`);
    await page.getByRole("link", { name: /Parco dell'Esempio/ }).first().click();
    await page.getByText("5 incontrati in 1 visita").waitFor();
    assert.equal(await page.getByRole("progressbar").count(), 5);
    await page.getByText("Ancora poche visite").waitFor();
    await seen(phone, "luogo-con-visite");
    await page.goto(`${api.origin}/uscita`);
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await page.getByRole("button", { name: "Chiudi uscita" }).click();
    await page.getByRole("heading", { name: /Uscita chiusa/ }).waitFor();
  });

  it("begins a travelling desk as one of its own, and shows it apart from the outings", async () => {
    await page.getByRole("link", { name: "Sportello", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Inizia sportello" }).waitFor();
    await page.getByRole("radio", { name: "Fermata Finta" }).click();
    await page.getByRole("button", { name: "Inizia" }).click();
    await page.getByRole("heading", { level: 1, name: "Sportello" }).waitFor();
    await counter(page, "nuovo").click();
    await page.getByRole("link", { name: "Chiudi sportello" }).click();
    await page.getByRole("button", { name: "Chiudi sportello" }).click();
    await page.getByRole("heading", { name: /Sportello chiuso alle/ }).waitFor();
    await settled(page);
    await page.getByRole("link", { name: /Uscite e sportelli/ }).click();
    await page.getByRole("heading", { level: 2, name: "1 uscita" }).waitFor();
    await page.getByRole("heading", { level: 2, name: "1 sportello itinerante" }).waitFor();
    await seen(phone, "uscite-e-sportelli");
    const kinds = (await desk.records("street_outing", tonight)).map(({ fields }) => fields.outingKind);
    assert.deepEqual(kinds.sort(), ["itinerant_desk", "street"]);
  });

  async function mayLocate(setting) {
    const browser = await phone.context.browser().newBrowserCDPSession();
    await browser.send("Browser.setPermission", { permission: { name: "geolocation" }, setting, origin: api.origin });
  }
});

describe("Educativa di strada: young people by a nickname", () => {
  const at = deskAndPhone("street_educator");
  let api;
  let desk;
  let phone;
  let page;

  before(async () => {
    ({ api, desk, phone, page } = at);
    await page.emulateMedia(STILL);
    await settled(page);
  });

  it("makes a card with a nickname of the team", async () => {
    await page.getByRole("link", { name: /Ragazze e ragazzi/ }).click();
    await page.getByText("Ancora nessuna scheda").waitFor();
    await page.getByRole("link", { name: "Nuova scheda" }).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Soprannome dato dall’équipe").fill("Città rossa");
    await page.getByRole("radio", { name: "14-15" }).click();
    await page.getByRole("radio", { name: "I panchinari" }).click();
    await seen(phone, "scheda-ragazzo-piena");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Città rossa" }).waitFor();
    assert.ok(!(await page.title()).includes("rossa"), "the browser's title names nobody");
    await seen(phone, "scheda-ragazzo");
    await settled(page);
    const [card] = await desk.records("youth_card", tonight);
    assert.equal(card.fields.lastMetOn, today(), "making a card is a contact");
  });

  it("is named on a meeting, made there where it is new, and remembers the day", async () => {
    await page.getByRole("link", { name: "Inizia uscita" }).click();
    await page.getByRole("button", { name: "Inizia" }).click();
    await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
    await key(page, "Già conosciuti", 2).click();
    await page.locator("summary").filter({ hasText: "Altri dettagli" }).click();
    await page.getByRole("checkbox", { name: "Città rossa" }).click();
    await page.getByRole("button", { name: "Nuova scheda…" }).click();
    await page.getByRole("dialog").getByLabel("Soprannome dato dall’équipe").fill("Cappellino");
    await page.getByRole("dialog").getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("checkbox", { name: "Cappellino" }).and(page.locator(":checked")).waitFor();
    await page.locator(".bar").getByRole("button", { name: "Salva", exact: true }).click();
    await counter(page, "nuovo").waitFor();
    await settled(page);
    const [meeting] = await desk.records("street_group_meeting", tonight);
    assert.equal(meeting.fields.cardIds.length, 2);
    await page.goto(`${api.origin}/uscita/schede`);
    await page.getByRole("searchbox").fill("CITTA");
    await page.getByRole("link", { name: /Città rossa/ }).click();
    await page.getByRole("link", { name: /0 nuovi, 2 conosciuti/ }).waitFor();
  });

  it("is joined to another card by hand, and parted again", async () => {
    await page.goto(`${api.origin}/uscita/schede`);
    await page.getByRole("link", { name: /Cappellino/ }).click();
    await page.getByRole("button", { name: "È la stessa persona di un’altra scheda" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /Città rossa/ }).click();
    await page.getByRole("heading", { level: 1, name: "Città rossa" }).waitFor();
    await page.getByText("Unita a questa scheda").waitFor();
    await seen(phone, "scheda-unita");
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.getByRole("searchbox").fill("cappell");
    const rows = page.locator('a.row[href^="/uscita/scheda/"]');
    await rows.filter({ hasText: "Città rossa" }).waitFor();
    assert.equal(await rows.count(), 1, "one young person, found by either nickname");
    await rows.click();
    await page.getByRole("button", { name: "Separa" }).click();
    await page.getByText("Unita a questa scheda").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Indietro" }).click();
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2);
    await settled(page);
    const cards = await desk.records("youth_card", tonight);
    assert.ok(cards.every(({ fields }) => !fields.aliasOf));
  });

  it("is followed up by a day and a code, done in one tap, and not done again", async () => {
    await page.goto(`${api.origin}/uscita/schede`);
    await page.getByRole("link", { name: /Città rossa/ }).click();
    await page.getByRole("link", { name: "Aggiungi" }).click();
    await page.getByRole("radio", { name: "Incontrare di nuovo" }).click();
    await page.getByRole("radio", { name: "Domani" }).click();
    await seen(phone, "da-fare-nuovo");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Città rossa" }).waitFor();
    await page.getByRole("link", { name: /Incontrare di nuovo/ }).click();
    await page.getByLabel("Entro il").fill("2026-01-02");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByText("in ritardo dal 02/01/2026").waitFor();
    await page.goto(`${api.origin}/uscita`);
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await page.getByRole("button", { name: "Chiudi uscita" }).click();
    await page.getByRole("link", { name: /Incontrare di nuovo · Città rossa/ }).waitFor();
    await seen(phone, "uscita-da-fare");
    const done = page.getByRole("button", { name: /^Fatto: Incontrare/ });
    await done.click();
    await done.waitFor({ state: "detached" });
    await page.getByRole("status").getByRole("button", { name: "Annulla" }).click();
    await done.waitFor();
    await done.click();
    await page.getByText("Fatto: Incontrare di nuovo").waitFor();
    await settled(page);
    const [followUp] = await desk.records("follow_up", tonight);
    assert.equal(followUp.fields.kind, "meet_again");
    assert.ok(followUp.fields.doneAt);
    assert.equal(followUp.fields.notes ?? null, null, "no text about a person");
  });

  it("tells of the visit of a colleague where the page of a spot stands open", async () => {
    const colleague = await Desk.as(api, api.operator("street_educator", { nth: 1 }));
    const [{ fields: known }] = await desk.records("meeting_spot", ({ fields }) => fields.name === "Campetto Inventato");
    const { municipalityCode, spotType, spotSource } = known;
    const name = "Panchina Appena Trovata";
    const [spot] = await colleague.create([["meeting_spot", { name, municipalityCode, spotType, spotSource, active: true }]]);
    await settled(page);
    await page.goto(`${api.origin}/luogo/${spot}`);
    const visited = page.locator("dt:has-text('Ultima visita') + dd");
    await visited.getByText("Nessuna negli ultimi 30 giorni").waitFor();
    const [{ id: outingId }] = await desk.records("street_outing", tonight);
    const arrivedAt = new Date().toISOString();
    await colleague.create([
      ["street_stop", { outingId, meetingSpotId: spot, municipalityCode, arrivedAt, occurredAt: arrivedAt, recordedAt: arrivedAt }],
    ]);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await visited.getByText(today().split("-").reverse().join("/")).waitFor();
  });
});

/** Nothing grave by axe, and a picture by day and by night. A row half under the bar comes out by scrolling. */
async function seen(phone, name) {
  const found = (await violations(phone.page)).filter((one) => !one.includes("partially obscured"));
  assert.deepEqual(found, [], name);
  await phone.picture(name);
  await phone.page.emulateMedia({ colorScheme: "dark", ...STILL });
  await phone.picture(`${name}-notte`);
  await phone.page.emulateMedia({ colorScheme: null, ...STILL });
}

const today = () => romeDay(Date.now());

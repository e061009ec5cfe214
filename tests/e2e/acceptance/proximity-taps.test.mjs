// The rows of the round in the screen table: how many taps each takes, what it leaves at the API, and that it can be taken
// back. Counted from the open notebook; and each row once more after a lock, with the one gesture that opens it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { go, recordPerson } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { midnight, romeDay } from "../support/many.mjs";
import { LARGE, Phone, SMALL } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";
import { enrolWithFingerprint, largeEnough, underTheThumb, within } from "../support/taps.mjs";

/** What a visit needs in each state, and nothing of it may be missing at the API. */
const NEEDS = {
  scheduled: ["beneficiaryId", "scheduledAt"],
  done: ["beneficiaryId", "services", "supportKind", "channel", "performedBy", "startedAt", "durationMinutes", "outcome"],
  not_done: ["beneficiaryId", "outcome"],
};

let api;
let desk;
let phone;
let page;

const button = (name) => page.getByRole("button", { name, exact: true });
const card = () => page.locator(".card--now");
const undo = () => page.locator(".undo");
const who = () => card().locator(".card__title").innerText();

before(async () => {
  api = await (await Api.prepare()).start();
  desk = await Desk.open(api);
  phone = await Phone.buy(api.origin);
  page = await enrolWithFingerprint(phone, api.operator("volunteer"));
  await page.getByText(/Tutto ricevuto/).waitFor();
  await go(page, "Oggi");
  await card().waitFor();
});
after(async () => {
  await phone?.dispose();
  await api?.dispose();
});

/** Plays a row of the table from the round; gives who it was about. */
async function played(most, play, lock) {
  await go(page, "Oggi");
  await page.evaluate(() => window.scrollTo(0, 0));
  await quiet();
  const name = (await card().isVisible()) ? await who() : "";
  await within(page, most, () => play(name), lock);
  return name;
}

/** A second tap within a moment of the first is taken for the same one: until the stage says that it is over. */
const quiet = () => page.locator(".stage:not([aria-busy])").waitFor();

/** Sends all there is, and gives the visits of a person that are not of the past. */
async function received(lastName) {
  await sendNow(page);
  await page.getByRole("status").filter({ hasText: "Tutto ricevuto" }).waitFor();
  assert.equal(await page.getByText("Da correggere").count(), 0);
  const today = (visit) => Date.parse(visit.fields.scheduledAt ?? visit.fields.startedAt) > Date.now() - 36 * 3_600_000;
  const [person] = await desk.records("beneficiary", (one) => `${one.fields.firstName ?? ""} ${one.fields.lastName ?? ""}`.trim() === lastName);
  const visits = await desk.records("proximity_visit", (visit) => today(visit) && visit.fields.beneficiaryId === person.id);
  for (const { fields } of visits.filter((visit) => !visit.fields.voidedAt)) {
    const missing = (NEEDS[fields.status] ?? []).filter((name) => fields[name] === undefined || fields[name] === null);
    assert.deepEqual(missing, [], `missing in a visit that is ${fields.status}`);
  }
  return visits;
}

/** The fields that a person can tell apart. */
const told = ({ fields }) =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== null && !["receivedAt", "timeSuspect"].includes(name)));

describe("Prossimità: the round under the thumb", () => {
  it("has its green button in the lower third, and every target is large enough", async () => {
    await underTheThumb(page, button("Consegnato"));
    await underTheThumb(page, page.getByRole("link", { name: "Visita non prevista" }));
    await largeEnough(page);
    await page.getByText("0 di 8").waitFor();
    assert.match(await page.locator(".progress").innerText(), /fino alle 13:00/);
    await pictures("giro");
    // Twice the text: everything can be reached, nothing is wider than the phone.
    await page.evaluate(() => (document.documentElement.dataset.text = "larger"));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the phone`);
    await phone.picture("prossimita-giro-testo");
    await page.evaluate(() => delete document.documentElement.dataset.text);
  });

  it("opens another visit out of order, and moves one without dragging", async () => {
    const second = page.locator("button.row .row__title").first();
    const name = await second.innerText();
    const first = await who();
    await second.click();
    await card().getByRole("heading", { name }).waitFor();
    await underTheThumb(page, button("Consegnato"));
    await page.getByRole("link", { name: "Cambia ordine" }).click();
    await button(`Dopo: ${first}`).click();
    await page.locator("li.row .row__title").first().filter({ hasText: name }).waitFor();
    await largeEnough(page);
    await pictures("giro-ordine");
    await page.getByRole("link", { name: "Torna al giro" }).click();
    await card().getByRole("heading", { name }).waitFor();
    await page.getByRole("link", { name: "Cambia ordine" }).click();
    await button(`Prima: ${first}`).click();
    await page.locator("li.row .row__title").first().filter({ hasText: first }).waitFor();
    await page.getByRole("link", { name: "Torna al giro" }).click();
    await card().getByRole("heading", { name: first }).waitFor();
  });
});

for (const locked of [false, true]) {
  describe(`Prossimità: taps${locked ? ", after a lock" : ""}`, () => {
    const lock = { locked };
    // What a row looks like is seen once.
    const look = locked ? async () => {} : pictures;
    const lonely = locked ? "Replica Prova" : "Ernesto Inventato";

    before(async () => {
      if (!locked) return;
      await anotherRound();
      await sendNow(page);
      await page.getByRole("status").filter({ hasText: "Tutto ricevuto" }).waitFor();
      await go(page, "Oggi");
      await page.locator("button.row").filter({ hasText: lonely }).waitFor();
    });

    it("a planned delivery: one, and it can be taken back whole", async () => {
      await go(page, "Oggi");
      const [before] = await received(await who());
      const name = await played(1, async () => {
        await button("Consegnato").click();
        await undo().getByText("Consegnato a").waitFor();
      }, lock);
      await look("giro-annulla");
      await largeEnough(page);
      const [done] = await received(name);
      assert.equal(done.fields.status, "done");
      assert.equal(done.fields.shoppingList ?? null, null, "what was to be bought is of the planned visit only");
      await go(page, "Oggi");
      await quiet();
      await undo().getByRole("button", { name: "Annulla" }).click();
      await undo().getByText("Come prima").waitFor();
      const [again] = await received(name);
      assert.deepEqual(told(again), told(before));
    });

    it("nobody answers: three, with the calls at hand", async () => {
      // Famiglia Prova lives with others; the calls stay for somebody who lives alone.
      await go(page, "Oggi");
      await quiet();
      await within(page, 3, async () => {
        await page.getByRole("button", { name: lonely }).click();
        await card().getByRole("heading", { name: lonely }).waitFor();
        await button("Non risponde").click();
        const sheet = page.getByRole("dialog");
        await sheet.getByRole("link", { name: `Chiama ${lonely}` }).waitFor();
        await sheet.getByRole("link", { name: "Chiama il 112" }).waitFor();
        await sheet.getByText("Numero da compilare dall’Ambito").waitFor();
        await largeEnough(page);
        await look("giro-non-risponde");
        await sheet.getByRole("button", { name: "Segna: non risponde" }).click();
        await undo().getByText(`Non risponde: ${lonely}`).waitFor();
      }, lock);
      await page.getByRole("region", { name: "Vive da sola o da solo" }).getByRole("link", { name: "112" }).waitFor();
      await look("giro-vive-da-solo");
      const [visit] = await received(lonely);
      assert.deepEqual([visit.fields.status, visit.fields.outcome], ["not_done", "not_found"]);
    });

    it("refused: three", async () => {
      const name = await played(3, async () => {
        await button("Altro esito").click();
        await look("giro-altro-esito");
        await largeEnough(page);
        await page.getByRole("dialog").getByRole("button", { name: "Rifiutato" }).click();
        await undo().getByText("Rifiutato:").waitFor();
      }, lock);
      const [visit] = await received(name);
      assert.deepEqual([visit.fields.status, visit.fields.outcome], ["not_done", "refused"]);
    });

    it("moved to tomorrow: three; taken back, the visit of tomorrow goes too", async () => {
      const name = await played(3, async () => {
        await button("Altro esito").click();
        await page.getByRole("dialog").getByRole("button", { name: "Rimandato…" }).click();
        await look("giro-rimanda");
        await page.getByRole("dialog").getByRole("button", { name: /^Domani/ }).click();
        await undo().getByText("Rimandata a domani").waitFor();
      }, lock);
      let visits = await received(name);
      const made = visits.find((visit) => visit.fields.replacesId);
      const moved = visits.find((visit) => visit.id === made.fields.replacesId);
      assert.deepEqual([moved.fields.status, moved.fields.outcome], ["not_done", "postponed"]);
      const hours = (Date.parse(made.fields.scheduledAt) - Date.parse(moved.fields.scheduledAt)) / 3_600_000;
      assert.ok([23, 24, 25].includes(hours), `${hours} hours later`);
      await go(page, "Oggi");
      await quiet();
      await undo().getByRole("button", { name: "Annulla" }).click();
      await undo().getByText("Come prima").waitFor();
      visits = await received(name);
      assert.equal(visits.find((visit) => visit.id === moved.id).fields.status, "scheduled");
      assert.equal(visits.find((visit) => visit.id === made.id)?.fields.voidReason ?? "entry_error", "entry_error");
      await go(page, "Oggi");
      await card().getByRole("heading", { name }).waitFor();
    });

    it("delivered with something changed: three", async () => {
      const name = await played(3, async () => {
        await button("Altro esito").click();
        const sheet = page.getByRole("dialog");
        await sheet.getByRole("checkbox", { name: "Compagnia" }).click();
        await sheet.getByRole("button", { name: "Consegnato così" }).click();
        await undo().waitFor();
        await undo().getByText(/Consegnato a|fatta/).waitFor();
      }, lock);
      const [visit] = await received(name);
      assert.equal(visit.fields.status, "done");
      assert.ok(visit.fields.services.includes("relational_visit"));
    });

    it("an unplanned visit: five, and the next one from the same form", async () => {
      await played(5, async () => {
        await page.getByRole("link", { name: "Visita non prevista" }).click();
        const first = page.locator("#campo-beneficiaryId label").first();
        await first.waitFor();
        await look("visita-nuova-vuota");
        await largeEnough(page);
        await underTheThumb(page, button("Salva"));
        await first.click();
        await page.getByRole("checkbox", { name: "Farmaci" }).click();
        await page.getByRole("radio", { name: "45", exact: true }).click();
        await look("visita-nuova-piena");
        await button("Salva").click();
        await undo().getByText(/^Visita a .* salvata$/).waitFor();
      }, lock);
      const name = (await undo().locator(".badge").innerText()).replace(/^Visita a (.*) salvata$/, "$1");
      const visits = await received(name);
      const made = visits.find((visit) => visit.fields.durationMinutes === 45);
      assert.deepEqual(made.fields.services, ["medicine_delivery"]);
      // Whoever was visited last comes first, and the same again is one tap.
      await go(page, "Oggi");
      await page.getByRole("link", { name: "Visita non prevista" }).click();
      const recent = page.locator("#campo-beneficiaryId label").first();
      await recent.filter({ hasText: name }).click();
      await page.getByRole("button", { name: /^Ripeti ultima: Farmaci, 45 min/ }).click();
      await button("Salva e nuova").click();
      await undo().getByText(`Visita a ${name} salvata`).waitFor();
      await page.locator("#campo-beneficiaryId label").first().waitFor();
      assert.equal((await received(name)).length, visits.length + 1);
    });
  });
}

describe("Prossimità: what a visit brings along", () => {
  it("money that does not add up is told in words, and saved", async () => {
    await newVisit("Giuseppina Esempio");
    await page.getByRole("checkbox", { name: "Spesa" }).click();
    await page.getByLabel("Ricevuti dalla persona").fill("50");
    await page.getByLabel("Spesi").fill("trenta");
    await button("Salva").click();
    await page.getByRole("alert").getByText(/Spesi/).waitFor();
    await page.getByLabel("Spesi").fill("32,15");
    await page.getByLabel("Resto dato").fill("17,85");
    await page.getByText("I conti tornano.").waitFor();
    await page.getByLabel("Resto dato").fill("17");
    await page.getByText("Restano 0,85 € da ridare").waitFor();
    await pictures("contanti");
    await button("Salva").click();
    await undo().getByText("Visita a Giuseppina Esempio salvata").waitFor();
    const visits = await received("Giuseppina Esempio");
    const made = visits.map((visit) => visit.id);
    const money = async () => {
      const entries = await desk.records("cash_entry", (entry) => made.includes(entry.fields.visitId));
      return entries.map(({ fields }) => [fields.kind, fields.cents, fields.voidReason ?? ""]).sort();
    };
    assert.deepEqual(await money(), [["given", 5000, ""], ["returned", 1700, ""], ["spent", 3215, ""]]);
    // Mended from the row that stays: the entry is corrected by another one.
    await go(page, "Oggi");
    await undo().getByRole("link", { name: "Aggiungi dettagli" }).click();
    assert.equal(await page.getByLabel("Resto dato").inputValue(), "17,00");
    await page.getByLabel("Resto dato").fill("17,85");
    await button("Salva").click();
    await undo().getByText("Visita a Giuseppina Esempio salvata").waitFor();
    await received("Giuseppina Esempio");
    assert.equal((await money()).length, 4);
  });

  it("a worry says who sees it, and offers a call at once", async () => {
    await go(page, "Oggi");
    await undo().getByRole("link", { name: "Aggiungi dettagli" }).click();
    await page.locator("#campo-concernFlag").getByRole("radio", { name: "Solitudine" }).click();
    await page.getByText("Lo vede l’assistente sociale del Comune appena il telefono ha rete").waitFor();
    await page.getByRole("link", { name: "Chiama il 112" }).waitFor();
    await pictures("preoccupazione");
    await button("Salva").click();
    await undo().waitFor();
    const visits = await received("Giuseppina Esempio");
    assert.ok(visits.some((visit) => visit.fields.concernFlag === "loneliness"));
  });

  it("a list that is typed on the planned visit is gone once it is made", async () => {
    await go(page, "Oggi");
    await page.getByRole("button", { name: /Olga Esempio/ }).click();
    await card().getByText("Da comprare: Riso, pomodori, detersivo").waitFor();
    await button("Altro esito").click();
    await page.getByRole("link", { name: "Lista e orario" }).click();
    await page.getByLabel("Lista della spesa").fill("Riso, caffè e un’arancia");
    await pictures("programma");
    await button("Salva").click();
    await page.getByRole("button", { name: /Olga Esempio/ }).click();
    await card().getByText("Da comprare: Riso, caffè e un’arancia").waitFor();
    await quiet();
    await button("Consegnato").click();
    await undo().getByText("Consegnato a Olga Esempio").waitFor();
    const [visit] = await received("Olga Esempio");
    assert.equal(visit.fields.shoppingList ?? null, null);
  });

  it("a list of a day that is over is taken out, also where nobody closed the visit", async () => {
    await go(page, "Oggi");
    const name = await who();
    await quiet();
    await button("Altro esito").click();
    await page.getByRole("link", { name: "Lista e orario" }).click();
    const yesterday = romeDay(Date.now() - 24 * 3_600_000);
    await page.getByLabel("Lista della spesa").fill("Pane");
    await page.locator("#campo-scheduledAt").getByLabel("Data").fill(yesterday);
    await page.locator("#campo-scheduledAt").getByLabel("Ora").fill("23:59");
    await button("Salva").click();
    await page.getByRole("heading", { level: 1, name: "Giro di oggi" }).waitFor();
    const visit = (await received(name)).find(({ fields }) => fields.status === "scheduled");
    assert.deepEqual([visit.fields.status, visit.fields.shoppingList ?? null], ["scheduled", null]);
  });

  it("a visit of yesterday that nobody closed is asked about below the round, and is not of today", async () => {
    await go(page, "Oggi");
    const rows = page.locator("h2:has-text('Di ieri, da chiudere') + p + ul > li");
    await rows.first().waitFor();
    assert.equal(await rows.count(), 1);
    const name = await rows.locator(".row__title").innerText();
    const ofToday = await page.locator(".progress").innerText();
    await pictures("di-ieri");
    await rows.getByRole("link").click();
    const started = page.locator("#campo-startedAt");
    await started.waitFor();
    const yesterday = romeDay(Date.now() - 24 * 3_600_000);
    assert.equal(await started.getByLabel("Data").inputValue(), yesterday);
    assert.equal(await started.getByLabel("Ora").inputValue(), "23:59");
    await button("Salva").click();
    await undo().getByText(`Visita a ${name} salvata`).waitFor();
    await rows.first().waitFor({ state: "detached" });
    assert.equal(await page.locator(".progress").innerText(), ofToday, "the round of today is as it was");
    const visits = await received(name);
    assert.ok(visits.some(({ fields }) => fields.status === "done" && Date.parse(fields.startedAt) === Date.parse(fields.scheduledAt)));
  });

  it("a group is held by those who came, with a card and without", async () => {
    // The Ambito takes it of an operator, not of a volunteer, who is not asked for it.
    assert.equal(await page.getByRole("link", { name: "Gruppo di socializzazione" }).count(), 0);
    const volunteer = phone;
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("proximity_operator"));
    await volunteer.dispose();
    await go(page, "Oggi");
    await page.getByRole("link", { name: "Gruppo di socializzazione" }).click();
    for (const name of ["Ernesto Inventato", "Olga Esempio"]) await page.getByRole("checkbox", { name }).click();
    await page.locator("#campo-otherAttendees").fill("5");
    await page.getByRole("checkbox", { name: "Calura estiva" }).click();
    await page.locator("#campo-municipalityCode").getByRole("radio", { name: "Rozzano" }).click();
    await pictures("gruppo");
    await largeEnough(page);
    await button("Salva").click();
    await undo().getByText("Gruppo di socializzazione salvato").waitFor();
    await sendNow(page);
    await page.getByRole("status").filter({ hasText: "Tutto ricevuto" }).waitFor();
    const [held] = await desk.records("proximity_group_session", ({ fields }) => Date.parse(fields.startsAt) > Date.now() - 3_600_000);
    assert.deepEqual([held.fields.status, held.fields.attendees.length, held.fields.otherAttendees], ["held", 2, 5]);
    // What was saved last is what is taken back, and not the visit before it.
    await go(page, "Oggi");
    await undo().getByText("Gruppo di socializzazione salvato").waitFor();
    await undo().getByRole("button", { name: "Annulla" }).click();
    await undo().getByText("Come prima: Gruppo di socializzazione").waitFor();
    await sendNow(page);
    await page.getByRole("status").filter({ hasText: "Tutto ricevuto" }).waitFor();
    const [taken] = await desk.records("proximity_group_session", (one) => one.id === held.id);
    assert.ok(taken.fields.voidedAt);
  });

  it("puts the round of one person in order, and shows no other", async () => {
    await go(page, "Oggi");
    await page.getByRole("group", { name: "Giro di" }).getByRole("radio", { name: "Rosa Esempio" }).check();
    await page.getByRole("link", { name: "Cambia ordine" }).click();
    await page.getByRole("heading", { level: 1, name: "Ordine del giro" }).waitFor();
    await page.getByText("Rosa Esempio").waitFor();
    const rows = page.locator("li.row .row__title");
    assert.deepEqual(await rows.allInnerTexts(), ["Ernesto Inventato", "Olga Esempio"]);
    await button("Dopo: Ernesto Inventato").click();
    await rows.first().filter({ hasText: "Olga Esempio" }).waitFor();
    assert.deepEqual(await rows.allInnerTexts(), ["Olga Esempio", "Ernesto Inventato"]);
    await page.getByRole("link", { name: "Indietro" }).click();
  });

  it("somebody among many is found without accents", async () => {
    await recordPerson(page, "Désirée Ñàndo");
    await go(page, "Oggi");
    await page.getByRole("link", { name: "Visita non prevista" }).click();
    // Somebody who is not there: it says so, and a card can be made while what was typed waits.
    await page.getByRole("checkbox", { name: "Spesa" }).check();
    await page.getByRole("searchbox", { name: "Cerca una persona" }).fill("Nessuno Così");
    await page.getByText("Nessuna persona con questo nome su questo telefono").waitFor();
    await pictures("visita-nessuno");
    await page.getByRole("link", { name: "Nuova persona" }).click();
    await page.getByRole("heading", { level: 1, name: "Nuova persona" }).waitFor();
    await page.goBack();
    await button("Riprendi").click();
    assert.ok(await page.getByRole("checkbox", { name: "Spesa" }).isChecked());
    await page.getByRole("searchbox", { name: "Cerca una persona" }).fill("NANDO desi");
    const people = page.locator("#campo-beneficiaryId label");
    await people.filter({ hasText: "Désirée Ñàndo" }).waitFor();
    assert.equal(await people.count(), 1);
    await pictures("visita-cerca");
    await people.click();
    await page.locator(".folded__value").getByText("Désirée Ñàndo").waitFor();
  });
});

/** Five more visits of today, before the others, to people who live alone. */
async function anotherRound() {
  const [{ fields }] = await desk.records("proximity_visit", (visit) => visit.fields.status === "scheduled");
  const { assignedOperatorId, municipalityCode } = fields;
  const colleague = await Desk.as(api, api.operator("proximity_operator", { nth: 1 }));
  const names = ["Uno", "Due", "Replica", "Tre", "Quattro"];
  const people = names.map((firstName) => [
    "beneficiary",
    {
      beneficiaryType: "elderly",
      municipalityCode,
      firstName,
      lastName: "Prova",
      address: "Via di Prova 30",
      phone: "02 0000 0300",
      livesAlone: true,
      episode: "open",
      provisional: false,
      assignedOperatorIds: [assignedOperatorId],
    },
  ]);
  const ids = await colleague.create(people);
  const visit = (beneficiaryId, at) => [
    "proximity_visit",
    {
      beneficiaryId,
      beneficiaryType: "elderly",
      municipalityCode,
      assignedOperatorId,
      scheduledAt: new Date(midnight() + at * 60_000).toISOString(),
      plannedMinutes: 30,
      status: "scheduled",
      services: ["home_grocery_shopping"],
    },
  ];
  await colleague.create(ids.map(visit));
  await colleague.create(await ofColleague(colleague, visit));
}

/** Two visits of the colleague's own round, in the evening, to people whom the whole team goes to. */
async function ofColleague(colleague, visit) {
  const cards = [...(await desk.persons("Inventato")), ...(await desk.persons("Esempio"))];
  const people = ["Ernesto", "Olga"].map((name) => cards.find(({ fields }) => fields.firstName === name));
  const made = people.map(({ id }, nth) => visit(id, 20 * 60 + 30 * nth));
  return made.map(([type, fields]) => [type, { ...fields, assignedOperatorId: colleague.operatorId }]);
}

/** The form of an unplanned visit to somebody. */
async function newVisit(name) {
  await go(page, "Oggi");
  await page.getByRole("link", { name: "Visita non prevista" }).click();
  const people = page.locator("#campo-beneficiaryId");
  await people.getByRole("radio").first().waitFor();
  const search = people.getByRole("searchbox");
  if (await search.isVisible()) await search.fill(name);
  await people.getByRole("radio", { name }).click();
}

/** At both widths, by day and by night; and nothing serious of axe's. What the bars cover of a list that scrolls is no target. */
async function pictures(name) {
  const screen = await phone.context.newCDPSession(page);
  const look = (colorScheme) => page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await look("light");
  assert.deepEqual((await violations(page)).filter((found) => !found.includes("target-size")), []);
  for (const size of [LARGE, SMALL]) {
    phone.viewport = size;
    await screen.send("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor: 2, mobile: true });
    for (const [colorScheme, suffix] of [["dark", "-notte"], ["light", ""]]) {
      await look(colorScheme);
      await phone.picture(`prossimita-${name}${suffix}`);
    }
  }
}

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { Phone } from "../support/phone.mjs";
import { card, choose, codeOf, home, isFree, nextAt, report } from "../support/pis.mjs";
import { capturedOffline, sendNow } from "../support/story.mjs";

/** Taps of a new report, from the home to Salva included, when one person is reported. */
const TAPS = 6;

capturedOffline({
  service: "Pronto Intervento Sociale",
  role: "pis_operator",
  teammate: { role: "pis_operator", nth: 1 },
  stranger: "street_educator",
  recordType: "pis_activation",
  async first(page) {
    await home(page);
    await report(page, { referrer: "Carabinieri", category: "Tratta", comune: "Rozzano", triage: "Emergenza" });
    return codeOf(card(page, "Tratta"));
  },
  async second(page) {
    await home(page);
    const facts = { referrer: "Polizia Locale", category: "Alloggio non agibile", comune: "Opera", triage: "Emergenza" };
    await report(page, { ...facts, people: "3" });
    return codeOf(card(page, "Alloggio non agibile, 3 persone"));
  },
});

describe("Pronto Intervento Sociale: from the report to the handover", () => {
  let api;
  let phone;
  let other;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("pis_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await other?.dispose();
    await api?.dispose();
  });

  it("shows the legal deadline first, in the night theme nobody chose", async () => {
    await home(page);
    const first = page.getByRole("article").first();
    await first.getByText(/^Documenti 403: ancora \d+ h \d\d$/).waitFor();
    assert.match(await first.getAttribute("class"), /card--urgent/);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "night");
    assert.equal(await page.evaluate(() => localStorage.getItem("taccuino.theme")), null);
    await phone.picture("pis-notte");
    await page.evaluate(() => (document.documentElement.dataset.theme = "day"));
    await phone.picture("pis-giorno");
  });

  it("leads from the deadline of a card to where it is met, in one tap on 48 px", async () => {
    await page.evaluate(() => (document.documentElement.dataset.theme = "night"));
    const deadline = page.getByRole("article").first().getByRole("link", { name: /^Documenti 403: ancora/ });
    // Above and below the words of the badge too.
    const box = await deadline.boundingBox();
    for (const y of [box.y + box.height / 2 - 23, box.y + box.height / 2 + 23]) {
      const hit = await page.evaluate(([x, y]) => document.elementFromPoint(x, y).className, [box.x + box.width / 2, y]);
      assert.equal(hit, "badge-link");
    }
    await deadline.click();
    const place = page.getByRole("group", { name: "Art. 403", exact: true }).first();
    await page.waitForFunction(() => document.activeElement.id.startsWith("scadenza-"));
    const { y } = await place.boundingBox();
    assert.ok(y >= 0 && y < 640 / 2, `the deadlines begin at ${y}`);
    await place.getByRole("checkbox", { name: /^Provvedimento, documenti/ }).waitFor();
    await phone.picture("pis-scadenza");
    await page.getByRole("link", { name: "Indietro" }).click();
  });

  it(`takes a report in ${TAPS} taps without typing, and copies the category to the person`, async () => {
    await page.evaluate(() => {
      window.taps = 0;
      document.addEventListener("pointerdown", () => (window.taps += 1), true);
      document.addEventListener("keydown", () => (window.taps += 100), true);
    });
    await report(page, { referrer: "Carabinieri", category: "Tratta", comune: "Opera", triage: "Emergenza" });
    await card(page, "Tratta").waitFor();
    assert.ok((await page.evaluate(() => window.taps)) <= TAPS);
    assert.match(await phone.rows(), /"category":"trafficking_victim","n":1/);
  });

  it("takes it through its states, one big button each, and a step back", async () => {
    const open = card(page, "Tratta");
    const press = (name) => open.getByRole("button", { name }).click();
    await press("La seguo io");
    await press("Sul posto");
    await open.getByRole("status").getByText("Sul posto").waitFor();
    await press("Annulla");
    await press("Sul posto");
    await press("Intervento concluso");
    await choose(page, "Supporto sul posto");
    await open.getByText(/^Da completare: \d+ cose$/).waitFor();
    await phone.picture("pis-passi");
    await press("Passata al servizio sociale");
    await choose(page, "Antitratta");
    await open.waitFor({ state: "detached" });
    await page.getByRole("link", { name: /^Tratta Passata al servizio sociale/ }).waitFor();
  });

  it("tells another phone of the team the same state", async () => {
    await sendNow(page);
    await page.getByText(/Tutto ricevuto alle/).waitFor();
    other = await Phone.buy(api.origin);
    await other.enrol(api.operator("pis_operator", { nth: 1 }));
    await other.page.getByRole("link", { name: /^Tratta Passata al servizio sociale/ }).click();
    await other.page.getByText("Passata: Antitratta").waitFor();
    assert.equal(await other.page.getByRole("listitem").filter({ hasText: /^Sul posto/ }).count(), 1);
  });

  it("corrects a step by a later one", async () => {
    const there = other.page;
    await there.getByRole("button", { name: "Correggi: Passata: Antitratta" }).click();
    await there.getByRole("dialog").getByRole("radio", { name: "CAV" }).click();
    await there.getByRole("button", { name: "Salva la correzione" }).click();
    await there.getByText("Passata: CAV/Rete La ROSA dei Venti").waitFor();
    assert.equal(await there.getByText("Passata: Antitratta").count(), 0);
    await other.picture("pis-attivazione");
  });

  it("counts the 24 hours of art. 403 from the placement until the documents are sent", async () => {
    await home(page);
    await report(page, { referrer: "Ospedale", category: "Minore ex art. 403", comune: "Opera", triage: "Emergenza" }, async () => {
      await page.getByText("L’accordo non prevede questo segnalante").waitFor();
    });
    const fresh = page.getByRole("article").filter({ hasText: "segnala l’ospedale" });
    await fresh.getByRole("link", { name: "Minore ex art. 403" }).click();
    await page.getByText("Le 24 ore partono dal collocamento.").waitFor();
    await page.getByRole("button", { name: "Collocamento: Segna" }).click();
    await choose(page, "Comunità per minori");
    const clock = page.getByText(/^Documenti 403: ancora 2[234] h \d\d$/);
    await clock.first().waitFor();
    // Nobody looked at the clock: it may have been an hour ago, and counts from there.
    await page.getByRole("button", { name: /^Correggi: Collocamento: / }).click();
    await page.getByRole("dialog").getByRole("radio", { name: "Circa un'ora" }).click();
    await phone.picture("pis-passo-circa");
    await page.getByRole("button", { name: "Salva la correzione" }).click();
    await page.getByText(/Documenti 403: ancora 22 h 5[89]/).first().waitFor();
    await page.getByText(/^circa \d\d\/\d\d \d+:\d\d$/).waitFor();
    await page.getByRole("radio", { name: "FF.OO." }).click();
    await page.getByText("Art. 403, tocca a: Forze dell'Ordine").first().waitFor();
    await phone.picture("pis-403");
    await page.getByRole("checkbox", { name: /^Provvedimento, documenti/ }).click();
    await page.getByText(/^Documenti inviati /).waitFor();
    assert.equal(await clock.count(), 0);
  });

  it("says when the service is closed, and takes the report all the same", async () => {
    // With a network the clock of the API would be believed.
    await api.stop();
    const night = nextAt("03:00");
    await page.clock.setFixedTime(night);
    await page.goto(`${api.origin}/pis`);
    await page.getByText(`Fuori orario fino alle ${isFree(night) ? 7 : 18}:00 · 3:00`).waitFor();
    await report(page, { referrer: "Carabinieri", category: "Da definire", comune: "Opera", triage: "Urgenza rinviabile" }, async () => {
      await page.getByText("È fuori dall’orario di servizio").waitFor();
    });
    await card(page, "Da definire").getByRole("button", { name: "Passata al servizio sociale" }).waitFor();
    await page.clock.setFixedTime(nextAt("18:00", { after: night.getTime() }));
    await page.goto(`${api.origin}/pis`);
    await page.getByText("In servizio fino alle 24:00 · 18:00").waitFor();
  });
});

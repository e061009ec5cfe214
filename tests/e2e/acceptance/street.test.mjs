import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { capturedOffline } from "../support/story.mjs";
import { clicks, countClicks, counter, key, meet, settled, shows, startPlanned, tonight } from "../support/street.mjs";

const THEMES = ["Parlare con un adulto", "Luoghi per la musica"];

capturedOffline({
  service: "Educativa di strada",
  role: "street_educator",
  teammate: { role: "street_educator", nth: 1 },
  stranger: "proximity_operator",
  recordType: "street_group_meeting",
  async first(page) {
    await startPlanned(page);
    await counter(page, "nuovo").click();
    await meet(page, { known: 2, new: 4 });
    return "4 nuovi, 2 conosciuti";
  },
  async second(page) {
    await go(page, "Uscita");
    await meet(page, { known: 0, new: 7 });
    return "7 nuovi, 0 conosciuti";
  },
});

describe("Educativa di strada: what is counted", () => {
  let api;
  let desk;
  const phones = [];

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    for (const nth of [0, 1]) {
      const phone = await Phone.buy(api.origin);
      phones.push(phone);
      await phone.enrol(api.operator("street_educator", { nth }));
    }
    await startPlanned(phones[0].page);
    await settled(phones[0].page);
    await settled(phones[1].page);
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  it("sums the taps of two phones", async () => {
    const [one, other] = phones.map((phone) => phone.page);
    for (const page of [one, other]) await go(page, "Uscita");
    await counter(one, "nuovo").click();
    await counter(other, "nuovo").click();
    await counter(other, "conosciuto").click();
    for (const page of [one, other, one]) await settled(page);
    for (const page of [one, other]) await shows(page, 2, 1);
  });

  it("takes one tap back by a later event", async () => {
    const { page } = phones[0];
    await counter(page, "conosciuto").click();
    await shows(page, 2, 2);
    await page.getByRole("status").getByRole("button", { name: "Annulla" }).click();
    await page.getByText("+1 conosciuto tolto").waitFor();
    await shows(page, 2, 1);
    await settled(page);
    const tallies = await desk.records("street_tally", tonight);
    const voids = tallies.filter((tally) => tally.fields.voidReason);
    assert.equal(tallies.length, 5, "four taps and the event that takes one back");
    assert.equal(voids.length, 1);
    assert.ok(tallies.some((tally) => tally.id === voids[0].fields.correctsId && !tally.fields.voidedAt));
  });

  it("takes two hits within 250 ms back together", async () => {
    const { page } = phones[0];
    await go(page, "Uscita");
    await page.evaluate(() => {
      for (const button of document.querySelectorAll(".counter")) button.click();
    });
    await page.getByText("+1 nuovo, +1 conosciuto segnati").waitFor();
    await shows(page, 3, 2);
    await page.getByRole("status").getByRole("button", { name: "Annulla" }).click();
    await shows(page, 2, 1);
  });

  it("saves a group in seven taps and a correction replaces it whole", async () => {
    const { page } = phones[0];
    await countClicks(page);
    await meet(page, { known: 3, new: 5, themes: THEMES });
    assert.ok((await clicks(page)) <= 7, `${await clicks(page)} taps`);
    await shows(page, 7, 4);
    await page.getByRole("link", { name: "Dettagli" }).click();
    await key(page, "Nuovi", 1).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await shows(page, 3, 4);
    await settled(page);
    await go(phones[1].page, "Uscita");
    await settled(phones[1].page);
    await shows(phones[1].page, 3, 4);
  });

  it("moves on to another spot, and may take it back", async () => {
    const { page } = phones[0];
    await go(page, "Uscita");
    const place = page.locator(".card__end .badge");
    const before = await place.innerText();
    await page.getByRole("link", { name: "Cambia luogo" }).click();
    const next = page.getByRole("button", { name: "Campetto Inventato" });
    await next.click();
    await place.filter({ hasText: "Campetto Inventato" }).waitFor();
    await page.getByRole("status").getByRole("button", { name: "Annulla" }).click();
    await place.filter({ hasText: before }).waitFor();
  });

  it("opens the guide for somebody in danger while the outing runs, and the outing says so", async () => {
    const { page } = phones[0];
    await go(page, "Uscita");
    const raised = async () => {
      await settled(page);
      const [outing] = await desk.records("street_outing", (one) => tonight(one) && one.fields.status === "in_progress");
      return outing.fields.safeguardingRaised;
    };
    const ask = page.getByRole("button", { name: "Qualcuno può essere in pericolo" });
    await ask.click();
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Chiama il coordinatore.").waitFor();
    // The demo's Ambito has given no number of who coordinates: that is said, and the others can be called.
    await sheet.getByText("Chi coordina: numero da compilare dall’Ambito").waitFor();
    assert.equal(await sheet.getByRole("link", { name: /^112/ }).getAttribute("href"), "tel:112");
    assert.equal(await sheet.getByRole("link", { name: /^114/ }).getAttribute("href"), "tel:114");
    await sheet.getByText("L’uscita dice che hai aperto questa guida").waitFor();
    await phones[0].picture("uscita-pericolo");
    await phones[0].pictureByNight("uscita-pericolo-notte");
    await sheet.getByRole("button", { name: "Aperta per sbaglio: non segnarlo" }).click();
    await sheet.getByText("L’uscita dice che hai aperto questa guida").waitFor({ state: "detached" });
    await sheet.getByRole("button", { name: "Chiudi" }).click();
    assert.equal(await raised(), false);
    await ask.click();
    await sheet.getByText("L’uscita dice che hai aperto questa guida").waitFor();
    await sheet.getByRole("button", { name: "Chiudi" }).click();
    assert.equal(await raised(), true);
    // What was said in earnest is not taken back by a sheet that was opened by mistake.
    await ask.click();
    await sheet.getByText("Chiama il coordinatore.").waitFor();
    assert.equal(await sheet.getByRole("button", { name: "Aperta per sbaglio: non segnarlo" }).count(), 0);
    await sheet.getByRole("button", { name: "Chiudi" }).click();
    assert.equal(await raised(), true);
  });

  it("closes an outing with nobody in two taps, after the counted one was closed", async () => {
    const { page } = phones[0];
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await page.getByRole("button", { name: "Chiudi uscita" }).click();
    await page.getByText("3 nuovi, 4 conosciuti").waitFor();
    await page.getByRole("link", { name: "Inizia uscita" }).click();
    await page.getByRole("radio", { name: "Piazza di Prova" }).click();
    await page.getByRole("button", { name: "Inizia" }).click();
    await shows(page, 0, 0);
    await countClicks(page);
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await page.getByRole("button", { name: "Nessuno presente" }).click();
    await page.getByRole("heading", { name: /Uscita chiusa/ }).waitFor();
    assert.equal(await clicks(page), 2);
    await settled(page);
    const closed = await desk.records("street_outing", tonight);
    const outcomes = closed.map((outing) => outing.fields.outcome).sort();
    assert.deepEqual(outcomes, ["contacts_made", "nobody_present"]);
  });
});

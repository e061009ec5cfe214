// The rows of the facilitator's screens, with the taps that each takes.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { statusSays } from "../support/capture.mjs";
import { choose, today } from "../support/hub.mjs";
import { LARGE, Phone, SMALL } from "../support/phone.mjs";
import { countTaps, largeEnough, taps, underTheThumb } from "../support/taps.mjs";

describe("Facilitatore: the taps of each row", () => {
  let api;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin, SMALL);
    page = await phone.enrol(api.operator("digital_facilitator"));
    await statusSays(page, /Tutto ricevuto alle/);
    await page.locator(".card--now").waitFor();
    // No act waits for a network.
    await api.kill();
    await today(page);
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("an appointment held: 3 at most", async () => {
    await largeEnough(page);
    await underTheThumb(page, page.getByRole("link", { name: "Nuovo accesso" }));
    await countTaps(page);
    await page.locator(".card--now label").filter({ hasText: "SPID o CIE" }).click();
    await page.getByRole("button", { name: "Svolto" }).click();
    await page.getByText(/svolto$/).first().waitFor();
    assert.ok((await taps(page)) <= 3, `${await taps(page)} taps`);
  });

  it("somebody new who walks in: 6 after the page is open", async () => {
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await countTaps(page);
    await choose(page, "citizenPathId", "Nuovo percorso");
    await choose(page, "ageBand", "75 e oltre");
    await choose(page, "gender", "Femmina");
    await choose(page, "objectives", "E-mail");
    await largeEnough(page);
    await underTheThumb(page, page.getByRole("button", { name: "Salva", exact: true }));
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByText("Accesso salvato").waitFor();
    // With the tap that opened it.
    assert.ok((await taps(page)) + 1 <= 6, `${await taps(page)} taps`);
  });

  it("somebody who walks in again: 4", async () => {
    await countTaps(page);
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await choose(page, "citizenPathId", "Tessera");
    await choose(page, "objectives", "SPID o CIE");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByText("Accesso salvato").waitFor();
    assert.ok((await taps(page)) <= 4, `${await taps(page)} taps`);
  });

  it("a booking: 3 for somebody known", async () => {
    await page.getByRole("link", { name: "Giorno dopo" }).click();
    await page.locator(".slot-free").first().waitFor();
    await countTaps(page);
    await page.locator(".slot-free").first().click();
    await choose(page, "citizenPathId", "Ahmed E.");
    await page.getByRole("button", { name: "Prenota" }).click();
    await page.getByText(/Prenotato: /).waitFor();
    assert.ok((await taps(page)) <= 3, `${await taps(page)} taps`);
  });

  it("a lesson: 4, and one for each who came", async () => {
    await today(page);
    await countTaps(page);
    await page.getByRole("link", { name: "Lezione collettiva" }).click();
    await choose(page, "topics", "Frodi online");
    await page.locator("#campo-attendees").fill("12");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByText("Lezione collettiva").first().waitFor();
    await page.locator(".undo").waitFor();
    assert.ok((await taps(page)) <= 4, `${await taps(page)} taps`);
  });

  it("looks well when it is full, and with text of twice the size", async () => {
    await page.goto(`${phone.origin}/hub`);
    await page.locator(".day .row").first().waitFor();
    await phone.picture("hub-pieno");
    await phone.pictureByNight("hub-pieno-notte");
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    await phone.picture("hub-pieno-grande");
    await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  });
});

describe("Facilitatore: a day with nothing in it", () => {
  let api;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin, LARGE);
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("says so", async () => {
    const page = await phone.enrol(api.operator("digital_facilitator"));
    await statusSays(page, /Tutto ricevuto alle/);
    await page.locator(".card--now").waitFor();
    // A Sunday: no venue is open.
    const sunday = new Date(Date.now() + (14 - new Date().getDay()) * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
    await page.goto(`${phone.origin}/hub?giorno=${sunday}`);
    await page.getByText("Nessuna sede aperta in questo giorno").waitFor();
    await phone.picture("hub-vuoto");
    await phone.pictureByNight("hub-vuoto-notte");
  });
});

// A coordinator opens a venue and changes the hours of another one: the phones of the hubs have it with their next sync.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

/** Monday is 1. */
const WEEKDAY = ["lun", "mar", "mer", "gio", "ven", "sab", "dom"][(new Date().getDay() + 6) % 7];

describe("Sedi e orari", () => {
  let api;
  let phone;
  let desk;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("digital_facilitator"));
    await statusSays(phone.page, /Tutto ricevuto alle/);
    desk = await Phone.buy(api.origin);
    page = await desk.enrol(api.operator("coordinator"));
  });
  after(async () => {
    for (const one of [phone, desk]) await one?.dispose();
    await api?.dispose();
  });

  async function slot(day, from, to) {
    await page.getByRole("button", { name: "Aggiungi un orario" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.locator(".chip").filter({ hasText: day }).first().click();
    await sheet.getByLabel("Dalle").fill(from);
    await sheet.getByLabel("Alle", { exact: true }).fill(to);
    return sheet;
  }

  it("opens a venue with its hours", async () => {
    await page.getByRole("link", { name: /Sedi e orari/ }).click();
    await page.getByRole("link", { name: /Hub digitale di Rozzano/ }).waitFor();
    assert.equal(await page.locator(".list .row").count(), 5, "those of the configuration, each once");
    await desk.picture("hub-sedi");
    await page.getByRole("link", { name: "Nuova sede" }).click();
    await page.getByLabel("Nome della sede").fill("Hub in Biblioteca a Zibido");
    await page.getByRole("button", { name: "Altro Comune…" }).click();
    await page.getByRole("radio", { name: /Zibido/ }).click();
    const sheet = await slot(WEEKDAY, "18:00", "09:00");
    await sheet.getByRole("button", { name: "Aggiungi", exact: true }).click();
    await sheet.getByText("Controlla: serve un giorno").waitFor();
    await sheet.getByLabel("Dalle").fill("08:00");
    await sheet.getByLabel("Alle", { exact: true }).fill("20:00");
    await desk.picture("hub-sede-orario");
    assert.deepEqual(await violations(page), []);
    await sheet.getByRole("button", { name: "Aggiungi", exact: true }).click();
    const other = await slot("mer", "14:00", "16:30");
    await other.locator(".chip").filter({ hasText: "settimane dispari" }).click();
    await other.getByRole("button", { name: "Aggiungi", exact: true }).click();
    await page.getByText("mercoledì 14:00–16:30, settimane dispari").waitFor();
    assert.equal(await page.getByRole("button", { name: "Togli" }).count(), 2, "what has not begun may go");
    await desk.picture("hub-sede");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("link", { name: /Hub in Biblioteca a Zibido/ }).getByText("Ricevuto").waitFor();
  });

  it("ends the hours of another one, whose past stays", async () => {
    await page.getByRole("link", { name: /Hub digitale di Opera/ }).click();
    const hours = await page.getByRole("button", { name: "Termina oggi" }).count();
    assert.ok(hours > 0);
    for (let left = hours; left > 0; left -= 1) await page.getByRole("button", { name: "Termina oggi" }).first().click();
    await page.getByText(/fino al/).first().waitFor();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("link", { name: /Hub digitale di Opera/ }).getByText("Ricevuto").waitFor();
  });

  it("reaches the phone of a facilitator with the next sync", async () => {
    await sendNow(phone.page);
    await phone.page.goto(`${phone.origin}/hub`);
    await phone.page.getByRole("button", { name: "Cambia sede" }).click();
    const sheet = phone.page.getByRole("dialog");
    await sheet.locator(".tile").filter({ hasText: "Hub in Biblioteca a Zibido · 8:00–20:00" }).click();
    await phone.page.getByText("Hub in Biblioteca a Zibido · 8:00–20:00").waitFor();
    // Chosen for this day: another day has its own.
    await phone.page.getByRole("link", { name: "Giorno dopo" }).click();
    await phone.page.getByText("Hub in Biblioteca a Zibido · 8:00–20:00").waitFor({ state: "detached" });
    await phone.page.getByText(/^Hub .* · \d+:\d\d–/).waitFor();
    await phone.page.getByRole("link", { name: "Giorno prima" }).click();
    await phone.page.getByText("Hub in Biblioteca a Zibido · 8:00–20:00").waitFor();
    await phone.page.goto(`${phone.origin}/hub/settimana`);
    await phone.page.getByRole("link", { name: "Settimana dopo" }).click();
    await phone.page.locator(".day__slot--now").waitFor({ state: "detached" });
    await phone.page.getByText("Hub in Biblioteca a Zibido").first().waitFor();
    assert.equal(await phone.page.locator(".row").filter({ hasText: "Hub digitale di Opera" }).count(), 0);
  });
});

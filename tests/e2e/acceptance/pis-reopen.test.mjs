// A closed activation is opened again once, by a coordinator, who says why.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { Phone } from "../support/phone.mjs";
import { card, home, report } from "../support/pis.mjs";
import { sendNow } from "../support/story.mjs";

describe("PIS: a closed activation is opened again", () => {
  let api;
  let phone;
  let desk;
  let path;

  before(async () => {
    api = await (await Api.prepare()).start();
    [phone, desk] = [await Phone.buy(api.origin), await Phone.buy(api.origin)];
    await phone.enrol(api.operator("pis_operator"));
    await desk.enrol(api.operator("coordinator"));
  });
  after(async () => {
    await phone?.dispose();
    await desk?.dispose();
    await api?.dispose();
  });

  const received = async (page) => {
    await sendNow(page);
    await page.getByText(/Tutto ricevuto alle/).waitFor();
  };

  it("is closed by the operator, who cannot open it again", async () => {
    const { page } = phone;
    await home(page);
    await report(page, { referrer: "Carabinieri", category: "Tratta", comune: "Opera", triage: "Solo informazioni" });
    await card(page, "Tratta").getByRole("button", { name: "Chiusa" }).click();
    const row = page.getByRole("link", { name: /^Tratta Chiusa/ });
    path = await row.getAttribute("href");
    await row.click();
    await page.getByRole("heading", { name: "Passi" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Riapri" }).count(), 0);
    await received(page);
  });

  it("asks the coordinator for a reason", async () => {
    const { page } = desk;
    await page.goto(api.origin + path);
    await page.getByRole("button", { name: "Riapri" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByRole("button", { name: "Riapri" }).click();
    await sheet.getByText("Scrivi perché la riapri").waitFor();
    await sheet.getByLabel("Perché").fill("Chiusa per sbaglio");
    await sheet.getByRole("button", { name: "Riapri" }).click();
    await page.getByText("Riaperta").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Riapri" }).count(), 0, "it is open");
    await desk.picture("pis-riaperta");
    await page.goto(`${api.origin}/invio`);
    await page.getByRole("button", { name: "Invia ora" }).click();
    await page.getByText(/Tutto ricevuto alle/).waitFor();
  });

  it("is open again for the operator, and once closed stays so", async () => {
    await received(phone.page);
    await home(phone.page);
    await card(phone.page, "Tratta").getByRole("button", { name: "Chiusa" }).click();
    await phone.page.getByRole("link", { name: /^Tratta Chiusa/ }).waitFor();
    await received(phone.page);
    const { page } = desk;
    await page.getByRole("button", { name: "Invia ora" }).click();
    await page.getByText(/Tutto ricevuto alle/).waitFor();
    await page.goto(api.origin + path);
    await page.getByText("Riaperta").first().waitFor();
    assert.equal(await page.getByText("Chiusa", { exact: true }).count() >= 2, true, "both closings are told");
    assert.equal(await page.getByRole("button", { name: "Riapri" }).count(), 0, "once");
  });
});

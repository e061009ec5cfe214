// A card that a phone did not know, found double after the sync: joined by a person, counted once, told apart again.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { choose, today } from "../support/hub.mjs";
import { romeDay } from "../support/many.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

describe("One card, two paths", () => {
  let api;
  let desk;
  let code;
  let known;
  const phones = [];

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    for (const nth of [0, 1]) {
      const phone = await Phone.buy(api.origin);
      phones.push(phone);
      await phone.enrol(api.operator("digital_facilitator", { nth }));
      await statusSays(phone.page, /Tutto ricevuto alle/);
      await phone.page.locator(".card--now").waitFor();
    }
    known = await citizens();
    await api.kill();
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  const citizens = async () => (await desk.figures(romeDay(Date.now()), romeDay(Date.now()))).hub.citizens;

  async function allReceived(some) {
    for (const { page } of some) {
      await sendNow(page);
      await statusSays(page, /Tutto ricevuto alle/);
    }
  }

  it("is opened twice, for the second phone does not know its code", async () => {
    const [{ page: first }, { page: second }] = phones;
    await today(first);
    await first.getByRole("link", { name: "Nuovo accesso" }).click();
    await choose(first, "citizenPathId", "Nuovo percorso");
    await choose(first, "ageBand", "65-74");
    await choose(first, "gender", "Femmina");
    await choose(first, "objectives", "E-mail");
    await first.getByRole("button", { name: "Salva", exact: true }).click();
    code = await first.locator(".undo .figure__value").innerText();

    await today(second);
    await second.getByRole("link", { name: "Nuovo accesso" }).click();
    await second.getByLabel("Nome o codice della tessera").fill(code);
    await second.getByText("Questo codice non è sul telefono").waitFor();
    await choose(second, "citizenPathId", `Nuovo percorso con la tessera ${code}`);
    await choose(second, "ageBand", "65-74");
    await choose(second, "gender", "Femmina");
    await choose(second, "objectives", "SPID o CIE");
    await second.getByRole("button", { name: "Salva", exact: true }).click();
    assert.equal(await second.locator(".undo .figure__value").innerText(), code);
    await api.start();
    await allReceived([...phones, phones[0]]);
    assert.equal((await citizens()) - known, 2, "two, as long as nobody says otherwise");
  });

  it("is proposed to be joined, also to the coordinator, and is one citizen of two meetings from then on", async () => {
    const coordinator = await Phone.buy(api.origin);
    phones.push(coordinator);
    await coordinator.enrol(api.operator("coordinator"));
    const desk = coordinator.page;
    await desk.getByRole("link", { name: /Percorsi da unire/ }).click();
    await desk.getByRole("heading", { name: `Tessera ${code}` }).waitFor();
    assert.deepEqual(await violations(desk), []);
    await coordinator.picture("hub-unioni");
    await desk.getByRole("button", { name: "Sì, unisci" }).click();
    await desk.getByRole("button", { name: "Dividi" }).waitFor();
    await desk.getByText("Niente da unire").waitFor();
    await desk.locator(".badge").filter({ hasText: "Ricevuto" }).waitFor();
    await allReceived(phones.slice(0, 2));
    assert.equal((await citizens()) - known, 1);
    const [{ page }] = phones;
    await page.goto(`${phones[0].origin}/hub`);
    await page.locator(".day .row").filter({ hasText: "2° incontro · SPID o CIE" }).waitFor();
    await page.locator(".day .row").filter({ hasText: "SPID o CIE · svolto" }).click();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByRole("link", { name: "Apri il percorso" }).click();
    await page.locator("svg.qr").waitFor();
    assert.equal(await page.locator("ol.list .row").count(), 2, "its page has both meetings");
    await phones[0].picture("hub-tessera");
    await phones[0].pictureByNight("hub-tessera-notte");
  });

  it("is told apart again", async () => {
    const desk = phones[2].page;
    await desk.getByRole("button", { name: "Dividi" }).click();
    await desk.getByRole("heading", { name: `Tessera ${code}` }).waitFor();
    await desk.goto(`${phones[2].origin}/invio`);
    await sendNow(desk);
    await statusSays(desk, /Tutto ricevuto alle/);
    assert.equal((await citizens()) - known, 2);
    await allReceived(phones.slice(0, 1));
    const [{ page }] = phones;
    await page.goto(`${phones[0].origin}/hub`);
    await page.locator(".day .row").filter({ hasText: "1° incontro · SPID o CIE" }).waitFor();
  });
});

describe("One number, two cards, on no phone any more", () => {
  // A week in which the demo has nobody.
  const WEEK = ["2024-07-01", "2024-07-07"];
  const OFFLINE = "Senza rete: qui solo i percorsi di questo telefono.";
  let api;
  let desk;
  let paths;
  const phones = [];

  const citizens = async (at) => (await at.figures(...WEEK)).hub.citizens;
  const enrolled = async (role, nth) => {
    const phone = await Phone.buy(api.origin);
    phones.push(phone);
    await phone.enrol(api.operator(role, { nth }));
    await sendNow(phone.page);
    await statusSays(phone.page, /Tutto ricevuto alle/);
    return phone;
  };
  const same = (page) => page.getByRole("heading", { name: "Stesso numero di telefono" });

  before(async () => {
    api = await (await Api.prepare()).start();
    const colleague = await Desk.as(api, api.operator("digital_facilitator"));
    const path = (code, phone, day, more) => [
      "citizen_path",
      {
        code,
        phone,
        firstName: "Niccolò Massimiliano",
        ageBand: "65_74",
        gender: "M",
        firstTime: true,
        status: "completed",
        municipalityCode: "015024",
        occurredAt: `${day}T09:00:00+02:00`,
        endedAt: `${day}T10:00:00+02:00`,
        ...more,
      },
    ];
    paths = await colleague.create([
      path("7K2MX", "+39 333 123 45 67", "2024-07-01", { initial: "D" }),
      path("9WQ4Z", "333-1234567", "2024-07-03", { initial: "D" }),
    ]);
    const meeting = (citizenPathId, day) => [
      "hub_appointment",
      {
        citizenPathId,
        startsAt: `${day}T09:00:00+02:00`,
        durationMinutes: 30,
        status: "held",
        venueId: paths[0],
        bookingChannel: "desk",
        objectives: ["digital_identity"],
        facilitaServiceType: "A",
        municipalityCode: "015024",
      },
    ];
    await colleague.create([meeting(paths[0], "2024-07-01"), meeting(paths[1], "2024-07-03")]);
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  it("is proposed to a facilitator who has neither path, and joined without a network", async () => {
    desk = await Desk.open(api);
    assert.equal(await citizens(desk), 2);
    const phone = await enrolled("digital_facilitator", 1);
    const { page } = phone;
    const kept = await phone.recordIds("citizen_path");
    assert.ok(!kept.some((id) => paths.includes(id)), "they have left the phones");
    await today(page);
    await page.getByRole("link", { name: "Settimana" }).click();
    await page.getByRole("link", { name: "Percorsi da unire" }).click();
    await same(page).waitFor();
    const rows = page.locator(".card .row");
    const known = (code) => new RegExp(`^Niccolò Massimiliano D\\.\\s+Tessera ${code} · 65-74 · Maschio · .* · 1 incontro$`);
    // Made in one millisecond, either may be the older one.
    const [head, other] = paths[0] < paths[1] ? ["7K2MX", "9WQ4Z"] : ["9WQ4Z", "7K2MX"];
    assert.match(await rows.nth(0).innerText(), known(head));
    assert.match(await rows.nth(1).innerText(), known(other));
    assert.ok(!(await page.locator("main").innerText()).includes("333"), "the number is not told");
    assert.deepEqual(await violations(page), []);
    await phone.picture("hub-unioni-numero");
    await phone.pictureByNight("hub-unioni-numero-notte");
    await api.kill();
    await page.getByRole("button", { name: "Sì, unisci" }).click();
    await page.locator(".row").filter({ hasText: `Tessera ${other} · conta con Niccolò` }).filter({ hasText: "Sul telefono" }).waitFor();
    await page.getByText("Niente da unire").waitFor();
    await page.goto(`${phone.origin}/hub/unioni`);
    await page.getByText(OFFLINE).waitFor();
    await page.getByText("Su questo telefono nessun codice").waitFor();
    await page.getByRole("button", { name: "Dividi" }).waitFor();
    await phone.picture("hub-unioni-senza-rete");
    await api.start();
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
    assert.equal(await citizens(desk), 1);
  });

  it("is told apart by a coordinator, who has neither path too", async () => {
    const phone = await enrolled("coordinator", 0);
    const { page } = phone;
    await page.goto(`${phone.origin}/hub/unioni`);
    await page.getByText("Niente da unire").waitFor();
    assert.equal(await same(page).count(), 0);
    await page.getByText("Uniti in passato").click();
    await phone.picture("hub-unioni-passato");
    const row = page.locator(".row").filter({ hasText: "conta con Niccolò Massimiliano" });
    await row.getByRole("button", { name: "Dividi" }).click();
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
    assert.equal(await citizens(desk), 2);
    await page.goto(`${phone.origin}/hub/unioni`);
    await same(page).waitFor();
  });
});

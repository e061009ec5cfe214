// Two phones without a network book one slot: after the sync both see it, one of the two is moved, and no booking is gone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { choose, today } from "../support/hub.mjs";
import { LARGE, Phone, SMALL } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

const SAME_TIME = "Stesso orario di un altro appuntamento";

describe("One slot booked on two phones without a network", () => {
  let api;
  let desk;
  const phones = [];
  let agenda;

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    for (const [nth, viewport] of [SMALL, LARGE].entries()) {
      const phone = await Phone.buy(api.origin, viewport);
      phones.push(phone);
      await phone.enrol(api.operator("digital_facilitator", { nth }));
      await statusSays(phone.page, /Tutto ricevuto alle/);
      // The demo's appointments of today are there: from here on no phone needs the API.
      await phone.page.locator(".card--now").waitFor();
    }
    await api.kill();
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  it("is taken twice, and neither phone knows", async () => {
    for (const [place, { page }] of phones.entries()) {
      await today(page);
      await page.getByRole("link", { name: "Giorno dopo" }).click();
      await page.locator(".slot-free").first().waitFor();
      agenda = new URL(page.url());
      await page.locator(".slot-free").first().click();
      await choose(page, "citizenPathId", ["Ahmed E.", "Maria E. ··61"][place]);
      await page.getByRole("button", { name: "Prenota" }).click();
      await page.getByText(/Prenotato: /).waitFor();
      await page.goto(agenda.href);
      await page.locator(".day .row").first().waitFor();
      assert.equal(await page.getByText(SAME_TIME).count(), 0);
    }
  });

  it("is marked on both phones, and the same one of the two is offered another time", async () => {
    await api.start();
    const [first, second] = phones;
    await sendNow(first.page);
    await statusSays(first.page, /Tutto ricevuto alle/);
    await sendNow(second.page);
    await statusSays(second.page, /Tutto ricevuto alle/);
    await sendNow(first.page);
    for (const { page } of phones) {
      await page.goto(agenda.href);
      await page.getByText(SAME_TIME).nth(1).waitFor();
      assert.equal(await page.getByText(SAME_TIME).count(), 2, "both are marked");
      const moves = page.locator(".day__slot").filter({ has: page.getByRole("link", { name: "Sposta" }) });
      assert.equal(await moves.count(), 1, "one is offered another time");
      assert.match(await moves.innerText(), /Maria E\./, "the one that came second");
      assert.deepEqual(await violations(page), []);
    }
    for (const phone of phones) {
      await phone.picture("hub-stesso-orario");
      await phone.pictureByNight("hub-stesso-orario-notte");
    }
  });

  it("is solved by moving one: both are in the agenda, and no booking is gone", async () => {
    const [first, second] = phones;
    const { page } = first;
    await page.getByRole("link", { name: "Sposta" }).click();
    await page.getByRole("heading", { level: 1, name: "Sposta l’appuntamento" }).waitFor();
    await page.locator("#campo-startsAt .folded__change, #campo-startsAt label").first().waitFor();
    const times = page.locator("#campo-startsAt label:not(:has(:checked))");
    await times.first().click();
    await choose(page, "movedBy", "Il servizio");
    await page.getByRole("button", { name: "Sposta" }).click();
    await page.getByText(/Spostato: /).waitFor();
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
    await sendNow(second.page);
    for (const { page } of phones) {
      await page.goto(agenda.href);
      await page.locator(".day .row").filter({ hasText: "Ahmed E." }).waitFor();
      await page.getByText(SAME_TIME).first().waitFor({ state: "detached" });
    }
    const from = Date.now();
    const booked = await desk.records("hub_appointment", (one) => Date.parse(one.fields.startsAt) > from + 12 * 3600e3);
    const [come, gone] = ["booked", "cancelled_by_service"].map((state) => booked.filter((one) => one.fields.status === state));
    assert.equal(come.length, 2, "both citizens come");
    assert.equal(gone.length, 1, "and the old time is told as given up");
    assert.equal(come.filter((one) => one.fields.replacesId === gone[0].id).length, 1);
  });
});

// The week of the hubs, an appointment for a calendar and on paper, and what does not take place.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { choose, today } from "../support/hub.mjs";
import { LARGE, Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

describe("Sportelli digitali: the agenda", () => {
  let api;
  let desk;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    phone = await Phone.buy(api.origin, LARGE);
    // What the phone would share or print is kept in the page.
    phone.prepare = (page) =>
      page.addInitScript(() => {
        navigator.canShare = () => true;
        navigator.share = async ({ files }) => {
          globalThis.shared = { name: files[0].name, type: files[0].type, text: await files[0].text() };
        };
        globalThis.print = () => (globalThis.printed = (globalThis.printed ?? 0) + 1);
      });
    page = await phone.enrol(api.operator("digital_facilitator"));
    await statusSays(page, /Tutto ricevuto alle/);
    await page.locator(".card--now").waitFor();
    // From here on nothing needs the API.
    await api.kill();
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  /** Free and taken of the week shown, as its rows say it. */
  async function week() {
    await page.locator(".day__slot").nth(6).waitFor();
    const rows = await page.locator(".day .row__note").allInnerTexts();
    const count = (word) => rows.reduce((sum, row) => sum + Number(new RegExp(`(\\d+) ${word}`).exec(row)?.[1] ?? 0), 0);
    return { venues: rows.length, free: count("liber"), taken: count("appuntament") };
  }

  it("shows seven days with venues, hours, who comes and what is free", async () => {
    await today(page);
    await page.getByRole("link", { name: "Settimana" }).click();
    await page.getByRole("heading", { level: 1, name: "Settimana" }).waitFor();
    assert.equal((await week()).taken, 3, "the three of today");
    await phone.picture("hub-settimana");
    await phone.pictureByNight("hub-settimana-notte");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "Settimana dopo" }).click();
    await page.waitForURL(/dal=/);
    const next = await week();
    assert.ok(next.venues >= 5 && next.free >= 5, "the published venues are open in every week");
    assert.equal(next.taken, 0);
    await page.getByRole("link", { name: "Settimana prima" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".day .row__note").length > 0);
    assert.equal((await week()).taken, 3);
  });

  it("leads to a free slot of its day and venue, and counts what was booked there", async () => {
    await page.getByRole("link", { name: "Settimana dopo" }).click();
    await page.locator(".day__slot--now").waitFor({ state: "detached" });
    const before = await week();
    const [venue, where] = await Promise.all(
      ["title", "note"].map((part) => page.locator(`.day .row__${part}`).nth(1).innerText()),
    );
    await page.locator(".day .row").nth(1).click();
    await page.getByText(`${venue} · ${where.split(" · ")[0]}`).waitFor();
    await page.locator(".slot-free").first().click();
    await choose(page, "citizenPathId", "Ahmed E.");
    await page.getByRole("button", { name: "Prenota" }).click();
    await page.getByText(/Prenotato: /).waitFor();
    await page.getByRole("link", { name: "Settimana" }).click();
    await page.getByRole("link", { name: "Settimana dopo" }).click();
    await page.locator(".day__slot--now").waitFor({ state: "detached" });
    const after = await week();
    assert.deepEqual([after.taken, after.free], [before.taken + 1, before.free - 1]);
    await page.locator(".day .row").filter({ hasText: "1 appuntamento" }).click();
    await page.locator(".day .row").filter({ hasText: "Ahmed E." }).click();
    await page.getByRole("heading", { level: 1, name: /Ahmed E/ }).waitFor();
    assert.doesNotMatch(await page.title(), /Ahmed/, "no name in the browser's title");
  });

  it("gives an appointment as a file for a calendar, with no name in it", async () => {
    await page.getByRole("button", { name: "Nel calendario" }).click();
    await page.waitForFunction(() => globalThis.shared);
    const { name, type, text } = await page.evaluate(() => globalThis.shared);
    assert.deepEqual([name, type], ["appuntamento.ics", "text/calendar"]);
    assert.match(text, /^BEGIN:VCALENDAR\r\n[^]*DTSTART:\d{8}T\d{6}Z\r\n[^]*LOCATION:Hub[^]*END:VCALENDAR\r\n$/);
    assert.doesNotMatch(text, /Ahmed|0312/);
  });

  it("prints when and where, the code, and the hours of the hubs, and no name", async () => {
    await page.getByRole("link", { name: "Stampa l’avviso" }).click();
    await page.getByText("Quando siamo aperti").waitFor();
    const said = await page.locator("main").innerText();
    assert.match(said, /ore \d+:\d\d/);
    assert.match(said, /[2-9A-HJ-NP-Z]{5}/);
    for (const place of ["Rozzano", "Pieve Emanuele", "Opera", "Binasco", "Lacchiarella"]) assert.match(said, new RegExp(place));
    assert.doesNotMatch(said, /Ahmed/);
    assert.doesNotMatch(said, /settimane (dis)?pari/, "who reads it does not count weeks");
    await page.getByRole("button", { name: "Stampa" }).click();
    await page.waitForFunction(() => globalThis.printed === 1);
    await phone.picture("hub-avviso");
    await page.emulateMedia({ media: "print" });
    await phone.picture("hub-avviso-carta");
    assert.ok(!(await page.getByRole("button", { name: "Stampa" }).isVisible()));
    assert.ok(await page.getByText("Quando siamo aperti").isVisible());
    await page.emulateMedia({ media: null });
  });

  it("knows who did not come and who called off, and frees the slot", async () => {
    await page.goto(`${phone.origin}/hub`);
    const free = await page.locator(".slot-free").count();
    const now = page.locator(".card--now");
    const who = await now.locator(".card__title").innerText();
    await now.getByRole("button", { name: "Assente" }).click();
    await page.getByText(`${who}: assente`.replace(/\s+/g, " ")).waitFor();
    await page.locator(".day .row__mark--warn").waitFor();
    // The next one calls off.
    const next = await now.locator(".card__title").innerText();
    assert.notEqual(next, who);
    await now.locator(".card__title a").click();
    await choose(page, "status", "Disdetto dal cittadino");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await now.waitFor();
    assert.ok((await page.locator(".slot-free").count()) >= free, "what is called off takes no time");
    await api.start();
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
    const states = await desk.records("hub_appointment", (one) => ["no_show", "cancelled_by_citizen"].includes(one.fields.status)
      && Date.parse(one.fields.startsAt) > Date.now() - 24 * 3600e3);
    assert.deepEqual(states.map((one) => one.fields.status).sort(), ["cancelled_by_citizen", "no_show"]);
  });
});

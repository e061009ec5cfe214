// Six weeks of rotating hubs, played through the app day by day with the phone's clock moved on: walk-ins and bookings in several
// venues, lessons, the digital gym, training of staff. Then the figures are what was played, counted here by other means.
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";

import { Desk } from "../support/desk.mjs";
import { choose } from "../support/hub.mjs";
import { DAY, romeDay } from "../support/many.mjs";
import { Phone } from "../support/phone.mjs";
import { dice, moveTo, player } from "../support/played.mjs";
import { allReceived } from "../support/story.mjs";

const DAYS = 42;
/** What is played is always the same; another seed is another term. */
const SEED = 20261128;
const AGES = ["18-29", "30-54", "55-64", "65-74", "75 e oltre"];

/** 1 is Monday, of a day as ISO 8601. */
const weekday = (day) => ((new Date(`${day}T12:00Z`).getUTCDay() + 6) % 7) + 1;
const minutes = ({ from, to }) => [from, to].map((time) => time.split(":")).reduce((sum, [h, m], place) => sum + (place ? 1 : -1) * (h * 60 + Number(m)), 0);
const inForce = (slot, day) => (slot.validFrom ?? "") <= day && day <= (slot.validTo ?? "9999");
/** How often in half a year, by week. */
const OFTEN = { every: 26, odd: 13, even: 13, nth: 6 };

describe("A term of rotating hubs", () => {
  const at = player("digital_facilitator");
  let office;
  after(() => office?.dispose());

  it("comes to what was played", async () => {
    const { desk, phone } = at;
    const [from, to] = [romeDay(Date.now() + DAY), romeDay(Date.now() + DAYS * DAY)];
    const known = (await desk.figures(from, to)).hub;
    const venues = (await desk.records("venue")).map(({ fields }) => fields);
    const roll = dice(SEED);
    const { page } = phone;
    const codes = [];
    const held = new Set();
    const played = { appointments: 0, missed: 0, lesson: 0, gym: 0, training: 0 };
    const places = new Set();

    /** A form is over once its page has gone. */
    const save = async (name) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.waitForURL((url) => url.pathname === "/hub");
    };
    const objective = () => choose(page, "objectives", ["E-mail", "SPID o CIE", "Fascicolo Sanitario"][roll(3)]);

    async function walkIn() {
      await page.getByRole("link", { name: "Nuovo accesso" }).click();
      const again = codes.length > 2 && roll(3) === 0 ? codes[roll(codes.length)] : undefined;
      if (again) {
        await page.getByLabel("Nome o codice della tessera").fill(again);
        await choose(page, "citizenPathId", `Tessera ${again}`);
      } else {
        await choose(page, "citizenPathId", "Nuovo percorso");
        await choose(page, "ageBand", AGES[roll(AGES.length)]);
        await choose(page, "gender", roll(2) ? "Femmina" : "Maschio");
      }
      await objective();
      await save("Salva");
      await page.getByText("Accesso salvato").waitFor();
      const code = again ?? (await page.locator(".undo .figure__value").innerText());
      if (!again) codes.push(code);
      held.add(code);
      played.appointments += 1;
    }

    async function booking() {
      const code = codes[roll(codes.length)];
      await page.locator(".slot-free").first().click();
      await page.getByLabel("Nome o codice della tessera").fill(code);
      await choose(page, "citizenPathId", `Tessera ${code}`);
      await save("Prenota");
      const card = page.locator(".card--now");
      await card.getByText(`Tessera ${code}`).waitFor();
      if (roll(3) === 0) {
        await card.getByRole("button", { name: "Assente" }).click();
        played.missed += 1;
      } else {
        await card.locator("label").filter({ hasText: "E-mail" }).click();
        await card.getByRole("button", { name: "Svolto" }).click();
        played.appointments += 1;
        held.add(code);
      }
      await card.waitFor({ state: "detached" });
    }

    async function session() {
      const [kind, label] = [["lesson", "Lezione"], ["gym", "Palestra digitale"], ["training", "Formazione operatori"]][roll(3)];
      await page.getByRole("link", { name: "Lezione collettiva" }).click();
      await choose(page, "sessionKind", label);
      await choose(page, "topics", "Frodi online");
      const old = 1 + roll(3);
      await page.locator("#campo-attendees").fill(String(old + 2));
      await page.getByText("Altri dettagli").click();
      const more = page.getByRole("button", { name: /^65-74: / }).nth(1);
      for (let left = old; left > 0; left -= 1) await more.click();
      await page.getByRole("button", { name: /^30-54: / }).nth(1).click();
      await save("Salva");
      played[kind] += 1;
    }

    let week = 0;
    for (let ahead = 1; ahead <= DAYS; ahead += 1) {
      const day = romeDay(Date.now() + ahead * DAY);
      const open = venues.filter(({ timetable }) =>
        timetable.some((slot) => slot.weekday === weekday(day) && (slot.weeks ?? "every") === "every" && inForce(slot, day)));
      // Two or three days a week, in whichever venue is open then.
      if (open.length !== 1 || roll(2) === 0) continue;
      const slot = open[0].timetable.find((slot) => slot.weekday === weekday(day) && inForce(slot, day));
      await moveTo(phone, `${day}T${slot.from < "12" ? "08:15" : "13:15"}:00Z`, "/hub");
      // Today's venue is there without being asked for.
      await page.getByText(new RegExp(`${open[0].name} · `)).waitFor();
      places.add(open[0].name);
      for (let more = 1 + roll(2); more > 0; more -= 1) await walkIn();
      if (roll(2) === 0) await booking();
      if (roll(3) === 0) await session();
      await allReceived(page);
      week += 1;
    }
    assert.ok(week >= 10 && places.size >= 4, `${week} days in ${places.size} venues`);
    assert.ok(played.lesson * played.gym * played.training > 0, `each kind was played: ${JSON.stringify(played)}`);
    assert.ok(held.size < played.appointments, "some came again");

    const now = (await desk.figures(from, to)).hub;
    const more = (name) => now[name] - known[name];
    assert.deepEqual(
      ["citizens", "appointments", "lessons", "digitalGyms", "staffTrainings"].map(more),
      [held.size, played.appointments, played.lesson, played.gym, played.training],
    );
    const slots = venues.flatMap(({ timetable }) => timetable).filter((slot) => inForce(slot, from) && inForce(slot, to));
    const weekly = slots.reduce((sum, slot) => sum + minutes(slot) * OFTEN[slot.weeks ?? "every"], 0) / 26 / 60;
    assert.deepEqual([now.venues, now.patterns.length], [venues.length, 1]);
    assert.equal(now.patterns[0].weeklyHours, weekly);
    assert.equal(now.patterns[0].venues, venues.length);
    // By age band, as it was typed.
    const sessions = await desk.records("hub_group_session", ({ fields }) => romeDay(Date.parse(fields.startsAt)) >= from);
    for (const { fields } of sessions) {
      assert.equal(fields.attendeesByAgeBand["65_74"] + 1, fields.attendees - 1, "the ages are kept");
    }
    assert.equal(sessions.length, played.lesson + played.gym + played.training);
  });

  it("counts a venue that opens in odd weeks alone as half of its hours", async () => {
    const { api } = at;
    await api.stop();
    await api.start();
    office = await Phone.buy(api.origin);
    const page = await office.enrol(api.operator("coordinator"));
    const [from, to] = [romeDay(Date.now() + DAY), romeDay(Date.now() + DAYS * DAY)];
    const known = (await (await Desk.of(office)).figures(from, to)).hub;
    await page.goto(`${office.origin}/hub/sedi/nuova`);
    await page.getByLabel("Nome della sede").fill("Hub in piazza");
    await page.getByRole("radio", { name: "Rozzano" }).click();
    await page.getByRole("button", { name: "Aggiungi un orario" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.locator(".chip").filter({ hasText: "sab" }).click();
    await sheet.getByLabel("Dalle").fill("09:00");
    await sheet.getByLabel("Alle", { exact: true }).fill("12:00");
    await sheet.locator(".chip").filter({ hasText: "settimane dispari" }).click();
    await sheet.getByRole("button", { name: "Aggiungi", exact: true }).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("link", { name: /Hub in piazza/ }).getByText("Ricevuto").waitFor();
    const now = (await (await Desk.of(office)).figures(from, to)).hub;
    assert.equal(now.patterns[0].weeklyHours - known.patterns[0].weeklyHours, 1.5);
    assert.equal(now.venues - known.venues, 1);
  });
});

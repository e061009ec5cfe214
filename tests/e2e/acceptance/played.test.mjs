// A month of outings and a week of rounds, played through the app day by day as people would, with the phone's clock moved
// on; then the figures of the period are what was played, counted here by other means.
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { recordPerson } from "../support/capture.mjs";
import { DAY, romeDay } from "../support/many.mjs";
import { dice, moveTo, player } from "../support/played.mjs";
import { allReceived } from "../support/story.mjs";
import { counter, key } from "../support/street.mjs";

/** What is played is always the same; another seed is another month. */
const SEED = 20261127;

describe("A month of outings", () => {
  const at = player("street_educator");

  it("comes to what was played", async () => {
    const { desk, phone } = at;
    const [from, to] = [romeDay(Date.now()), romeDay(Date.now() + 30 * DAY)];
    const before = (await desk.figures(from, to)).street;
    const roll = dice(SEED);
    const { page } = phone;
    const played = { outings: 0, fresh: 0, known: 0, desks: 0 };
    for (let day = 0; day <= 27; day += 3) {
      const isDesk = roll(4) === 0;
      await moveTo(phone, Date.now() + day * DAY, isDesk ? "/uscita/sportello" : "/uscita/inizia");
      await page.getByRole("radio", { name: "Piazza di Prova" }).click();
      await page.getByRole("button", { name: "Inizia", exact: true }).click();
      await counter(page, "nuovo").waitFor();
      const met = { fresh: 0, known: 0 };
      for (let taps = roll(4); taps > 0; taps -= 1) {
        const kind = roll(2) === 0 ? "nuovo" : "conosciuto";
        await counter(page, kind).click();
        met[kind === "nuovo" ? "fresh" : "known"] += 1;
      }
      for (let groups = roll(3); groups > 0; groups -= 1) {
        const [fresh, known] = [roll(9), roll(9)];
        await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
        await key(page, "Nuovi", fresh).click();
        await key(page, "Già conosciuti", known).click();
        await page.getByRole("button", { name: "Salva", exact: true }).click();
        await counter(page, "nuovo").waitFor();
        met.fresh += fresh;
        met.known += known;
      }
      await page.getByRole("link", { name: /^Chiudi (uscita|sportello)$/ }).click();
      const nobody = met.fresh + met.known === 0;
      const close = page.getByRole("button", { name: nobody ? "Nessuno presente" : /^Chiudi (uscita|sportello)$/ });
      await close.waitFor();
      // Asked where the outing before had none to go on with.
      const phase = page.locator("#campo-activityPhase label").first();
      if (await phase.isVisible()) await phase.click();
      await close.click();
      await page.getByRole("heading", { name: /chius[ao] alle/ }).waitFor();
      played[isDesk ? "desks" : "outings"] += 1;
      if (!isDesk) {
        played.fresh += met.fresh;
        played.known += met.known;
      }
      await allReceived(page);
    }
    assert.ok(played.desks > 0 && played.outings > 3, "both kinds were played");
    const after = (await desk.figures(from, to)).street;
    assert.deepEqual(
      [after.outings - before.outings, after.youngPeopleMet - before.youngPeopleMet, after.contacts - before.contacts],
      [played.outings, played.fresh, played.fresh + played.known],
    );
  });
});

describe("A week of rounds", () => {
  const at = player("proximity_operator");

  it("comes to what was played", async () => {
    const { desk, phone } = at;
    const [from, to] = [romeDay(Date.now()), romeDay(Date.now() + 7 * DAY)];
    const before = (await desk.figures(from, to)).proximity;
    const roll = dice(SEED);
    const { page } = phone;
    // Somebody new, who is visited each day from now on.
    const name = await recordPerson(page);
    await page.goto(`${phone.origin}/beneficiario`);
    await page.getByRole("link").filter({ hasText: name }).click();
    await page.getByRole("link", { name: "Programma visite ricorrenti" }).click();
    await page.getByRole("checkbox", { name: "Spesa" }).check();
    for (const day of ["Lun", "Mar", "Mer", "Gio", "Ven", "Sab", "Dom"]) {
      await page.getByRole("checkbox", { name: day, exact: true }).check();
    }
    await page.getByLabel("Dalle").fill("23:00");
    await page.getByLabel("Alle", { exact: true }).fill("23:30");
    await page.getByRole("radio", { name: "Si va lo stesso" }).check();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await allReceived(page);

    const reached = new Set();
    let visits = 0;
    for (let day = 0; day < 5; day += 1) {
      await moveTo(phone, Date.now() + day * DAY, "/giro");
      await page.locator(".progress").waitFor();
      const card = page.locator(".card--now");
      while (await card.isVisible()) {
        const who = await card.locator(".card__title").innerText();
        const left = await page.locator(".progress").innerText();
        if (roll(4) === 0) {
          await card.getByRole("button", { name: "Non risponde" }).click();
          await page.getByRole("dialog").getByRole("button", { name: "Segna: non risponde" }).click();
        } else {
          await card.getByRole("button", { name: /^(Consegnato|Fatto)$/ }).click();
          visits += 1;
          reached.add(who);
        }
        await page.waitForFunction((before) => document.querySelector(".progress")?.innerText !== before, left);
        await page.locator(".stage:not([aria-busy])").waitFor();
      }
      await allReceived(page);
    }
    assert.ok(visits > 8, "a week was played");
    const after = (await desk.figures(from, to)).proximity;
    assert.deepEqual([after.visits - before.visits, after.total - before.total], [visits, reached.size]);
  });
});

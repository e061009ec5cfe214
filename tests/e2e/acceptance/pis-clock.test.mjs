// A phone whose clock is wrong by more than a day: the law's 24 hours are the same for everybody.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { choose, home, report } from "../support/pis.mjs";
import { sendNow } from "../support/story.mjs";

const HOUR = 60 * 60 * 1000;

for (const [words, off] of [["25 ore avanti", 25 * HOUR + 60_000], ["26 ore indietro", -26 * HOUR - 60_000]]) {
  describe(`PIS on a phone whose clock is ${words}`, () => {
    let api;
    let phone;
    let other;
    let started;

    before(async () => {
      api = await (await Api.prepare()).start();
      phone = await Phone.buy(api.origin);
      phone.prepare = (page) => page.clock.setSystemTime(Date.now() + off);
      await phone.enrol(api.operator("pis_operator"));
      started = Date.now();
    });
    after(async () => {
      await phone?.dispose();
      await other?.dispose();
      await api?.dispose();
    });

    it("stamps report and placement with the hour of the Ambito, and says so", async () => {
      const { page } = phone;
      await home(page);
      await report(page, { referrer: "Ospedale", category: "Minore ex art. 403", comune: "Opera", triage: "Emergenza" });
      await page.getByRole("article").filter({ hasText: "segnala l’ospedale" }).getByRole("link").first().click();
      const hours = off > 0 ? "avanti di 25 ore" : "indietro di 26 ore";
      await page.getByText(`L’orologio del telefono è ${hours}: passi e scadenze seguono l’ora dell’Ambito.`).waitFor();
      await page.getByRole("button", { name: "La seguo io" }).click();
      await page.getByRole("button", { name: "Collocamento: Segna" }).click();
      await choose(page, "Comunità per minori");
      await page.getByText(/^Documenti 403: ancora (24 h 00|23 h 5\d)$/).first().waitFor();
      await page.getByText(/^Avviso orale 403 da fare · 0:0\d$/).first().waitFor();
      await phone.picture(`pis-orologio-${off > 0 ? "avanti" : "indietro"}`);
      await sendNow(page);
      await page.getByText(/Tutto ricevuto alle/).waitFor();
    });

    it("has the same deadline on a second phone and at the API", async () => {
      other = await Phone.buy(api.origin);
      const { page } = await other.enrol(api.operator("pis_operator", { nth: 1 })).then(() => other);
      await home(page);
      await page.getByRole("article").filter({ hasText: "segnala l’ospedale" }).getByRole("link").first().click();
      await page.getByText(/^Documenti 403: ancora (24 h 00|23 h 5\d)$/).first().waitFor();
      const desk = await Desk.open(api);
      const fresh = ({ fields }) => Date.parse(fields.receivedAt ?? 0) >= started;
      const steps = (await desk.records("pis_event")).filter(({ fields }) => fields.kind === "placement").filter(fresh);
      assert.equal(steps.length, 1, "the placement is at the API");
      const [{ fields }] = steps;
      const late = (at) => Date.parse(at) - started;
      assert.ok(late(fields.occurredAt) > 0 && late(fields.occurredAt) < HOUR, `placed at ${fields.occurredAt}`);
      assert.ok(Math.abs(late(fields.recordedAt) - off) < HOUR, `by the clock of the phone ${fields.recordedAt}`);
    });

    it("keeps the steps in the order in which they were taken", async () => {
      const { page } = other;
      const texts = await page.locator("main li .row__title").allInnerTexts();
      const steps = texts.filter((text) => /^(La segue|Collocamento:|Segnalazione ricevuta)/.test(text));
      assert.match(steps.at(-1), /Segnalazione ricevuta/);
      assert.match(steps.at(-2), /La segue/);
      assert.match(steps.at(-3), /Collocamento: Comunità per minori/);
    });
  });
}

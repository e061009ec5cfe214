// A record that the Ambito refused comes back to its form with the fields at fault marked, and is mended in place: in
// each of the four services.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, openPersonForm, statusSays, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, refused } from "../support/proxy.mjs";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const choose = (page, field, name) => page.locator(`#campo-${field}`).getByRole("radio", { name, exact: true }).click();

const SERVICES = {
  "Prossimità": {
    role: "proximity_operator",
    // Under "Altri dettagli", which is closed.
    faults: ["doorbell"],
    async record(page) {
      await openPersonForm(page);
      await fillPerson(page, surname());
    },
    mend: (page) => page.locator("#campo-doorbell").fill("Scala C"),
  },
  "Educativa di strada": {
    role: "street_educator",
    faults: ["name"],
    async record(page, origin) {
      await page.goto(`${origin}/luogo/nuovo`);
      await page.locator("#campo-name").fill(`Campetto ${surname()}`);
      await choose(page, "municipalityCode", "Rozzano");
      await page.locator("#campo-spotType label").first().click();
    },
    mend: (page) => page.locator("#campo-name").fill("Campetto"),
  },
  "Pronto Intervento Sociale": {
    role: "pis_operator",
    // A choice that is folded to one line, and a text under "Altri dettagli".
    faults: ["triage", "referrerContact"],
    async record(page) {
      await page.getByRole("link", { name: "Nuova segnalazione" }).click();
      await choose(page, "referrerType", "Carabinieri");
      await choose(page, "targetCategory", "Tratta");
      await choose(page, "municipalityCode", "Opera");
      await choose(page, "triage", "Emergenza");
    },
    async mend(page) {
      await page.locator("#campo-triage label").nth(1).click();
      await page.locator("#campo-referrerContact").fill("02 0000 0300");
    },
  },
  "Sportelli digitali": {
    role: "digital_facilitator",
    faults: ["attendees"],
    async record(page, origin) {
      await page.goto(`${origin}/hub/lezione`);
      await page.locator("#campo-sessionKind label").first().click();
      await page.locator("#campo-topics label").first().click();
      await page.locator("#campo-attendees").fill("12");
    },
    mend: (page) => page.locator("#campo-attendees").fill("11"),
  },
};

describe("Refused, and mended in its form", () => {
  let api;
  let proxy;
  const phones = [];

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
  });
  afterEach(() => proxy.clear());
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  for (const [service, { role, faults, record, mend }] of Object.entries(SERVICES)) {
    it(`H8: ${service}`, async () => {
      const phone = await Phone.buy(proxy.origin);
      phones.push(phone);
      const page = await phone.enrol(api.operator(role));
      await statusSays(page, "Tutto ricevuto alle");
      proxy.put(PUSH, refused("invalid", faults.map((field) => ({ field, code: "too_long" }))));
      await record(page, proxy.origin);
      await press(page, "Salva");
      await statusSays(page, "Da correggere: 1");

      await page.goto(`${proxy.origin}/invio`);
      await page.getByRole("link", { name: /^Correggi:/ }).click();
      const summary = page.getByRole("alert").filter({ hasText: "Il testo è troppo lungo: accorcialo" });
      await summary.waitFor();
      assert.equal(await summary.getByRole("listitem").count(), faults.length);
      for (const field of faults) await page.locator(`#errore-${field}`).waitFor();

      proxy.clear();
      const pushed = proxy.pushes.length;
      const before = proxy.pushes.at(-1).map((op) => op.recordId);
      await mend(page);
      const form = page.url();
      await press(page, "Salva");
      // The form is left once what it says is on the phone; the faults go before that.
      await page.waitForURL((url) => url.href !== form);
      await page.goto(`${proxy.origin}/invio`);
      await press(page, "Invia ora");
      await statusSays(page, "Tutto ricevuto alle");
      await page.getByRole("heading", { name: "Ricevute oggi" }).waitFor();
      assert.equal(await page.getByRole("heading", { name: "Da correggere" }).count(), 0);
      const after = proxy.pushes.slice(pushed).flat();
      assert.deepEqual([...new Set(after.map((op) => op.recordId))], [...new Set(before)], "the same record");
    });
  }
});

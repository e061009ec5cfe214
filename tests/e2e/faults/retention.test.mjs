// What is over leaves the phone by itself, and the page that says what lies there. Days pass by the browser's clock alone.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, gone } from "../support/proxy.mjs";

const DAY = 24 * 60 * 60 * 1000;

describe("What is over on a phone with no network", () => {
  let api;
  let proxy;
  let phone;
  let visits;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    await phone.enrol(api.operator("proximity_operator"));
    await statusSays(phone.page, "Tutto ricevuto alle");
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  it("is counted on the page of the phone, which names nobody", async () => {
    const { page } = phone;
    const surnames = await page.locator(".card__title, .row__title").allInnerTexts();
    await go(page, "Altro");
    await page.getByRole("link", { name: "Che cosa c’è su questo telefono" }).click();
    await page.getByRole("heading", { level: 1, name: "Che cosa c’è su questo telefono" }).waitFor();
    visits = (await phone.recordIds("proximity_visit")).length;
    assert.ok(visits > 1, "the demo has visits of today");
    await says(page, "Visite", new RegExp(`^${visits}, dal \\d\\d/\\d\\d/\\d{4}$`));
    await says(page, "Schede delle persone", /^[1-9]/);
    await says(page, "Dati personali", /^Nomi, indirizzi, telefoni/);
    await says(page, "Quando se ne vanno", /^Le visite 24 ore dopo/);
    await says(page, "Solo su questo telefono", "0");
    await says(page, "PIN", "Non scelto");
    const text = await page.getByRole("main").innerText();
    const shown = surnames.flatMap((title) => title.split(/\s+/)).filter((word) => /^[A-Z]\w{3,}/.test(word));
    assert.ok(shown.length > 0);
    for (const word of shown) assert.ok(!text.includes(word), `${word} is named`);
  });

  it("T5: leaves it after its days, and what was not received stays", async () => {
    const { page } = phone;
    [PUSH, PULL].forEach((route) => proxy.put(route, gone));
    await page.goto(`${phone.origin}/giro`);
    await page.getByRole("button", { name: "Consegnato" }).click();
    await statusSays(page, "1 solo su questo telefono");
    await phone.kill();
    // A day more, and a phone that heard nobody would not be read at all.
    phone.prepare = (tab) => tab.clock.install({ time: Date.now() + 2 * DAY });
    await phone.open("/telefono");
    await says(phone.page, "Visite", /^1, dal/);
    await says(phone.page, "Solo su questo telefono", "1");
    await phone.picture("telefono-dopo-due-giorni");
    assert.equal((await phone.recordIds("proximity_visit")).length, 1, "nothing of the others lies on the disk");
  });

  it("T6: comes back when the clock was wrong", async () => {
    await phone.kill();
    phone.prepare = undefined;
    proxy.clear();
    await phone.open("/telefono");
    await says(phone.page, "Visite", new RegExp(`^${visits}, dal`));
    await says(phone.page, "Solo su questo telefono", "0");
  });
});

/** Waits until the page says this of something; of what stands there twice, the first. */
function says(page, name, text) {
  const item = page.locator(".facts__item").filter({ has: page.locator("dt", { hasText: new RegExp(`^${name}$`) }) });
  const value = text instanceof RegExp ? text : new RegExp(`^${text}$`);
  return item.filter({ has: page.locator("dd", { hasText: value }) }).first().waitFor();
}

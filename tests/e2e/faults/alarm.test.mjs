// What waits for long is said, quietly and everywhere; the clock of the browser is moved, nothing waits in truth.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, openPersonForm, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Phone, unlock } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, changed, gone } from "../support/proxy.mjs";

describe("The age of what waits", () => {
  let api;
  let proxy;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    phone.prepare = async (page) => {
      await page.clock.install();
      await page.addInitScript(() => (StorageManager.prototype.persisted = async () => true));
    };
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  const hours = (time) => pass(phone, time);
  const line = () => phone.page.getByRole("status").locator("a.status");

  it("is silent for less than half a day, amber after 12 hours, red after 24, on every page", async () => {
    const { page } = phone;
    [PUSH, PULL].forEach((route) => proxy.put(route, gone));
    await recordPerson(page);
    await statusSays(page, "1 solo su questo telefono");
    await hours("11:50:00");
    await go(page, "Invio");
    assert.equal(await page.getByText("Il più vecchio aspetta").count(), 0);

    await hours("01:15:00");
    await page.getByText("Il più vecchio aspetta da 13 ore").waitFor();
    await statusSays(page, "1 solo su questo telefono, il più vecchio da 13 ore");
    assert.match(await line().getAttribute("class"), /status--warn/);
    await phone.picture("stato-invio-allarme-mezza-giornata");

    await hours("11:00:00");
    await page.getByText("Il più vecchio aspetta da 24 ore").waitFor();
    assert.match(await line().getAttribute("class"), /status--error/);
    await phone.picture("stato-invio-allarme-giornata");
    await openPersonForm(page);
    await statusSays(page, "1 solo su questo telefono, il più vecchio da 24 ore");
  });

  it("goes when it has arrived", async () => {
    const { page } = phone;
    proxy.clear();
    await page.getByRole("link", { name: "Indietro" }).click();
    await go(page, "Invio");
    await page.getByRole("button", { name: "Invia ora" }).click();
    await statusSays(page, "Tutto ricevuto alle");
    assert.equal(await page.getByText("Il più vecchio aspetta").count(), 0);
    assert.match(await line().getAttribute("class"), /status--ok/);
  });
});

describe("A phone that does not promise to keep the data", () => {
  let api;
  let proxy;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    phone.prepare = (page) => page.clock.install();
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  it("D8: says so, and asks for a network after two hours", async () => {
    const { page } = phone;
    [PUSH, PULL].forEach((route) => proxy.put(route, gone));
    await go(page, "Altro");
    await page.getByText("Non protetta: il telefono potrebbe liberarla. Invia spesso").waitFor();
    await recordPerson(page);
    await pass(phone, "01:50:00");
    await go(page, "Invio");
    await statusSays(page, "1 solo su questo telefono");
    assert.equal(await page.getByText("Il più vecchio aspetta").count(), 0);
    await pass(phone, "00:20:00");
    await page.getByText("Il più vecchio aspetta da 2 ore").waitFor();
    await page.getByText("Cerca una rete e tieni aperto Taccuino finché non è arrivato tutto.").waitFor();
    assert.match(await page.getByRole("status").locator("a.status").getAttribute("class"), /status--warn/);
  });
});

describe("One record that the Ambito puts off", () => {
  let api;
  let proxy;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    phone.prepare = (page) => page.clock.install();
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  it("is offered to be tried again, alone and at once", async () => {
    const { page } = phone;
    proxy.put(PUSH, changed((said) => {
      said.results = said.results.map(({ opId }) => ({ opId, outcome: "retry_later" }));
    }));
    const name = await recordPerson(page);
    await go(page, "Invio");
    await row(page, name).first().waitFor();
    const again = page.getByRole("button", { name: `Riprova: ${name}` });
    assert.equal(await again.count(), 0, "not in the first minute");
    await page.clock.fastForward("02:00");
    await again.waitFor();
    proxy.clear();
    await again.click();
    await row(page, name, "Ricevuto").waitFor();
  });
});

describe("A clock that is wrong", () => {
  let api;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    phone.prepare = (page) => page.clock.setSystemTime(Date.now() + 25 * 60 * 60 * 1000 + 60_000);
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("T6: is told in words, changes nothing, and stands at the time of what was written by it", async () => {
    const { page } = phone;
    const name = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
    await go(page, "Invio");
    await page.getByText("L’orologio del telefono è avanti di 25 ore. Non cambia niente: contano gli orari che scrivi.").waitFor();
    await row(page, name).click();
    await page.getByText(/\(l’orologio del telefono è avanti di 25 ore\)/).waitFor();
  });
});

/** Hours pass with nobody there: the notebook shuts itself, and is opened again where it was. */
async function pass(phone, time) {
  await phone.page.clock.fastForward(time);
  await phone.page.getByRole("heading", { name: "Taccuino è chiuso" }).waitFor();
  await unlock(phone.page, phone);
}

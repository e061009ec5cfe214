// A phone that does not hear the API for days is not read any more; what is written down goes on. The clock of the browser is set.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { LARGE, Phone } from "../support/phone.mjs";
import { shelf, told } from "../support/shelf.mjs";

const HOUR = 3_600_000;

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

const lapsed = (page) => page.getByRole("heading", { level: 1, name: "Serve la rete per leggere" });

describe("A phone that does not hear the API", () => {
  let phone;
  let desk;
  let page;
  let received;
  let unsent;

  /** The browser was off, and so many hours have passed since the API went. */
  const afterHours = async (hours) => {
    await phone.kill();
    phone.prepare = (page) => page.clock.install({ time: Date.now() + hours * HOUR });
    page = await phone.open("/invio");
  };

  before(async () => {
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("proximity_operator"));
    await told(page);
    received = await recordPerson(page);
    await go(page, "Invio");
    await statusSays(page, "Tutto ricevuto");
    await api.kill();
    unsent = await recordPerson(page);
    await shelf(page, true);
  });
  after(() => phone?.dispose());

  it("is read for three days, and says in time how long it still is", async () => {
    await afterHours(30);
    await page.getByRole("heading", { level: 1, name: "Invio" }).waitFor();
    assert.equal(await page.getByText("poi il taccuino non si legge").count(), 0);
    await afterHours(60);
    await page.getByText("Ancora 11 ore senza rete").waitFor();
    assert.deepEqual(await violations(page), []);
    await phone.picture("senza-rete-tra-poco");
    await phone.pictureByNight("senza-rete-tra-poco-notte");
    await go(page, "Elenco");
    await row(page, received).waitFor();
  });

  it("is not read after that, nor by a clock that was put back", async () => {
    await afterHours(20);
    await lapsed(page).waitFor();
    await afterHours(73);
    await lapsed(page).waitFor();
    for (const name of [received, unsent]) assert.ok(!(await page.content()).includes(name));
    await page.getByText("Senza rete").waitFor();
    assert.deepEqual(await violations(page), []);
    await phone.picture("senza-rete-da-giorni");
    await phone.pictureByNight("senza-rete-da-giorni-notte");
    phone.viewport = LARGE;
    await afterHours(73);
    await lapsed(page).waitFor();
    await phone.picture("senza-rete-da-giorni");
  });

  it("keeps what is written down meanwhile, and opens by itself once it hears the API and nobody writes", async () => {
    await page.getByRole("button", { name: "Registra senza sbloccare" }).click();
    await page.getByRole("radio", { name: "Prossimità" }).check({ force: true });
    await page.getByLabel("Che cosa succede?").fill("Il signor Però ha la febbre");
    await api.start();
    const heard = page.waitForResponse((answer) => answer.url().endsWith("/v1/sync/pull") && answer.ok());
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await heard;
    assert.equal(await page.getByLabel("Che cosa succede?").inputValue(), "Il signor Però ha la febbre");
    await page.getByRole("button", { name: "Metti al sicuro" }).click();
    await page.getByRole("button", { name: "Fatto" }).click();
    const again = page.getByRole("button", { name: "Riprova adesso" });
    await again.or(page.getByRole("heading", { level: 1, name: "Invio" })).waitFor();
    if (await again.isVisible()) await again.click();
    await page.getByRole("heading", { level: 1, name: "Invio" }).waitFor();
    await go(page, "Elenco");
    for (const name of [received, unsent]) await row(page, name).waitFor();
    await shelf(page, false);
    desk = await Desk.open(api);
    assert.equal((await desk.records("capture")).length, 1);
    assert.equal((await desk.persons(unsent)).length, 1);
  });

  it("is read whatever its clock showed before, once it hears the API", async () => {
    await afterHours(0);
    await page.getByRole("heading", { level: 1, name: "Invio" }).waitFor();
    await api.kill();
    await afterHours(0);
    await page.getByRole("heading", { level: 1, name: "Invio" }).waitFor();
  });
});

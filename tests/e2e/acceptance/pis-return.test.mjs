// Who goes out alone: the API is told before, and the phone says plainly when nobody knows.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { Phone } from "../support/phone.mjs";
import { card, home } from "../support/pis.mjs";
import { countTaps, largeEnough, taps, underTheThumb } from "../support/taps.mjs";
import { until } from "../support/until.mjs";

describe("PIS: somebody who goes out alone is expected back", () => {
  let api;
  let phone;
  let page;
  let desk;

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Phone.buy(api.origin);
    await desk.enrol(api.operator("coordinator"));
    phone = await Phone.buy(api.origin);
    // What keeps a screen awake, where the browser of this machine has no screen.
    phone.prepare = (tab) => tab.addInitScript(() => {
      globalThis.awake = 0;
      const wakeLock = {
        request: async () => {
          globalThis.awake += 1;
          return { release: async () => (globalThis.awake -= 1) };
        },
      };
      Object.defineProperty(Navigator.prototype, "wakeLock", { configurable: true, value: wakeLock });
    });
    page = await phone.enrol(api.operator("pis_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await desk?.dispose();
    await api?.dispose();
  });

  /** Whom coordinators wait for, as the API tells them. */
  const expected = () => desk.page.evaluate(async () => {
    const answer = await fetch("/v1/alarms", { headers: { "x-taccuino": "1" } });
    return (await answer.json()).alarms.filter(({ kind }) => kind === "return_expected");
  });

  /** Until the API waits for so many. */
  const waitsFor = (wanted) => until(async () => (await expected()).length === wanted);

  it("is one tap from the home's link, and says that the coordinators know", async () => {
    await home(page);
    await countTaps(page);
    await page.getByRole("link", { name: "Rientro", exact: true }).click();
    await page.getByText("Dove sei non viene registrato.").waitFor();
    await largeEnough(page);
    await phone.picture("pis-rientro");
    await page.getByRole("button", { name: "30 minuti" }).click();
    assert.equal(await taps(page), 2);
    await page.getByText("Il coordinamento lo sa").waitFor();
    await page.getByText(/^0:(29|30)$/).waitFor();
    await phone.picture("pis-rientro-detto");
    const [one, ...more] = await expected();
    assert.deepEqual(more, []);
    const minutes = (one.at - Date.now()) / 60_000;
    assert.ok(minutes > 28 && minutes <= 30, `expected in ${minutes} minutes`);
    await page.waitForFunction(() => globalThis.awake === 1);
  });

  it("can be made longer: the API expects the person at the later time alone", async () => {
    await page.getByRole("button", { name: "Ancora 15 minuti" }).click();
    await page.getByText(/^0:(44|45)$/).waitFor();
    await page.getByText("Il coordinamento lo sa").waitFor();
    // What was said before is ended once the new one is there.
    await waitsFor(1);
    const [one, ...more] = await expected();
    assert.deepEqual(more, []);
    assert.ok(one.at - Date.now() > 40 * 60_000);
  });

  it("still waits for the person when the phone is dead", async () => {
    await phone.kill();
    assert.equal((await expected()).length, 1);
    page = await phone.open("/pis");
    await page.getByRole("link", { name: /^Rientro entro le \d\d?:\d\d$/ }).click();
    await page.getByText(/^0:4\d$/).waitFor();
  });

  it("ends with one tap of the main button, and lets the screen go dark", async () => {
    const done = page.getByRole("button", { name: "Rientro fatto" });
    await underTheThumb(page, done);
    await done.click();
    await page.getByText("Torno tra").waitFor();
    await page.waitForFunction(() => globalThis.awake === 0);
    await waitsFor(0);
    await page.goto(`${api.origin}/pis/rientro`);
    await page.getByText("Torno tra").waitFor();
    assert.doesNotMatch(await phone.rows(), /expected_return/);
  });

  it("says with no network that nobody is warned, keeps it over a killed browser, and tells it when there is a network", async () => {
    await api.stop();
    await page.getByRole("button", { name: "15 minuti", exact: true }).click();
    await page.getByText("Senza rete nessuno è avvisato.").waitFor();
    await phone.picture("pis-rientro-senza-rete");
    await phone.kill();
    page = await phone.open("/pis/rientro");
    await page.getByText("Senza rete nessuno è avvisato.").waitFor();
    await api.start();
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.getByText("Il coordinamento lo sa").waitFor();
    assert.equal((await expected()).length, 1);
  });

  it("notes a return with no network, and tells that too", async () => {
    await api.stop();
    await page.getByRole("button", { name: "Rientro fatto" }).click();
    await page.getByText("Rientro segnato qui: l’Ambito lo saprà appena c’è rete.").waitFor();
    await api.start();
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await page.getByText("Rientro segnato qui").waitFor({ state: "detached" });
    assert.equal((await expected()).length, 0);
  });

  it("says why nobody is warned, and what to do, where nobody else coordinates the team", async () => {
    // The one who coordinates every team goes out.
    await desk.page.goto(`${api.origin}/pis/rientro`);
    await desk.page.getByRole("button", { name: "15 minuti", exact: true }).click();
    const said = desk.page.getByText(/^Nessuno è avvisato: nessun altro coordina la tua squadra\. Di’ a voce a qualcuno/);
    await said.waitFor();
    await desk.picture("pis-rientro-nessuno-coordina");
    await desk.page.reload();
    await said.waitFor();
    await desk.page.getByRole("button", { name: "Rientro fatto" }).click();
    await desk.page.getByText("Torno tra").waitFor();
    assert.deepEqual(await expected(), []);
  });

  it("keeps the screen awake on an activation that somebody is out for", async () => {
    await page.goto(`${api.origin}/pis`);
    await card(page, "2 minori stranieri non accompagnati").getByRole("link").first().click();
    await page.waitForFunction(() => globalThis.awake === 1);
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.waitForFunction(() => globalThis.awake === 0);
  });
});

// Who goes out alone: the API is told before, and the phone says plainly when nobody knows.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { Phone, unlock } from "../support/phone.mjs";
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

  it("keeps the screen awake where somebody looks who follows one: home, activation, Consegna", async () => {
    await page.goto(`${api.origin}/pis`);
    await page.waitForFunction(() => globalThis.awake === 1);
    await card(page, "2 minori stranieri non accompagnati").getByRole("link").first().click();
    await page.getByRole("link", { name: "Indietro" }).waitFor();
    await page.waitForFunction(() => globalThis.awake === 1);
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.getByRole("link", { name: "Consegna turno" }).click();
    await page.getByRole("heading", { level: 1, name: "Consegna" }).waitFor();
    await page.waitForFunction(() => globalThis.awake === 1);
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Elenco" }).click();
    await page.waitForFunction(() => globalThis.awake === 0);
  });
});

describe("PIS: who is out alone is watched for behind the PIN", () => {
  const PIN = "271828";
  let api;
  let phone;
  let page;

  /** Six taps on the keys. */
  const type = async (place, digits) => {
    for (const digit of digits) await place.getByRole("button", { name: digit, exact: true }).click();
  };

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    // The clock, a screen to be kept awake, and what makes sounds.
    phone.prepare = async (tab) => {
      await tab.clock.install();
      await tab.addInitScript(() => {
        globalThis.awake = 0;
        globalThis.sounds = 0;
        const wakeLock = {
          request: async () => {
            globalThis.awake += 1;
            return { release: async () => (globalThis.awake -= 1) };
          },
        };
        Object.defineProperty(Navigator.prototype, "wakeLock", { configurable: true, value: wakeLock });
        globalThis.AudioContext = class {
          currentTime = 0;
          destination = {};
          createOscillator() {
            return { connect() {}, start: () => (globalThis.sounds += 1), stop() {} };
          }
        };
      });
    };
    phone.gesture = async (tab) => {
      await tab.getByRole("button", { name: "Scegli un PIN" }).click();
      const sheet = tab.getByRole("dialog");
      await sheet.getByText("Sei cifre", { exact: true }).waitFor();
      await type(sheet, PIN);
      await sheet.getByText("Le stesse sei cifre, di nuovo").waitFor();
      await type(sheet, PIN);
      await sheet.waitFor({ state: "hidden" });
      await tab.getByRole("link", { name: "Continua" }).click();
    };
    page = await phone.enrol(api.operator("pis_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  const paused = () => page.getByRole("heading", { level: 1, name: "Taccuino è in pausa" });

  it("keeps the screen awake on other pages, and on that of the PIN, which says the time and nothing else", async () => {
    await home(page);
    await page.getByRole("link", { name: "Rientro", exact: true }).click();
    await page.getByText("lo schermo non si spegne").waitFor();
    await page.getByRole("button", { name: "15 minuti", exact: true }).click();
    await page.getByText("Il coordinamento lo sa").waitFor();
    await page.waitForFunction(() => globalThis.awake === 1);
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Elenco" }).click();
    await page.getByRole("heading", { level: 1, name: "Elenco" }).waitFor();
    await page.waitForFunction(() => globalThis.awake === 1);
    await page.clock.fastForward("02:20");
    await paused().waitFor();
    await page.getByText(/^Rientro entro le \d\d?:\d\d$/).waitFor();
    assert.equal(await page.getByText("Il coordinamento lo sa").count(), 0);
    assert.deepEqual(await page.evaluate(() => [globalThis.awake, globalThis.sounds]), [1, 0]);
    await phone.picture("pis-rientro-pausa");
  });

  it("rings when the time is over, while the PIN is asked for", async () => {
    await page.clock.fastForward("13:00");
    await page.waitForFunction(() => globalThis.sounds > 0);
    await page.getByRole("alert").filter({ hasText: /Rientro scaduto alle \d\d?:\d\d: apri il taccuino e segnalo/ }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.awake), 1);
    assert.equal(await page.evaluate(() => document.documentElement.hasAttribute("data-covered")), false);
    await phone.picture("pis-rientro-pausa-scaduto");
  });

  it("lets go of the key in its time, without a page that could not be heard", async () => {
    await page.clock.fastForward("01:00");
    await page.getByText("È passato troppo tempo: adesso serve la frase.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Usa il PIN" }).count(), 0);
    const before = await page.evaluate(() => globalThis.sounds);
    await page.clock.fastForward("00:30");
    await page.waitForFunction((rung) => globalThis.sounds > rung, before);
    await unlock(page, phone);
    await home(page);
    await page.getByRole("link", { name: /^Rientro entro le/ }).click();
    await page.getByRole("button", { name: "Rientro fatto" }).click();
    await page.getByText("Torno tra").waitFor();
    await page.waitForFunction(() => globalThis.awake === 0);
  });
});

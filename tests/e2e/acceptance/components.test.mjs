// Every component in each of its states (`/dev/components` of an unoptimised build), in every theme: a picture, no barrier
// that axe can see, nothing wider than the phone, no target under 48 px; and once more with the text at twice its size.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { LARGE, Phone, SMALL } from "../support/phone.mjs";

const TARGETS = "button, .btn, .row[href], .chip, .tile, .key, .check, .folded, summary, .input, .stepper__step, .counter";

describe("Components", () => {
  let api;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start({ dist: process.env.TACCUINO_DIST_UNOPTIMISED });
    phone = await Phone.buy(api.origin);
    await phone.open("/dev/components");
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  for (const theme of ["day", "night", "contrast"]) {
    for (const viewport of [SMALL, LARGE]) {
      it(`by ${theme} at ${viewport.width}`, async () => {
        await phone.page.evaluate((chosen) => localStorage.setItem("taccuino.theme", chosen), theme);
        const page = await shown(viewport);
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(await tooSmall(page), []);
        assert.deepEqual(await tooWide(page), []);
        await page.close();
      });
    }
  }

  it("with text of twice the size", async () => {
    const page = await shown(SMALL);
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    await phone.picture("componenti-200", page);
    assert.deepEqual(await tooWide(page), []);
    await page.close();
  });

  it("opens a sheet that axe has nothing against", async () => {
    const page = await shown(SMALL);
    await page.getByRole("button", { name: "Apri il foglio" }).click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Lascia" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.close();
  });

  /** The page, as tall as it is, so that one picture has all of it. */
  async function shown(viewport) {
    phone.viewport = viewport;
    const page = await phone.tab("/dev/components");
    await page.getByRole("heading", { level: 1, name: "Componenti" }).waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const screen = await phone.context.newCDPSession(page);
    const metrics = { width: viewport.width, height, deviceScaleFactor: 1, mobile: true };
    await screen.send("Emulation.setDeviceMetricsOverride", metrics);
    const theme = await page.evaluate(() => document.documentElement.dataset.theme);
    await phone.picture(`componenti-${theme}`, page);
    return page;
  }
});

describe("The build that is served", () => {
  it("has no page of components", async () => {
    const api = await (await Api.prepare()).start();
    const phone = await Phone.buy(api.origin);
    await phone.open("/dev/components");
    await phone.page.getByRole("heading", { level: 1, name: "Pagina non trovata" }).waitFor();
    await phone.dispose();
    await api.dispose();
  });
});

/** What reaches beyond the edge of the phone. */
const tooWide = (page) =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > edge + 0.5);
    return wide.map((one) => `${one.tagName} ${one.getAttribute("class")}: ${one.textContent.slice(0, 30)}`);
  });

/** What can be tapped and is lower than 48 px. */
const tooSmall = (page) =>
  page.evaluate((targets) => {
    const seen = [...document.querySelectorAll(targets)].filter((one) => one.getClientRects().length > 0);
    const low = seen.filter((one) => one.getBoundingClientRect().height < 47.5);
    return low.map((one) => `${one.className}: ${one.getBoundingClientRect().height} px, ${one.textContent.slice(0, 30)}`);
  }, TARGETS);

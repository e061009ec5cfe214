// The card of a path before the camera: Chromium's own fake camera, and a detector that is told what it sees.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { today } from "../support/hub.mjs";
import { Phone, SMALL } from "../support/phone.mjs";

/** Before the app: no Chromium of a server reads codes, so what one would see is said here, and each camera is watched. */
const detector = (page) =>
  page.addInitScript(() => {
    window.inFront = [];
    window.looks = 0;
    window.cameras = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      window.wanted = wanted;
      const stream = await ask(wanted);
      window.cameras.push(...stream.getTracks());
      return stream;
    };
    window.BarcodeDetector = class {
      static getSupportedFormats() {
        return Promise.resolve(["ean_13", "qr_code"]);
      }
      constructor({ formats }) {
        if (formats.join() !== "qr_code") throw new TypeError("other formats");
      }
      async detect(video) {
        if (video.readyState < 2 || !video.videoWidth) throw new DOMException("no frame", "InvalidStateError");
        window.looks += 1;
        return window.inFront.map((rawValue) => ({ rawValue }));
      }
    };
  });

describe("A card before the camera", () => {
  const SCAN = "Inquadra la tessera";
  let api;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin, SMALL, ["--use-fake-device-for-media-stream"]);
    phone.prepare = detector;
    page = await phone.enrol(api.operator("digital_facilitator"));
    await answers("granted");
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  /** What the person answers when the page asks for the camera. */
  const answers = async (setting) => {
    const session = await phone.context.newCDPSession(page);
    await session.send("Browser.setPermission", { permission: { name: "camera" }, setting, origin: api.origin });
  };
  const sheet = () => page.getByRole("dialog").filter({ has: page.getByRole("heading", { name: SCAN }) });
  const field = () => page.getByLabel("Nome o codice della tessera");
  const looksMore = (times) =>
    page.evaluate(() => window.looks).then((seen) => page.waitForFunction((n) => window.looks >= n, seen + times));
  const open = async () => {
    await page.getByRole("button", { name: SCAN }).click();
    await sheet().locator("video").waitFor();
    await looksMore(1);
    assert.ok(await page.evaluate(() => window.cameras.at(-1).readyState === "live"));
  };
  const isOff = () => page.waitForFunction(() => window.cameras.every((camera) => camera.readyState === "ended"));

  it("fills in the code, and takes nothing else for one", async () => {
    await today(page);
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await open();
    assert.deepEqual(await page.evaluate(() => window.wanted.video.facingMode), "environment");
    assert.equal(await page.evaluate(() => window.wanted.audio), false);
    await phone.picture("hub-inquadra");
    await phone.pictureByNight("hub-inquadra-notte");
    assert.deepEqual(await violations(page), []);
    await page.evaluate(() => (window.inFront = ["https://esempio.it/7K2MX", "7K2M", "7K2M0", "7K2MXX", ""]));
    await looksMore(3);
    assert.ok(await sheet().isVisible(), "that was no code");
    await page.evaluate(() => window.inFront.push("7k2mx"));
    await sheet().waitFor({ state: "hidden" });
    assert.equal(await field().inputValue(), "7K2MX");
    await page.getByText("Questo codice non è sul telefono").waitFor();
    await isOff();
    await page.evaluate(() => (window.inFront = []));
  });

  it("is read by the camera, which is off when the sheet closes, the page is out of sight or the notebook shuts", async () => {
    await open();
    await sheet().getByRole("button", { name: "Chiudi" }).click();
    await isOff();
    await sheet().waitFor({ state: "hidden" });
    // The camera of before, which ends a moment later, does not close it.
    await open();
    await looksMore(3);
    await page.keyboard.press("Escape");
    await isOff();
    await sheet().waitFor({ state: "hidden" });
    await open();
    await phone.hide(true);
    await isOff();
    await sheet().waitFor({ state: "hidden" });
    await phone.hide(false);
    assert.equal(await field().inputValue(), "7K2MX", "what was there stays");
    await open();
    const other = await phone.tab("/altro");
    await other.getByRole("button", { name: "Chiudi il taccuino" }).click();
    await page.getByLabel("La tua frase").waitFor();
    await isOff();
    await other.close();
    assert.equal(await page.locator("video").count(), 0);
  });

  it("says plainly when the camera is refused", async () => {
    await answers("denied");
    await page.goto(`${phone.origin}/hub/prenota`);
    await page.getByRole("button", { name: SCAN }).click();
    await sheet().getByRole("alert").filter({ hasText: "Taccuino non può usare la fotocamera: scrivi il codice" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await phone.picture("hub-inquadra-negata");
    await sheet().getByRole("button", { name: "Scrivi il codice" }).click();
    await sheet().waitFor({ state: "hidden" });
    await page.waitForFunction(() => document.activeElement?.id === "cerca-percorso");
  });

  it("is not offered by a browser that reads no codes", async () => {
    phone.prepare = undefined;
    const other = await phone.tab("/hub/nuovo");
    await other.getByLabel("Nome o codice della tessera").waitFor();
    assert.equal(await other.evaluate(() => "BarcodeDetector" in window), false);
    assert.equal(await other.getByRole("button", { name: SCAN }).count(), 0);
  });
});

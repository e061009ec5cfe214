// Taps, and where the thumb finds what it is to tap.
import assert from "node:assert/strict";

import { authenticator } from "./authenticator.mjs";
import { tooSmall } from "./look.mjs";

/** Counts from here on the taps of a person, over all pages that the app shows by itself. */
export const countTaps = (page) =>
  page.evaluate(() => {
    if (globalThis.taps === undefined) {
      document.addEventListener("click", (event) => event.isTrusted && event.detail > 0 && (globalThis.taps += 1), true);
    }
    globalThis.taps = 0;
  });

/** How many there were. */
export const taps = (page) => page.evaluate(() => globalThis.taps);

/**
 * Enrols a phone whose notebook opens by a fingerprint. Its browser is not started anew after that, or the fingerprint of
 * DevTools would go with it.
 */
export async function enrolWithFingerprint(phone, { code }) {
  phone.gesture = async (page) => {
    await page.getByRole("button", { name: "Apri con impronta o volto" }).click();
    await page.getByText("Il taccuino si apre anche con l’impronta").waitFor();
    await page.getByRole("link", { name: "Continua" }).click();
  };
  await phone.open("/status");
  await authenticator(phone);
  await phone.page.goto(`${phone.origin}/attiva#${code}`);
  await phone.activate();
  await phone.readyForOffline();
  // A page that is loaded opens by it, before anybody could type.
  phone.passphrase = undefined;
  return phone.page;
}

/**
 * Plays a row of the screen table within its taps. After a lock too: what is tapped from there on is counted, and the
 * gesture that opens the notebook is one more.
 */
export async function within(page, most, play, { locked = false } = {}) {
  if (locked) {
    await page.getByRole("button", { name: "Nascondi lo schermo" }).click();
    await page.getByRole("heading", { level: 1, name: "Taccuino è in pausa" }).waitFor();
  }
  await countTaps(page);
  if (locked) await page.getByRole("button", { name: "Apri con impronta o volto" }).click();
  await play();
  const allowed = most + (locked ? 1 : 0);
  const counted = await taps(page);
  assert.ok(counted <= allowed, `${counted} taps, ${allowed} at most`);
}

/** What is tapped on the page, or in the sheet that is open: 48 px high at least. */
export const largeEnough = async (page) => assert.deepEqual(await tooSmall(page), []);

/** The middle of a button is in the lower third of the screen, all of it can be seen, and nothing lies over it. */
export async function underTheThumb(page, button) {
  const { height } = await page.evaluate(() => ({ height: window.innerHeight }));
  const box = await button.boundingBox();
  const name = await button.innerText();
  const middle = box.y + box.height / 2;
  assert.ok(middle >= (height * 2) / 3, `${name}: its middle is at ${Math.round(middle)} of ${height}`);
  assert.ok(box.y + box.height <= height, `${name} ends at ${Math.round(box.y + box.height)} of ${height}`);
  assert.ok(box.height >= 64, `${name} is ${box.height} px high`);
  const covered = await button.evaluate((target) => {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    return !target.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
  });
  assert.ok(!covered, `${name} is covered`);
}

// Taps, and where the thumb finds what it is to tap.
import assert from "node:assert/strict";

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

/** What is tapped on the page, or in the sheet that is open: 48 px high at least. */
export async function largeEnough(page) {
  const small = await page.evaluate(() => {
    const root = document.querySelector("dialog[open]") ?? document.body;
    const targets = root.querySelectorAll("button, a.btn, a.row, a.nav__place, a.head__control, summary, label:is(.chip, .tile, .key, .check)");
    const seen = [...targets].map((target) => [target, target.getBoundingClientRect()]).filter(([, box]) => box.width > 1);
    return seen.filter(([, box]) => box.height < 47.9 || box.width < 47.9)
      .map(([target, box]) => `${target.innerText || target.ariaLabel}: ${box.width} x ${box.height}`);
  });
  assert.deepEqual(small, [], "smaller than 48 px");
}

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

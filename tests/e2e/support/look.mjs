// A page as people see it: pictures at both widths, by day and by night and with text of twice the size, and what is wrong with it.
import assert from "node:assert/strict";

import { violations } from "./axe.mjs";
import { LARGE, SMALL } from "./phone.mjs";

/** Waits until nothing moves any more: the page has come, its fonts are there, what fades in has. */
export async function still(page) {
  await page.locator("h1").first().waitFor();
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))));
  await page.evaluate(() => document.fonts.ready.then(() => {}));
}

/** What is wrong with a page as it stands: too wide, a hole in the text, a barrier that axe can see. */
export async function faults(phone, page) {
  const seen = await page.evaluate(() => ({
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    height: document.documentElement.scrollHeight,
    text: document.body.innerText,
    values: [...document.querySelectorAll("input, textarea")].map((input) => input.value).join(" "),
  }));
  const found = [];
  if (seen.wider > 0) found.push(`${seen.wider} px too wide`);
  if (/\bundefined\b|\bNaN\b|\{\{/.test(`${seen.text} ${seen.values}`)) found.push("a hole in the text");
  // A window as tall as the page: what the bar covers until one scrolls is not out of reach.
  const screen = await phone.context.newCDPSession(page);
  const metrics = { width: phone.viewport.width, height: seen.height + 200, deviceScaleFactor: 2, mobile: true };
  await screen.send("Emulation.setDeviceMetricsOverride", metrics);
  const barriers = await violations(page);
  await screen.detach();
  return found.concat(barriers);
}

/** The page at an address, full as it is, in every look: nothing is too wide, cut off, out of reach or a barrier. */
export async function everyLook(phone, name, path, act = async () => {}) {
  const page = await phone.tab(path);
  const screen = await phone.context.newCDPSession(page);
  const size = (viewport) => {
    phone.viewport = viewport;
    return screen.send("Emulation.setDeviceMetricsOverride", { ...viewport, deviceScaleFactor: 2, mobile: true });
  };
  const wrong = [];
  const note = (where, found) => wrong.push(...found.map((fault) => `${name}, ${where}: ${fault}`));
  try {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await still(page);
    await act(page);
    for (const viewport of [LARGE, SMALL]) {
      for (const theme of ["day", "night"]) {
        await size(viewport);
        await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
        await still(page);
        await phone.picture(`${name}-${theme}`, page);
        const where = `${theme} ${viewport.width}`;
        note(where, await outOfReach(page));
        note(where, await cutOff(page));
        note(where, await faults(phone, page));
      }
    }
    await size(SMALL);
    await page.evaluate(() => (document.documentElement.dataset.theme = "day"));
    // As the person sets it in the browser: what is measured in the text's size follows.
    await screen.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    await page.waitForFunction(() => matchMedia("(max-height: 32em)").matches);
    await still(page);
    await phone.picture(`${name}-200`, page);
    note("200 %", await tooWide(page));
    note("200 %", await cutOff(page));
    note("200 %", await outOfReach(page, { scrolling: true }));
  } finally {
    await page.close();
    phone.viewport = SMALL;
  }
  assert.deepEqual(wrong, []);
}

/** What reaches beyond the edge of the phone. */
export const tooWide = (page) =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge + 0.5);
    return wide.map((one) => `${one.tagName} ${one.getAttribute("class")} is too wide: ${one.textContent.slice(0, 30)}`);
  });

/** Text that its own box does not hold, and boxes that hide some of what is in them. */
const cutOff = (page) =>
  page.evaluate(() => {
    const ownText = (one) => [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const cut = [...document.querySelectorAll("body *")].filter((one) => {
      // What is typed goes on within its field.
      if (one.matches(".input") || one.closest(".visually-hidden, svg") || !one.checkVisibility() || one.clientWidth === 0) return false;
      const { overflowX, overflowY } = getComputedStyle(one);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      const beyond = one.scrollWidth > one.clientWidth + 1;
      if (hides(overflowX) && beyond) return true;
      // The line of a number is higher than its digits.
      if (hides(overflowY) && !one.matches("input") && one.scrollHeight > one.clientHeight + 1) return true;
      return ownText(one) && beyond && overflowX === "visible";
    });
    const room = (one) => `${one.scrollWidth} x ${one.scrollHeight} in ${one.clientWidth} x ${one.clientHeight}`;
    const said = (one) => one.value ?? one.textContent.slice(0, 40);
    return cut.map((one) => `${one.tagName} ${one.getAttribute("class")} is cut off, ${room(one)}: ${said(one)}`);
  });

/** The buttons of the bar, and the one that a card is for: all of each in sight, with nothing over it. */
const outOfReach = (page, { scrolling = false } = {}) =>
  page.evaluate((scrolling) => {
    const root = document.querySelector("dialog[open]") ?? document.body;
    const targets = root === document.body ? ".bar .btn, .bar .nav__place, .card__stick" : ".btn";
    const out = [...root.querySelectorAll(targets)].filter((button) => {
      if (scrolling || root !== document.body) button.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth || !button.contains(over);
    });
    window.scrollTo({ top: 0, behavior: "instant" });
    return out.map((button) => `out of reach: ${button.innerText}`);
  }, scrolling);

// A page as people see it: pictures at both widths, by day and by night and with text of twice the size, and what is wrong with it.
import assert from "node:assert/strict";

import { violations } from "./axe.mjs";
import { LARGE, SMALL } from "./phone.mjs";

/** Waits until nothing moves any more: the page has come, its fonts are there, what fades in has. */
export async function still(page) {
  await page.locator("h1:visible").first().waitFor();
  await page.locator(".skeleton").first().waitFor({ state: "detached" });
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))));
  await page.evaluate(() => document.fonts.ready.then(() => {}));
}

/** What is wrong with a page as it stands: too wide, a hole in the text, a barrier that axe can see. */
export async function faults(phone, page) {
  return [...(await holes(page)), ...(await barriers(phone, page))];
}

async function holes(page) {
  const seen = await page.evaluate(() => ({
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    text: document.body.innerText,
    values: [...document.querySelectorAll("input, textarea")].map((input) => input.value).join(" "),
  }));
  const found = [];
  if (seen.wider > 0) found.push(`${seen.wider} px too wide`);
  if (/\bundefined\b|\bNaN\b|\{\{/.test(`${seen.text} ${seen.values}`)) found.push("a hole in the text");
  return found;
}

/** In a window as tall as the page: what the bar covers until one scrolls is not out of reach. */
async function barriers(phone, page) {
  const screen = await phone.context.newCDPSession(page);
  const height = await page.evaluate(() => document.documentElement.scrollHeight + 200);
  await screen.send("Emulation.setDeviceMetricsOverride", { ...size(phone.viewport), height });
  const found = await violations(page);
  await screen.detach();
  return found;
}

const size = (viewport) => ({ ...viewport, deviceScaleFactor: 2, mobile: true });

/**
 * The page at an address, full as it is, in every look: nothing is too wide, cut off, out of reach or a barrier. The pages of one
 * phone come in one tab, by links within the app: each load would ask for the passphrase.
 */
export async function everyLook(phone, name, path, act = async () => {}) {
  const page = await reached(phone, path);
  const screen = await phone.context.newCDPSession(page);
  const show = (viewport) => {
    phone.viewport = viewport;
    return screen.send("Emulation.setDeviceMetricsOverride", size(viewport));
  };
  const wrong = [];
  const note = (where, found) => wrong.push(...found.map((fault) => `${name}, ${where}: ${fault}`));
  let looked = false;
  try {
    await still(page);
    await act(page);
    for (const viewport of [LARGE, SMALL]) {
      for (const theme of ["day", "night"]) {
        await show(viewport);
        await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
        await still(page);
        await phone.picture(`${name}-${theme}`, page);
        const where = `${theme} ${viewport.width}`;
        note(where, await outOfReach(page));
        note(where, await cutOff(page));
        note(where, await tooSmall(page));
        note(where, await holes(page));
        // Contrast goes by the theme and reach by the width: each of both once.
        if ((viewport === LARGE) === (theme === "day")) note(where, await barriers(phone, page));
      }
    }
    await show(SMALL);
    await page.evaluate(() => (document.documentElement.dataset.theme = "day"));
    await textOf(page, screen, 32);
    await still(page);
    await phone.picture(`${name}-200`, page);
    note("200 %", await tooWide(page));
    note("200 %", await cutOff(page));
    note("200 %", await outOfReach(page, { scrolling: true }));
    await textOf(page, screen, 16);
    // A page is built anew where the path changes; nothing that was opened here is open while others work.
    if (phone.passphrase) await follow(phone, page, "/altro");
    looked = phone.passphrase !== undefined;
  } finally {
    phone.viewport = SMALL;
    // A page without a notebook leads nowhere, and a questionnaire in the hands of a citizen stays until the next load.
    if (!looked || (await page.locator(".asks, .enrol").count()) > 0) await page.close();
    // What is out of sight is slow.
    await phone.page.bringToFront();
  }
  assert.deepEqual(wrong, []);
}

/** The tab of the looks, at an address. */
async function reached(phone, path) {
  if (phone.looking && !phone.looking.isClosed()) {
    await phone.looking.bringToFront();
    await follow(phone, phone.looking, path);
    return phone.looking;
  }
  phone.looking = await phone.tab(path);
  await phone.looking.emulateMedia({ reducedMotion: "reduce" });
  return phone.looking;
}

/** Goes elsewhere by a link within the app. */
async function follow(phone, page, path) {
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement("a"), { href });
    document.querySelector("main").append(link);
    link.click();
    link.remove();
  }, path);
  await page.waitForURL(phone.origin + path);
}

/** The size of text as a person sets it in the browser: what is measured in it follows. */
async function textOf(page, screen, standard) {
  await screen.send("Page.setFontSizes", { fontSizes: { standard, fixed: Math.round(standard * 0.8125) } });
  const ems = (far) => `${SMALL.height / standard + far}em`;
  await page.waitForFunction((one) => matchMedia(one).matches, `(min-height: ${ems(-1)}) and (max-height: ${ems(1)})`);
}

/** What reaches beyond the edge of the phone. */
export const tooWide = (page) =>
  page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge + 0.5);
    return wide.map((one) => `${one.tagName} ${one.getAttribute("class")} is too wide: ${one.textContent.slice(0, 30)}`);
  });

/** What is tapped on the page, or in the sheet that is open, and is under 48 px. */
export const tooSmall = (page) =>
  page.evaluate(() => {
    const root = document.querySelector("dialog[open]") ?? document.body;
    const targets = root.querySelectorAll("button, a.btn, a.row, a.nav__place, a.head__control, summary, label:is(.chip, .tile, .key, .check)");
    const seen = [...targets].map((target) => [target, target.getBoundingClientRect()]).filter(([, box]) => box.width > 1);
    return seen.filter(([, box]) => box.height < 47.9 || box.width < 47.9)
      .map(([target, box]) => `smaller than 48 px: ${target.innerText || target.ariaLabel}: ${box.width} x ${box.height}`);
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
      if (!button.checkVisibility()) return false;
      if (scrolling || root !== document.body) button.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth || !button.contains(over);
    });
    window.scrollTo({ top: 0, behavior: "instant" });
    return out.map((button) => `out of reach: ${button.innerText}`);
  }, scrolling);

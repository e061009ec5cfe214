// What an educator does on an outing, in the words of the screen.
import { go } from "./capture.mjs";
import { allReceived } from "./story.mjs";

/** Begins the outing that the demo plans for tonight. */
export async function startPlanned(page) {
  await go(page, "Uscita");
  await page.getByRole("link", { name: "Inizia uscita" }).click();
  await page.getByRole("button", { name: "Inizia" }).click();
  await counter(page, "nuovo").waitFor();
}

/** A group met, with its two counts. */
export async function meet(page, { known, new: fresh, themes = [] }) {
  await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
  await key(page, "Nuovi", fresh).click();
  await key(page, "Già conosciuti", known).click();
  for (const theme of themes) await page.getByRole("checkbox", { name: theme }).click();
  await page.getByRole("button", { name: "Salva", exact: true }).click();
  await counter(page, "nuovo").waitFor();
}

export const counter = (page, kind) => page.getByRole("button", { name: `+1 ${kind}` });

export const key = (page, question, digit) =>
  page.getByRole("group", { name: question }).getByRole("radio", { name: String(digit), exact: true });

/** Waits until the two counters show these numbers. */
export async function shows(page, fresh, known) {
  await page.locator(".counter--new .counter__count").filter({ hasText: new RegExp(`^${fresh}$`) }).waitFor();
  await page.locator(".counter--known .counter__count").filter({ hasText: new RegExp(`^${known}$`) }).waitFor();
}

/** Sends and receives all there is, and comes back to the outing. */
export async function settled(page) {
  await allReceived(page);
  await go(page, "Uscita");
}

/** Records of the demo's past are of other years. */
export const tonight = (record) =>
  Date.parse(record.fields.recordedAt ?? record.fields.occurredAt) > Date.now() - 3_600_000;

/** Counts the taps of a person from here on. */
export const countClicks = (page) =>
  page.evaluate(() => {
    if (globalThis.clicked === undefined) {
      document.addEventListener("click", (event) => event.isTrusted && (globalThis.clicked += 1), true);
    }
    globalThis.clicked = 0;
  });

export const clicks = (page) => page.evaluate(() => globalThis.clicked);

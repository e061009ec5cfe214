// Waits until something lies on the disk of a phone: only then is its loss at that moment worth a look.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Waits until the rows hold all of these words, for whoever has the passphrase; the rows of the control need none. */
export function rowsKept(phone, words, sealed) {
  return until(async () => {
    const kept = sealed ? await phone.rows() : await clear(phone);
    return words.every((word) => kept.includes(word));
  }, "what was typed is kept");
}

async function clear(phone) {
  const { rows } = await phone.disk();
  return rows.map(({ blob }) => Buffer.from(blob, "hex").toString()).join("\n");
}

/**
 * Waits until Chromium has written down what stands in the fields of the page, as it does to bring a tab back: all fields
 * at once, so that one of ours, filled last, says when. In a run in which Chromium keeps no tabs this fails.
 */
export async function fieldsKept({ page, profile }) {
  const word = randomUUID();
  await page.evaluate(() => {
    document.querySelector("body > input")?.remove();
    document.body.append(document.createElement("input"));
  });
  await page.locator("body > input").fill(word);
  await until(() => holds(join(profile, "Default/Sessions"), Buffer.from(word, "utf16le")), "the tab is kept");
}

/** Whether a file of a folder holds these bytes. Chromium takes old files away meanwhile. */
async function holds(folder, bytes) {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name)).catch(() => Buffer.alloc(0))));
  return files.some((file) => file.includes(bytes));
}

/** Asks until it is so; what does not come to be in time has failed. */
async function until(fact, words) {
  const deadline = Date.now() + 20_000;
  while (!(await fact())) assert.ok(Date.now() < deadline, words);
}

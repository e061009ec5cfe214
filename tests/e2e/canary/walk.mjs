// A phone on its way through the moments of the audit: what a person does there, and what is looked at.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { go, sections, statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { HEARTBEAT, PULL, PUSH, Proxy, gone } from "../support/proxy.mjs";
import { outside } from "./outside.mjs";

export class Walk {
  /** A phone that was enrolled with one of the words as its passphrase. */
  static async begin(api, { service, markers, sealed }) {
    const walk = new Walk();
    Object.assign(walk, { service, markers, sealed });
    walk.proxy = await Proxy.before(api);
    walk.phone = await Phone.buy(walk.proxy.origin);
    walk.phone.passphrase = markers.passphrase("passphrase");
    try {
      await walk.phone.enrol(api.operator(service.role));
      walk.on = true;
      // What a form knows by itself comes with the first answer of the API.
      await statusSays(walk.page, "Tutto ricevuto alle");
    } catch (error) {
      await walk.end();
      throw error;
    }
    return walk;
  }

  get page() {
    return this.phone.page;
  }

  /** The phone is switched on at a path, if it is not, with its notebook open. */
  async at(path) {
    if (this.on) await this.page.goto(this.phone.origin + path);
    else await this.phone.open(path);
    this.on = true;
  }

  offline() {
    for (const route of [PUSH, PULL, HEARTBEAT]) this.proxy.put(route, gone);
  }

  online() {
    this.proxy.clear();
  }

  /** Fills the form of the service, every free field with its word. Saves nothing. */
  async type() {
    await this.at(this.service.path);
    await this.page.getByRole("button", { name: "Salva" }).waitFor();
    await this.service.choose(this.page);
    const folded = this.page.locator("details:not([open]) > summary");
    while (await folded.count()) await folded.first().click();
    for (const field of this.service.fields) await this.page.locator(`#campo-${field}`).fill(this.markers.text(field));
  }

  /**
   * Waits until Chromium has written down what stands in the fields of the page, as it does to bring a tab back: all
   * fields at once, so that one of ours says when. Chromium may leave a change out that comes while a page settles;
   * so somebody goes on typing there.
   */
  async fieldsWritten() {
    const word = randomUUID();
    await this.page.evaluate(() => document.body.append(document.createElement("input")));
    const field = this.page.locator("body > input");
    let keys = 0;
    await until(async () => {
      await field.fill(`${word} ${(keys += 1)}`);
      return holds(join(this.phone.profile, "Default/Sessions"), Buffer.from(word, "utf16le"));
    }, "the tab is kept");
  }

  /** Waits until the phone's disk holds all that was typed: whoever has the passphrase reads it. */
  async kept() {
    const words = this.service.fields.map((field) => this.markers.text(field));
    await until(async () => {
      const kept = await this.#readable();
      return words.every((word) => kept.includes(word));
    }, "what was typed is kept");
  }

  async #readable() {
    if (this.sealed) return this.phone.rows();
    const { rows } = await this.phone.disk();
    return rows.map((row) => Buffer.from(row.blob, "hex").toString()).join("\n");
  }

  /** The tap on Salva, and no moment more: the answer of the page is not awaited. */
  async tap() {
    const save = await this.page.getByRole("button", { name: "Salva" }).elementHandle();
    save.evaluate((button) => button.click()).catch(() => {}); // the browser is killed over it
  }

  /** Salva, and the page after it, which comes once the record is on the phone. */
  async save() {
    await this.page.getByRole("button", { name: "Salva" }).click();
    await sections(this.page).waitFor();
  }

  /** Looks a word up in the list, and opens the first record there is. */
  async look() {
    await go(this.page, "Elenco");
    const search = this.page.getByRole("searchbox", { name: "Cerca" });
    await search.fill(this.markers.text(this.service.fields[0]));
    await this.seen();
    await search.fill("");
    await this.page.getByRole("main").getByRole("link").first().click();
    await this.page.getByRole("heading", { level: 1 }).waitFor();
    await this.seen();
    await this.page.getByRole("link", { name: "Indietro" }).click();
    await search.fill(this.markers.text(this.service.fields[0]));
  }

  /** Opens the phone and waits until what it sends is on its way, and is not answered. */
  async sending() {
    const arrived = new Promise((done) => this.proxy.put(PUSH, () => new Promise(() => done())));
    await this.at("/invio");
    await arrived;
  }

  async received() {
    await this.at("/elenco");
    await statusSays(this.page, "Tutto ricevuto alle");
  }

  /** Chiudi il taccuino. */
  async shut() {
    await this.page.getByRole("link", { name: "Indietro" }).click();
    await go(this.page, "Altro");
    await this.page.getByRole("button", { name: "Chiudi il taccuino" }).click();
    await this.page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" }).waitFor();
  }

  /** The phone is switched on, and its door stays shut. */
  async atDoor() {
    const { passphrase } = this.phone;
    this.phone.passphrase = undefined;
    await this.at("/elenco");
    this.phone.passphrase = passphrase;
    await this.page.getByLabel("La tua frase").waitFor();
  }

  /** Writes the passphrase into the shut door, to be read on the screen or not; it is not sent. */
  async writePassphrase({ shown }) {
    await this.page.getByRole("checkbox", { name: "Mostra quello che scrivo" }).setChecked(shown);
    await this.page.getByLabel("La tua frase").fill(this.phone.passphrase);
  }

  async openDoor() {
    await this.page.getByRole("button", { name: "Apri", exact: true }).click();
    await sections(this.page).waitFor();
  }

  /** What the browser shows and keeps besides its profile, at this moment. */
  async seen() {
    this.shown ??= [];
    this.shown.push(...(await outside(this.phone)));
  }

  /** SIGKILL. */
  async kill() {
    await this.phone.kill();
    this.on = false;
  }

  /** As a person closes it: Chromium writes down all that it means to keep. */
  async close() {
    await this.phone.switchOff();
    this.on = false;
  }

  async end() {
    await this.phone?.dispose();
    await this.proxy?.dispose();
  }
}

/** Asks again and again; what does not come to be in time has failed. */
async function until(fact, words) {
  const deadline = Date.now() + 20_000;
  while (!(await fact())) assert.ok(Date.now() < deadline, words);
}

/** Whether a file of a folder holds these bytes. */
async function holds(folder, bytes) {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name)).catch(() => Buffer.alloc(0))));
  return files.some((file) => file.includes(bytes));
}

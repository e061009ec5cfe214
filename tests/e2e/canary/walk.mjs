// A phone on its way through the moments of the audit: what a person does there, and what is looked at.
import { go, sections, statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { HEARTBEAT, PULL, PUSH, Proxy, gone } from "../support/proxy.mjs";
import { fieldsKept, rowsKept } from "./kept.mjs";
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
    await this.page.getByRole("button", { name: "Salva", exact: true }).waitFor();
    await this.service.choose(this.page);
    const folded = this.page.locator("details:not([open]) > summary");
    while (await folded.count()) await folded.first().click();
    for (const field of this.service.fields) await this.page.locator(`#campo-${field}`).fill(this.markers.text(field));
  }

  /** Waits until the phone's disk holds all that was typed. */
  kept() {
    return rowsKept(this.phone, this.service.fields.map((field) => this.markers.text(field)), this.sealed);
  }

  /** Waits until Chromium has written down what stands in the fields of the page. */
  fieldsKept() {
    return fieldsKept(this.phone);
  }

  /** The tap on Salva, and no moment more: the answer of the page is not awaited. */
  async tap() {
    const save = await this.page.getByRole("button", { name: "Salva", exact: true }).elementHandle();
    save.evaluate((button) => button.click()).catch(() => {}); // the browser is killed over it
  }

  /** Salva, and the page after it, which comes once the record is on the phone. */
  async save() {
    await this.page.getByRole("button", { name: "Salva", exact: true }).click();
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

// A phone: Chromium with a profile folder on disk, so that killing the browser proves something.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const CHROME = process.env.CHROME;
const OUT = process.env.TACCUINO_E2E_OUT;

const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--lang=it",
  "--hide-scrollbars",
  "--remote-debugging-port=0",
];

/** Opens sealed rows outside of the browser (crates/vault/examples/open_rows.rs). */
const OPEN_ROWS = process.env.OPEN_ROWS;

export const SMALL = { width: 360, height: 740 };
export const LARGE = { width: 412, height: 915 };

export class Phone {
  #child;
  #browser;

  /** A phone with nothing on it. */
  static async buy(origin, viewport = SMALL, flags = []) {
    const phone = new Phone();
    phone.flags = flags;
    phone.profile = await mkdtemp(join(tmpdir(), "taccuino-phone-"));
    phone.origin = origin;
    phone.viewport = viewport;
    return phone;
  }

  /** Switches the browser on and opens a path. */
  async open(path = "/") {
    const port = join(this.profile, "DevToolsActivePort");
    await rm(port, { force: true });
    this.#child = spawn(CHROME, [...FLAGS, ...this.flags, `--user-data-dir=${this.profile}`, "about:blank"], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    const endpoint = await new Promise((done, fail) => {
      let log = "";
      this.#child.stderr.on("data", (chunk) => {
        log += chunk;
        const found = /DevTools listening on (ws:\S+)/.exec(log);
        if (found) done(found[1]);
      });
      this.#child.once("exit", (code) => fail(new Error(`Chromium ended with ${code}\n${log}`)));
    });
    this.#browser = await chromium.connectOverCDP(endpoint);
    this.context = this.#browser.contexts()[0];
    this.errors = [];
    this.page = await this.tab(path);
    return this.page;
  }

  /** One more tab. */
  async tab(path = "/") {
    const page = await this.context.newPage();
    await this.prepare?.(page);
    const screen = await this.context.newCDPSession(page);
    await screen.send("Emulation.setDeviceMetricsOverride", { ...this.viewport, deviceScaleFactor: 2, mobile: true });
    await screen.send("Emulation.setTouchEmulationEnabled", { enabled: true });
    page.setDefaultTimeout(20_000);
    page.on("pageerror", (error) => this.errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && this.errors.push(message.text()));
    const unlocking = (load) => async (...words) => {
      const answer = await load.apply(page, words);
      if (this.passphrase) await unlock(page, this);
      return answer;
    };
    for (const load of ["goto", "reload", "goBack", "goForward"]) page[load] = unlocking(page[load]);
    await page.goto(this.origin + path);
    return page;
  }

  /**
   * Enrols with the link of a demo operator, and waits until the app can start with no network. A phone that no test kills need
   * not be `closed` once: half of the time of an enrolment.
   */
  async enrol({ code }, { closed = true } = {}) {
    await this.open(`/attiva#${code}`);
    await this.activate();
    await this.readyForOffline();
    if (closed) await this.restart();
    return this.page;
  }

  /** Sends the code that stands in the page, and gives the passphrase; a new phone gets one. */
  async activate(page = this.page) {
    await page.getByRole("button", { name: "Attiva" }).click();
    const again = page.getByLabel("Scrivila di nuovo");
    await again.waitFor();
    this.passphrase ??= "Già così è più facile";
    await page.getByLabel("Scegli una frase").fill(this.passphrase);
    await again.fill(this.passphrase);
    await page.getByRole("button", { name: "Apri il taccuino" }).click();
    await page.waitForURL((url) => url.pathname !== "/attiva");
    // What else is to open the notebook: nothing, unless a test asks for it.
    if (this.gesture && new URL(page.url()).pathname === "/gesto") await this.gesture(page);
    else if (new URL(page.url()).pathname === "/gesto") await page.getByRole("link", { name: "Adesso no" }).click();
    await page.waitForURL((url) => url.pathname !== "/gesto");
  }

  /**
   * Closes the browser as a person would and opens it again where it was. Chromium writes cookies down every half a
   * minute or when it is closed: without this a kill right after an enrolment would lose the session with it.
   */
  async restart() {
    const path = new URL(this.page.url()).pathname;
    const session = await this.#browser.newBrowserCDPSession();
    await session.send("Browser.close").catch(() => {}); // it goes before it answers
    while ((await this.#processes()).length > 0) await new Promise(setImmediate);
    await this.kill();
    await this.open(path);
  }

  /** Waits until the service worker holds the whole app. */
  async readyForOffline() {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }

  /** Switches the browser off in order, so that it writes down what it keeps in memory, cookies for instance. */
  async switchOff() {
    this.#child.removeAllListeners("exit");
    const gone = new Promise((done) => this.#child.once("exit", done));
    const session = await this.#browser.newBrowserCDPSession();
    await session.send("Browser.close");
    await gone;
    await this.kill();
  }

  /** SIGKILL for the whole browser tree: every process that has this profile. */
  async kill() {
    this.#child?.removeAllListeners("exit");
    for (const pid of await this.#processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // it went by itself meanwhile
      }
    }
    while ((await this.#processes()).length > 0) await new Promise(setImmediate);
    await this.#browser?.close().catch(() => {});
    // The lock of the killed browser would keep the next one out.
    for (const lock of ["SingletonLock", "SingletonCookie", "SingletonSocket"]) {
      await rm(join(this.profile, lock), { force: true });
    }
    this.#browser = undefined;
  }

  /** Takes the page out of sight, or back; its own clock says how long it was away. */
  async hide(hidden, page = this.page) {
    await page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { configurable: true, value });
      Object.defineProperty(document, "visibilityState", { configurable: true, value: value ? "hidden" : "visible" });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  }

  /** All that the phone keeps, as one text. */
  async rows() {
    return (await this.opened()).map(({ value }) => Buffer.from(value, "hex").toString()).join("\n");
  }

  /** The rows of the one notebook of this phone, opened with its passphrase. */
  async opened() {
    const disk = await this.disk();
    const files = disk.rows.filter((row) => row.database === "taccuino-keys" && row.table === "meta");
    assert.equal(files.length, 1, "one compartment");
    const keyFile = JSON.parse(Buffer.from(files[0].blob, "hex"));
    const rows = disk.rows.filter((row) => row.database !== "taccuino-keys" && row.blob);
    const printed = await run(OPEN_ROWS, JSON.stringify({ passphrase: this.passphrase, keyFile, rows }));
    return printed.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }

  /** IndexedDB as it lies on the disk. */
  disk() {
    return this.page.evaluate(async () => {
      const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const all = [];
      for (const { name, version } of await indexedDB.databases()) {
        const db = await new Promise((done, fail) => {
          const open = indexedDB.open(name, version);
          open.onsuccess = () => done(open.result);
          open.onerror = () => fail(open.error);
        });
        for (const store of db.objectStoreNames) {
          const at = db.transaction(store).objectStore(store);
          const [keys, rows] = await Promise.all(
            [at.getAllKeys(), at.getAll()].map(
              (get) =>
                new Promise((done, fail) => {
                  get.onsuccess = () => done(get.result);
                  get.onerror = () => fail(get.error);
                }),
            ),
          );
          rows.forEach((row, place) => {
            if (row.b) all.push({ database: name, table: store, version: row.v, key: hex(keys[place]), blob: hex(row.b) });
          });
        }
        db.close();
      }
      return { rows: all };
    });
  }

  /** Ids of the records of a type on this phone. */
  async recordIds(recordType) {
    const rows = await this.rows();
    const pattern = new RegExp(`"id":"([0-9a-f-]{36})","recordType":"${recordType}"`, "g");
    return [...rows.matchAll(pattern)].map((match) => match[1]);
  }

  /** A picture of the screen, beside the others of this run. */
  async picture(name, page = this.page) {
    if (!OUT) return;
    const folder = join(OUT, "screens");
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}-${this.viewport.width}.png`), scale: "device" });
  }

  /** The same by night; without motion, or a colour would be caught on its way. */
  async pictureByNight(name, page = this.page) {
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await this.picture(name, page);
    await page.emulateMedia({ colorScheme: null });
    // Drawn by day before motion is back: no colour is on its way to another, where somebody looks at contrasts next.
    await page.evaluate(() => [...document.querySelectorAll("a, button")].map((one) => getComputedStyle(one).backgroundColor).length);
    await page.emulateMedia({ reducedMotion: null });
  }

  async dispose() {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 3 });
  }

  async #processes() {
    const found = [];
    for (const entry of await readdir("/proc")) {
      if (!/^\d+$/.test(entry) || !existsSync(`/proc/${entry}/cmdline`)) continue;
      const line = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
      const state = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
      if (line.includes(this.profile) && !/\) Z /.test(state)) found.push(Number(entry));
    }
    return found;
  }
}

/** Opens the notebook where the page asks for its passphrase; a page that is not the app's is left alone. */
export async function unlock(page, { passphrase, notebook }) {
  if (!(await page.evaluate(() => document.querySelector("link[rel=manifest]") !== null))) return;
  // Shut, open, stopped, or on its way to one of them.
  await page.waitForFunction(() => {
    const main = document.querySelector("main");
    return main && !document.querySelector("[aria-busy=true]");
  });
  const field = page.getByLabel("La tua frase");
  if (!(await field.isVisible())) return;
  if (notebook) await page.getByRole("radio", { name: `Taccuino ${notebook}` }).check();
  await field.fill(passphrase);
  await page.getByRole("button", { name: "Apri", exact: true }).click();
  await field.waitFor({ state: "detached" });
}

/** Runs a program with this on its standard input, and gives what it prints. */
async function run(program, input) {
  const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => (printed += chunk));
  child.stdin.end(input);
  const code = await new Promise((done) => child.once("close", done));
  assert.equal(code, 0, `${program} failed`);
  return printed;
}

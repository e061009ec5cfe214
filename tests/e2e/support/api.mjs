// A real API process: started, stopped, killed and started again on the same port and data.
import { execFile, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { romeDay } from "./many.mjs";

const BIN = process.env.TACCUINO_API_BIN;
const DIST = process.env.TACCUINO_DIST;

export class Api {
  #child;

  /** All that the process said, over all its starts. */
  log = "";

  /** A fresh data folder with the demo of both Ambiti; nothing runs yet. */
  static async prepare() {
    await dayIsLong();
    const api = new Api();
    api.dataDir = await mkdtemp(join(tmpdir(), "taccuino-api-"));
    await cp(await filled(), api.dataDir, { recursive: true });
    await api.#settle();
    return api;
  }

  /** The same with a folder that is empty. */
  static async empty(dataDir) {
    const api = new Api();
    api.dataDir = dataDir;
    await api.#settle();
    return api;
  }

  async #settle() {
    this.port = await freePort();
    this.origin = `http://localhost:${this.port}`;
  }

  /** The first operator of an Ambito that has none, made on the command line: the code that it prints. */
  async addOperator(name, role) {
    const args = ["add-operator", "--data-dir", this.dataDir, "--name", name, "--role", role];
    const { stdout } = await promisify(execFile)(BIN, args);
    return { code: stdout.trim() };
  }

  /** Copies the database into a file while the process runs. */
  async backup(to) {
    await promisify(execFile)(BIN, ["backup", "--data-dir", this.dataDir, "--to", to]);
  }

  /** Shuts a phone out; `--wipe` has what lies on it go. */
  async revoke(device, ...more) {
    await promisify(execFile)(BIN, ["revoke-device", "--data-dir", this.dataDir, "--device", device, ...more]);
  }

  /** Puts a backup in the place of the database; the process must not run. */
  async restore(from) {
    await promisify(execFile)(BIN, ["restore", "--data-dir", this.dataDir, "--from", from]);
  }

  /** Starts the process and waits for its own word that it listens. */
  async start({ demo = true, endWorkers = false, dist = DIST } = {}) {
    const args = ["serve", "--port", this.port, "--data-dir", this.dataDir, "--dist", dist, "--ready-json"];
    if (demo) args.push("--demo");
    if (endWorkers) args.push("--end-workers");
    args.push("--ambito", "visconteo_sud_milano", "--ambito", "corsichese");
    const env = { ...process.env, TACCUINO_FAULT: "1" };
    this.#child = spawn(BIN, args.map(String), { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on("data", (chunk) => (this.log += chunk));
    const ended = new Promise((_, fail) => {
      this.#child.once("exit", (code) => fail(new Error(`the API ended with ${code}\n${this.log}`)));
    });
    ended.catch(() => {}); // after the start an end is what a test wants
    const lines = createInterface({ input: this.#child.stdout });
    const ready = new Promise((done) => {
      lines.on("line", (line) => line.startsWith("{") && done(JSON.parse(line)));
    });
    const { enrolments } = await Promise.race([ready, ended]);
    this.enrolments = enrolments;
    return this;
  }

  /** A fresh enrolment of the nth demo operator with a role. */
  operator(role, { ambito = "visconteo_sud_milano", nth = 0 } = {}) {
    const found = this.enrolments.filter((one) => one.role === role && one.ambito === ambito)[nth];
    if (!found) throw new Error(`no demo operator ${role} ${nth} in ${ambito}`);
    return found;
  }

  /** Orders a fault for the next push, such as `crash_after_commit`. */
  order(fault) {
    return writeFile(join(this.dataDir, "fault"), fault);
  }

  stop() {
    return this.#end("SIGTERM");
  }

  kill() {
    return this.#end("SIGKILL");
  }

  /** Waits until the process has ended by itself. */
  ended() {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    return new Promise((done) => child.once("exit", done));
  }

  async #end(signal) {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await gone;
  }

  async dispose() {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** A data folder that the demo has filled, made once for each build of the API and each day: filling takes seconds. */
async function filled() {
  const { mtimeMs } = statSync(BIN);
  const folder = join(process.env.TACCUINO_E2E_OUT ?? tmpdir(), `demo-${Math.round(mtimeMs)}-${romeDay(Date.now())}`);
  if (!existsSync(folder)) {
    const making = `${folder}-${process.pid}`;
    await mkdir(making, { recursive: true });
    const api = await (await Api.empty(making)).start();
    await api.stop();
    await rename(making, folder);
  }
  return folder;
}

/** What a story needs at most, in milliseconds; to wait for so long and then be told is less than what a file of tests may take. */
const STORY = 150_000;

/**
 * The demo is of today in Rome, and so are the pages that its stories look at. A story that would not end before midnight begins
 * after it.
 */
async function dayIsLong() {
  while (romeDay(Date.now()) !== romeDay(Date.now() + STORY)) await new Promise((done) => setTimeout(done, 1000));
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

// Networks that lie: the browser's hint, a certificate that is another's; and what travels beside the sync.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Phone, SMALL } from "../support/phone.mjs";
import { HEARTBEAT, PULL, PUSH, Proxy, answer, gone } from "../support/proxy.mjs";

/** A certificate that nobody signed but itself. */
async function certificate(folder, name) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", key, "-out", cert, ...subject], { stdio: "ignore" });
  const pem = await readFile(cert);
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  return { key: await readFile(key), cert: pem, pin: createHash("sha256").update(spki).digest("base64") };
}

describe("What the browser believes of the network", () => {
  let api;
  let proxy;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    phone.prepare = (page) =>
      page.addInitScript(() => {
        const says = () => !localStorage.getItem("prova.senza-rete");
        Object.defineProperty(Navigator.prototype, "onLine", { get: says });
      });
    await phone.enrol(api.operator("proximity_operator"));
    await statusSays(phone.page, "Tutto ricevuto alle");
  });
  afterEach(() => proxy.clear());
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  it("N9: it says that there is no network, and there is one: the record is received", async () => {
    const { page } = phone;
    await page.evaluate(() => localStorage.setItem("prova.senza-rete", "1"));
    await page.reload();
    assert.equal(await page.evaluate(() => navigator.onLine), false);
    const name = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
    await page.evaluate(() => localStorage.removeItem("prova.senza-rete"));
  });

  it("N9: it says that there is a network, and nothing answers: the record is on the phone, and the line says so", async () => {
    const { page } = phone;
    await page.reload();
    assert.equal(await page.evaluate(() => navigator.onLine), true);
    [PUSH, PULL].forEach((route) => proxy.put(route, gone));
    const name = await recordPerson(page);
    await statusSays(page, "Senza rete");
    await go(page, "Invio");
    await row(page, name).filter({ hasText: "aspetta la rete" }).waitFor();
    await page.getByRole("button", { name: "Invia ora" }).click();
    await page.getByText(/^Provato alle .* · Senza rete\. Riprovo da solo/).waitFor();
    proxy.clear();
    await page.getByRole("button", { name: "Invia ora" }).click();
    await row(page, name, "Ricevuto").waitFor();
  });
});

describe("A certificate that is not the Ambito's", () => {
  let api;
  let proxy;
  let phone;
  let folder;
  let other;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "taccuino-tls-"));
    const own = await certificate(folder, "own");
    other = await certificate(folder, "other");
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api, own);
    phone = await Phone.buy(proxy.origin, SMALL, [`--ignore-certificate-errors-spki-list=${own.pin}`]);
    await phone.enrol(api.operator("proximity_operator"));
    await statusSays(phone.page, "Tutto ricevuto alle");
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it("N13: is a network that fails: nothing is sent, nothing goes without TLS, and the record is received later", async () => {
    const { page } = phone;
    const own = { key: await readFile(join(folder, "own.key")), cert: await readFile(join(folder, "own.pem")) };
    proxy.server.setSecureContext(other);
    const asked = [];
    phone.context.on("request", (request) => asked.push(request.url()));
    const sent = proxy.seen.length;
    const name = await recordPerson(page);
    await statusSays(page, "Senza rete");
    await statusSays(page, "1 solo su questo telefono");
    assert.equal(proxy.seen.length, sent, "nothing came through");
    assert.ok(asked.some((url) => url.includes("/v1/sync/")), "it was tried");
    for (const url of asked) assert.ok(url.startsWith("https://"), url);
    proxy.server.setSecureContext(own);
    await go(page, "Invio");
    await page.getByRole("button", { name: "Invia ora" }).click();
    await row(page, name, "Ricevuto").waitFor();
  });
});

describe("Beside the sync", () => {
  let api;
  let proxy;
  let phone;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  it("a sign of life goes by itself, says nothing of a person, and changes nothing when nobody takes it", async () => {
    let beaten;
    const beat = new Promise((done) => (beaten = done));
    proxy.put(HEARTBEAT, ({ body, outgoing }) => {
      beaten(JSON.parse(body));
      answer(500, "text/plain", "")({ outgoing });
    });
    await phone.enrol(api.operator("proximity_operator"));
    const told = await beat;
    const known = ["deviceId", "protocol", "appVersion", "configVersion", "pending", "toFix", "oldestPendingMs", "clockSkewMs", "lastPull", "storage"];
    for (const key of Object.keys(told)) assert.ok(known.includes(key), key);
    assert.equal(told.pending, 0);
    assert.match(told.appVersion, /^\d+\.\d+\.\d+$/);
    assert.equal(typeof told.storage.persisted, "boolean");
    assert.ok(told.storage.quota > 0);
    await statusSays(phone.page, "Tutto ricevuto alle");
    const { page } = phone;
    const name = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
    await statusSays(page, "Tutto ricevuto alle");
  });

  it("a large push goes compressed, and plain where the browser cannot", async () => {
    const pushed = () => proxy.seen.filter(({ route }) => route === PUSH).at(-1);
    const sendTwo = async () => {
      const { page } = phone;
      proxy.put(PUSH, gone);
      const names = [await recordPerson(page), await recordPerson(page)];
      proxy.clear();
      await page.reload();
      await go(page, "Elenco");
      for (const name of names) await row(page, name, "Ricevuto").waitFor();
      const { headers, body } = pushed();
      assert.ok(body.length > 1024);
      for (const name of names) assert.ok(body.includes(name));
      return headers["content-encoding"];
    };
    assert.equal(await sendTwo(), "gzip");
    phone.prepare = (tab) => tab.addInitScript(() => delete globalThis.CompressionStream);
    await phone.restart();
    assert.equal(await sendTwo(), undefined);
  });
});

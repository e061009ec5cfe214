// Another version: of the app, which waits for consent and takes every page along; of the API, which may be an older one.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, openPersonForm, recordPerson, row, statusSays, surname } from "../support/capture.mjs";
import { Phone, unlock } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, gone, reworded, speaking } from "../support/proxy.mjs";

let api;
let proxy;
let phone;

before(async () => {
  api = await (await Api.prepare()).start();
  proxy = await Proxy.before(api);
  phone = await Phone.buy(proxy.origin);
  await phone.enrol(api.operator("proximity_operator"));
});
after(async () => {
  await phone?.dispose();
  await proxy?.dispose();
  await api?.dispose();
});

/** The build that serves a page. */
const buildOf = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => done(data.build);
        navigator.serviceWorker.controller.postMessage({ type: "BUILD" }, [port2]);
      }),
  );

/** From now on there is another build to be had. */
const release = (build) => proxy.put("GET /sw.js", reworded((script) => script.replace(/(build"?:")[^"]+/, `$1${build}`)));

/** The browser looks for another build, as it does by itself each day and each start; what came of it. */
const looks = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    while (registration.installing) await new Promise(requestAnimationFrame);
    return { waits: registration.waiting !== null, caches: (await caches.keys()).length };
  });

const banner = (page) => page.getByRole("heading", { name: "Nuova versione pronta" });

describe("A new version of the app", () => {
  it("W3: the network goes in the middle of its download; the old one goes on, and the next try is whole", async () => {
    const { page } = phone;
    const build = await buildOf(page);
    release("prova-1");
    proxy.put("GET /manifest.webmanifest", gone);
    assert.deepEqual(await looks(page), { waits: false, caches: 1 });
    await api.kill();
    await page.reload();
    await recordPerson(page);
    assert.equal(await banner(page).count(), 0);
    assert.equal(await buildOf(page), build);
    await api.start();
    proxy.clear();
    release("prova-1");
    assert.deepEqual(await looks(page), { waits: true, caches: 2 });
    await banner(page).waitFor();
  });

  it("W1: waits for days, is never in the way of a form, and is taken when the person says so", async () => {
    const { page } = phone;
    const name = surname();
    await page.reload();
    await banner(page).waitFor();
    await page.getByRole("button", { name: "Dopo" }).click();
    assert.equal(await banner(page).count(), 0);
    await page.reload();
    await openPersonForm(page);
    assert.equal(await banner(page).count(), 0, "not over a form");
    await page.getByLabel("Cognome").fill(name);
    await page.getByRole("link", { name: "Indietro" }).click();
    await banner(page).waitFor();
    await phone.picture("versione-nuova");
    assert.notEqual(await buildOf(page), "prova-1", "nobody agreed yet");
    const opened = page.waitForNavigation();
    await page.getByRole("button", { name: "Aggiorna ora" }).click();
    await opened;
    await unlock(page, phone);
    assert.equal(await buildOf(page), "prova-1");
    await openPersonForm(page);
    await page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await page.getByLabel("Cognome").inputValue(), name);
    await page.getByRole("link", { name: "Indietro" }).click();
    assert.equal(await banner(page).count(), 0);
  });

  it("W2: takes every page along, with what is being typed in another tab; no page stays under another version", async () => {
    const { page } = phone;
    const name = surname();
    const other = await phone.tab("/giro");
    await openPersonForm(other);
    await other.getByRole("button", { name: "Elimina" }).click();
    release("prova-2");
    assert.deepEqual(await looks(page), { waits: true, caches: 3 });
    await go(page, "Oggi");
    await banner(page).waitFor();
    await other.getByLabel("Cognome").fill(name);
    const opened = [page, other].map((each) => each.waitForNavigation());
    await page.getByRole("button", { name: "Aggiorna ora" }).click();
    await Promise.all(opened);
    await unlock(page, phone);
    await unlock(other, phone);
    for (const each of [page, other]) assert.equal(await buildOf(each), "prova-2");
    await other.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await other.getByLabel("Cognome").inputValue(), name);
    const kept = await page.evaluate(() => caches.keys());
    assert.deepEqual(kept, ["taccuino-prova-1", "taccuino-prova-2"], "its own, and the one before");
    await other.close();
  });
});

describe("An API that was rolled back", () => {
  const speaks = (version) => {
    for (const route of ["GET /v1/session", PUSH, PULL]) proxy.put(route, speaking(version));
  };
  const versions = (from) => proxy.seen.slice(from).filter(({ route }) => route === PUSH).map(({ body }) => JSON.parse(body).protocol);

  it("W4: one version back is talked to in its own, and the queue goes", async () => {
    const { page } = phone;
    speaks(1);
    await page.reload();
    await go(page, "Oggi");
    await statusSays(page, "Tutto ricevuto alle");
    const from = proxy.seen.length;
    const name = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
    assert.deepEqual([...new Set(versions(from))], [1]);
    assert.ok(!proxy.seen.slice(from).some(({ headers }) => headers["content-encoding"]), "it does not know compression");
  });

  it("W4: further back than the app speaks it receives nothing; the queue stays, and goes once it is upgraded", async () => {
    const { page } = phone;
    speaks(0);
    const name = await recordPerson(page);
    await statusSays(page, "1 solo su questo telefono");
    await page.reload();
    await go(page, "Elenco");
    await row(page, name, "Sul telefono").waitFor();
    proxy.clear();
    await go(page, "Invio");
    await page.getByRole("button", { name: "Invia ora" }).click();
    await row(page, name, "Ricevuto").waitFor();
    const from = proxy.seen.length;
    const next = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, next, "Ricevuto").waitFor();
    assert.deepEqual(versions(from), [2], "by then it has heard what the API speaks");
  });
});

describe("A release that must go", () => {
  it("W8: a worker that ends all workers takes the kept files along and leaves what was written", async () => {
    const { page } = phone;
    await api.kill();
    const name = await recordPerson(page);
    await api.start({ endWorkers: true });
    const { passphrase } = phone;
    phone.passphrase = undefined;
    await page.reload();
    // It opens the page again without a worker.
    await page.waitForFunction(() => !navigator.serviceWorker.controller);
    phone.passphrase = passphrase;
    await unlock(page, phone);
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
    const left = await page.evaluate(async () => {
      const patience = performance.now() + 20_000;
      let left;
      do {
        left = { workers: (await navigator.serviceWorker.getRegistrations()).length, caches: await caches.keys() };
      } while ((left.workers || left.caches.length) && performance.now() < patience);
      return left;
    });
    assert.deepEqual(left, { workers: 0, caches: [] });
    await api.kill();
    await api.start();
    await page.reload();
    await phone.readyForOffline();
  });
});

// A phone that cannot keep things: it says so in plain words, and what was typed stays on the screen.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, save, statusSays, surname } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, portal, reworded } from "../support/proxy.mjs";

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

describe("No room on the phone", () => {
  let desk;
  let free = () => {};
  before(async () => {
    desk = await Desk.open(api);
  });
  // What fails here must not leave the phone full for the tests after it.
  afterEach(async () => {
    proxy.clear();
    await free();
  });

  /** Starts the phone again with no byte left for this origin; `free` gives the room back. */
  const noRoom = async () => {
    // Chromium remembers for half a minute that there was room: a new start asks again.
    await phone.switchOff();
    const page = await phone.open("/status");
    const session = await phone.context.newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: proxy.origin, quotaSize: 1 });
    await page.goto(`${proxy.origin}/giro`);
    free = async () => {
      free = () => {};
      await session.detach();
    };
  };
  const isInView = (locator) =>
    locator.evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const bar = document.querySelector(".bar").getBoundingClientRect();
      return top >= 0 && bottom <= bar.top;
    });

  it("D4: the text stays on the screen with a sentence, and is saved once there is room; nothing unsent goes", async () => {
    proxy.put(PUSH, portal);
    const earlier = await recordPerson(phone.page);
    await noRoom();
    const name = surname();
    await openPersonForm(phone.page);
    await fillPerson(phone.page, name);
    await phone.page.getByRole("button", { name: "Salva", exact: true }).click();
    const sentence = phone.page.getByRole("alert").filter({ hasText: "Il telefono non ha più spazio." });
    await sentence.waitFor();
    assert.match(await sentence.innerText(), /Quello che hai scritto è ancora qui/);
    assert.ok(await isInView(sentence), "the sentence can be read without looking for it");
    assert.equal(await phone.page.getByLabel("Cognome").inputValue(), name);
    assert.ok(await phone.page.getByRole("radio", { name: "Anziano" }).isChecked());
    const second = await phone.tab("/invio");
    await row(second, earlier).waitFor();
    assert.equal(await row(second, name).count(), 0, "nothing says that it was saved");
    await second.close();

    await free();
    await save(phone.page);
    await go(phone.page, "Elenco");
    for (const each of [earlier, name]) await row(phone.page, each, "Sul telefono").waitFor();
    await go(phone.page, "Altro");
    await phone.page.getByRole("link", { name: "Bozze" }).click();
    await phone.page.getByText("Nessuna bozza").waitFor();

    proxy.clear();
    await go(phone.page, "Invio");
    await phone.page.getByRole("button", { name: "Invia ora" }).click();
    await statusSays(phone.page, "Tutto ricevuto alle");
    for (const each of [earlier, name]) assert.equal((await desk.persons(each)).length, 1);
  });

  it("D4: the status line says that the phone does not save, until it does", async () => {
    await noRoom();
    await openPersonForm(phone.page);
    await fillPerson(phone.page, surname());
    await phone.page.getByRole("button", { name: "Salva", exact: true }).click();
    await phone.page.getByRole("alert").filter({ hasText: "Il telefono non ha più spazio." }).waitFor();
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    await statusSays(phone.page, "Il telefono non salva: libera spazio");
    await free();
    await recordPerson(phone.page);
    await statusSays(phone.page, "Tutto ricevuto alle");
  });
});

describe("A browser that keeps nothing", () => {
  const broken = {
    "is missing": () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
    "is closed to this page": () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("prova", "SecurityError");
      };
    },
    "fails to open": () => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function () {
        const request = open.call(this, "prova");
        Object.defineProperty(request, "error", { value: new DOMException("prova", "UnknownError") });
        const failInstead = (event) => {
          event.stopImmediatePropagation();
          request.dispatchEvent(new Event("error"));
        };
        for (const type of ["upgradeneeded", "success"]) request.addEventListener(type, failInstead, { once: true });
        return request;
      };
    },
  };
  for (const [what, script] of Object.entries(broken)) {
    it(`D22: IndexedDB ${what}: said clearly, on every page, before a code is spent`, async () => {
      const fresh = await Phone.buy(proxy.origin);
      try {
        await fresh.open("/status");
        await fresh.context.addInitScript(script);
        for (const path of ["/attiva", "/beneficiario/nuovo"]) {
          const page = await fresh.tab(path);
          await page.getByRole("heading", { name: "Taccuino non può salvare qui" }).waitFor();
          await page.getByText("Questo browser non permette di salvare sul telefono").waitFor();
          assert.equal(await page.getByRole("button", { name: /Attiva|Salva/ }).count(), 0);
          await page.close();
        }
      } finally {
        await fresh.dispose();
      }
    });
  }

  it("D8: says when the browser does not promise to keep the data", async () => {
    await phone.page.goto(`${proxy.origin}/giro`);
    await go(phone.page, "Altro");
    await phone.page.getByText("Non protetta: il telefono potrebbe liberarla.").waitFor();
  });
});

describe("What the browser threw away", () => {
  it("D5: a phone that the API knows says that its data are gone, and what that means; what was received comes back", async () => {
    const emptied = await Phone.buy(proxy.origin);
    try {
      await emptied.enrol(api.operator("proximity_operator", { nth: 1 }));
      const name = await recordPerson(emptied.page);
      await statusSays(emptied.page, "Tutto ricevuto alle");
      await emptied.page.goto(`${proxy.origin}/status`);
      const session = await emptied.context.newCDPSession(emptied.page);
      // What a browser frees by itself, which is everything but the session.
      const storageTypes = "indexeddb,service_workers,cache_storage,local_storage";
      await session.send("Storage.clearDataForOrigin", { origin: proxy.origin, storageTypes });
      const { passphrase } = emptied;
      emptied.passphrase = undefined;
      await emptied.page.goto(`${proxy.origin}/`);
      const told = emptied.page.getByRole("alert").filter({ hasText: "I dati di Taccuino non sono più su questo telefono" });
      await told.waitFor();
      assert.match(await told.innerText(), /non era ancora partito non si può recuperare/);
      await emptied.picture("dati-cancellati");
      await emptied.pictureByNight("dati-cancellati-notte");
      assert.deepEqual(await violations(emptied.page), []);

      // The demo gives one code at each start.
      await api.kill();
      await api.start();
      emptied.passphrase = passphrase;
      await emptied.page.getByLabel("Codice di attivazione").fill(api.operator("proximity_operator", { nth: 1 }).code);
      await emptied.activate();
      await go(emptied.page, "Elenco");
      await row(emptied.page, name, "Ricevuto").waitFor();
    } finally {
      await emptied.dispose();
    }
  });

  it("D5: a phone that nobody ever used says nothing of the kind", async () => {
    const fresh = await Phone.buy(proxy.origin);
    try {
      const asked = new Promise((done) => proxy.put("GET /v1/session", reworded((answer) => (done(), answer))));
      const page = await fresh.open("/");
      await asked;
      await page.getByLabel("Codice di attivazione").waitFor();
      assert.equal(await page.getByText("non sono più su questo telefono").count(), 0);
    } finally {
      proxy.clear();
      await fresh.dispose();
    }
  });
});

describe("Another version of the database", () => {
  /** Opens the database from a page of the same origin that is not the app, as a newer version of it would. */
  const upgrade = (page) =>
    page.evaluate(async () => {
      const { name } = (await indexedDB.databases()).find(({ name }) => name !== "taccuino-keys");
      await new Promise((done, fail) => {
        const open = indexedDB.open(name, 99);
        open.onsuccess = () => {
          open.result.close();
          done(true);
        };
        open.onerror = () => fail(open.error);
      });
    });

  it("D10, D12: the old tab writes its draft down and gives way; an old app says so, and touches nothing", async () => {
    const name = surname();
    await phone.page.goto(`${proxy.origin}/giro`);
    await openPersonForm(phone.page);
    await phone.page.getByLabel("Cognome").fill(name);
    const other = await phone.tab("/status");
    await upgrade(other);
    await phone.page.getByRole("heading", { name: "Taccuino non può salvare qui" }).waitFor();
    await phone.page.getByText("sono di una versione più nuova di Taccuino. Aggiorna l’app: nulla è andato perso.").waitFor();

    const rows = () => phone.rows();
    const kept = await rows();
    assert.ok(kept.includes(name), "the draft was written before the tab gave way");
    await phone.page.reload();
    await phone.page.getByText("sono di una versione più nuova di Taccuino.").waitFor();
    assert.equal(await rows(), kept, "nothing was deleted or made again");
  });
});

// The Ambito goes back to a backup that is older than what it received: the phones send that again.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, changed, gone } from "../support/proxy.mjs";

describe("An API that was restored from a backup", () => {
  let api;
  let proxy;
  let phone;
  let desk;

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

  const receipt = async (name) => {
    const { page } = phone;
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").first().click();
    const code = await page.locator(".receipt__code").getAttribute("title");
    await page.getByRole("link", { name: "Indietro" }).click();
    return code;
  };

  it("V3: what it lost comes again from the phone, once each, with new receipts, and the phone says so", async () => {
    const { page } = phone;
    const kept = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, kept, "Ricevuto").waitFor();
    const backup = join(api.dataDir, "copia.db");
    await api.backup(backup);

    const lost = [await recordPerson(page), await recordPerson(page)];
    await go(page, "Elenco");
    for (const name of lost) await row(page, name, "Ricevuto").waitFor();
    const before = await receipt(lost[0]);

    await api.kill();
    await api.restore(backup);
    await api.start();
    // The API is reached, what goes up is not yet: the phone learns of it first.
    proxy.put(PUSH, gone);
    await page.goto(`${proxy.origin}/invio`);
    await page.getByRole("button", { name: "Invia ora" }).click();
    await page.getByText(/L’Ambito è ripartito da una copia: rimandiamo \d+ cos/).waitFor();
    await phone.picture("stato-invio-rimandate");
    proxy.clear();
    await page.getByRole("button", { name: "Invia ora" }).click();
    await statusSays(page, "Tutto ricevuto alle");
    await page.getByText("L’Ambito è ripartito da una copia").waitFor({ state: "detached" });

    desk = await Desk.open(api);
    for (const name of [kept, ...lost]) {
      const held = await desk.persons(name);
      assert.equal(held.length, 1, `${name}: once`);
      assert.equal(held[0].rev, 1, "changed once, by its creation");
    }
    assert.notEqual(await receipt(lost[0]), before, "the receipt is one of the new incarnation");
  });

  it("V3 H2: what another operator of the phone sent and a restored API lacks stays shut, and goes when that one is back", async () => {
    const { page } = phone;
    const enrol = async (nth) => {
      await page.goto("about:blank");
      await page.goto(`${proxy.origin}/attiva#${api.operator("proximity_operator", { nth }).code}`);
      await phone.activate();
      await page.getByRole("navigation", { name: "Sezioni" }).waitFor();
    };
    const backup = join(api.dataDir, "seconda.db");
    await api.backup(backup);
    const name = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();

    await api.kill();
    await api.restore(backup);
    await api.start();
    await enrol(1);
    phone.notebook = 2;
    await page.goto(`${proxy.origin}/invio`);
    const told = page.getByText("Su questo telefono ci sono altri taccuini, chiusi.");
    await told.waitFor();
    await phone.picture("stato-invio-di-altri");
    await phone.pictureByNight("stato-invio-di-altri-notte");
    assert.equal(await page.getByText("Puoi consegnare il telefono").count(), 0);
    assert.equal(await page.getByText(name).count(), 0, "no name of the other's record");
    assert.equal((await desk.persons(name)).length, 0);

    await api.kill();
    await api.start();
    const applied = new Promise((done) => {
      proxy.put(PUSH, changed(({ results }) => results.some(({ outcome }) => outcome === "applied") && done()));
    });
    await enrol(0);
    phone.notebook = 1;
    await applied;
    await page.goto(`${proxy.origin}/invio`);
    await statusSays(page, "Tutto ricevuto alle");
    assert.equal((await desk.persons(name)).length, 1);
  });
});

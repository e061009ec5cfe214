// A session that ends while records wait, and a phone that another person signs in on.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, changed, problem } from "../support/proxy.mjs";

describe("A session that ends", () => {
  let api;
  let proxy;
  let phone;
  let desk;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    await phone.enrol(api.operator("proximity_operator"));
    await statusSays(phone.page, "Tutto ricevuto alle");
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  const enrol = async (code) => {
    const { page } = phone;
    await page.goto("about:blank");
    await page.goto(`${proxy.origin}/attiva#${code}`);
    await phone.activate();
  };

  it("H1: 401 between the push and the pull: what was received is received, and capture goes on", async () => {
    // The push passes, and the session ends right after it.
    proxy.put(PUSH, changed(() => proxy.put(PULL, problem(401, "unauthenticated"))));
    const { page } = phone;
    const name = await recordPerson(page);
    await statusSays(page, "Sessione scaduta: serve un nuovo codice");
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
  });

  it("H2: another operator signs in over unsent records: nothing goes out under that name, and nothing is lost", async () => {
    const { page } = phone;
    proxy.clear();
    const first = proxy.device;
    const ended = await page.evaluate(async (device) => {
      const headers = { "x-taccuino": "1", "x-taccuino-device": device };
      return (await fetch("/v1/session/end", { method: "POST", headers })).status;
    }, first);
    assert.equal(ended, 204);
    const name = await recordPerson(page);
    await statusSays(page, "1 solo su questo telefono");
    await enrol(api.operator("proximity_operator", { nth: 1 }).code);
    await statusSays(page, "Tutto ricevuto alle");
    await go(page, "Elenco");
    await page.getByRole("searchbox", { name: "Cerca" }).fill(name);
    await page.getByText("Nessun risultato").waitFor();

    // The first one opens their notebook again; the session of the other lives in the same browser.
    const { length } = proxy.seen;
    phone.notebook = 1;
    const refused = page.waitForResponse((answer) => answer.status() === 401);
    await page.reload();
    await refused;
    await statusSays(page, "Sessione scaduta: serve un nuovo codice");
    await page.goto(`${proxy.origin}/invio`);
    await row(page, name).waitFor();
    const pushed = proxy.seen.slice(length).filter(({ route }) => route === PUSH);
    for (const { headers } of pushed) assert.equal(headers["x-taccuino-device"], first, "not as the second one");

    // The coordinator gives the first operator a new code.
    await api.kill();
    await api.start();
    await enrol(api.operator("proximity_operator").code);
    await page.getByRole("navigation", { name: "Sezioni" }).waitFor();
    await go(page, "Elenco");
    await row(page, name, "Ricevuto").waitFor();
    desk = await Desk.open(api);
    const held = await desk.persons(name);
    assert.equal(held.length, 1, "one record at the API");
    const assigned = held[0].fields.assignedOperatorIds;
    assert.deepEqual(assigned, [held[0].fields.operatorId], "made by the one who typed it");
  });

  it("H4: a lost phone is revoked: it is told so and still captures; found again, a new code sends what it holds", async () => {
    const { page } = phone;
    await api.revoke(proxy.device);
    const name = await recordPerson(page);
    await statusSays(page, "Telefono disattivato dall’Ambito");
    await statusSays(page, "1 solo su questo telefono");
    await page.goto(`${proxy.origin}/invio`);
    await page.getByText("L’Ambito ha disattivato questo telefono: non invia più.").waitFor();
    const later = await recordPerson(page);
    await go(page, "Elenco");
    for (const one of [name, later]) await row(page, one, "Sul telefono").waitFor();
    assert.equal((await desk.persons(name)).length, 0);

    await api.kill();
    await api.start();
    await enrol(api.operator("proximity_operator").code);
    await page.getByRole("navigation", { name: "Sezioni" }).waitFor();
    await go(page, "Elenco");
    for (const one of [name, later]) {
      await row(page, one, "Ricevuto").waitFor();
      assert.equal((await desk.persons(one)).length, 1);
    }
  });
});

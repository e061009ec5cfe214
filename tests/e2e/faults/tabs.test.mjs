// Two tabs of one phone: both capture, one sends.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, save, statusSays, surname } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, lost, portal } from "../support/proxy.mjs";

describe("Two tabs", () => {
  let api;
  let proxy;
  let phone;
  let desk;
  let first;
  let second;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    first = await phone.enrol(api.operator("proximity_operator"));
    second = await phone.tab("/elenco");
    desk = await Desk.open(api);
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  const bothSee = async (names, state) => {
    for (const page of [first, second]) {
      await go(page, "Elenco");
      for (const name of names) await row(page, name, state).waitFor();
    }
  };
  const sentOnce = async (names, pushed) => {
    const sent = proxy.pushes.slice(pushed).flat();
    assert.equal(new Set(sent.map((op) => op.opId)).size, sent.length, "no operation was sent twice");
    for (const name of names) {
      assert.equal(sent.filter((op) => op.fields.lastName?.value === name).length, 1);
      assert.equal((await desk.persons(name)).length, 1, "one record at the API");
    }
  };

  it("D16: each captures, both see both, each record is sent once", async () => {
    const pushed = proxy.pushes.length;
    const names = [await recordPerson(first), await recordPerson(second)];
    await bothSee(names, "Ricevuto");
    await sentOnce(names, pushed);
  });

  it("D16: both save at the same instant, over the same store", async () => {
    const pushed = proxy.pushes.length;
    const names = [surname(), surname()];
    for (const [at, page] of [first, second].entries()) {
      await openPersonForm(page);
      await fillPerson(page, names[at]);
    }
    await Promise.all([save(first), save(second)]);
    await bothSee(names, "Ricevuto");
    await sentOnce(names, pushed);
  });

  it("D16: Invia ora in the tab that does not send is heard by the one that does", async () => {
    proxy.put(PUSH, portal);
    const names = [await recordPerson(first), await recordPerson(second), await recordPerson(second)];
    await bothSee(names, "Sul telefono");
    for (const page of [first, second]) await statusSays(page, "3 solo su questo telefono");
    proxy.clear();
    const pushed = proxy.pushes.length;
    await go(second, "Invio");
    await second.getByRole("button", { name: "Invia ora" }).click();
    await bothSee(names, "Ricevuto");
    await sentOnce(names, pushed);
  });

  it("D16: the tab that sends is closed with a push under way; the other takes over, and the record is there once", async () => {
    let closing;
    proxy.put(PUSH, lost(() => {
      proxy.clear();
      closing = first.close();
      return closing;
    }));
    const name = await recordPerson(second);
    await go(second, "Elenco");
    await row(second, name, "Ricevuto").waitFor();
    await closing;
    const [held, ...others] = await desk.persons(name);
    assert.deepEqual(others, []);
    assert.equal(held.rev, 1);
    const sent = proxy.pushes.flat().filter((op) => op.recordId === held.id);
    assert.equal(sent.length, 2, "the push that nobody heard of was sent again by the other tab");
    assert.equal(new Set(sent.map((op) => op.opId)).size, 1, "as the same operation");
  });
});

// The API dies after its commit and before its answer, and is started again.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, lost } from "../support/proxy.mjs";

describe("The API dies between commit and answer", () => {
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

  /** The API is back: one record, one receipt, the one of the commit that nobody heard of. */
  const oneRecordOneReceipt = async (name) => {
    await statusSays(phone.page, "Senza rete");
    await go(phone.page, "Elenco");
    await row(phone.page, name, "Sul telefono").waitFor();
    await api.start();
    let acks = [];
    proxy.put(PUSH, async ({ forward, outgoing }) => {
      const { status, headers, body } = await forward();
      acks = acks.concat(JSON.parse(body).results);
      outgoing.writeHead(status, { ...headers, "content-length": body.length });
      outgoing.end(body);
    });
    await go(phone.page, "Invio");
    await phone.page.getByRole("button", { name: "Invia ora" }).click();
    await go(phone.page, "Elenco");
    await row(phone.page, name, "Ricevuto").click();
    const receipt = await phone.page.getByTitle(/^[A-Z0-9]{8,}$/).getAttribute("title");
    assert.deepEqual(acks.map(({ outcome }) => outcome), ["duplicate"], "the second try found the first one's effect");
    assert.equal(acks[0].receipt, receipt, "the receipt that the first commit made");
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    desk ??= await Desk.open(api);
    const held = await desk.persons(name);
    assert.equal(held.length, 1, "one record at the API");
    assert.equal(held[0].rev, 1, "created once");
    return receipt;
  };

  it("V1/N2: it aborts by itself right after the commit", async () => {
    await api.order("crash_after_commit");
    const name = await recordPerson(phone.page);
    await api.ended();
    await oneRecordOneReceipt(name);
  });

  it("V1/N2: kill -9 while its answer is on the way; the receipt is the one that was lost", async () => {
    let unheard;
    proxy.put(PUSH, lost(async ({ results }) => {
      [unheard] = results;
      await api.kill();
    }));
    const name = await recordPerson(phone.page);
    await statusSays(phone.page, "1 solo su questo telefono");
    await api.ended();
    assert.equal(unheard.outcome, "applied");
    assert.equal(await oneRecordOneReceipt(name), unheard.receipt);
  });
});

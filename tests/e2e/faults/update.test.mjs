// An API of another version.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, speaking } from "../support/proxy.mjs";

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
  });
});

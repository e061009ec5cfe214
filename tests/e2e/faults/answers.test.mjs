// Answers to a push that are no receipt: the record stays, the status line says the truth, later it is received once.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, recordPerson, row, save, soon, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, answer, cut, lost, portal, problem, refused } from "../support/proxy.mjs";

describe("Answers that are no receipt", () => {
  let api;
  let proxy;
  let phone;
  let desk;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    phone = await Phone.buy(proxy.origin);
    phone.prepare = (page) => page.clock.install();
    await phone.enrol(api.operator("proximity_operator"));
    desk = await Desk.open(api);
  });
  afterEach(() => proxy.clear());
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  /** Records a person while a fault answers; it is on the phone and in Invio, and the status line says why. */
  const recordUnder = async (fault, words) => {
    proxy.put(PUSH, fault);
    const name = await recordPerson(phone.page);
    await soon(phone.page);
    await statusSays(phone.page, words);
    await statusSays(phone.page, "1 solo su questo telefono");
    await go(phone.page, "Elenco");
    await row(phone.page, name, "Sul telefono").waitFor();
    await go(phone.page, "Invio");
    await row(phone.page, name).waitFor();
    return name;
  };

  /** The fault is over and the app is opened again: the record is received, and is at the API once. */
  const receivedOnce = async (name) => {
    proxy.clear();
    await phone.page.reload();
    await go(phone.page, "Elenco");
    await row(phone.page, name, "Ricevuto").waitFor();
    await statusSays(phone.page, "Tutto ricevuto alle");
    const held = await desk.persons(name);
    assert.equal(held.length, 1, "one record at the API");
    assert.equal(held[0].rev, 1, "changed once, by its creation");
    return held[0];
  };

  // The words of Invio for what only a person can end.
  const ends = {
    "Sessione scaduta": "La sessione è scaduta: serve un nuovo codice.",
    "Telefono disattivato": "L’Ambito ha disattivato questo telefono: non invia più.",
    "Aggiorna Taccuino": "Questa versione non può più inviare: aggiorna Taccuino.",
  };
  const faults = [
    ["N6: a sign-in page with status 200", portal, "La rete chiede un accesso"],
    ["N8: a redirect to a sign-in page", answer(302, "text/html", "", { location: "/accesso" }), "Senza rete"],
    ["H1: 401", problem(401, "unauthenticated"), "Sessione scaduta: serve un nuovo codice"],
    ["H4: 403 of a revoked device", problem(403, "device_revoked"), "Telefono disattivato dall’Ambito"],
    ["H9: 429 with an hour of Retry-After", answer(429, "text/plain", "", { "retry-after": "3600" }), "L’Ambito non risponde bene"],
    ["H10: 500", answer(500, "text/html", "<h1>Internal Server Error</h1>"), "L’Ambito non risponde bene"],
    ["H11: 503", answer(503, "text/plain", "no server is available"), "L’Ambito non risponde bene"],
    ["H14: 426", problem(426, "client_too_old"), "Aggiorna Taccuino per inviare"],
    ["H15: 404", answer(404, "text/html", "<h1>Not Found</h1>"), "L’Ambito non risponde bene"],
    ["N2: the API applied it and its answer was lost", lost(), "Senza rete"],
    ["N5: the API applied it and its answer was cut short", cut(), "L’Ambito non risponde bene"],
  ];
  for (const [title, fault, words] of faults) {
    it(`${title}: the record stays, and is received once`, async () => {
      const name = await recordUnder(fault, words);
      const told = Object.entries(ends).find(([start]) => words.startsWith(start));
      if (told) await phone.page.getByText(told[1]).waitFor();
      await receivedOnce(name);
    });
  }

  it("N7: an old answer out of a cache is no receipt", async () => {
    let old;
    proxy.put(PUSH, async ({ forward, outgoing }) => {
      old = await forward();
      answer(old.status, old.headers["content-type"], old.body, { "x-sync-protocol": "1" })({ outgoing });
    });
    const first = await recordPerson(phone.page);
    await soon(phone.page);
    await row(phone.page, first).first().waitFor({ state: "detached" });
    await go(phone.page, "Elenco");
    await row(phone.page, first, "Ricevuto").waitFor();
    const replay = answer(old.status, old.headers["content-type"], old.body, { "x-sync-protocol": "1" });
    await receivedOnce(await recordUnder(replay, "L’Ambito non risponde bene"));
  });

  it("N6: Invia ora sends at once when the fault is over, with no new page", async () => {
    const name = await recordUnder(portal, "La rete chiede un accesso");
    proxy.clear();
    await phone.page.getByRole("button", { name: "Invia ora" }).click();
    await row(phone.page, name, "Ricevuto").waitFor();
    await statusSays(phone.page, "Tutto ricevuto alle");
    assert.equal((await desk.persons(name)).length, 1);
  });

  it("H7: 413 for a batch: the records go in smaller ones", async () => {
    proxy.put(PUSH, problem(401, "unauthenticated"));
    const names = [await recordPerson(phone.page), await recordPerson(phone.page), await recordPerson(phone.page)];
    await statusSays(phone.page, "3 solo su questo telefono");
    const tooLarge = answer(413, "text/html", "<h1>Request Entity Too Large</h1>");
    const sizes = [];
    proxy.put(PUSH, async (exchange) => {
      const { ops } = JSON.parse(exchange.body);
      sizes.push(ops.length);
      if (ops.length > 1) return tooLarge(exchange);
      const { status, headers, body } = await exchange.forward();
      answer(status, headers["content-type"], body, { "x-sync-protocol": "1" })(exchange);
    });
    await phone.page.reload();
    await go(phone.page, "Elenco");
    for (const name of names) await row(phone.page, name, "Ricevuto").waitFor();
    assert.ok(sizes[0] === 3 && sizes.at(-1) === 1, `batches of ${sizes}`);
    for (const name of names) assert.equal((await desk.persons(name)).length, 1);
  });

  /** A refused record is under Da correggere with its reason, is mended in place, and is received. */
  const refusedAndMended = async (fault, reason, { mend, at }) => {
    proxy.put(PUSH, fault);
    const name = await recordPerson(phone.page);
    await soon(phone.page);
    await statusSays(phone.page, "Da correggere: 1");
    await go(phone.page, "Invio");
    await phone.page.getByRole("heading", { name: "Da correggere" }).waitFor();
    const listed = row(phone.page, name);
    await listed.filter({ hasText: at ?? reason }).first().waitFor();
    await phone.page.getByRole("link", { name: new RegExp(`^Correggi: .*${name}`) }).waitFor();
    await listed.first().click();
    await phone.page.getByRole("heading", { name: "L’Ambito non l’ha accettata" }).waitFor();
    await phone.page.getByText(reason).waitFor();
    if (at) await phone.page.getByText(at).waitFor();
    const id = new URL(phone.page.url()).pathname.split("/").at(-1);

    proxy.clear();
    await phone.page.getByRole("link", { name: /^(Modifica|Correggi)$/ }).click();
    await mend(phone.page);
    await save(phone.page);
    await soon(phone.page);
    await go(phone.page, "Elenco");
    await row(phone.page, name, "Ricevuto").waitFor();
    await statusSays(phone.page, "Tutto ricevuto alle");
    const [held, ...others] = await desk.persons(name);
    assert.deepEqual(others, [], "one record at the API");
    assert.equal(held.id, id, "the record that was refused");
    return held;
  };
  const changeStreet = (page) => page.getByLabel("Via e numero").fill("Via degli Olmi 3");

  it("H8: a refused record is mended in place, with a new operation", async () => {
    const pushed = proxy.pushes.length;
    const refusal = refused("invalid", [{ field: "address", code: "too_long" }]);
    const held = await refusedAndMended(refusal, "Alcune voci non vanno bene", {
      at: "Via e numero: Il testo è troppo lungo: accorcialo",
      mend: changeStreet,
    });
    assert.equal(held.fields.address, "Via degli Olmi 3");
    const sent = proxy.pushes.slice(pushed).flat().filter((op) => op.recordId === held.id);
    const [first, mended] = [...new Map(sent.map((op) => [op.opId, op])).values()];
    assert.ok(first && mended, "the mended record went as a new operation");
    assert.equal(mended.kind, "create");
    assert.equal(mended.fields.lastName.value, first.fields.lastName.value, "with what was typed first");
  });

  it("H8: 422 for one operation", async () => {
    await refusedAndMended(problem(422, "unprocessable"), "Alcune voci non vanno bene", { mend: changeStreet });
  });

  it("H7: 413 for one operation", async () => {
    const tooLarge = answer(413, "text/html", "<h1>Request Entity Too Large</h1>");
    await refusedAndMended(tooLarge, "È troppo grande per essere inviata: accorcia le note", { mend: changeStreet });
  });

  it("H10: one record that the API stumbles over does not hold the others up", async () => {
    const poison = await recordUnder(problem(401, "unauthenticated"), "Sessione scaduta");
    const good = await recordPerson(phone.page);
    proxy.put(PUSH, async (exchange) => {
      const { ops } = JSON.parse(exchange.body);
      const stumbles = ops.some((op) => op.fields.lastName?.value === poison);
      if (stumbles) return answer(500, "text/plain", "")(exchange);
      const { status, headers, body } = await exchange.forward();
      answer(status, headers["content-type"], body, { "x-sync-protocol": "1" })(exchange);
    });
    await phone.page.reload();
    await go(phone.page, "Elenco");
    await row(phone.page, good, "Ricevuto").waitFor();
    await row(phone.page, poison, "Sul telefono").waitFor();
    await receivedOnce(poison);
  });
});

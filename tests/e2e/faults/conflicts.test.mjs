// Two people change one record without knowing of each other: what fits together is joined, what does not is kept
// beside, somebody chooses, and what was not chosen can be put back.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { row, save, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, changed, gone, refused } from "../support/proxy.mjs";

describe("Two phones, one record", () => {
  let api;
  let proxy;
  let desk;
  let paola;
  let vito;

  before(async () => {
    api = await (await Api.prepare()).start();
    proxy = await Proxy.before(api);
    desk = await Desk.open(api);
    paola = await enrolled("proximity_operator");
    vito = await enrolled("volunteer");
  });
  afterEach(() => proxy.clear());
  after(async () => {
    for (const one of [paola, vito]) await one?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  const enrolled = async (role) => {
    const phone = await Phone.buy(proxy.origin);
    await phone.enrol(api.operator(role));
    await statusSays(phone.page, "Tutto ricevuto alle");
    return phone;
  };
  const apart = () => [PUSH, PULL].forEach((route) => proxy.put(route, gone));
  /** A section, also from a page that has no bar. */
  const to = async (page, section) => {
    const paths = { Elenco: "/elenco", Invio: "/invio" };
    await page.goto(proxy.origin + paths[section]);
    await page.getByRole("heading", { level: 1, name: section }).waitFor();
  };

  /** Opens the record of a person out of the list. */
  const open = async ({ page }, person) => {
    await to(page, "Elenco");
    await row(page, person).first().click();
    await page.getByRole("heading", { level: 1 }).filter({ hasText: person }).waitFor();
  };
  const edit = async (phone, person, values) => {
    const { page } = phone;
    await open(phone, person);
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByLabel("Via e numero").waitFor();
    await page.getByText("Altri dettagli").click();
    for (const [field, value] of Object.entries(values)) {
      await page.locator(`#campo-${field}`).fill(value);
    }
    await save(page);
  };
  /** Sends and fetches until nothing of this phone waits. */
  const meet = async ({ page }) => {
    await page.goto(`${proxy.origin}/invio`);
    await page.getByRole("button", { name: "Invia ora" }).click();
    await page.getByText("Non c’è altro da inviare").waitFor();
  };
  const held = async (person) => {
    const [first, last] = person.split(" ");
    const found = await desk.records("beneficiary", ({ fields: one }) => one.firstName === first && one.lastName === last);
    assert.equal(found.length, 1);
    return found[0];
  };

  it("C1: different fields of one person are both there, on both phones, and nobody is asked", async () => {
    apart();
    await edit(paola, "Olga Esempio", { phone: "02 0000 9001" });
    await edit(vito, "Olga Esempio", { accessNotes: "Suona tre volte." });
    await statusSays(vito.page, "1 solo su questo telefono");
    proxy.clear();
    for (const phone of [paola, vito, paola]) await meet(phone);
    for (const phone of [paola, vito]) {
      await open(phone, "Olga Esempio");
      for (const text of ["02 0000 9001", "Suona tre volte."]) await phone.page.getByText(text).first().waitFor();
      assert.equal(await phone.page.getByText("Due persone hanno scritto cose diverse").count(), 0);
    }
    const { fields: there, siblings = [] } = await held("Olga Esempio");
    assert.deepEqual([there.phone, there.accessNotes, siblings], ["02 0000 9001", "Suona tre volte.", []]);
  });

  it("C3: the same ordinary field: the first stands, the other beside it, with a badge on both phones", async () => {
    apart();
    await edit(paola, "Ernesto Inventato", { phone: "02 0000 9002" });
    await edit(vito, "Ernesto Inventato", { phone: "02 0000 9003" });
    proxy.clear();
    for (const phone of [paola, vito, paola]) await meet(phone);
    for (const phone of [paola, vito]) {
      await to(phone.page, "Elenco");
      await row(phone.page, "Ernesto Inventato", "Conflitto").first().waitFor();
      await to(phone.page, "Invio");
      await row(phone.page, "Ernesto Inventato").filter({ hasText: "Due versioni: Telefono" }).waitFor();
      await open(phone, "Ernesto Inventato");
      for (const text of ["02 0000 9002", "02 0000 9003"]) await phone.page.getByText(text).first().waitFor();
      assert.equal(await phone.page.getByText("Da rivedere").count(), 0, "nothing critical");
    }
    const { fields: there, siblings } = await held("Ernesto Inventato");
    assert.equal(there.phone, "02 0000 9002");
    assert.deepEqual(siblings.map(({ field, value }) => [field, value]), [["phone", "02 0000 9003"]]);
  });

  describe("C4: how to get in, written by two people", () => {
    const mine = "Il portone è rotto: chiama.";
    const theirs = "Codice 1234 al cancello.";

    it("C4, H6: needs a review on both phones, and neither value is hidden", async () => {
      apart();
      await edit(paola, "Bruna Finta", { accessNotes: mine });
      await edit(vito, "Bruna Finta", { accessNotes: theirs });
      proxy.clear();
      for (const phone of [paola, vito, paola]) await meet(phone);
      for (const phone of [paola, vito]) {
        await to(phone.page, "Invio");
        const listed = phone.page.getByRole("main").getByRole("listitem").filter({ hasText: "Bruna Finta" });
        await listed.filter({ hasText: "Da rivedere: Come si entra" }).waitFor();
        const conflicts = phone.page.getByRole("heading", { name: "Conflitti" }).locator("+ ul").getByRole("listitem");
        await conflicts.first().filter({ hasText: "Bruna Finta" }).waitFor();
        await open(phone, "Bruna Finta");
        await phone.page.getByText("Da rivedere").waitFor();
        for (const text of [mine, theirs]) await phone.page.getByText(text).first().waitFor();
      }
    });

    it("C4: is settled on one phone, with no network, by who sees who wrote what", async () => {
      apart();
      const { page } = vito;
      await to(page, "Invio");
      await row(page, "Bruna Finta").click();
      await page.getByRole("heading", { name: "Scegli la versione" }).waitFor();
      await page.getByRole("button", { name: "Salva la scelta" }).click();
      await page.getByRole("alert").filter({ hasText: "Scegli una versione" }).waitFor();
      await page.getByRole("radio", { name: /^Ora all’Ambito/ }).and(page.getByRole("radio", { name: new RegExp(mine) })).waitFor();
      await page.getByRole("radio", { name: new RegExp(`^Tieni tutti e due.*${theirs}`, "s") }).waitFor();
      await page.getByRole("radio", { name: new RegExp(`^Vito Esempio.*${theirs}`, "s") }).click();
      await page.getByRole("button", { name: "Salva la scelta" }).click();
      await page.getByRole("heading", { level: 1 }).filter({ hasText: "Bruna Finta" }).waitFor();
      await page.getByText(theirs).first().waitFor();
      assert.equal(await page.getByText("Due persone hanno scritto cose diverse").count(), 0);
      await statusSays(page, "1 solo su questo telefono");
    });

    it("C4: reaches the other phone, where the value that lost is put back", async () => {
      for (const phone of [vito, paola]) await meet(phone);
      await open(paola, "Bruna Finta");
      const { page } = paola;
      assert.equal(await page.getByText("Due persone hanno scritto cose diverse").count(), 0);
      const other = page.getByRole("listitem").filter({ hasText: mine });
      await other.getByText(/deciso da Vito Esempio/).waitFor();
      await other.getByRole("button", { name: "Rimetti questo" }).click();
      // It stands on this page once it is on the phone: a page that is left before takes the save with it.
      await page.locator(".facts").getByText(mine).waitFor();
      for (const phone of [paola, vito]) await meet(phone);
      await open(vito, "Bruna Finta");
      await vito.page.locator(".facts").getByText(mine).waitFor();
      const { fields: there, siblings } = await held("Bruna Finta");
      assert.equal(there.accessNotes, mine);
      assert.ok(siblings.every(({ settled }) => settled), "nothing waits for anybody");
    });
  });

  it("C6: a record voided by one and edited by the other asks, and is taken back", async () => {
    apart();
    await open(paola, "Sergio Dimostrativo");
    await paola.page.getByRole("button", { name: "Annulla la registrazione" }).click();
    await paola.page.getByRole("dialog").getByRole("button").nth(1).click();
    await paola.page.getByRole("button", { name: "Ripristina" }).waitFor();
    await edit(vito, "Sergio Dimostrativo", { phone: "02 0000 9004" });
    proxy.clear();
    for (const phone of [paola, vito]) await meet(phone);
    const { page } = vito;
    await to(page, "Invio");
    await row(page, "Sergio Dimostrativo").filter({ hasText: "Annullata, ma qualcuno l’ha modificata" }).click();
    await page.getByText(/Modificata da Vito Esempio/).waitFor();
    await page.getByRole("radio", { name: "Ripristina" }).click();
    await page.getByRole("button", { name: "Salva la scelta" }).click();
    await page.getByRole("button", { name: "Annulla la registrazione" }).waitFor();
    for (const phone of [vito, paola]) await meet(phone);
    const { fields: there, siblings } = await held("Sergio Dimostrativo");
    assert.equal(there.voidedAt ?? null, null);
    assert.equal(there.phone, "02 0000 9004");
    assert.ok(siblings.every(({ settled }) => settled));
  });

  it("C8, H3: an edit of a record that the person may not see any more is refused with its reason, and its text stays", async () => {
    const id = (await held("Olga Esempio")).id;
    apart();
    await edit(vito, "Olga Esempio", { phone: "02 0000 9005" });
    proxy.put(PUSH, refused("forbidden"));
    proxy.put(PULL, changed((page) => page.removedScope.push(id)));
    const { page } = vito;
    await to(page, "Invio");
    await page.getByRole("button", { name: "Invia ora" }).click();
    await statusSays(page, "Da correggere: 1");
    proxy.put(PUSH, gone);
    await page.goto(`${proxy.origin}/invio`);
    await row(page, "Olga Esempio").filter({ hasText: "Non hai (più) accesso a questa registrazione" }).click();
    await page.getByRole("heading", { name: "L’Ambito non l’ha accettata" }).waitFor();
    await page.getByText("02 0000 9005").waitFor();
    assert.equal((await held("Olga Esempio")).fields.phone, "02 0000 9001", "nothing of it is at the Ambito");
  });

  it("C7: what was erased by law leaves the phone with what was unsent, and is told without its content", async () => {
    const id = (await held("Bruna Finta")).id;
    apart();
    await edit(paola, "Bruna Finta", { phone: "02 0000 9006" });
    proxy.put(PULL, changed((page) => {
      page.changes = page.changes.filter((record) => record.id !== id);
      page.removedScope.push(id);
      page.erased = [id];
    }));
    proxy.put(PUSH, refused("erased"));
    const { page } = paola;
    await page.goto(`${proxy.origin}/invio`);
    await page.getByRole("button", { name: "Invia ora" }).click();
    const told = page.locator(".banner").filter({ hasText: "Una scheda è stata cancellata per legge" });
    await told.getByText(/^Scheda della persona, cancellata il .*, anche le tue modifiche non ancora inviate$/).waitFor();
    assert.equal(await page.getByText("Finta").count(), 0);
    await told.getByRole("button", { name: "Ho letto" }).click();
    await told.waitFor({ state: "detached" });
    assert.ok(!(await paola.rows()).includes("02 0000 9006"), "nothing of it is left on the phone");
  });
});

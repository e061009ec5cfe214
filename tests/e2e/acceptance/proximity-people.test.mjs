// The people of the proximity service: who may be known already, visits that recur, somebody who stands in, a worry, and one
// person under two cards.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, openPersonForm, save, statusSays, surname } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { romeDay } from "../support/many.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

const DAY = 24 * 60 * 60 * 1000;

describe("Prossimità: people and planning", () => {
  let api;
  const phones = [];
  let paola;
  let vito;
  let family; // a surname of our own
  let card;
  let desk;

  const phoneOf = async (operator) => {
    const phone = await Phone.buy(api.origin);
    phones.push(phone);
    await phone.enrol(operator);
    // What the Ambito has is here: a network that goes now takes nothing away.
    await statusSays(phone.page, /Tutto ricevuto alle/);
    return phone;
  };
  const send = async (page) => {
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
  };
  /** What the others sent arrives where a page stands open. */
  const hears = async (page) => {
    // The second answer comes only once the first is kept.
    for (const _ of ["brings it", "comes after it"]) {
      const answered = page.waitForResponse((answer) => answer.url().endsWith("/v1/sync/pull") && answer.ok());
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
      await answered;
    }
  };
  const openPeople = async (page) => {
    await go(page, "Oggi");
    await page.getByRole("link", { name: "Persone" }).click();
    await page.getByRole("heading", { level: 1, name: "Persone" }).waitFor();
  };
  const openPerson = async (page, wanted, name) => {
    await openPeople(page);
    await page.getByLabel("Cerca una persona").fill(wanted);
    await page.getByRole("link").filter({ hasText: name }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  };
  /** The rows under a heading of the page. */
  const under = (page, heading) => page.locator(`h2:has-text("${heading}") + ul > li`);
  /** The visits to come, those behind a tap too. */
  const next = (page) => page.locator("section[aria-label='Prossime visite'] li");

  before(async () => {
    api = await (await Api.prepare()).start();
    paola = await phoneOf(api.operator("proximity_operator"));
    family = surname();
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api.dispose();
  });

  it("asks whether a new person is one that is known, and does not insist", async () => {
    const { page } = paola;
    await openPersonForm(page);
    await page.getByRole("radio", { name: "Anziano" }).click();
    await page.getByLabel("Nome", { exact: false }).first().fill("Fínta");
    await page.getByLabel("Cognome").fill("BRUNA");
    await page.getByText("Bruna Finta, Rozzano. È lei o lui?").waitFor();
    await paola.picture("persona-forse");
    await paola.pictureByNight("persona-forse-notte");
    await page.getByRole("button", { name: "È un’altra persona" }).click();
    await page.getByText("Forse c’è già").waitFor({ state: "detached" });
    await page.getByLabel("Nome", { exact: false }).first().fill("Mohamed");
    await page.getByLabel("Cognome").fill(`El ${family}`);
    await page.getByLabel("Via e numero").fill("Via della Pianificazione 1");
    await page.getByRole("radio", { name: "Rozzano" }).click();
    await page.getByText("Altri dettagli").click();
    await page.getByLabel("Telefono del servizio sociale").fill("02 0000 0401");
    await page.getByRole("checkbox", { name: "Si maneggiano contanti" }).check();
    await save(page);
  });

  it("plans visits that recur", async () => {
    const { page } = paola;
    await openPerson(page, `muhammad ${family.toLowerCase()}`, `Mohamed El ${family}`);
    assert.doesNotMatch(await page.title(), new RegExp(family), "no name in the browser's title");
    card = new URL(page.url()).pathname.split("/").pop();
    await page.getByText("02 0000 0401").waitFor();
    await page.getByRole("link", { name: "Programma visite ricorrenti" }).click();
    await page.getByRole("checkbox", { name: "Spesa" }).check();
    for (const day of ["Lun", "Mar", "Mer", "Gio", "Ven", "Sab", "Dom"]) {
      await page.getByRole("checkbox", { name: day, exact: true }).check();
    }
    await page.getByLabel("Dalle").fill("10:00");
    await page.getByLabel("Alle", { exact: true }).fill("11:00");
    await page.getByRole("radio", { name: "Si va lo stesso" }).check();
    await page.getByText(/Prossime date: /).waitFor();
    await page.getByRole("radio", { name: "Vito Esempio" }).check();
    await paola.picture("programma");
    await paola.pictureByNight("programma-notte");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: `Mohamed El ${family}` }).waitFor();
    assert.match(await under(page, "Visite ricorrenti").innerText(), /Ogni settimana[\s\S]*10:00-11:00[\s\S]*Vito/);
    await page.goto(`${api.origin}/invio`);
    await send(page);
  });

  it("brings visits and card to the volunteer's phone, before it loses the network", async () => {
    vito = await phoneOf(api.operator("volunteer"));
    await api.kill();
    const { page } = vito;
    await openPerson(page, family.toLowerCase(), `Mohamed El ${family}`);
    assert.equal(await next(page).count(), 14);
    assert.equal(await page.getByRole("link", { name: "Programma visite ricorrenti" }).count(), 0);
    await vito.picture("persona-volontario");
    await api.start();
    // A start gives each operator one code: this one is the desk's.
    desk = await Desk.open(api);
  });

  it("hands the visits of some days to who stands in, with the card", async () => {
    const { page } = paola;
    await openPeople(page);
    await page.getByRole("link", { name: "Sostituisci" }).click();
    const group = (name) => page.getByRole("group", { name });
    await group("Chi manca").getByRole("radio", { name: "Vito Esempio" }).check();
    await group("Chi va al suo posto").getByRole("radio", { name: "Rosa Esempio" }).check();
    await page.getByLabel("Dal", { exact: true }).fill(romeDay(Date.now() + DAY));
    await page.getByLabel("Al", { exact: true }).fill(romeDay(Date.now() + 3 * DAY));
    await page.getByText(/già in programma/).waitFor();
    await paola.picture("sostituzione-scelta");
    await page.getByRole("button", { name: "Passa le visite" }).click();
    await page.getByRole("heading", { level: 1, name: "Giro di oggi" }).waitFor();
    await send(page);

    const rosa = await phoneOf(api.operator("proximity_operator", { nth: 1 }));
    await openPerson(rosa.page, family.toLowerCase(), `Mohamed El ${family}`);
    const mine = next(rosa.page).filter({ hasText: "Rosa Esempio" });
    assert.equal(await mine.count(), 3);
    await rosa.page.getByText(/Con le visite previste: .*Rosa Esempio/).waitFor();
    await rosa.picture("persona");
    await rosa.pictureByNight("persona-notte");

    await send(vito.page);
    await openPerson(vito.page, family.toLowerCase(), `Mohamed El ${family}`);
    assert.equal(await next(vito.page).count(), 11, "the others stay with the volunteer");
  });

  it("makes each visit once, whoever asks", async () => {
    const visits = await desk.records("proximity_visit", (visit) => visit.fields.beneficiaryId === card);
    const days = visits.map((visit) => visit.fields.scheduledAt.slice(0, 10));
    assert.equal(days.length, 14);
    assert.equal(new Set(days).size, 14, "one a day");
  });

  it("leaves the money that a colleague notes while the form stands open", async () => {
    const visits = await desk.records("proximity_visit", (visit) => visit.fields.beneficiaryId === card);
    const last = visits.toSorted((a, b) => a.fields.scheduledAt.localeCompare(b.fields.scheduledAt)).at(-1);
    for (const { page } of [paola, vito]) {
      await page.goto(`${api.origin}/visita/${last.id}/modifica`);
      await page.getByLabel("Spesi").waitFor();
    }
    await vito.page.getByLabel("Ricevuti dalla persona").fill("20");
    await save(vito.page);
    await send(vito.page);
    const { page } = paola;
    await hears(page);
    assert.equal(await page.getByLabel("Ricevuti dalla persona").inputValue(), "");
    await page.getByLabel("Spesi").fill("5");
    await save(page);
    await send(page);
    const money = await desk.records("cash_entry", (entry) => entry.fields.visitId === last.id);
    const said = money.map(({ fields }) => [fields.kind, fields.cents, fields.correctsId ?? null]).sort();
    assert.deepEqual(said, [["given", 2000, null], ["spent", 500, null]]);
  });

  it("shows an address that was put right where the round stands open", async () => {
    await go(vito.page, "Oggi");
    const stop = vito.page.locator("article.card--now");
    const who = await stop.getByRole("heading").innerText();
    const { page } = paola;
    await openPerson(page, who, who);
    await page.getByRole("link", { name: "Modifica" }).first().click();
    await page.getByLabel("Via e numero").fill("Vicolo Giusto 7");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: who }).waitFor();
    await page.goto(`${api.origin}/invio`);
    await send(page);
    await hears(vito.page);
    await stop.getByText("Vicolo Giusto 7").waitFor();
  });

  it("starts a visit that nobody planned from the person", async () => {
    const { page } = paola;
    await openPerson(page, family.toLowerCase(), `Mohamed El ${family}`);
    await page.getByRole("link", { name: "Nuova visita" }).click();
    assert.ok(!page.url().includes(family), "an id and no name");
    await page.getByText(`Mohamed El ${family}`).first().waitFor();
    await page.getByRole("checkbox", { name: "Spesa" }).check();
    await page.getByRole("checkbox", { name: "Compagnia" }).check();
    await page.getByLabel("Prossima verifica").fill(romeDay(Date.now() + 9 * DAY));
    // The number that the card has is one tap away from a worry.
    const worry = page.locator("#campo-concernFlag");
    await page.getByText("Altri dettagli").click();
    await worry.getByRole("radio", { name: "Solitudine" }).click();
    const call = page.getByRole("link", { name: "Chiama il servizio sociale" });
    assert.equal(await call.getAttribute("href"), "tel:0200000401");
    await worry.getByRole("radio", { name: "Nessuno" }).click();
    await call.waitFor({ state: "detached" });
    await save(page);
    await send(page);
  });

  it("keeps the review that a visit names, when the visit is long off the phones", async () => {
    const about = await desk.records("follow_up", ({ fields }) => fields.aboutId === card);
    const [{ fields: due }] = about;
    assert.deepEqual([about.length, due.kind, due.dueOn], [1, "social_service_review", romeDay(Date.now() + 9 * DAY)]);
  });

  it("brings a worry to the social worker of the Comune, who takes charge", async () => {
    const { page } = vito;
    await page.goto(`${api.origin}/elenco`);
    await page.getByRole("main").getByRole("link").filter({ hasText: "Bruna Finta" }).filter({ hasText: "Farmaci" }).click();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByRole("radio", { name: "Trascuratezza di sé" }).check();
    await save(page);
    await send(page);

    const anna = await phoneOf(api.operator("municipal_social_worker"));
    await anna.page.goto(`${api.origin}/registro`);
    const worry = anna.page.getByRole("article").filter({ hasText: "Trascuratezza di sé" });
    await worry.getByText(/Segnalata da Vito Esempio/).waitFor();
    assert.equal(await anna.page.getByText("Bruna").count(), 0, "no name outside of the visits");
    const reviews = anna.page.locator("h2:has-text('Verifiche in scadenza') + ul > li");
    await reviews.filter({ hasText: card.slice(-6).toUpperCase() }).getByText(/^entro il/).waitFor();
    await anna.picture("preoccupazioni");
    await anna.pictureByNight("preoccupazioni-notte");
    await worry.getByRole("button", { name: "Presa in carico" }).click();
    await worry.getByText(/In carico a Anna Esempio/).waitFor();
    await send(anna.page);
    const [seen] = await desk.records("proximity_visit", (visit) => visit.fields.concernSeenAt);
    assert.equal(seen.fields.concernFlag, "self_neglect");
  });

  it("joins two cards of one person, and tells them apart again", async () => {
    const { page } = paola;
    await page.goto(`${api.origin}/giro`);
    await openPersonForm(page);
    await page.getByRole("radio", { name: "Anziano" }).click();
    await page.getByLabel("Nome", { exact: false }).first().fill("Muhammad");
    await page.getByLabel("Cognome").fill(`Él-${family}`);
    await page.getByText(`Mohamed El ${family}, Rozzano. È lei o lui?`).waitFor();
    await page.getByLabel("Via e numero").fill("Via della Pianificazione 1");
    await page.getByRole("radio", { name: "Rozzano" }).click();
    await save(page);
    await send(page);

    const aliases = async () => {
      const cards = await desk.persons(`Él-${family}`);
      return cards.map((one) => one.fields.aliasOf ?? null);
    };
    await api.kill();
    await api.start();
    const carla = await phoneOf(api.operator("coordinator"));
    await carla.page.goto(`${api.origin}/registro`);
    await carla.page.getByRole("link", { name: /Schede che forse sono di una persona sola/ }).click();
    const pair = carla.page.locator(".card").filter({ hasText: family });
    await pair.getByRole("button", { name: "È la stessa persona" }).click();
    await carla.picture("doppioni-unire");
    await carla.page.getByRole("dialog").getByRole("button", { name: "Unisci" }).click();
    await carla.page.getByRole("button", { name: new RegExp(`Separa .*${family}`) }).waitFor();
    await carla.picture("doppioni");
    await carla.pictureByNight("doppioni-notte");
    await send(carla.page);
    assert.deepEqual(await aliases(), [card]);

    await carla.page.goto(`${api.origin}/registro?doppioni=1`);
    await carla.page.getByRole("button", { name: new RegExp(`Separa .*${family}`) }).click();
    await send(carla.page);
    assert.deepEqual(await aliases(), [null]);
    await carla.page.goto(`${api.origin}/registro?doppioni=1`);
    await carla.page.locator(".card").filter({ hasText: family }).waitFor();
  });
});

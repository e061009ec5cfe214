// Screens that an address alone does not show: refused, waiting, to mend, in conflict, under way. By day and by night,
// on a small and a large phone: a picture of each, nothing that overflows, no barrier that axe can see.
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, save, statusSays, surname } from "../support/capture.mjs";
import { everyLook } from "../support/look.mjs";
import { Phone } from "../support/phone.mjs";
import { PUSH, Proxy, portal, refused } from "../support/proxy.mjs";

let api;
let proxy;
const phones = [];

before(async () => {
  api = await (await Api.prepare()).start();
  proxy = await Proxy.before(api);
});
after(async () => {
  for (const phone of phones) await phone.dispose();
  await proxy?.dispose();
  await api?.dispose();
});

async function enrolled(role) {
  const phone = await Phone.buy(proxy.origin);
  phones.push(phone);
  await phone.enrol(api.operator(role), { closed: false });
  // The first pull is through: a picture before it would show an empty phone.
  await statusSays(phone.page, "Tutto ricevuto alle");
  return phone;
}

const salva = async (page) => {
  await page.getByRole("button", { name: "Salva", exact: true }).click();
  await page.getByRole("alert").first().waitFor();
};

describe("States of the enrolment", () => {
  it("refused", async () => {
    const phone = await Phone.buy(proxy.origin);
    phones.push(phone);
    await phone.open("/attiva");
    await everyLook(phone, "stato-attiva-rifiutata", "/attiva", async (page) => {
      await page.getByRole("button", { name: "Attiva" }).click();
      await page.getByRole("alert").filter({ hasText: "Scrivi il codice" }).waitFor();
    });
    await everyLook(phone, "stato-pagina-non-trovata", "/nessuna");
  });
});

describe("States of a record", () => {
  let phone;
  let received;
  const pathOf = async (name) => {
    await go(phone.page, "Elenco");
    return new URL(await row(phone.page, name).first().evaluate((link) => link.href)).pathname;
  };

  before(async () => {
    phone = await enrolled("proximity_operator");
    received = await pathOf(await recordPerson(phone.page));
    await statusSays(phone.page, "Tutto ricevuto alle");
  });

  it("received, and why it is voided", async () => {
    await everyLook(phone, "stato-ricevuta", received);
    await everyLook(phone, "stato-perche-annulli", received, async (page) => {
      await page.getByRole("button", { name: "Annulla la registrazione" }).click();
      await page.getByRole("dialog").waitFor();
    });
  });
  it("a form that does not pass", () =>
      everyLook(phone, "stato-errori-visita", "/visita/nuova", salva));
  it("a search that finds nothing", () =>
    everyLook(phone, "stato-nessun-risultato", "/elenco", async (page) => {
      await page.getByRole("searchbox", { name: "Cerca" }).fill("zzzz");
      await page.getByText("Nessun risultato").waitFor();
    }));

  it("a draft that is offered", async () => {
    await openPersonForm(phone.page);
    await fillPerson(phone.page, surname());
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    const offered = (page) => page.getByRole("button", { name: "Riprendi" }).waitFor();
    await everyLook(phone, "stato-bozza-offerta", "/beneficiario/nuovo", offered);
    await everyLook(phone, "stato-bozze", "/bozze", (page) => page.getByRole("button", { name: "Elimina" }).waitFor());
    await openPersonForm(phone.page);
    await phone.page.getByRole("button", { name: "Elimina" }).click();
    await phone.page.getByRole("link", { name: "Indietro" }).click();
  });

  it("on the phone alone, then to mend", async () => {
    proxy.put(PUSH, portal);
    const name = await recordPerson(phone.page);
    await everyLook(phone, "stato-sul-telefono", await pathOf(name));
    await everyLook(phone, "stato-invio-in-attesa", "/invio");
    proxy.put(PUSH, refused("invalid", [{ field: "address", code: "too_long" }]));
    await phone.page.reload();
    await statusSays(phone.page, "Da correggere: 1");
    proxy.clear();
    await everyLook(phone, "stato-invio-da-correggere", "/invio");
    await everyLook(phone, "stato-da-correggere", await pathOf(name));
  });

  it("in conflict: two people changed the same address", async () => {
    const [operator, volunteer] = [phone, await enrolled("volunteer")];
    const edit = async ({ page }) => {
      await go(page, "Elenco");
      await row(page, "Giuseppina Esempio").first().click();
      await page.getByRole("link", { name: "Modifica" }).click();
      await page.getByLabel("Via e numero").waitFor();
      await page.getByText("Altri dettagli").click();
    };
    const ways = [
      "Scala B, terzo piano, porta a sinistra. Il citofono non funziona: chiama dal portone e aspetta, scende il figlio.",
      "Cancello verde sul retro, codice 1234; il cane è legato ma abbaia. Suona due volte e di’ da dove vieni.",
    ];
    await everyLook(volunteer, "stato-invio-vuoto", "/invio");
    // Both have seen the same address; each writes another one.
    await edit(volunteer);
    await edit(operator);
    for (const [{ page }, street, way] of [[operator, "Via Prima 1", ways[0]], [volunteer, "Via Seconda 2", ways[1]]]) {
      await page.getByLabel("Via e numero").fill(street);
      await page.locator("#campo-accessNotes").fill(way);
      await page.locator("#campo-phone").fill(street.includes("Prima") ? "02 0000 7001" : "02 0000 7002");
      await save(page);
      await go(page, "Elenco");
      await row(page, "Giuseppina Esempio", /Ricevuto|Conflitto/).first().waitFor();
    }
    await go(volunteer.page, "Elenco");
    const record = row(volunteer.page, "Giuseppina Esempio", "Conflitto").first();
    const path = new URL(await record.evaluate((link) => link.href)).pathname;
    await everyLook(volunteer, "stato-conflitto", path, async (page) => {
      await page.getByRole("heading", { name: "Due persone hanno scritto cose diverse" }).waitFor();
      for (const street of ["Via Prima 1", "Via Seconda 2"]) await page.getByText(street).first().waitFor();
    });
    await everyLook(volunteer, "stato-invio-conflitto", "/invio");
    const choice = path.replace("/scheda/", "/conflitti/");
    await everyLook(volunteer, "stato-conflitto-scelta", choice, async (page) => {
      await page.getByRole("radio", { name: /Via Seconda 2/ }).click();
      await page.getByRole("radio", { name: /^Tieni tutti e due/ }).click();
    });
    await everyLook(volunteer, "stato-conflitto-manca", choice, async (page) => {
      await page.getByRole("button", { name: "Salva la scelta" }).click();
      await page.getByRole("alert").first().waitFor();
    });
    await everyLook(volunteer, "stato-giro-conflitto", "/giro");
    await volunteer.page.goto(`${volunteer.origin}${choice}`);
    for (const name of [/Via Seconda 2/, /^Vito Esempio.*Cancello verde/s, /02 0000 7001/]) {
      await volunteer.page.getByRole("radio", { name }).first().click();
    }
    await volunteer.page.getByRole("button", { name: "Salva la scelta" }).click();
    await volunteer.page.getByRole("heading", { level: 1, name: "Giuseppina Esempio" }).waitFor();
    await volunteer.page.getByText("Ricevuto dall’Ambito").waitFor();
    await everyLook(volunteer, "stato-altri-valori", path, async (page) => {
      await page.getByRole("button", { name: /^Rimetti questo/ }).first().scrollIntoViewIfNeeded();
    });
  });
});

describe("States of the other services", () => {
  it("an outing under way", async () => {
    const phone = await enrolled("street_educator");
    await go(phone.page, "Uscita");
    await phone.page.getByRole("link", { name: "Inizia uscita" }).click();
    await phone.page.getByRole("button", { name: "Inizia" }).click();
    await phone.page.getByRole("link", { name: "Gruppo incontrato", exact: true }).waitFor();
    for (const [name, path] of [["in-corso", ""], ["gruppo", "/gruppo"], ["luogo", "/luogo"], ["chiudi", "/chiudi"]]) {
      await everyLook(phone, `stato-uscita-${name}`, `/uscita${path}`);
    }
  });

  it("a PIS report that does not pass", async () => {
    const phone = await enrolled("pis_operator");
    await everyLook(phone, "stato-errori-pis", "/pis/nuova", salva);
  });

  it("a booking at a hub", async () => {
    const phone = await enrolled("digital_facilitator");
    await everyLook(phone, "stato-prenota", "/hub/prenota");
  });
});

// Screens that an address alone does not show: refused, waiting, to mend, in conflict, under way. By day and by night,
// on a small and a large phone: a picture of each, nothing that overflows, no barrier that axe can see.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { fillPerson, go, openPersonForm, recordPerson, row, save, statusSays, surname } from "../support/capture.mjs";
import { faults, still } from "../support/look.mjs";
import { LARGE, Phone, SMALL } from "../support/phone.mjs";
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
  await phone.enrol(api.operator(role));
  // The first pull is through: a picture before it would show an empty phone.
  await statusSays(phone.page, "Tutto ricevuto alle");
  return phone;
}

/** Shows a screen in both themes and on both phones; `act` does there what the address alone does not show. */
async function visit(phone, name, path, act = async () => {}) {
  const wrong = [];
  for (const viewport of [SMALL, LARGE]) {
    for (const theme of ["day", "night"]) {
      phone.viewport = viewport;
      await phone.page.evaluate((chosen) => localStorage.setItem("taccuino.theme", chosen), theme);
      const page = await phone.tab(path);
      try {
        await still(page);
        await act(page);
        await still(page);
        await phone.picture(`${name}-${theme}`, page);
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
        wrong.push(...(await faults(phone, page)).map((fault) => `${theme} ${viewport.width}: ${fault}`));
      } finally {
        await page.close();
      }
    }
  }
  assert.deepEqual(wrong, []);
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
    await visit(phone, "stato-attiva-rifiutata", "/attiva", async (page) => {
      await page.getByRole("button", { name: "Attiva" }).click();
      await page.getByRole("alert").filter({ hasText: "Scrivi il codice" }).waitFor();
    });
    await visit(phone, "stato-pagina-non-trovata", "/nessuna");
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
    await visit(phone, "stato-ricevuta", received);
    await visit(phone, "stato-perche-annulli", received, async (page) => {
      await page.getByRole("button", { name: "Annulla la registrazione" }).click();
      await page.getByRole("dialog").waitFor();
    });
  });
  it("a form that does not pass", () => visit(phone, "stato-errori-visita", "/visita/nuova", salva));
  it("a search that finds nothing", () =>
    visit(phone, "stato-nessun-risultato", "/elenco", async (page) => {
      await page.getByRole("searchbox", { name: "Cerca" }).fill("zzzz");
      await page.getByText("Nessun risultato").waitFor();
    }));

  it("a draft that is offered", async () => {
    await openPersonForm(phone.page);
    await fillPerson(phone.page, surname());
    await phone.page.getByRole("link", { name: "Indietro" }).click();
    const offered = (page) => page.getByRole("button", { name: "Riprendi" }).waitFor();
    await visit(phone, "stato-bozza-offerta", "/beneficiario/nuovo", offered);
    await visit(phone, "stato-bozze", "/bozze", (page) => page.getByRole("button", { name: "Elimina" }).waitFor());
    await openPersonForm(phone.page);
    await phone.page.getByRole("button", { name: "Elimina" }).click();
    await phone.page.getByRole("link", { name: "Indietro" }).click();
  });

  it("on the phone alone, then to mend", async () => {
    proxy.put(PUSH, portal);
    const name = await recordPerson(phone.page);
    await visit(phone, "stato-sul-telefono", await pathOf(name));
    await visit(phone, "stato-invio-in-attesa", "/invio");
    proxy.put(PUSH, refused("invalid", [{ field: "address", code: "too_long" }]));
    await phone.page.reload();
    await statusSays(phone.page, "Da correggere: 1");
    proxy.clear();
    await visit(phone, "stato-invio-da-correggere", "/invio");
    await visit(phone, "stato-da-correggere", await pathOf(name));
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
    await visit(volunteer, "stato-invio-vuoto", "/invio");
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
    await visit(volunteer, "stato-conflitto", path, async (page) => {
      await page.getByRole("heading", { name: "Due persone hanno scritto cose diverse" }).waitFor();
      for (const street of ["Via Prima 1", "Via Seconda 2"]) await page.getByText(street).first().waitFor();
    });
    await visit(volunteer, "stato-invio-conflitto", "/invio");
    const choice = path.replace("/scheda/", "/conflitti/");
    await visit(volunteer, "stato-conflitto-scelta", choice, async (page) => {
      await page.getByRole("radio", { name: /Via Seconda 2/ }).click();
      await page.getByRole("radio", { name: /^Tieni tutti e due/ }).click();
    });
    await visit(volunteer, "stato-conflitto-manca", choice, async (page) => {
      await page.getByRole("button", { name: "Salva la scelta" }).click();
      await page.getByRole("alert").first().waitFor();
    });
    await visit(volunteer, "stato-giro-conflitto", "/giro");
    await volunteer.page.goto(`${volunteer.origin}${choice}`);
    for (const name of [/Via Seconda 2/, /^Vito Esempio.*Cancello verde/s, /02 0000 7001/]) {
      await volunteer.page.getByRole("radio", { name }).first().click();
    }
    await volunteer.page.getByRole("button", { name: "Salva la scelta" }).click();
    await volunteer.page.getByRole("heading", { level: 1, name: "Giuseppina Esempio" }).waitFor();
    await volunteer.page.getByText("Ricevuto dall’Ambito").waitFor();
    await visit(volunteer, "stato-altri-valori", path, async (page) => {
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
      await visit(phone, `stato-uscita-${name}`, `/uscita${path}`);
    }
  });

  it("a PIS report that does not pass", async () => {
    const phone = await enrolled("pis_operator");
    await visit(phone, "stato-errori-pis", "/pis/nuova", salva);
  });

  it("a booking at a hub", async () => {
    const phone = await enrolled("digital_facilitator");
    await visit(phone, "stato-prenota", "/hub/prenota");
  });
});

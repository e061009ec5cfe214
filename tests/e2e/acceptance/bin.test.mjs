// What was voided can be put back for thirty days, and counts again; who wrote on a record and when, with edits after sending.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go, row, save, statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { everyLook } from "../support/look.mjs";
import { romeDay } from "../support/many.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

const DAY = 24 * 60 * 60 * 1000;

let api;
let desk;
const phones = [];

before(async () => {
  api = await (await Api.prepare()).start();
  desk = await Desk.open(api);
});
after(async () => {
  for (const phone of phones) await phone.dispose();
  await api?.dispose();
});

async function enrolled(operator) {
  const phone = await Phone.buy(api.origin);
  phones.push(phone);
  phone.prepare = (page) => page.clock.install();
  await phone.enrol(operator);
  await statusSays(phone.page, /Tutto ricevuto alle/);
  return phone;
}

async function sent(page) {
  await sendNow(page);
  await statusSays(page, /Tutto ricevuto alle/);
}

/** Voids the record whose page is open. */
async function voided(page) {
  await page.getByRole("button", { name: "Annulla la registrazione" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Errore" }).click();
  await page.getByRole("button", { name: "Ripristina" }).waitFor();
}

describe("The bin", () => {
  let phone;
  let page;
  let who;

  /** What the list says of today, and what the API counts. */
  const listed = async () => {
    await go(page, "Elenco");
    await page.getByRole("radio", { name: "Oggi" }).click();
    return page.getByRole("main").getByRole("status").innerText();
  };
  const counted = async () => {
    const [from, to] = [romeDay(Date.now() - DAY), romeDay(Date.now() + DAY)];
    return (await desk.figures(from, to)).proximity.visits;
  };

  before(async () => {
    phone = await enrolled(api.operator("proximity_operator"));
    page = phone.page;
  });

  it("has a visit that was voided, says why and for how long, and the visit counts no more", async () => {
    const before = await counted();
    await go(page, "Oggi");
    who = await page.locator(".card--now .card__title").innerText();
    await page.getByRole("button", { name: "Consegnato" }).click();
    await page.locator(".undo").getByText(`Consegnato a ${who}`).waitFor();
    await sent(page);
    assert.match(await listed(), /1 visita fatta, 1 persona raggiunta/);
    assert.equal(await counted(), before + 1);

    await row(page, who).filter({ hasText: "Spesa" }).first().click();
    await page.getByRole("heading", { level: 1, name: new RegExp(who) }).waitFor();
    await voided(page);
    await sent(page);
    assert.equal(await counted(), before);
    assert.doesNotMatch(await listed(), /visita fatta/);
    await page.getByRole("link", { name: "Cestino" }).click();
    await page.getByRole("heading", { level: 1, name: "Cestino" }).waitFor();
    await page.getByText("Quello che annulli resta qui 30 giorni").waitFor();
    await page.getByRole("listitem").filter({ hasText: who }).filter({ hasText: /annullata il .* · / }).waitFor();
  });

  it("puts it back, and it counts again", async () => {
    const before = await counted();
    const row = page.getByRole("listitem").filter({ hasText: who });
    await row.getByRole("button", { name: "Ripristina" }).click();
    await row.waitFor({ state: "detached" });
    await page.goto(`${api.origin}/elenco`);
    await sent(page);
    assert.match(await listed(), /1 visita fatta, 1 persona raggiunta/);
    assert.equal(await counted(), before + 1);
  });

  it("keeps what was voided for thirty days, and no longer", async () => {
    await row(page, who).filter({ hasText: "Spesa" }).first().click();
    await voided(page);
    await sent(page);
    const [kept, empty] = [page.getByRole("listitem").filter({ hasText: who }), page.getByText("Il cestino è vuoto")];
    for (const [days, shown] of [[29, kept], [31, empty]]) {
      await page.clock.setSystemTime(Date.now() + days * DAY);
      await page.goto(`${api.origin}/cestino`);
      await shown.waitFor();
    }
  });
});

describe("The history of a record", () => {
  let paola;
  let rosa;
  // A card that both of them have.
  const name = "Giuseppina Esempio";

  const opened = async ({ page }) => {
    await page.goto(`${api.origin}/elenco`);
    await page.getByRole("searchbox", { name: "Cerca" }).fill(name);
    const title = page.locator(".row__title").filter({ hasText: new RegExp(`^${name}$`) });
    await page.getByRole("main").getByRole("link").filter({ has: title }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  };
  /** What the Ambito knows, the first first. */
  const history = async (phone) => {
    await opened(phone);
    await phone.page.getByRole("button", { name: "Chi ci ha scritto e quando" }).click();
    const title = phone.page.getByRole("heading", { level: 2, name: "Chi ci ha scritto" });
    await title.waitFor();
    return phone.page.locator("h2:has-text('Chi ci ha scritto') + dl dd").allInnerTexts();
  };
  const edited = async (phone, address) => {
    await opened(phone);
    await phone.page.getByRole("link", { name: "Modifica" }).click();
    await phone.page.getByLabel("Via e numero").fill(address);
    await save(phone.page);
    await sent(phone.page);
  };

  before(async () => {
    // A start gives each operator one code: the last ones were used.
    await api.stop();
    await api.start();
    paola = await enrolled(api.operator("proximity_operator"));
    rosa = await enrolled(api.operator("proximity_operator", { nth: 1 }));
  });

  it("names who wrote it, and who changed it after it was sent", async () => {
    assert.deepEqual(await history(paola), ["Registrata da Paola Esempio"]);
    await edited(paola, "Via dei Pini 16");
    await sent(rosa.page);
    await opened(rosa);
    await rosa.page.getByText("Via dei Pini 16").waitFor();
    await edited(rosa, "Via dei Pini 18");
    const told = ["Registrata da Paola Esempio", "Modificata da Paola Esempio", "Modificata da Rosa Esempio"];
    assert.deepEqual(await history(paola), told);
    assert.deepEqual(await history(rosa), told);
  });

  it("says that it was voided and put back, and by whom", async () => {
    await sent(paola.page);
    await opened(paola);
    await paola.page.getByText("Via dei Pini 18").waitFor();
    await opened(rosa);
    await voided(rosa.page);
    await sent(rosa.page);
    await sent(paola.page);
    await opened(paola);
    await paola.page.getByRole("button", { name: "Ripristina" }).click();
    await paola.page.getByRole("button", { name: "Annulla la registrazione" }).waitFor();
    await sent(paola.page);
    const told = await history(paola);
    assert.deepEqual(told.slice(-2), ["Annullata da Rosa Esempio", "Rimessa da Paola Esempio"]);
    const { pathname } = new URL(paola.page.url());
    await everyLook(paola, "scheda-storia", pathname, async (page) => {
      await page.getByRole("button", { name: "Chi ci ha scritto e quando" }).click();
      await page.getByText("Rimessa da Paola Esempio").waitFor();
    });
  });

  it("says in plain words that the Ambito is not there to tell", async () => {
    await opened(paola);
    await api.stop();
    await paola.page.getByRole("button", { name: "Chi ci ha scritto e quando" }).click();
    await paola.page.getByText("L’Ambito non lo dice adesso").waitFor();
  });
});

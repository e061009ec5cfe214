// Two operators, two minors, two days: nothing that anybody wrote is lost, and every phone tells the same.
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { LARGE, Phone, SMALL } from "../support/phone.mjs";
import { card, choose, home, nextAt, report } from "../support/pis.mjs";
import { sendNow } from "../support/story.mjs";
import { countTaps, largeEnough, taps } from "../support/taps.mjs";

const MINUTE = 60 * 1000;

describe("PIS: two operators on one activation, both with no network", () => {
  let api;
  let one;
  let two;

  before(async () => {
    api = await (await Api.prepare()).start();
    [one, two] = [await Phone.buy(api.origin), await Phone.buy(api.origin)];
    await one.enrol(api.operator("pis_operator"));
    await home(one.page);
    await report(one.page, { referrer: "Carabinieri", category: "Tratta", comune: "Opera", triage: "Emergenza" });
    await sendNow(one.page);
    await one.page.getByText(/Tutto ricevuto alle/).waitFor();
    await two.enrol(api.operator("pis_operator", { nth: 1 }));
    for (const { page } of [one, two]) {
      await home(page);
      await card(page, "Tratta").getByRole("link").first().click();
      await page.getByRole("button", { name: "La seguo io" }).waitFor();
    }
  });
  after(async () => {
    await one?.dispose();
    await two?.dispose();
    await api?.dispose();
  });

  it("changes the state in one tap, on both phones", async () => {
    await api.stop();
    for (const { page } of [one, two]) {
      await countTaps(page);
      await page.getByRole("button", { name: "La seguo io" }).click();
      await page.getByRole("button", { name: "Sul posto" }).waitFor();
      assert.equal(await taps(page), 1);
    }
    await one.page.getByRole("button", { name: "Sul posto" }).click();
    await one.page.getByRole("button", { name: "Intervento concluso" }).waitFor();
    await two.page.getByRole("button", { name: "Collocamento: Segna" }).click();
    await choose(two.page, "Albergo");
    await two.page.getByText("Collocamento: Albergo").first().waitFor();
    await one.page.getByText("non ancora ricevuto").first().waitFor();
  });

  it("loses no step of either, and tells both the same", async () => {
    await api.start();
    for (const { page } of [one, two, one]) {
      await sendNow(page);
      await page.getByText(/Tutto ricevuto alle/).waitFor();
      await home(page);
      await card(page, "Tratta").getByRole("link").first().click();
    }
    const steps = ({ page }) => page.locator("h2:text-is('Passi') ~ ul > li .row__title").allInnerTexts();
    for (const { page } of [one, two]) {
      await page.getByText("Collocamento: Albergo").first().waitFor();
      await page.getByText("Sul posto", { exact: true }).first().waitFor();
    }
    const told = await steps(one);
    assert.deepEqual(told, await steps(two), "one story on both phones");
    assert.equal(told.filter((step) => step.startsWith("La segue")).length, 2, "who came second is kept");
    assert.equal(told.length, 5, told.join(", "));
    for (const { page } of [one, two]) {
      assert.equal(await page.getByText("Non ha cambiato lo stato: controlla").count(), 1, "and flagged");
      await page.getByRole("button", { name: "Intervento concluso" }).waitFor();
      assert.equal(await page.getByText(/ · ricevuto /).count(), 4, "each with when it happened, was written and received");
    }
    await two.picture("pis-due-operatori", two.page);
  });
});

describe("PIS: two minors in one activation", () => {
  let api;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin, LARGE);
    page = await phone.enrol(api.operator("pis_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  const person = (n) => page.locator("section.card").filter({ has: page.getByRole("heading", { name: `Persona ${n}` }) });

  it("ticks the authorities told, one by one and each person apart", async () => {
    await home(page);
    await card(page, "2 minori stranieri non accompagnati").getByRole("link").first().click();
    const boxes = person(1).getByRole("group", { name: "Autorità avvisate" }).getByRole("checkbox");
    const count = await boxes.count();
    assert.equal(count, 4, "police or Questura, prosecutor, social service, SIM");
    await countTaps(page);
    for (let n = 0; n < count; n += 1) {
      await boxes.nth(n).click();
      await page.waitForFunction((at) => document.querySelectorAll("input[type=checkbox]:checked").length === at, n + 1);
    }
    assert.equal(await taps(page), count, "one tap each");
    assert.equal(await person(2).getByRole("checkbox", { checked: true }).count(), 0);
    // Unticked, it is voided by a later step, and nothing is deleted.
    await boxes.nth(3).click();
    await page.waitForFunction(() => document.querySelectorAll("input[type=checkbox]:checked").length === 3);
  });

  it("has other ages, placements and handovers for each", async () => {
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByText(/^Persona 2/).click();
    await page.locator("details[open]").filter({ hasText: /^Persona 2/ }).getByRole("radio", { name: "Meno di 14" }).click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    await person(2).getByText(/Meno di 14/).waitFor();
    await person(1).getByText(/14-17/).waitFor();
    for (const [n, place] of [[1, "Prima accoglienza MSNA"], [2, "Comunità per minori"]]) {
      await person(n).getByRole("button", { name: "Collocamento: Segna" }).click();
      await choose(page, place);
      await person(n).getByText(place).waitFor();
    }
    await page.getByRole("button", { name: "Sul posto" }).click();
    await page.getByRole("button", { name: "Intervento concluso" }).click();
    await choose(page, "Lo completo dopo");
    for (const [n, to] of [[1, "Servizio sociale"], [2, "Tutela Minori"]]) {
      await person(n).getByRole("button", { name: "Passaggio: Segna" }).click();
      await choose(page, to);
      await person(n).getByText("Passaggio").waitFor();
    }
    await page.getByText("Aspetta la presa in carico di chi l’ha ricevuta.").or(page.getByText("Passata al servizio sociale")).first().waitFor();
    await phone.picture("pis-due-minori");
    await largeEnough(page);
  });

  it("shows the guide of the category and the places by kind, with the age of the count", async () => {
    await page.getByRole("button", { name: "Che cosa fare" }).first().click();
    const sheet = page.getByRole("dialog");
    await sheet.getByText("Chiedi l'inserimento nel SIM.").waitFor();
    await sheet.getByText("Posti che possono accogliere").waitFor();
    assert.ok((await sheet.locator(".badge--warn").filter({ hasText: "giorni fa" }).count()) >= 1, "an old count is orange");
    assert.deepEqual(await sheet.locator("a[href^='tel:']").evaluateAll((links) => links.map(({ href }) => href)), ["tel:112", "tel:114", "tel:1522"]);
    await phone.picture("pis-guida");
    await page.keyboard.press("Escape");
    await page.goto(`${api.origin}/pis`);
    await report(page, { referrer: "Carabinieri", category: "Violenza familiare", comune: "Opera", triage: "Emergenza" }, async () => {
      await page.getByText("Persone vittima di violenza familiare").first().waitFor();
    });
    await card(page, "Violenza familiare").getByRole("button", { name: "Che cosa fare" }).click();
    await sheet.getByText("CAV Pieve Emanuele, sportello di Rozzano").waitFor();
    assert.equal(await sheet.getByText("Numero da compilare dall’Ambito").count(), 2, "nothing to tap where no number is known");
    await phone.picture("pis-guida-violenza");
  });
});

describe("PIS: an activation across midnight", () => {
  let api;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("pis_operator"));
    await page.getByText(/Tutto ricevuto/).waitFor();
    // With a network the clock of the API would be believed.
    await api.stop();
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("goes on after 24:00, with its clock and its deadline", async () => {
    const late = nextAt("23:50");
    const at = async (minutes) => {
      await page.clock.setFixedTime(new Date(late.getTime() + minutes * MINUTE));
      await page.goto(`${api.origin}/pis`);
    };
    await at(0);
    await page.getByText("In servizio fino alle 24:00 · 23:50").waitFor();
    await report(page, { referrer: "Ospedale", category: "Minore ex art. 403", comune: "Opera", triage: "Emergenza" });
    const fresh = page.getByRole("article").filter({ hasText: "segnala l’ospedale" });
    await fresh.getByText("Emergenza · 0:00").waitFor();
    await fresh.getByText(/segnala l’ospedale, 23:50$/).waitFor();
    await fresh.getByRole("button", { name: "La seguo io" }).click();
    await fresh.getByRole("button", { name: "Sul posto" }).waitFor();
    await at(20);
    await page.getByText(/^Fuori orario fino alle (7|18):00 · 0:10$/).waitFor();
    await fresh.getByText("Emergenza · 0:20").waitFor();
    await fresh.getByText(/segnala l’ospedale, \d\d\/\d\d 23:50$/).waitFor();
    await fresh.getByRole("button", { name: "Sul posto" }).click();
    await fresh.getByRole("button", { name: "Intervento concluso" }).waitFor();
    await fresh.getByRole("link").first().click();
    await page.getByRole("button", { name: "Collocamento: Segna" }).click();
    await choose(page, "Comunità per minori");
    await page.getByText("Documenti 403: ancora 24 h 00").first().waitFor();
    await phone.picture("pis-dopo-mezzanotte");
    await at(20 + 61);
    await fresh.getByText("Avviso orale 403 da fare · 1:00").waitFor();
    await fresh.getByRole("link").first().click();
    await page.getByText("Documenti 403: ancora 22 h 59").first().waitFor();
    const steps = await page.locator("h2:text-is('Passi') ~ ul > li .row__title").allInnerTexts();
    assert.deepEqual(steps, ["Collocamento: Comunità per minori", "Sul posto", "La seguo io", "Segnalazione ricevuta"]);
    assert.equal(await page.getByText("controlla").count(), 0);
  });
});

describe("PIS: the home, empty and full, night first", () => {
  const shots = [];
  after(async () => {
    for (const thing of shots) await thing.dispose();
  });

  const look = async (phone, name) => {
    for (const theme of ["night", "day"]) {
      await phone.page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
      await phone.picture(`${name}-${theme}`);
    }
    await phone.page.evaluate(() => (document.documentElement.dataset.theme = "night"));
    const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${name} is ${wide} px wider than the phone`);
  };

  it("says that nothing is open", async () => {
    const api = await Api.empty(await mkdtemp(join(tmpdir(), "taccuino-api-")));
    shots.push(api);
    const operator = await api.addOperator("Zoë Bellavista-Sant’Agostino", "pis_operator");
    await api.start({ demo: false });
    for (const size of [SMALL, LARGE]) {
      const phone = await Phone.buy(api.origin, size);
      shots.unshift(phone);
      if (size === SMALL) await phone.enrol(operator);
      else continue;
      await phone.page.getByText("Nessuna segnalazione aperta").waitFor();
      assert.equal(await phone.page.evaluate(() => document.documentElement.dataset.text), "large");
      await look(phone, "pis-vuota");
    }
  });

  it("stays readable with ten activations", async () => {
    const api = await (await Api.prepare()).start();
    shots.push(api);
    for (const [size, nth] of [[SMALL, 0], [LARGE, 1]]) {
      const phone = await Phone.buy(api.origin, size);
      shots.unshift(phone);
      const page = await phone.enrol(api.operator("pis_operator", { nth }));
      await page.getByText(/Tutto ricevuto alle/).waitFor();
      await look(phone, "pis-usuale");
      if (size === LARGE) continue;
      const kinds = ["Tratta", "Violenza familiare", "Non autosuff. solo", "Fragile senza alloggio", "Alloggio non agibile", "Altra non rinviabile"];
      for (const category of kinds) {
        await report(page, { referrer: "Polizia Locale", category, people: "3", comune: "Opera", triage: "Urgenza rinviabile" });
      }
      assert.ok((await page.getByRole("article").count()) >= 8);
      await look(phone, "pis-piena");
      await largeEnough(page);
      await sendNow(page);
      await page.getByText(/Tutto ricevuto alle/).waitFor();
    }
  });
});

// The lock: how long an open notebook stays open, and its PIN. The clock of the browser is moved, nothing waits in truth.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { authenticator } from "../support/authenticator.mjs";
import { violations } from "../support/axe.mjs";
import { go, openPersonForm, recordPerson, row, surname } from "../support/capture.mjs";
import { LARGE, Phone, unlock } from "../support/phone.mjs";

const PIN = "271828";

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const paused = (page) => page.getByRole("heading", { level: 1, name: "Taccuino è in pausa" });
const closed = (page) => page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" });

/** Six taps on the keys. */
async function type(page, digits) {
  for (const digit of digits) await page.getByRole("button", { name: digit, exact: true }).click();
}

/** Chooses a PIN in the sheet that is open. */
async function choose(page, pin = PIN) {
  const sheet = page.getByRole("dialog");
  await sheet.getByText("Sei cifre", { exact: true }).waitFor();
  await type(sheet, pin);
  await sheet.getByText("Le stesse sei cifre, di nuovo").waitFor();
  await type(sheet, pin);
  await sheet.waitFor({ state: "hidden" });
}

/** The picture of a page at both widths, by day and by night. */
async function pictures(phone, name) {
  const screen = await phone.context.newCDPSession(phone.page);
  const { viewport } = phone;
  for (const size of [viewport, LARGE]) {
    phone.viewport = size;
    await screen.send("Emulation.setDeviceMetricsOverride", { ...size, deviceScaleFactor: 2, mobile: true });
    await phone.picture(name);
    await phone.pictureByNight(`${name}-notte`);
  }
  phone.viewport = viewport;
  await screen.send("Emulation.setDeviceMetricsOverride", { ...viewport, deviceScaleFactor: 2, mobile: true });
}

describe("The PIN", () => {
  let phone;
  let page;
  let name;

  before(async () => {
    phone = await Phone.buy(api.origin);
    phone.prepare = (page) => page.clock.install();
    phone.gesture = async (page) => {
      await page.getByRole("heading", { level: 1, name: "Apri con un gesto" }).waitFor();
      assert.deepEqual(await violations(page), []);
      await pictures(phone, "blocco-gesto");
      await press(page, "Scegli un PIN");
      const sheet = page.getByRole("dialog");
      assert.equal(await sheet.getByLabel("La tua frase").count(), 0, "it has just been typed");
      await type(sheet, "123456");
      await sheet.getByText("Si indovina subito").waitFor();
      await type(sheet, PIN);
      await type(sheet, "314159");
      await sheet.getByText("I due PIN non sono uguali").waitFor();
      await pictures(phone, "blocco-scegli");
      await choose(page);
      await page.getByText("il taccuino si riapre con il tuo PIN").waitFor();
      await page.getByRole("link", { name: "Continua" }).click();
    };
    page = await phone.enrol(api.operator("proximity_operator"));
    name = await recordPerson(page);
  });
  after(() => phone?.dispose());

  /** Out of sight for a while. */
  const away = async (time) => {
    await phone.hide(true);
    await page.clock.fastForward(time);
    await phone.hide(false);
  };

  it("is not asked for after a look elsewhere", async () => {
    await away("00:10");
    await go(page, "Elenco");
    await row(page, name).waitFor();
  });

  it("opens the page that was left, and nothing of it is there before", async () => {
    await away("00:20");
    await paused(page).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.hasAttribute("data-covered")), false);
    assert.equal(await page.getByText(name).count(), 0);
    assert.deepEqual(await violations(page), []);
    await pictures(phone, "blocco-pin");
    await type(page, "314159");
    await page.getByRole("alert").filter({ hasText: "Restano 4 tentativi." }).waitFor();
    await phone.picture("blocco-pin-sbagliato");
    await type(page, PIN);
    await row(page, name).waitFor();
    assert.equal(new URL(page.url()).pathname, "/elenco");
  });

  it("is asked for by a tap that hides, and after a while without one", async () => {
    await press(page, "Nascondi lo schermo");
    await paused(page).waitFor();
    await type(page, PIN);
    await row(page, name).waitFor();
    await page.clock.fastForward("02:10");
    await paused(page).waitFor();
    await page.getByLabel("Il tuo PIN").fill(PIN);
    await row(page, name).waitFor();
  });

  it("a text that was typed and not saved is there after it", async () => {
    const typed = surname();
    await openPersonForm(page);
    await page.getByLabel("Cognome").fill(typed);
    await away("00:20");
    await paused(page).waitFor();
    await type(page, PIN);
    await press(page, "Riprendi");
    assert.equal(await page.getByLabel("Cognome").inputValue(), typed);
    await page.getByRole("link", { name: "Indietro" }).click();
  });

  it("what happens before it is given may be written down, and that text stays when its time is over", async () => {
    await away("00:20");
    await paused(page).waitFor();
    await press(page, "Registra senza sbloccare");
    await page.getByRole("radio", { name: "Prossimità" }).check({ force: true });
    const text = page.getByLabel("Che cosa succede?");
    await text.fill("La porta è aperta e non c’è nessuno");
    await page.clock.fastForward("20:00");
    assert.equal(await text.inputValue(), "La porta è aperta e non c’è nessuno");
    assert.equal(await page.evaluate(() => document.documentElement.hasAttribute("data-covered")), false);
    await press(page, "Metti al sicuro");
    const { passphrase } = phone;
    phone.passphrase = undefined;
    await press(page, "Fatto");
    await page.clock.fastForward("00:20");
    await closed(page).waitFor();
    phone.passphrase = passphrase;
    await unlock(page, phone);
    await go(page, "Elenco");
    await row(page, name).waitFor();
  });

  it("of one tab leaves the others at work, and the one that is open sends", async () => {
    const other = await phone.tab("/elenco");
    await away("00:20");
    await paused(page).waitFor();
    const saved = await recordPerson(other);
    await go(other, "Elenco");
    await row(other, saved, "Ricevuto").waitFor();
    await page.bringToFront();
    await type(page, PIN);
    await go(page, "Elenco");
    await row(page, saved).waitFor();
    // Its person shuts one tab: a paused one is shut too.
    await away("00:20");
    await paused(page).waitFor();
    await go(other, "Altro");
    await press(other, "Chiudi il taccuino");
    await closed(page).waitFor();
    await other.close();
    await page.bringToFront();
    await unlock(page, phone);
    await go(page, "Elenco");
  });

  it("five times wrong is over: the passphrase opens, and the PIN again after that", async () => {
    await press(page, "Nascondi lo schermo");
    await paused(page).waitFor();
    for (const left of ["Restano 4 tentativi", "Restano 3 tentativi", "Restano 2 tentativi", "Resta un tentativo"]) {
      await type(page, "314159");
      await page.getByRole("alert").filter({ hasText: left }).waitFor();
    }
    await type(page, "314159");
    await page.getByRole("alert").filter({ hasText: "adesso serve la frase" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Usa il PIN" }).count(), 0);
    await phone.picture("blocco-finito");
    await unlock(page, phone);
    await row(page, name).waitFor();
    await press(page, "Nascondi lo schermo");
    await paused(page).waitFor();
    await type(page, PIN);
    await row(page, name).waitFor();
  });

  it("is over when the time is, however often its keys are tapped, and when the process was killed", async () => {
    await press(page, "Nascondi lo schermo");
    await paused(page).waitFor();
    const { passphrase } = phone;
    phone.passphrase = undefined;
    for (const minutes of [4, 4, 4]) {
      await page.clock.fastForward(`0${minutes}:00`);
      await type(page, "3");
    }
    await page.clock.fastForward("04:00");
    await closed(page).waitFor();
    await unlock(page, { passphrase });
    await row(page, name).waitFor();
    await phone.kill();
    await phone.open("/elenco");
    page = phone.page;
    await closed(page).waitFor();
    phone.passphrase = passphrase;
    await unlock(page, phone);
    await row(page, name).waitFor();
  });

  it("is chosen anew with the passphrase, and taken away", async () => {
    await go(page, "Altro");
    await press(page, "Cambia il PIN");
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("La tua frase").fill("un’altra frase del tutto");
    await press(sheet, "Avanti");
    await sheet.getByText("Non è questa la frase.").waitFor();
    await sheet.getByLabel("La tua frase").fill(phone.passphrase);
    await press(sheet, "Avanti");
    await choose(page, "161803");
    await press(page, "Nascondi lo schermo");
    await type(page, "161803");
    await page.getByRole("button", { name: "Cambia il PIN" }).waitFor();
    await press(page, "Togli il PIN");
    await page.getByRole("button", { name: "Scegli un PIN" }).waitFor();
    await pictures(phone, "blocco-altro");
    await press(page, "Nascondi lo schermo");
    await press(page, "Mostra di nuovo");
    await page.reload();
    await go(page, "Elenco");
    await away("00:20");
    await row(page, name).waitFor();
  });
});

describe("The passkey offered after the passphrase", () => {
  let phone;
  let chip;
  after(() => phone?.dispose());

  it("is one tap, and then the round is back in one gesture after the process went while in Mappe", async () => {
    phone = await Phone.buy(api.origin);
    phone.gesture = async (page) => {
      await press(page, "Apri con impronta o volto");
      await page.getByText("Il taccuino si apre anche con l’impronta").waitFor();
      await phone.picture("blocco-gesto-impronta");
      await page.getByRole("link", { name: "Continua" }).click();
    };
    await phone.open("/status");
    chip = await authenticator(phone);
    await phone.page.goto(`${api.origin}/attiva#${api.operator("proximity_operator", { nth: 1 }).code}`);
    await phone.activate();
    const { page } = phone;
    const name = await recordPerson(page);
    await go(page, "Elenco");
    await row(page, name).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    const { pathname } = new URL(page.url());
    // Nothing of the page is left but its address. (A killed browser would take the virtual authenticator along.)
    phone.passphrase = undefined;
    await page.goto("about:blank");
    await page.goto(api.origin + pathname);
    await page.getByRole("heading", { level: 1, name }).waitFor();
    assert.equal((await chip.credentials()).length, 1);
  });

  it("opens a paused notebook too, where there is no PIN", async () => {
    const { page } = phone;
    await page.goto(`${api.origin}/elenco`);
    await page.getByRole("heading", { level: 1, name: "Elenco" }).waitFor();
    await press(page, "Nascondi lo schermo");
    await paused(page).waitFor();
    await phone.picture("blocco-impronta");
    await press(page, "Apri con impronta o volto");
    await page.getByRole("heading", { level: 1, name: "Elenco" }).waitFor();
  });
});

describe("The time of each role, where there is neither PIN nor passkey", () => {
  const phones = [];
  after(() => Promise.all(phones.map((phone) => phone.dispose())));

  const opened = async (who, first = () => {}) => {
    const phone = await Phone.buy(api.origin);
    phones.push(phone);
    phone.prepare = (page) => page.clock.install();
    await phone.enrol(who);
    // What decides may have to come first.
    await phone.page.getByText(/Tutto ricevuto/).waitFor();
    await first(phone.page);
    phone.passphrase = undefined;
    return phone.page;
  };
  /** Open after the first time, shut after the second. */
  const shuts = async (page, open, shut) => {
    await page.clock.fastForward(open);
    assert.equal(await page.evaluate(() => window.taccuinoIdle()), false);
    await page.clock.fastForward(shut);
    await closed(page).waitFor();
  };

  it("a facilitator: five minutes", async () => {
    await shuts(await opened(api.operator("digital_facilitator")), "04:30", "00:45");
  });

  it("a round that is open: fifteen", async () => {
    await shuts(await opened(api.operator("volunteer")), "14:30", "00:45");
  });

  it("the Pronto Intervento with an activation open: fifteen", async () => {
    await shuts(await opened(api.operator("pis_operator")), "14:30", "00:45");
  });

  it("the Pronto Intervento with none: one", async () => {
    // The only one of the demo is voided.
    const none = async (page) => {
      await page.locator(".card__title a").first().click();
      await page.waitForURL(/[/]pis[/]/);
      await page.goto(page.url().replace("/pis/", "/scheda/"));
      await press(page, "Annulla la registrazione");
      await page.getByRole("dialog").locator(".stack button").first().click();
      await page.getByRole("button", { name: "Ripristina" }).waitFor();
    };
    await shuts(await opened(api.operator("pis_operator", { ambito: "corsichese" }), none), "00:45", "00:30");
  });
});

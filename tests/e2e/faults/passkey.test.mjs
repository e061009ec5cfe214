// The phone's own gesture opens the notebook (WebAuthn PRF, by the virtual authenticator of DevTools).
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { authenticator } from "../support/authenticator.mjs";
import { violations } from "../support/axe.mjs";
import { go, recordPerson, row } from "../support/capture.mjs";
import { Phone, unlock } from "../support/phone.mjs";

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const closed = (page) => page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" });

/** Asks for the gesture on the page Altro. */
async function add(phone, passphrase) {
  await go(phone.page, "Altro");
  await press(phone.page, "Apri con impronta o volto");
  const sheet = phone.page.getByRole("dialog");
  await sheet.getByLabel("La tua frase").fill(passphrase);
  await sheet.getByRole("button", { name: "Aggiungi la chiave" }).click();
}

describe("The passkey", () => {
  let phone;
  let page;
  let passphrase;
  let chip;
  let name;

  before(async () => {
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("proximity_operator"));
    ({ passphrase } = phone);
    // From here on the test opens the notebook itself.
    phone.passphrase = undefined;
    name = await recordPerson(page);
    chip = await authenticator(phone);
  });
  after(() => phone?.dispose());

  it("is made with the passphrase, and with no other", async () => {
    await add(phone, "un’altra frase del tutto");
    await page.getByRole("dialog").getByText("Non è questa la frase.").waitFor();
    assert.equal((await chip.credentials()).length, 0);
    await phone.picture("porta-impronta-frase");
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("La tua frase").fill(passphrase);
    await sheet.getByRole("button", { name: "Aggiungi la chiave" }).click();
    await page.getByText("Il taccuino si apre anche con l’impronta").waitFor();
    await phone.picture("porta-impronta-altro");
    const [made] = await chip.credentials();
    assert.equal(made.userName, "Taccuino", "the phone's list of passkeys names nobody");
  });

  it("opens the notebook in one gesture, also with no network", async () => {
    await api.kill();
    await press(page, "Chiudi il taccuino");
    await go(page, "Elenco");
    await row(page, name).waitFor();
    await api.start();
  });

  it("of a person who says no leaves it shut: the passphrase opens it", async () => {
    await chip.willing(false);
    await page.reload();
    await closed(page).waitFor();
    await press(page, "Apri con impronta o volto");
    await page.getByRole("alert").filter({ hasText: "Il telefono non ha aperto." }).waitFor();
    await phone.picture("porta-impronta");
    await phone.pictureByNight("porta-impronta-notte");
    assert.deepEqual(await violations(page), []);
    await unlock(page, { passphrase });
    await go(page, "Elenco");
    await row(page, name).waitFor();
  });

  it("that was deleted on the phone opens nothing, and the passphrase still does", async () => {
    await chip.take();
    chip = await authenticator(phone);
    await page.reload();
    await closed(page).waitFor();
    await press(page, "Apri con impronta o volto");
    await page.getByRole("alert").filter({ hasText: "Il telefono non ha aperto." }).waitFor();
    await unlock(page, { passphrase });
  });

  it("is made anew in its place, and taken away", async () => {
    await go(page, "Altro");
    await press(page, "Togli la chiave del telefono");
    await add(phone, passphrase);
    await page.getByText("Il taccuino si apre anche con l’impronta").waitFor();
    await page.reload();
    await go(page, "Elenco");
    await go(page, "Altro");
    await press(page, "Togli la chiave del telefono");
    await page.getByRole("button", { name: "Apri con impronta o volto" }).waitFor();
    await page.reload();
    await closed(page).waitFor();
    assert.equal(await page.getByRole("button", { name: "Apri con impronta o volto" }).count(), 0);
    await unlock(page, { passphrase });
  });
});

describe("A phone whose passkeys have no secret", () => {
  let phone;
  before(async () => {
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("street_educator"));
    await authenticator(phone, { prf: false });
  });
  after(() => phone?.dispose());

  it("says so, and keeps the passphrase", async () => {
    await add(phone, phone.passphrase);
    await phone.page.getByRole("dialog").getByText("Questo telefono non sa aprire il taccuino").waitFor();
    await phone.page.reload();
    await phone.page.getByRole("navigation", { name: "Sezioni" }).waitFor();
  });
});

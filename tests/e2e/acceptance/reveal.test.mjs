import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { authenticator } from "../support/authenticator.mjs";
import { violations } from "../support/axe.mjs";
import { go } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";

const OPERA = "015159";

describe("Coordinatore: an address that stands hidden until the passphrase is given again", () => {
  let api;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("coordinator"));
  });
  after(async () => {
    await phone.dispose();
    await api.dispose();
  });

  const fact = (label) => page.locator(".facts__item").filter({ has: page.getByText(label, { exact: true }) });
  const show = () => page.getByRole("button", { name: "Mostra", exact: true });
  const dialog = () => page.getByRole("dialog");
  const shown = () => fact("Via e numero").waitFor();
  const hidden = () => page.getByText(/^Dati nascosti: Via e numero/).waitFor();
  const give = async (passphrase) => {
    await dialog().getByLabel("La tua frase").fill(passphrase);
    await dialog().getByRole("button", { name: "Mostra", exact: true }).click();
  };

  /** Looks for the cards of a Comune, to the last page of them, which it answers. */
  const find = async () => {
    await page.getByLabel("Comune").selectOption(OPERA);
    await page.locator("label").filter({ hasText: "Beneficiari" }).click();
    // The cards of the published years, which have no name, come first.
    let last;
    for (let next = "Cerca"; next; next = (await page.getByText("Mostra altre").isVisible()) && "Mostra altre") {
      const answered = page.waitForResponse((response) => response.url().endsWith("/v1/records/query"));
      await page.getByRole("button", { name: next }).click();
      last = await (await answered).json();
      await page.getByRole("button", { name: "Cerca", disabled: false }).waitFor();
    }
    return last;
  };

  it("is found by name, without address and contacts", async () => {
    const { records, masked } = await find();
    const olga = records.find(({ fields }) => fields.firstName === "Olga");
    const left = ["address", "phone", "doorbell", "accessNotes"].filter((name) => name in olga.fields);
    assert.deepEqual(left, [], "the API does not give them");
    assert.ok(masked.find(({ recordId }) => recordId === olga.id).fields.includes("address"));
    await page.getByRole("link", { name: /Olga Esempio/ }).click();
    await hidden();
    assert.equal(await fact("Telefono").count(), 0);
    assert.deepEqual(await violations(page), []);
    await phone.picture("registro-nascosti");
    await phone.pictureByNight("registro-nascosti-notte");
  });

  it("stays hidden for a wrong passphrase, which does not leave the phone", async () => {
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await show().click();
    await dialog().getByText("Serve la tua frase").waitFor();
    await phone.picture("registro-nascosti-frase");
    await phone.pictureByNight("registro-nascosti-frase-notte");
    await give("Tutt’altra frase di questa");
    await dialog().getByText("Non è questa la frase").waitFor();
    assert.ok(asked.every((path) => !path.includes("step-up")), asked.join(" "));
    assert.equal(await fact("Via e numero").count(), 0);
  });

  it("is shown for the right one, on this page alone", async () => {
    await give(phone.passphrase);
    await shown();
    const address = await fact("Via e numero").locator("dd").innerText();
    assert.deepEqual(await violations(page), []);
    await phone.picture("registro-mostrati");
    await phone.pictureByNight("registro-mostrati-notte");
    assert.ok(address.length > 5, address);
    assert.ok(!(await phone.rows()).includes(address), "nothing of it is kept");
    assert.ok(!(await page.content()).includes(phone.passphrase));
  });

  it("is hidden again out of sight, by a tap and on the next page, and shown again without the passphrase meanwhile", async () => {
    await phone.hide(true);
    await phone.hide(false);
    await hidden();
    await show().click();
    await shown();
    await page.getByRole("button", { name: "Nascondi" }).click();
    await hidden();
    await show().click();
    await shown();
    await page.getByRole("link", { name: "Indietro" }).click();
    await page.getByRole("link", { name: /Olga Esempio/ }).click();
    await hidden();
  });

  it("is shown by the gesture of a phone that has one; who says no gives the passphrase", async () => {
    const chip = await authenticator(phone);
    await page.getByRole("link", { name: "Indietro" }).click();
    await go(page, "Altro");
    await page.getByRole("button", { name: "Apri con impronta o volto" }).click();
    await dialog().getByLabel("La tua frase").fill(phone.passphrase);
    await dialog().getByRole("button", { name: "Aggiungi la chiave" }).click();
    await page.getByText("Il taccuino si apre anche con l’impronta").waitFor();
    await go(page, "Oggi");
    await find();
    await page.getByRole("link", { name: /Olga Esempio/ }).click();
    const gesture = () => dialog().getByRole("button", { name: "Usa impronta o volto" }).click();
    for (const willing of [true, false]) {
      // It knows of nobody any more who gave a proof.
      await api.kill();
      await api.start();
      await show().click();
      await chip.willing(willing);
      await gesture();
      if (!willing) {
        await dialog().getByText("Il telefono non ha aperto.").waitFor();
        await phone.picture("registro-nascosti-gesto");
        await give(phone.passphrase);
      }
      await shown();
      await page.getByRole("button", { name: "Nascondi" }).click();
    }
    await chip.take();
  });

  it("asks again once the API does not know of it, and says plainly that there is no network", async () => {
    await api.kill();
    await show().click();
    await page.getByText("Serve la rete").waitFor();
    await api.start();
    await show().click();
    await give(phone.passphrase);
    await shown();
  });
});

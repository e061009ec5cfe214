// What happens while the notebook is shut is written down all the same: sealed, sent by the worker, looked through later.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { go, row } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { LARGE, Phone } from "../support/phone.mjs";
import { shelf, told } from "../support/shelf.mjs";

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

const titled = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();

describe("A phone whose notebook is shut", () => {
  const text = "Citofono muto: la signora Nzé-Però non risponde.\nTorno domani alle 9";
  let phone;
  let own;
  let desk;

  before(async () => {
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator"));
    await told(phone.page);
  });
  after(async () => {
    for (const one of [phone, own]) await one?.dispose();
  });

  it("P8: keeps what somebody writes, unreadable, and brings it although the phone is somebody else's by then", async () => {
    await api.kill();
    await phone.kill();
    // Nobody gives the passphrase.
    phone.passphrase = undefined;
    const page = await phone.open("/giro");
    await titled(page, "Taccuino è chiuso");
    await phone.picture("chiuso");
    await phone.pictureByNight("chiuso-notte");
    await page.getByRole("button", { name: "Registra senza sbloccare" }).click();
    await titled(page, "Registra senza sbloccare");
    await page.getByRole("button", { name: "Metti al sicuro" }).click();
    await page.getByText("Scegli per quale servizio").waitFor();
    await page.getByRole("radio", { name: "Prossimità" }).check({ force: true });
    await page.getByRole("button", { name: "Metti al sicuro" }).click();
    await page.getByText("Scrivi che cosa succede", { exact: true }).waitFor();
    await page.getByLabel("Che cosa succede?").fill(text);
    await phone.picture("registra-senza-sbloccare");
    await phone.pictureByNight("registra-senza-sbloccare-notte");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Metti al sicuro" }).click();
    await titled(page, "È al sicuro");
    await phone.picture("registrato-senza-sbloccare");
    assert.ok(!(await page.content()).includes("Nzé"));
    const parcels = await shelf(page, true);
    assert.equal(JSON.parse(parcels).length, 1);
    assert.ok(!parcels.includes("Nzé"));
    await page.getByRole("button", { name: "Fatto" }).click();
    await titled(page, "Taccuino è chiuso");

    await api.start();
    await page.goto(`${api.origin}/attiva#${api.operator("proximity_operator", { nth: 1 }).code}`);
    await phone.activate();
    await shelf(page, false);
    desk = await Desk.open(api);
    const [capture, ...more] = await desk.records("capture");
    assert.deepEqual(more, []);
    assert.equal(capture.fields.text, text);
    assert.equal(capture.fields.authorConfirmed, undefined, "whose it is nobody said yet");
    // It is not in the notebook of whoever has the phone now.
    await go(page, "Elenco");
    await titled(page, "Elenco");
    assert.equal(await row(page, "Citofono").count(), 0);
  });

  it("is confirmed by its author, on whichever phone, and becomes a record", async () => {
    await api.kill();
    await api.start();
    own = await Phone.buy(api.origin, LARGE);
    const page = await own.enrol(api.operator("proximity_operator"));
    await go(page, "Elenco");
    await page.getByRole("heading", { name: "Scritti a taccuino chiuso" }).waitFor();
    await own.picture("elenco-scritti-a-taccuino-chiuso");
    await row(page, "Citofono muto").click();
    await titled(page, "Scritto a taccuino chiuso");
    await page.getByText("Torno domani alle 9").waitFor();
    await own.picture("scritto-a-taccuino-chiuso");
    await own.pictureByNight("scritto-a-taccuino-chiuso-notte");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Sì, l’ho scritto io" }).click();
    await page.getByText("Scritto da").waitFor();
    await page.getByRole("button", { name: "Fanne una scheda" }).click();
    await page.getByRole("button", { name: "Riprendi" }).click();
    assert.equal(await page.getByLabel("Note").inputValue(), text);
    await page.goBack();
    await page.getByRole("button", { name: "È sistemato" }).click();
    await page.getByText("Sistemato.").waitFor();
    await go(await elenco(page), "Elenco");
    await titled(page, "Elenco");
    assert.equal(await page.getByRole("heading", { name: "Scritti a taccuino chiuso" }).count(), 0);
  });
});

/** Back from a page to the list. */
async function elenco(page) {
  await page.getByRole("link", { name: "Indietro" }).click();
  return page;
}

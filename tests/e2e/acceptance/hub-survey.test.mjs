// The citizen answers on the facilitator's phone: the notebook is shut first, so that nothing else of it can be reached; what is
// answered goes sealed, and the gain is what was answered.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { choose, today } from "../support/hub.mjs";
import { romeDay } from "../support/many.mjs";
import { Phone, unlock } from "../support/phone.mjs";
import { shelf, told } from "../support/shelf.mjs";
import { sendNow } from "../support/story.mjs";
import { largeEnough } from "../support/taps.mjs";

const titled = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
/** Of the citizen, of whom a stranger must read nothing. */
const WHO = /Maria|··47|0347/;

/** All that IndexedDB and the page's other stores hold, as text; bytes one letter each. */
const kept = (page) =>
  page.evaluate(async () => {
    const settled = (request) =>
      new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const text = (_, value) => (value instanceof Uint8Array ? String.fromCharCode(...value) : value);
    let all = JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), history.state, document.title]);
    for (const { name } of await indexedDB.databases()) {
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        all += JSON.stringify(await settled(database.transaction(store).objectStore(store).getAll()), text);
      }
      database.close();
    }
    return all;
  });

describe("A questionnaire in the hands of a citizen", () => {
  let api;
  let desk;
  let phone;
  let page;
  let passphrase;
  let path;

  /** From the day to the page of a questionnaire of the citizen of now. */
  async function toSurvey(title, who = /^Maria E\..*47/) {
    await page.goto(`${phone.origin}/hub`);
    await page.getByRole("link", { name: who }).first().click();
    await page.getByRole("link", { name: "Apri il percorso" }).click();
    await page.getByRole("link", { name: title }).click();
    await titled(page, title);
  }

  /** Ticks just these objectives. */
  async function about(...labels) {
    for (const chip of await page.locator(".chip").all()) {
      const wanted = labels.includes((await chip.innerText()).trim());
      if ((await chip.locator("input").isChecked()) !== wanted) await chip.click();
    }
  }

  async function answer(text) {
    await page.locator(".tile").filter({ hasText: new RegExp(`^${text}$`) }).click();
    await page.getByRole("button", { name: "Avanti" }).click();
  }

  async function open() {
    phone.passphrase = passphrase;
    await unlock(page, phone);
  }

  async function allReceived() {
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
  }

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    phone = await Phone.buy(api.origin);
    page = await phone.enrol(api.operator("digital_facilitator"));
    ({ passphrase } = phone);
    await told(page);
    await page.locator(".card--now").waitFor();
    await statusSays(page, /Tutto ricevuto alle/);
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  it("is handed over with the notebook shut: neither Back, nor a reload, an address or a second tab shows anything", async () => {
    const second = await phone.tab("/elenco");
    await second.getByText("Maria E.").first().waitFor();
    await page.bringToFront();
    await toSurvey("Questionario iniziale");
    path = page.url().split("/").at(-2);
    await about("SPID o CIE", "Fascicolo Sanitario");
    await phone.picture("hub-questionario");
    assert.deepEqual(await violations(page), []);
    phone.passphrase = undefined;
    await page.getByRole("button", { name: "Fai compilare al cittadino" }).click();
    await titled(page, "Qualche domanda");
    await phone.picture("hub-questionario-inizio");
    await phone.pictureByNight("hub-questionario-inizio-notte");
    await largeEnough(page);
    // The other tab shut with it.
    await titled(second, "Taccuino è chiuso");
    assert.doesNotMatch(await second.content(), WHO);
    await second.close();

    await page.getByRole("button", { name: "Comincia" }).click();
    await page.getByRole("heading", { level: 1, name: /identità digitale/ }).waitFor();
    await phone.picture("hub-questionario-domanda");
    assert.deepEqual(await violations(page), []);
    await largeEnough(page);
    await phone.pictureByNight("hub-questionario-domanda-notte");
    await page.getByRole("button", { name: "Avanti" }).click();
    await page.getByText("Scelga una risposta").waitFor();
    await answer("Non so farlo");
    await page.getByRole("heading", { level: 1, name: /Fascicolo Sanitario/ }).waitFor();
    assert.doesNotMatch(await page.content(), WHO);

    await page.evaluate(() => history.back());
    await page.waitForURL(/modifica$/);
    await page.getByRole("heading", { level: 1, name: /Fascicolo Sanitario|Taccuino è chiuso/ }).waitFor();
    assert.doesNotMatch(await page.content(), WHO);
    await page.evaluate(() => history.back());
    await page.getByRole("heading", { level: 1, name: /Fascicolo Sanitario|Taccuino è chiuso/ }).waitFor();
    assert.doesNotMatch(await page.content(), WHO);

    await page.reload();
    await titled(page, "Taccuino è chiuso");
    for (const address of ["/", "/hub", "/elenco", "/registro", "/bozze", `/scheda/${path}`, `/hub/percorso/${path}/modifica`,
      `/hub/percorso/${path}/questionario`, "/hub/prenota", "/altro", "/telefono", "/invio"]) {
      await page.goto(phone.origin + address);
      await titled(page, "Taccuino è chiuso");
      assert.doesNotMatch(await page.content(), WHO, address);
    }
    await page.goBack();
    await titled(page, "Taccuino è chiuso");
    const other = await phone.tab("/hub");
    await titled(other, "Taccuino è chiuso");
    assert.doesNotMatch(await other.content(), WHO);
    await other.close();
  });

  it("keeps what is answered unreadable, with no network too, and the answers arrive once", async () => {
    await open();
    await allReceived();
    await toSurvey("Questionario iniziale");
    await about("SPID o CIE", "Fascicolo Sanitario");
    await api.kill();
    phone.passphrase = undefined;
    await page.getByRole("button", { name: "Fai compilare al cittadino" }).click();
    await page.getByRole("button", { name: "Comincia" }).click();
    await answer("Con aiuto");
    await page.getByRole("heading", { level: 1, name: /Fascicolo Sanitario/ }).waitFor();
    await answer("Non so farlo");
    await titled(page, "Grazie!");
    await phone.picture("hub-questionario-fine");
    const everything = await kept(page);
    assert.ok(JSON.parse(await shelf(page, true)).length >= 2, "sealed, on the shelf");
    for (const word of ["survey_answer", "citizenPathId", "health_record_fse", path, "Maria"]) {
      assert.ok(!everything.includes(word), `${word} lies in clear`);
    }
    await api.start();
    await page.getByRole("button", { name: "Riapri il taccuino" }).click();
    await titled(page, "Taccuino è chiuso");
    await shelf(page, false);
    const answers = await desk.records("survey_answer", (one) => one.fields.citizenPathId === path);
    const said = answers.map(({ fields }) => [fields.phase, fields.objective, fields.value].join(" ")).sort();
    assert.deepEqual(said, [
      "before digital_identity 0", "before digital_identity 1", "before health_record_fse 0",
    ]);
  });

  it("is asked by the facilitator too, and the gain is that of the last answers", async () => {
    await open();
    await allReceived();
    await toSurvey("Questionario finale");
    await about("SPID o CIE", "Fascicolo Sanitario");
    await page.getByRole("button", { name: "Chiedi tu le domande" }).click();
    await answer("Da solo");
    await page.getByRole("heading", { level: 1, name: /Fascicolo Sanitario/ }).waitFor();
    await answer("Da solo con difficoltà");
    await page.getByRole("heading", { level: 1, name: /conosciuto lo sportello/ }).waitFor();
    await phone.picture("hub-questionario-dopo");
    await answer("Passaparola");
    await page.getByRole("heading", { level: 1, name: /Perché/ }).waitFor();
    await page.getByRole("button", { name: "Salta" }).click();
    await page.getByRole("heading", { level: 1, name: /Tornerebbe/ }).waitFor();
    await page.getByRole("button", { name: "Smetto qui" }).click();
    await page.getByRole("link", { name: "Questionario finale" }).getByText("Fatto").waitFor();
    await page.getByRole("link", { name: "Questionario iniziale" }).getByText("Fatto").waitFor();
    await phone.picture("hub-percorso-questionari");
    await page.goto(`${phone.origin}/invio`);
    await allReceived();
    const today = romeDay(Date.now());
    const { hub } = await desk.figures(today, today);
    assert.deepEqual(hub.autonomy, { citizens: 1, over65: 1, byAge: { "65_74": 1 }, byObjective: { digital_identity: 1 } });
    assert.deepEqual(hub.gains, [
      { objective: "digital_identity", pairs: 1, better: 1, worse: 0, before: 1, after: 3 },
      { objective: "health_record_fse", pairs: 1, better: 1, worse: 0, before: 0, after: 2 },
    ]);
  });

  it("may be refused, which is an answer", async () => {
    await toSurvey("Questionario iniziale", /Ahmed E\./);
    phone.passphrase = undefined;
    await page.getByRole("button", { name: "Fai compilare al cittadino" }).click();
    await page.getByRole("button", { name: "Preferisco non rispondere" }).click();
    await titled(page, "Grazie!");
    await page.getByRole("button", { name: "Riapri il taccuino" }).click();
    await shelf(page, false);
    await open();
    await allReceived();
    await page.goto(`${phone.origin}/hub`);
    await page.getByRole("link", { name: /Ahmed E\./ }).first().click();
    await page.getByRole("link", { name: "Apri il percorso" }).click();
    await page.getByRole("link", { name: "Questionario iniziale" }).getByText("Rifiutato").waitFor();
  });

  it("is not handed over for a path that the Ambito has not yet: says why, and is asked instead", async () => {
    await page.goto(`${phone.origin}/hub`);
    await today(page);
    await api.kill();
    await page.getByRole("link", { name: "Nuovo accesso" }).click();
    await choose(page, "citizenPathId", "Nuovo percorso");
    await choose(page, "ageBand", "30-54");
    await choose(page, "gender", "Maschio");
    await choose(page, "objectives", "E-mail");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    const code = await page.locator(".undo .figure__value").innerText();
    await page.getByRole("link").filter({ hasText: `Tessera ${code}` }).click();
    await page.getByRole("link", { name: "Modifica" }).click();
    await page.getByRole("link", { name: "Apri il percorso" }).click();
    await page.getByRole("link", { name: "Questionario iniziale" }).click();
    await page.getByText(/non è ancora arrivato all’Ambito/).waitFor();
    assert.equal(await page.getByRole("button", { name: "Fai compilare al cittadino" }).count(), 0);
    await page.getByRole("button", { name: "Chiedi tu le domande" }).click();
    await answer("Non so farlo");
    await page.getByRole("link", { name: "Questionario iniziale" }).getByText("Fatto").waitFor();
  });
});

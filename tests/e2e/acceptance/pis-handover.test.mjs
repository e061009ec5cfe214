// Consegna: what is open goes to whoever comes after; what is read, printed and shared is made of codes, never of what was typed.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { Phone } from "../support/phone.mjs";
import { card, eveningBeforeWork, handed, home, report } from "../support/pis.mjs";
import { sendNow } from "../support/story.mjs";
import { countTaps, largeEnough, taps, underTheThumb } from "../support/taps.mjs";

/** Words that stand nowhere else: one in the notes, one in whom to call back. */
const CANARIES = ["Zibellino", "3330001112"];

describe("PIS: the shift hands over", () => {
  let api;
  let phone;
  let page;
  let other;
  let anna;

  before(async () => {
    api = await (await Api.prepare()).start();
    phone = await Phone.buy(api.origin);
    // What the phone's own sheet would be given; it is there only where a test says so.
    phone.prepare = (tab) => tab.addInitScript(() => {
      globalThis.shared = [];
      Object.defineProperty(Navigator.prototype, "share", {
        configurable: true,
        value: (data) => {
          if (!navigator.userActivation.isActive) return Promise.reject(new DOMException("no tap", "NotAllowedError"));
          globalThis.shared.push(data);
          return Promise.resolve();
        },
      });
    });
    page = await phone.enrol(api.operator("pis_operator"));
  });
  after(async () => {
    await phone?.dispose();
    await other?.dispose();
    await anna?.dispose();
    await api?.dispose();
  });

  it("gives everything that is open in three taps, with a text that holds nothing typed", async () => {
    await home(page);
    await report(page, { referrer: "Carabinieri", category: "Tratta", comune: "Opera", triage: "Emergenza" }, async () => {
      await page.getByText("Altri dettagli").click();
      await page.getByLabel("Chi richiamare").fill(CANARIES[1]);
      await page.getByLabel("Note").fill(`Chiedere di ${CANARIES[0]}`);
    });
    await page.getByRole("article").filter({ hasText: "Tratta" }).getByRole("button", { name: "La seguo io" }).click();
    await page.getByRole("article").filter({ hasText: "Tratta" }).getByRole("button", { name: "Sul posto" }).waitFor();
    await countTaps(page);
    await page.getByRole("link", { name: "Consegna turno" }).click();
    await page.getByRole("heading", { level: 1, name: "Consegna" }).waitFor();
    await handed(page, "Tratta").waitFor();
    await phone.picture("pis-consegna");
    await largeEnough(page);
    await page.getByRole("radio", { name: "Servizio sociale" }).click();
    const give = page.getByRole("button", { name: /^Consegna \d+ segnalazioni$/ });
    await underTheThumb(page, give);
    await give.click();
    await page.getByRole("heading", { name: "Consegnato: Servizio Sociale Comunale" }).waitFor();
    assert.ok((await taps(page)) <= 3, "three taps");
    const text = await page.locator("main").innerText();
    for (const canary of CANARIES) assert.ok(!text.includes(canary), `${canary} is in the text`);
    assert.match(text, /Opera · segnalata il .* · Emergenza/);
    assert.match(text, /documenti ex art\. 403 entro .*, tocca a Forze dell'Ordine/);
    await phone.picture("pis-consegnata");
  });

  it("prints the text alone, ink on paper", async () => {
    await page.emulateMedia({ media: "print" });
    const paper = await page.evaluate(() => getComputedStyle(document.body).getPropertyValue("--text").trim());
    assert.equal(paper, "#000");
    for (const gone of ["header", "footer"]) assert.ok(!(await page.locator(gone).isVisible()), `${gone} is on paper`);
    assert.ok(await handed(page, "Tratta").isVisible());
    await phone.picture("pis-consegna-carta");
    await page.emulateMedia({ media: null });
    await page.evaluate(() => (globalThis.print = () => (globalThis.printed = true)));
    await page.getByRole("button", { name: "Stampa" }).click();
    assert.ok(await page.evaluate(() => globalThis.printed));
  });

  it("shares out only after another unlock and in a tap of its own: code, Comune, time and number", async () => {
    await page.getByRole("button", { name: "Condividi fuori" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Numero da richiamare").pressSequentially("chiama Zoe 02 9000");
    assert.equal(await sheet.getByRole("button", { name: "Pronto: condividi" }).count(), 0);
    await sheet.getByLabel("Sblocca").or(sheet.locator("#frase-consegna")).first().fill("una frase sbagliata");
    await sheet.getByRole("button", { name: "Sblocca" }).click();
    await sheet.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.shared.length), 0);
    await sheet.locator("#frase-consegna").fill(phone.passphrase);
    await sheet.getByRole("button", { name: "Sblocca" }).click();
    await sheet.getByRole("button", { name: "Pronto: condividi" }).waitFor();
    await phone.picture("pis-consegna-fuori");
    await sheet.getByRole("button", { name: "Pronto: condividi" }).click();
    const [{ text, ...more }] = await page.evaluate(() => globalThis.shared);
    assert.deepEqual(more, {});
    for (const line of text.split("\n").slice(0, -1)) {
      assert.match(line, /^PIS-[0-9A-Z-]+ · [A-Z][a-z ]+ · \d\d\/\d\d\/\d{4} \d\d?:\d\d$/);
    }
    assert.equal(text.split("\n").at(-1).trim(), "Richiama: 02 9000");
    await page.keyboard.press("Escape");
  });

  it("can be taken back, and says it where the card is", async () => {
    await page.getByRole("button", { name: "Annulla" }).click();
    await page.getByRole("button", { name: /^Consegna \d+ segnalazioni$/ }).waitFor();
    await page.getByRole("radio", { name: "Reperibile" }).click();
    await page.getByRole("button", { name: /^Consegna \d+ segnalazioni$/ }).click();
    await page.getByRole("heading", { name: "Consegnato: Reperibile" }).waitFor();
    await page.getByRole("link", { name: "Indietro" }).click();
    const given = page.getByRole("article").filter({ hasText: "Tratta" });
    await given.getByText("Consegnata: Reperibile").waitFor();
    await given.getByRole("button", { name: "La seguo io" }).waitFor();
    await sendNow(page);
    await page.getByText(/Tutto ricevuto alle/).waitFor();
  });

  it("leaves what is open once the Comune has it, and stays in sight below with who has it and since when", async () => {
    const title = "Alloggio non agibile";
    await home(page);
    await report(page, { referrer: "Carabinieri", category: title, comune: "Rozzano", triage: "Emergenza" });
    const open = card(page, title);
    await open.getByRole("button", { name: "La seguo io" }).click();
    await open.getByRole("button", { name: "Sul posto" }).waitFor();
    await open.getByRole("link", { name: title }).click();
    await page.getByRole("link", { name: "Consegna", exact: true }).click();
    await page.getByRole("radio", { name: "Servizio sociale" }).click();
    await page.getByRole("button", { name: "Consegna la segnalazione" }).click();
    await page.getByRole("heading", { name: "Consegnato: Servizio Sociale Comunale" }).waitFor();
    await page.goto(`${api.origin}/pis`);
    await open.getByText("Consegnata: Servizio sociale").waitFor();
    await sendNow(page);
    await page.getByText(/Tutto ricevuto alle/).waitFor();

    anna = await Phone.buy(api.origin);
    await anna.enrol(api.operator("municipal_social_worker"));
    await anna.page.goto(`${api.origin}/registro`);
    const given = anna.page.getByRole("article").filter({ hasText: title });
    await given.getByRole("button", { name: "Presa in carico" }).click();
    await anna.page.locator(".undo").filter({ hasText: "presa in carico" }).waitFor();
    await sendNow(anna.page);
    await anna.page.getByText(/Tutto ricevuto alle/).waitFor();

    await sendNow(page);
    await home(page);
    await open.waitFor({ state: "detached" });
    const row = page.getByRole("link", { name: new RegExp(`^${title} In carico al Comune di Rozzano dalle \\d`) });
    await row.waitFor();
    await row.scrollIntoViewIfNeeded();
    await phone.picture("pis-in-carico-ad-altri");
    await row.click();
    await page.getByText(/^In carico al Comune di Rozzano dalle \d+:\d\d$/).waitFor();
    assert.equal(await page.getByRole("button", { name: "Sul posto" }).count(), 0, "what is done there is the Comune's");
    await page.getByRole("link", { name: "Indietro" }).click();
  });

  it("is read by a colleague, who may take it back with one tap", async () => {
    other = await Phone.buy(api.origin);
    await other.enrol(api.operator("pis_operator", { nth: 1 }));
    const given = other.page.getByRole("article").filter({ hasText: "Tratta" });
    await given.getByText("Consegnata: Reperibile").waitFor();
    await given.getByRole("button", { name: "La seguo io" }).click();
    await given.getByRole("button", { name: "Sul posto" }).waitFor();
    assert.equal(await given.getByText("Consegnata: Reperibile").count(), 0);
  });

  it("offers no next shift in the night before a working day, and says when there is one", async () => {
    await api.stop();
    await page.clock.setFixedTime(eveningBeforeWork("23:40"));
    await page.goto(`${api.origin}/pis/consegna`);
    // What was given to the person on call is with nobody of the service any more.
    await page.getByText("Niente da consegnare").waitFor();
    await page.goto(`${api.origin}/pis`);
    await page.getByRole("article").filter({ hasText: "Tratta" }).getByRole("button", { name: "La seguo io" }).click();
    await page.getByRole("link", { name: "Consegna turno" }).click();
    await page.getByRole("radio", { name: "Reperibile" }).waitFor();
    assert.equal(await page.getByRole("radio", { name: "Prossimo turno PIS" }).count(), 0);
    await page.getByText(/^Il prossimo turno PIS comincia .* alle 18:00/).waitFor();
    await phone.picture("pis-consegna-notte");
    assert.deepEqual(phone.errors.filter((error) => !/ERR_|Failed to (load|fetch)/.test(error)), []);
  });
});

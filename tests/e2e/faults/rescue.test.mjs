// A phone that cannot send: what is unsent leaves in a file that nobody reads, a coordinator brings it, and it counts once.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { recordPerson, row } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

describe("The rescue file", () => {
  let phone;
  let desk;
  let content;

  before(async () => {
    phone = await Phone.buy(api.origin);
    // Known since the notebook was opened with a network, so that the file needs none.
    const told = answered(phone, "/v1/sealing");
    await phone.enrol(api.operator("proximity_operator"));
    await told;
    await phone.context.setOffline(true);
    await recordPerson(phone.page, "Però D’Àrienzo");
  });
  after(async () => {
    await phone.dispose();
    await desk?.dispose();
  });

  it("P4: is made with no network, is sealed, and leaves the queue as it was", async () => {
    await sendNow(phone.page);
    await phone.page.getByText("Se da qui non parte").waitFor();
    const before = await phone.opened();
    await phone.picture("invio-file");
    const coming = phone.page.waitForEvent("download");
    await phone.page.getByRole("button", { name: "Salva in un file" }).click();
    const download = await coming;
    assert.match(download.suggestedFilename(), /^taccuino-\d\d-\d\d-\d{4}\.txt$/);
    await phone.page.getByText("controlla che il file sia nei download").waitFor();
    await phone.picture("invio-file-salvato");
    await phone.pictureByNight("invio-file-salvato-notte");
    assert.deepEqual(await violations(phone.page), []);
    content = await readFile(await download.path(), "utf8");
    const { taccuino, v, parcels } = JSON.parse(content);
    assert.deepEqual([taccuino, v], ["salvataggio", 1]);
    assert.ok(parcels.length > 0);
    for (const word of ["Àrienzo", "lastName", "beneficiary"]) assert.ok(!content.includes(word), word);
    assert.deepEqual(outbox(await phone.opened()), outbox(before));
  });

  it("P4: is brought by a coordinator, and what the phone sends later is the same", async () => {
    desk = await Phone.buy(api.origin);
    const page = await desk.enrol(api.operator("coordinator"));
    await page.getByRole("link", { name: /Consegna un file di salvataggio/ }).click();
    await desk.picture("registro-salvataggio");
    const bring = (text) => page.locator('input[type="file"]').setInputFiles({ name: "f.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
    await bring(content.slice(0, -20));
    await page.getByText("Questo non è un file di salvataggio").waitFor();
    for (let time = 0; time < 2; time += 1) {
      await bring(content);
      await page.getByText(/L’Ambito ha ricevuto \d+ salvatagg/).waitFor();
    }
    await desk.picture("registro-salvataggio-ricevuto");
    await desk.pictureByNight("registro-salvataggio-ricevuto-notte");
    assert.deepEqual(await violations(page), []);
    const forged = JSON.parse(content);
    for (const parcel of forged.parcels) parcel.clientSeq += 100;
    await bring(JSON.stringify(forged));
    await page.getByText(/di un telefono di questo Ambito, oppure/).waitFor();
    await api.kill();
    await bring(content);
    await page.getByText("Nessuna risposta dall’Ambito.").waitFor();
    await api.start();

    await phone.context.setOffline(false);
    await sendNow(phone.page);
    await row(phone.page, "Però D’Àrienzo", "Ricevuto").waitFor();
    const table = await Desk.open(api);
    assert.equal((await table.persons("Però D’Àrienzo")).length + (await table.persons("D’Àrienzo")).length, 1);
  });
});

describe("Killed while a rescue file is made", () => {
  let phone;
  after(() => phone?.dispose());

  it("D21: the queue is as it was, and the file can be made again", async () => {
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator", { nth: 1 }));
    await api.kill();
    for (let n = 0; n < 3; n += 1) await recordPerson(phone.page);
    await sendNow(phone.page);
    const button = () => phone.page.getByRole("button", { name: "Salva in un file" });
    await button().waitFor();
    const before = outbox(await phone.opened());
    assert.ok(before.length >= 3);
    // A tap that nobody waits for.
    await button().evaluate((button) => button.click());
    await phone.kill();
    await phone.open("/invio");
    assert.deepEqual(outbox(await phone.opened()), before);
    await sendNow(phone.page);
    const coming = phone.page.waitForEvent("download");
    await button().click();
    const file = JSON.parse(await readFile(await (await coming).path(), "utf8"));
    assert.equal(file.parcels.length, before.length);
    await api.start();
  });
});

const outbox = (rows) => rows.filter(({ table }) => table === "outbox");

/** The next answer of a path, whichever page of the phone asks. */
function answered(phone, path) {
  return new Promise((done) => {
    phone.prepare = (page) => page.on("response", (answer) => new URL(answer.url()).pathname === path && answer.ok() && done());
  });
}

// What was captured goes while nobody has the notebook open: the worker brings it sealed, and the notebook hears of it later.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { recordPerson, row } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone, unlock } from "../support/phone.mjs";
import { shelf } from "../support/shelf.mjs";
import { sendNow } from "../support/story.mjs";

let api;
before(async () => {
  api = await (await Api.prepare()).start();
});
after(() => api?.dispose());

/** Wakes the worker as the browser does when there is a network again. */
async function wake(phone) {
  const session = await phone.context.newCDPSession(phone.page);
  const registered = new Promise((done) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => registrations[0] && done(registrations[0])),
  );
  await session.send("ServiceWorker.enable");
  const { registrationId } = await registered;
  await session.send("ServiceWorker.dispatchSyncEvent", { origin: phone.origin, registrationId, tag: "courier", lastChance: false });
}

const titled = (page) => page.getByRole("heading", { level: 1, name: "Taccuino è chiuso" });

describe("The courier", () => {
  let phone;
  let desk;
  const name = "Quaqua-Nzé Però";

  before(async () => {
    phone = await Phone.buy(api.origin);
    await phone.enrol(api.operator("proximity_operator"));
  });
  after(async () => {
    await phone?.dispose();
  });

  it("P4: a notebook that is shut sends what it has, once, and hears of it when it is open", async () => {
    await api.kill();
    await recordPerson(phone.page, name);
    const before = await shelf(phone.page, true);
    assert.ok(!before.includes("Nzé"));
    // Killed, and nobody gives the passphrase.
    const { passphrase } = phone;
    await phone.kill();
    phone.passphrase = undefined;
    await phone.open("/");
    await titled(phone.page).waitFor();
    await api.start();
    await wake(phone);
    await shelf(phone.page, false);
    assert.equal(await persons(), 1, "the API has it while the phone is shut");
    await titled(phone.page).waitFor();
    phone.passphrase = passphrase;
    await unlock(phone.page, phone);
    await sendNow(phone.page);
    await row(phone.page, name, "Ricevuto").waitFor();
    assert.equal(await persons(), 1, "and once");
    await shelf(phone.page, false);
  });

  it("P5: what one person left unsent goes while somebody else has the phone, and under the first one's name", async () => {
    const left = "Prova-Lasciata";
    await api.kill();
    await recordPerson(phone.page, left);
    await shelf(phone.page, true);
    await api.start();
    phone.passphrase = undefined;
    // A code of another person shuts the notebook that is open; its page is a start like any other.
    await phone.page.goto(`${api.origin}/attiva#${api.operator("proximity_operator", { nth: 1 }).code}`);
    await phone.activate();
    await shelf(phone.page, false);
    assert.equal(await persons(left), 1);
  });

  async function persons(lastName = name) {
    desk ??= await Desk.open(api);
    return (await desk.persons(lastName)).length;
  }
});

describe("A browser without Background Sync", () => {
  let phone;
  after(() => phone?.dispose());

  it("W10: has what a shut notebook holds sent at its next start", async () => {
    phone = await Phone.buy(api.origin);
    phone.prepare = (page) =>
      page.addInitScript(() => Object.defineProperty(ServiceWorkerRegistration.prototype, "sync", { value: undefined }));
    await phone.enrol(api.operator("proximity_operator"));
    await api.kill();
    await recordPerson(phone.page);
    await shelf(phone.page, true);
    await api.start();
    phone.passphrase = undefined;
    await phone.page.reload();
    await titled(phone.page).waitFor();
    await shelf(phone.page, false);
  });
});

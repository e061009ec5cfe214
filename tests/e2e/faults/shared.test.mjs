// Two people on one phone: each opens their own notebook, which syncs in clear by its own session.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { recordPerson, sections, statusSays, surname } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { PULL, PUSH, Proxy, changed } from "../support/proxy.mjs";
import { sendNow } from "../support/story.mjs";

describe("Two people on one phone", () => {
  let api;
  let proxy;
  let phone;
  /** By device: the records that came down, and those that went up. */
  const given = new Map();
  const sent = new Map();

  const note = (where, device, ids) => where.set(device, [...(where.get(device) ?? []), ...ids]);

  before(async () => {
    api = await (await Api.prepare()).start();
    // Nothing that is sealed passes here: what arrives came in clear.
    proxy = await Proxy.before(api);
    proxy.put(PULL, (request) => {
      const { deviceId } = JSON.parse(request.body);
      return changed(({ changes }) => note(given, deviceId, changes.map(({ id }) => id)))(request);
    });
    proxy.put(PUSH, (request) => {
      const { deviceId, ops } = JSON.parse(request.body);
      return changed(({ results }) => {
        assert.ok(results.every(({ outcome }) => outcome === "applied"));
        note(sent, deviceId, ops.map(({ recordId }) => recordId));
      })(request);
    });
    phone = await Phone.buy(proxy.origin);
    await phone.enrol(api.operator("proximity_operator"));
    await statusSays(phone.page, "Tutto ricevuto alle");
  });
  after(async () => {
    await phone?.dispose();
    await proxy?.dispose();
    await api?.dispose();
  });

  /** Sends all there is, and says by which device it went. */
  async function goesInClear(page) {
    await sendNow(page);
    await statusSays(page, "Tutto ricevuto alle");
    return proxy.device;
  }

  async function place(page) {
    await page.goto(`${proxy.origin}/luogo/nuovo`);
    await page.locator("#campo-name").fill(`Campetto ${surname()}`);
    await page.locator("#campo-municipalityCode").getByRole("radio", { name: "Rozzano", exact: true }).click();
    await page.locator("#campo-spotType label").first().click();
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    // Neither the place nor the list of places is a page of a section.
    await page.waitForURL(/\/luogo\/[0-9a-f-]{36}$/);
    for (const there of ["/luoghi", "/uscita"]) {
      await page.getByRole("link", { name: "Indietro" }).click();
      await page.waitForURL(`**${there}`);
    }
    await sections(page).waitFor();
  }

  it("P9: each opens their notebook and it syncs with no new code; neither is given what is the other's", async () => {
    const { page } = phone;
    // A phone that has no notebook yet asks whether it once had one, and has no device to name.
    const begun = proxy.seen.length;
    await page.goto("about:blank");
    await page.goto(`${proxy.origin}/attiva#${api.operator("street_educator").code}`);
    await phone.activate();
    await statusSays(page, "Tutto ricevuto alle");

    const devices = [];
    for (const [notebook, record] of [[1, recordPerson], [2, place], [1, recordPerson]]) {
      phone.notebook = notebook;
      await page.goto(`${proxy.origin}/`);
      await statusSays(page, "Tutto ricevuto alle");
      await record(page);
      devices.push(await goesInClear(page));
    }
    assert.equal(devices[0], devices[2]);
    const [one, other] = devices;
    assert.notEqual(one, other);
    assert.ok(sent.get(one).length >= 2 && sent.get(other).length >= 1);
    for (const [mine, theirs] of [[one, other], [other, one]]) {
      assert.ok(given.get(mine).length > 0);
      for (const id of sent.get(theirs)) assert.ok(!given.get(mine).includes(id), "a record of the other");
    }

    const named = proxy.seen.slice(begun).filter(({ route }) => /\/v1\/(session|heartbeat|sealing|sync\/pu..)$/.test(route));
    for (const { route, headers, body } of named) {
      const device = headers["x-taccuino-device"];
      assert.ok([one, other].includes(device), `${route} says whose it is`);
      if (body) assert.equal(JSON.parse(body).deviceId, device, route);
    }
    assert.ok(new Set(named.map(({ route }) => route)).size >= 4);
  });
});

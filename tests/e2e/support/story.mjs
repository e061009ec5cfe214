// The story that every service goes through: capture with no API, kill, cold start, capture again, sync, one each.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "./api.mjs";
import { statusSays } from "./capture.mjs";
import { Phone } from "./phone.mjs";

/**
 * @param {object} story
 * @param {string} story.service name of the service in the titles
 * @param {string} story.role demo operator who records
 * @param {object} story.teammate `operator()` arguments of the second phone of the same team
 * @param {string} story.stranger role of another service
 * @param {string} story.recordType type whose exact number the API is asked for
 * @param {(page) => Promise<string>} story.first records something, returns a text that the list shows
 * @param {(page) => Promise<string>} story.second records something else, returns a text that the list shows
 */
export function capturedOffline(story) {
  describe(`${story.service}: captured with no network, received once`, () => {
    let api;
    const phones = [];
    const buy = async () => {
      const phone = await Phone.buy(api.origin);
      phones.push(phone);
      return phone;
    };
    const shown = [];
    let phone;
    let known;

    before(async () => {
      api = await (await Api.prepare()).start();
      phone = await buy();
      await phone.enrol(api.operator(story.role));
      known = await idsAtApi(api, buy, story.recordType);
    });
    after(async () => {
      for (const each of phones) await each.dispose();
      await api.dispose();
    });

    it("records with the API stopped", async () => {
      await api.kill();
      shown.push(await story.first(phone.page));
      await see(phone.page, shown[0], "Sul telefono");
    });

    it("survives SIGKILL and starts cold with no API", async () => {
      await phone.kill();
      await phone.open("/elenco");
      await see(phone.page, shown[0], "Sul telefono");
      shown.push(await story.second(phone.page));
      await see(phone.page, shown[1], "Sul telefono");
    });

    it("is received with receipts once the API is back", async () => {
      await api.start();
      await sendNow(phone.page);
      for (const text of shown) await see(phone.page, text, "Ricevuto");
      const row = phone.page.getByRole("link").filter({ hasText: shown[0] }).first();
      await row.click();
      await phone.page.getByText(/ricevuta/).waitFor();
    });

    it("is at the API exactly once", async () => {
      const ids = await idsAtApi(api, buy, story.recordType);
      const fresh = ids.filter((id) => !known.includes(id));
      assert.equal(new Set(ids).size, ids.length, "no id twice");
      assert.equal(fresh.length, story.created ?? 2, "one record at the API for each one made on the phone");
    });

    it("reaches a second phone of the team", async () => {
      const other = await buy();
      await other.enrol(api.operator(story.teammate.role, story.teammate));
      await other.page.goto(`${api.origin}/elenco`);
      for (const text of shown) await see(other.page, text, "Ricevuto");
    });

    it("does not reach another service nor the other Ambito", async () => {
      const strangers = [
        api.operator(story.stranger),
        api.operator("pis_operator", { ambito: "corsichese" }),
      ];
      for (const stranger of strangers) {
        const other = await buy();
        await other.enrol(stranger);
        await sendNow(other.page);
        await other.page.getByText(/Tutto ricevuto alle|Ricevuto dall’Ambito alle/).waitFor();
        const rows = await other.rows();
        for (const id of await phone.recordIds(story.recordType)) {
          assert.ok(!rows.includes(id), "a record of another team is on this phone");
        }
      }
    });
  });
}

/** Opens the list and waits for a row with a text and a state. */
export async function see(page, text, state) {
  await page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Elenco" }).click();
  await page.getByRole("link").filter({ hasText: text }).filter({ hasText: state }).first().waitFor();
}

/** Invio, Invia ora. */
export async function sendNow(page) {
  const bar = page.getByRole("navigation", { name: "Sezioni" });
  if (!(await bar.isVisible())) await page.goto(new URL("/invio", page.url()).href);
  await bar.getByRole("link", { name: "Invio" }).click();
  await page.getByRole("button", { name: "Invia ora" }).click();
}

/** Sends and receives all there is. */
export async function allReceived(page) {
  await sendNow(page);
  await statusSays(page, /Tutto ricevuto alle/);
}

/** Ids of a type that the API holds, as a coordinator finds them online. */
async function idsAtApi(api, buy, recordType) {
  const desk = await buy();
  await desk.enrol(api.operator("coordinator"));
  return desk.page.evaluate(async (type) => {
    const ids = [];
    let cursor;
    do {
      const answer = await fetch("/v1/records/query", {
        method: "POST",
        headers: { "content-type": "application/json", "x-taccuino": "1" },
        body: JSON.stringify({ recordType: type, limit: 200, cursor }),
      });
      const page = await answer.json();
      ids.push(...page.records.map((record) => record.id));
      cursor = page.nextCursor;
    } while (cursor);
    return ids;
  }, recordType);
}

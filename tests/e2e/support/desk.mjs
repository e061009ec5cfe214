// What the API holds, as a coordinator gets it online: a client of its own, which no app has a hand in.
import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";

export class Desk {
  #origin;
  #cookie;
  #device;
  #key;

  /** A coordinator's table. */
  static async open(api, { ambito } = {}) {
    const desk = new Desk();
    desk.#origin = api.origin;
    const answer = await desk.#post("/v1/enrol", { code: api.operator("coordinator", { ambito }).code });
    assert.equal(answer.status, 200, "the coordinator is enrolled");
    desk.#cookie = answer.headers.getSetCookie()[0].split(";")[0];
    desk.#device = (await answer.json()).profile.deviceId;
    desk.#key = randomBytes(32);
    await desk.#asked("/v1/session/proof-key", { key: desk.#key.toString("base64url") });
    return desk;
  }

  /** The session of a coordinator's browser: what a query leaves out stays out. */
  static async of(phone) {
    const desk = new Desk();
    desk.#origin = phone.origin;
    const { name, value } = (await phone.context.cookies()).find((cookie) => cookie.name === "__Host-taccuino");
    desk.#cookie = `${name}=${value}`;
    return desk;
  }

  /** The records of a type at the API that a test picks, over all pages, with what a query leaves out. */
  async records(recordType, wanted = () => true) {
    const found = [];
    let cursor;
    do {
      const page = await (await this.#asked("/v1/records/query", { recordType, limit: 200, cursor })).json();
      const masked = new Set(page.masked?.map(({ recordId }) => recordId));
      for (const record of page.records.filter(wanted)) {
        found.push(this.#key && masked.has(record.id) ? await this.reveal(record.id) : record);
      }
      cursor = page.nextCursor;
    } while (cursor);
    return found;
  }

  /** The persons with this surname. */
  persons(lastName) {
    return this.records("beneficiary", (record) => record.fields.lastName === lastName);
  }

  /** The figures of a period of days, both within it. */
  async figures(from, to) {
    const headers = { cookie: this.#cookie, "x-taccuino": "1" };
    const answer = await fetch(`${this.#origin}/v1/figures?from=${from}&to=${to}`, { headers });
    assert.equal(answer.status, 200, "the figures are there");
    return answer.json();
  }

  /** One record, whole: the API asks for a proof each five minutes, and after each start. */
  async reveal(id) {
    const path = `/v1/records/${id}/reveal`;
    const answer = await this.#post(path, null);
    if (answer.status !== 403) return answer.json();
    assert.equal((await answer.json()).code, "step_up_required");
    const { challenge } = await (await this.#asked("/v1/session/step-up/challenge", null)).json();
    await this.#asked("/v1/session/step-up", { challenge, proof: this.#proof(challenge) });
    return (await this.#asked(path, null)).json();
  }

  /** docs/adr/0011-proof-again.md, a third time: each part with its length before it. */
  #proof(challenge) {
    const mac = createHmac("sha256", this.#key);
    const device = Buffer.from(this.#device.replaceAll("-", ""), "hex");
    for (const part of [Buffer.from("taccuino step-up 1"), device, Buffer.from(challenge)]) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      mac.update(length).update(part);
    }
    return mac.digest("base64url");
  }

  async #asked(path, body) {
    const answer = await this.#post(path, body);
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  #post(path, body) {
    const headers = { "content-type": "application/json", "x-taccuino": "1" };
    if (this.#cookie) headers.cookie = this.#cookie;
    return fetch(this.#origin + path, { method: "POST", headers, body: JSON.stringify(body) });
  }
}

// What the API holds, as a coordinator gets it online, and what colleagues send: a client of its own, which no app has a
// hand in.
import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";

/** How many operations go in one push: fewer than it takes, for some are long. */
const BATCH = 200;

export class Desk {
  #origin;
  #cookie;
  #device;
  #key;
  #seq = 0;

  /** Who sits at it, by id. */
  operatorId;

  /** The table of any operator, who reads and writes with no app. */
  static async as(api, operator) {
    const desk = new Desk();
    desk.#origin = api.origin;
    const answer = await desk.#post("/v1/enrol", { code: operator.code });
    assert.equal(answer.status, 200, "the operator is enrolled");
    desk.#cookie = answer.headers.getSetCookie()[0].split(";")[0];
    const { profile } = await answer.json();
    desk.#device = profile.deviceId;
    desk.operatorId = profile.operatorId;
    return desk;
  }

  /** A coordinator's table. */
  static async open(api, { ambito } = {}) {
    const desk = await Desk.as(api, api.operator("coordinator", { ambito }));
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

  /** Writes new records, each `[type, fields]`; gives their ids. */
  async create(records) {
    const ops = records.map(([recordType, fields]) => this.#op("create", recordType, uuid7(), 0, fields));
    await this.#push(ops);
    return ops.map((op) => op.recordId);
  }

  /** Voids records that nobody changed since they were made. */
  void(recordType, ids) {
    return this.#push(ids.map((id) => this.#op("archive", recordType, id, 1, { voidReason: "entry_error" })));
  }

  /** An operation as a phone would have written it now. */
  #op(kind, recordType, recordId, baseRev, fields) {
    this.#seq += 1;
    const changes = Object.entries(fields).filter(([, value]) => value !== undefined);
    const op = {
      v: 1,
      opId: uuid7(),
      clientSeq: this.#seq,
      recordId,
      recordType,
      schemaVersion: 1,
      kind,
      baseRev,
      fields: Object.fromEntries(changes.map(([name, value]) => [name, { value }])),
      clientTime: Date.now(),
      utcOffset: 60,
    };
    return { ...op, bodyHash: createHash("sha256").update(canonical(op)).digest("hex") };
  }

  async #push(ops) {
    for (let at = 0; at < ops.length; at += BATCH) {
      const batch = { protocol: 2, deviceId: this.#device, batchId: uuid7(), ops: ops.slice(at, at + BATCH) };
      const { results } = await (await this.#asked("/v1/sync/push", batch)).json();
      const refused = results.filter(({ outcome }) => outcome !== "applied");
      assert.deepEqual(refused, [], "every record was taken");
    }
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

/** JSON with the keys of every object in order: what is hashed. */
const canonical = (value) =>
  JSON.stringify(value, (_, part) => {
    const isObject = part !== null && typeof part === "object" && !Array.isArray(part);
    return isObject ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part;
  });

/** An id as phones make them: the time, then chance. */
function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString("hex").replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

// What the API holds, as a coordinator finds it online.
import { Phone } from "./phone.mjs";

export class Desk {
  #phone;

  /** A browser on a coordinator's table. */
  static async open(api, { origin = api.origin, ambito } = {}) {
    const desk = new Desk();
    desk.#phone = await Phone.buy(origin);
    try {
      await desk.#phone.enrol(api.operator("coordinator", { ambito }));
    } catch (error) {
      await desk.dispose();
      throw error;
    }
    return desk;
  }

  /** The browser of a coordinator who is at it already. */
  static of(phone) {
    const desk = new Desk();
    desk.#phone = phone;
    return desk;
  }

  /** The records of a type at the API that a test picks, over all pages. */
  async records(recordType, wanted = () => true) {
    const all = await this.#phone.page.evaluate(async (type) => {
      const found = [];
      let cursor;
      do {
        const answer = await fetch("/v1/records/query", {
          method: "POST",
          headers: { "content-type": "application/json", "x-taccuino": "1" },
          body: JSON.stringify({ recordType: type, limit: 200, cursor }),
        });
        if (!answer.ok) throw new Error(`the query was answered ${answer.status}`);
        const page = await answer.json();
        found.push(...page.records);
        cursor = page.nextCursor;
      } while (cursor);
      return found;
    }, recordType);
    return all.filter(wanted);
  }

  /** The persons with this surname. */
  persons(lastName) {
    return this.records("beneficiary", (record) => record.fields.lastName === lastName);
  }

  dispose() {
    return this.#phone?.dispose();
  }
}

// What most stories begin with: an API with the demo, a coordinator's table, and the phone of one operator who has everything.
import { after, before } from "node:test";

import { Api } from "./api.mjs";
import { statusSays } from "./capture.mjs";
import { Desk } from "./desk.mjs";
import { Phone } from "./phone.mjs";

/**
 * The API, the table and the phone of the tests around, which are there once those run, and go after them: `{ api, desk, phone,
 * page }`. With `clock` the phone's clock is one that tests may move on.
 */
export function deskAndPhone(role, { clock = false } = {}) {
  const at = {};
  before(async () => {
    at.api = await (await Api.prepare()).start();
    at.desk = await Desk.open(at.api);
    at.phone = await Phone.buy(at.api.origin);
    if (clock) at.phone.prepare = (page) => page.clock.install();
    at.page = await at.phone.enrol(at.api.operator(role), { closed: false });
    await statusSays(at.page, /Tutto ricevuto alle/);
  });
  after(async () => {
    await at.phone?.dispose();
    await at.api?.dispose();
  });
  return at;
}

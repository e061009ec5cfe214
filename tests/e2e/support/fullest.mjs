// Phones that are as full as they get, and phones that have nothing: each page of a role in every look.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { Api } from "./api.mjs";
import { statusSays } from "./capture.mjs";
import { Desk } from "./desk.mjs";
import { everyLook } from "./look.mjs";
import { Phone } from "./phone.mjs";

/**
 * A phone of an Ambito that has been filled by an operator who works without an app. A screen is the name of its picture, its
 * address by the ids of what lies there, and what is done before one looks. `then` has more tests of the same Ambito.
 */
export function full(title, role, fill, screens, then = () => {}) {
  describe(`${title} at its fullest`, () => {
    const at = {};

    before(async () => {
      at.api = await (await Api.prepare()).start();
      at.ids = await fill(await Desk.as(at.api, at.api.operator(role)), at.api);
      // A start gives each operator one code: the first was the desk's.
      await at.api.stop();
      await at.api.start();
      at.phone = await filled(at.api, role);
    });
    after(async () => {
      await at.phone?.dispose();
      await at.api?.dispose();
    });

    looks(at, role, screens);
    then(at);
  });
}

/** The same Ambito on the phone of somebody else. */
export function alsoFull(title, at, role, screens) {
  describe(title, () => {
    const own = {};

    before(async () => {
      own.ids = at.ids;
      own.phone = await filled(at.api, role);
    });
    after(() => own.phone?.dispose());

    looks(own, role, screens);
  });
}

export function looks(at, role, screens) {
  for (const [name, path, act] of screens) {
    it(name, () => everyLook(at.phone, `pieno-${role}-${name}`, path(at.ids), act));
  }
}

async function filled(api, role) {
  const phone = await Phone.buy(api.origin);
  await phone.enrol(api.operator(role), { closed: false });
  await statusSays(phone.page, /Tutto ricevuto alle|Ricevuto dall’Ambito/);
  return phone;
}

/** The first phone of an Ambito in which nobody has written anything. A screen is an address, and what is done there. */
export function nothing(role, screens) {
  describe(`${role} with nothing`, () => {
    let api;
    let phone;

    before(async () => {
      api = await (await Api.empty(await mkdtemp(join(tmpdir(), "taccuino-nothing-")))).start({ demo: false });
      phone = await Phone.buy(api.origin);
      await phone.enrol(await api.addOperator("Désirée Prova", role), { closed: false });
    });
    after(async () => {
      await phone?.dispose();
      await api?.dispose();
    });

    for (const path of screens) {
      const name = path.slice(1).replace(/[/?=]/g, "-");
      it(path, () => everyLook(phone, `vuoto-${role}-${name}`, path));
    }
  });
}

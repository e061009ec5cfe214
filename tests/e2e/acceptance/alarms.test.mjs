// What alarms a coordinator although the phone it comes from is dead, and what the Comune takes charge of.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";
import { until } from "../support/until.mjs";

/** The board asks again: it does so each half a minute. */
const askAgain = ({ page }) => page.clock.fastForward(30_000);

describe("Coordinamento: what is to be looked at now", () => {
  let api;
  const phones = [];

  const phoneOf = async (role) => {
    const phone = await Phone.buy(api.origin);
    phones.push(phone);
    phone.prepare = (page) => page.clock.install();
    await phone.enrol(api.operator(role));
    await statusSays(phone.page, /Tutto ricevuto alle/);
    return phone;
  };
  const board = ({ page }) => page.getByRole("region", { name: "Da guardare adesso" });
  /** Whether the API knows of somebody who is late. */
  const overdue = ({ page }) =>
    page.evaluate(async () => {
      const answer = await fetch("/v1/alarms", { headers: { "x-taccuino": "1" } });
      return (await answer.json()).alarms.some(({ kind }) => kind === "return_overdue");
    });
  const goes = (phone, seconds) =>
    phone.page.evaluate(
      async (inSeconds) => {
        const body = JSON.stringify({ id: crypto.randomUUID(), inSeconds });
        const headers = { "content-type": "application/json", "x-taccuino": "1" };
        return (await fetch("/v1/returns", { method: "POST", headers, body })).status;
      },
      seconds,
    );

  before(async () => {
    api = await (await Api.prepare()).start();
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api.dispose();
  });

  it("who went out alone is not back: the phone is dead, the board says so", async () => {
    const irene = await phoneOf("pis_operator");
    const carla = await phoneOf("coordinator");
    await carla.page.goto(`${api.origin}/registro`);
    await board(carla).getByText(/^Aggiornato alle/).waitFor();
    assert.equal(await goes(irene, 2), 200);
    await irene.kill();
    await until(() => overdue(carla));
    await askAgain(carla);
    const alarm = board(carla).getByRole("alert").filter({ hasText: "Irene Esempio non è rientrat" });
    await alarm.waitFor();
    assert.deepEqual(await violations(carla.page), []);
    await carla.picture("allarmi");
    await carla.pictureByNight("allarmi-notte");
    await alarm.getByRole("button", { name: "Sta bene, ci ho parlato" }).click();
    await board(carla).getByText("Irene Esempio").waitFor({ state: "detached" });
  });

  it("says that it hears nothing, and since when", async () => {
    const carla = phones[1];
    await api.kill();
    await carla.page.reload();
    await board(carla).getByText("L’Ambito non risponde: da qui non si vede chi non è rientrato.").waitFor();
    await carla.picture("allarmi-senza-rete");
    await api.start();
    await askAgain(carla);
    await board(carla).getByText(/^Aggiornato alle/).waitFor();
  });

  it("a handover that waits is taken charge of with one tap, and can be taken back", async () => {
    const anna = await phoneOf("municipal_social_worker");
    const { page } = anna;
    await page.goto(`${api.origin}/registro`);
    const card = page.getByRole("article").filter({ hasText: /passata/ }).first();
    await board(anna).getByText(/^Aggiornato alle/).waitFor();
    assert.equal(await board(anna).getByText(/^Passaggio/).count(), 0, "what stands as a card is no alarm beside it");
    await anna.picture("passaggi");
    await anna.pictureByNight("passaggi-notte");
    assert.deepEqual(await violations(page), []);
    const code = (await card.locator(".card__facts").innerText()).split(" · ")[0];
    await card.getByRole("button", { name: "Presa in carico" }).click();
    const said = page.locator(".undo").filter({ hasText: `${code} presa in carico` });
    await said.waitFor();
    await said.getByRole("button", { name: "Annulla" }).click();
    await page.locator(".undo").filter({ hasText: `Presa in carico di ${code} tolta` }).waitFor();
    const waits = page.getByRole("article").filter({ hasText: code });
    await waits.getByRole("button", { name: "Presa in carico" }).click();
    await said.waitFor();
    await sendNow(page);
    await statusSays(page, /Tutto ricevuto alle/);
  });
});

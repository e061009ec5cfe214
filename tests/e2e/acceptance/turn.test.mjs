// The end of a shift in words.
import assert from "node:assert/strict";
import { after, before, it } from "node:test";

import { Api } from "../support/api.mjs";
import { violations } from "../support/axe.mjs";
import { recordPerson, statusSays } from "../support/capture.mjs";
import { Phone } from "../support/phone.mjs";
import { sendNow } from "../support/story.mjs";

let api;
let phone;

before(async () => {
  api = await (await Api.prepare()).start();
  phone = await Phone.buy(api.origin);
  await phone.enrol(api.operator("proximity_operator"));
  await statusSays(phone.page, /Tutto ricevuto alle/);
});
after(async () => {
  await phone?.dispose();
  await api?.dispose();
});

it("says that nothing was done, and then what was, and when the phone can be handed in", async () => {
  const { page } = phone;
  await page.goto(`${api.origin}/turno`);
  await page.getByRole("heading", { name: "In questo turno non hai registrato nulla" }).waitFor();
  await page.goto(`${api.origin}/giro`);
  await page.getByRole("button", { name: "Consegnato" }).click();
  await page.locator(".undo").waitFor();
  await recordPerson(page);
  await sendNow(page);
  await statusSays(page, /Tutto ricevuto alle/);
  await page.goto(`${api.origin}/turno`);
  await page.getByRole("heading", { level: 1, name: "Fine turno" }).waitFor();
  await phone.picture("turno");
  await page.getByText("1 visita fatta, 1 persona raggiunta").waitFor({ timeout: 3000 });
  await page.getByText("Tutto ricevuto dall’Ambito: puoi consegnare il telefono.").waitFor();
  assert.deepEqual(await violations(page), []);
  await phone.picture("turno");
  await phone.pictureByNight("turno-notte");
});

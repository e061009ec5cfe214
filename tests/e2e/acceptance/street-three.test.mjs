// Three phones on one outing, with no network in turns: each tap and each group counts once, and of a group that two of
// them noted the larger number.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone } from "../support/phone.mjs";
import { counter, meet, settled, shows, startPlanned, tonight } from "../support/street.mjs";

describe("Educativa di strada: three phones, one outing", () => {
  let api;
  let desk;
  const phones = [];

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    const third = await api.addOperator("Milo Prova", "street_educator");
    for (const who of [api.operator("street_educator"), api.operator("street_educator", { nth: 1 }), third]) {
      const phone = await Phone.buy(api.origin);
      phones.push(phone);
      await phone.enrol(who);
    }
    await startPlanned(phones[0].page);
    await settled(phones[0].page);
    await settled(phones[1].page);
    await settled(phones[2].page);
    await phones[2].page.getByRole("button", { name: "Ci sono anch’io" }).click();
    await counter(phones[2].page, "nuovo").waitFor();
    await settled(phones[2].page);
  });
  after(async () => {
    for (const phone of phones) await phone.dispose();
    await api?.dispose();
  });

  it("adds up what each did with no network, in turns", async () => {
    const [one, two, three] = phones;
    await one.context.setOffline(true);
    await three.context.setOffline(true);
    await counter(one.page, "nuovo").click();
    await counter(one.page, "nuovo").click();
    await counter(three.page, "nuovo").click();
    await meet(one.page, { new: 4, known: 1 });
    await counter(two.page, "conosciuto").click();
    await meet(two.page, { new: 5, known: 2 });
    await settled(two.page);
    await shows(one.page, 6, 1);
    await shows(three.page, 1, 0);
    await three.context.setOffline(false);
    await two.context.setOffline(true);
    await counter(two.page, "conosciuto").click();
    await settled(three.page);
    await one.context.setOffline(false);
    await two.context.setOffline(false);
    for (const { page } of [one, two, three, one, two]) await settled(page);
    for (const { page } of phones) await shows(page, 12, 5);
  });

  it("counts a group that two of them noted once, by the larger number, and parts them again", async () => {
    const [one, two, three] = phones.map((phone) => phone.page);
    const banner = (page) => page.locator(".banner").filter({ hasText: /gruppo/ });
    await banner(two).getByText("È lo stesso gruppo?").waitFor();
    assert.equal(await banner(three).count(), 0, "whoever noted neither is not asked");
    await phones[1].picture("uscita-stesso-gruppo");
    await phones[1].pictureByNight("uscita-stesso-gruppo-notte");
    await two.getByRole("button", { name: "Stesso gruppo" }).click();
    await shows(two, 8, 4);
    for (const page of [two, one, three]) await settled(page);
    for (const page of [one, two, three]) await shows(page, 8, 4);
    await banner(one).getByRole("button", { name: "Separa" }).click();
    await shows(one, 12, 5);
    for (const page of [one, two, three]) await settled(page);
    for (const page of [one, two, three]) await shows(page, 12, 5);
    // Whoever says that they are two is not asked again; another phone still may say that they are one.
    await two.getByRole("button", { name: "Sono due" }).click();
    await banner(two).waitFor({ state: "detached" });
    await one.getByRole("button", { name: "Stesso gruppo" }).click();
    await shows(one, 8, 4);
    for (const page of [one, two, three]) await settled(page);
    for (const page of [one, two, three]) await shows(page, 8, 4);
  });

  it("takes the tally that was kept in the head at the end, and says one sum on every phone", async () => {
    const [one, two, three] = phones.map((phone) => phone.page);
    await two.getByRole("link", { name: "Chiudi uscita" }).click();
    await two.locator("summary").filter({ hasText: "Altri dettagli" }).click();
    await two.getByLabel("Nuovi", { exact: true }).fill("3");
    await two.getByLabel("Nuovi", { exact: true }).blur();
    await two.getByRole("button", { name: "Chiudi uscita" }).click();
    await two.getByText("11 nuovi, 4 conosciuti").waitFor();
    for (const page of [two, one, three]) await settled(page);
    for (const page of [one, two, three]) {
      await go(page, "Uscita");
      await page.getByText("11 nuovi, 4 conosciuti").waitFor();
    }
    const tallies = await desk.records("street_tally", tonight);
    assert.deepEqual(tallies.map(({ fields }) => `${fields.kind} ${fields.delta}`).sort(), [
      "known 1", "known 1", "new 1", "new 1", "new 1", "new 3",
    ]);
    const meetings = await desk.records("street_group_meeting", tonight);
    assert.equal(meetings.length, 5, "two that were noted, and three events that link or part them");
    assert.equal(new Set(meetings.map(({ id }) => id)).size, meetings.length);
  });
});

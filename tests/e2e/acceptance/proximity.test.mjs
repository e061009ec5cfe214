import { capturedOffline } from "../support/story.mjs";

capturedOffline({
  service: "Prossimità",
  role: "proximity_operator",
  teammate: { role: "proximity_operator", nth: 1 },
  stranger: "street_educator",
  recordType: "proximity_visit",
  // The planned visit exists already: only the unplanned one is new.
  created: 1,
  async first(page) {
    await page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Oggi" }).click();
    const who = await page.locator(".card--now .card__title").innerText();
    const what = await page.locator(".card--now .badges .badge--act").allInnerTexts();
    await page.getByRole("button", { name: "Consegnato" }).click();
    return `${what.join(", ")}, ${who}`;
  },
  async second(page) {
    await page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Oggi" }).click();
    await page.getByRole("link", { name: "Visita non prevista" }).click();
    const who = page.locator("#campo-beneficiaryId label").first();
    const name = await who.innerText();
    await who.getByRole("radio").click();
    await page.getByRole("checkbox", { name: "Compagnia" }).check();
    await page.locator("#campo-reason").getByRole("radio", { name: "Solitudine" }).check();
    await page.getByRole("radio", { name: "Socializzazione" }).check();
    await page.locator("#campo-nextReviewOn").fill("2030-01-15");
    await page.getByRole("button", { name: "Salva", exact: true }).click();
    return `Compagnia, ${name}`;
  },
});

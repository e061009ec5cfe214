// The pages of the digital hubs, as the tests tap through them.

/** The day at the hub, within the app. */
export function today(page) {
  return page.getByRole("navigation", { name: "Sezioni" }).getByRole("link", { name: "Oggi" }).click();
}

/** Taps an answer of a group of the form. */
export function choose(page, field, label) {
  return page.locator(`#campo-${field} label`).filter({ hasText: label }).first().click();
}

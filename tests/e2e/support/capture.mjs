// The capture that the fault specs use: a person met in the field. It needs nothing that the demo brings.
import { randomUUID } from "node:crypto";

/** A surname that no other test has. */
export const surname = () => `Prova-${randomUUID().slice(0, 8)}`;

/** The bar with the sections, on every page of a section. */
export const sections = (page) => page.getByRole("navigation", { name: "Sezioni" });

/** Fills the open form of a new person. Saves nothing. */
export async function fillPerson(page, lastName) {
  await page.getByRole("radio", { name: "Anziano" }).click();
  await page.getByLabel("Cognome").fill(lastName);
  await page.getByLabel("Via e numero").fill("Via dei Pini 14");
  await page.getByRole("radio", { name: "Rozzano" }).click();
}

/** Opens the form within the app, with no page load. */
export async function openPersonForm(page) {
  await sections(page).getByRole("link", { name: "Oggi" }).click();
  await page.getByRole("link", { name: "Nuova persona" }).click();
  await page.getByRole("heading", { level: 1, name: "Nuova persona" }).waitFor();
}

/** Records a person and waits until the form has gone, which it does only once the record is on the phone. */
export async function recordPerson(page, lastName = surname()) {
  await openPersonForm(page);
  await fillPerson(page, lastName);
  await save(page);
  return lastName;
}

/** Salva, and the page after it. */
export async function save(page) {
  await page.getByRole("button", { name: "Salva", exact: true }).click();
  await sections(page).waitFor();
}

/** The row of a list with a text, in a state if one is named. */
export function row(page, text, state) {
  const rows = page.getByRole("main").getByRole("link").filter({ hasText: text });
  return state ? rows.filter({ hasText: state }) : rows;
}

/** Goes to one of the sections within the app. */
export async function go(page, section) {
  await sections(page).getByRole("link", { name: section }).click();
}

/** The seconds that the app leaves between two talks with the API are over, on a phone whose clock tests may move on. */
export const soon = (page) => page.clock.fastForward(5_000);

/** Waits until the status line says this. */
export function statusSays(page, words) {
  return page.getByRole("status").filter({ hasText: words }).waitFor();
}

// Each page of the digital hubs on a phone with forty appointments in a day and sixty paths, and on one that has nothing; and the
// pages of a coordinator about them. In every look: nothing is too wide, cut off or out of reach, and axe finds no barrier.
import assert from "node:assert/strict";
import { it } from "node:test";

import { alsoFull, full, nothing } from "../support/fullest.mjs";
import { fillHub } from "../support/full-hub.mjs";
import { choose } from "../support/hub.mjs";
import { romeDay } from "../support/many.mjs";

const press = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
const survey = ({ path }) => `/hub/percorso/${path}/questionario?fase=dopo`;

const HUB = [
  ["oggi", () => "/hub"],
  ["oggi-svolto", () => "/hub", held],
  ["oggi-conclusi", () => "/hub", unfoldAll],
  ["oggi-sede", () => "/hub", press("Cambia sede")],
  ["domani", ({ venue }) => `/hub?giorno=${tomorrow()}&sede=${venue}`],
  ["settimana", () => "/hub/settimana"],
  ["nuovo", () => "/hub/nuovo", fillAccess],
  ["nuovo-chi", () => "/hub/nuovo", (page) => page.getByLabel("Nome o codice della tessera").fill("maria")],
  ["prenota", () => "/hub/prenota", fillBooking],
  ["sposta", ({ clash }) => `/hub/prenota?sposta=${clash}`],
  ["appuntamento", ({ held }) => `/hub/appuntamento/${held}/modifica`, unfoldAll],
  ["appuntamento-prenotato", ({ booked }) => `/hub/appuntamento/${booked}/modifica`],
  ["percorso", ({ path }) => `/hub/percorso/${path}/modifica`, unfoldAll],
  ["questionario", survey],
  ["questionario-domanda", survey, ask],
  ["unioni", () => "/hub/unioni"],
  ["lezione", () => "/hub/lezione", fillLesson],
  ["lezione-modifica", ({ lesson }) => `/hub/lezione/${lesson}/modifica`, unfoldAll],
  ["avviso", () => "/hub/avviso"],
  ["avviso-appuntamento", ({ booked }) => `/hub/avviso?appuntamento=${booked}`],
  ["elenco", () => "/elenco"],
  ["cestino", () => "/cestino"],
  ["turno", () => "/turno"],
  // The notebook is shut from here on, until another page opens it.
  ["cittadino", survey, hand],
  ["cittadino-domanda", survey, handAndBegin],
  ["cittadino-fine", survey, handAndEnd],
];
const OFFICE = [
  ["sedi", () => "/hub/sedi"],
  ["sede", ({ venue }) => `/hub/sedi/${venue}`],
  ["sede-orario", () => "/hub/sedi/nuova", press("Aggiungi un orario")],
  ["unioni", () => "/hub/unioni"],
];

const tomorrow = () => romeDay(Date.now() + 24 * 60 * 60 * 1000);
/** Of the week after: no venue opens on a Sunday where nobody wrote one down. */
const sunday = () => new Date(Date.now() + (14 - new Date().getUTCDay()) * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

async function unfoldAll(page) {
  for (const fold of await page.locator("main details:not([open]) > summary").all()) if (await fold.isVisible()) await fold.click();
}

async function held(page) {
  const card = page.locator(".card--now");
  if ((await card.locator(".chip input:checked").count()) === 0) await card.locator(".chip").first().click();
  await card.getByRole("button", { name: "Svolto" }).click();
  await page.locator(".undo").waitFor();
}

async function fillAccess(page) {
  await choose(page, "citizenPathId", "Nuovo percorso");
  await choose(page, "ageBand", "75 e oltre");
  await choose(page, "gender", "Femmina");
  for (const objective of ["E-mail", "SPID o CIE"]) await choose(page, "objectives", objective);
  await unfoldAll(page);
}

async function fillBooking(page) {
  await choose(page, "citizenPathId", "Nuovo percorso");
  await page.locator("#campo-firstName").fill("Maria Addolorata Immacolata Françoise");
  await unfoldAll(page);
}

async function fillLesson(page) {
  await choose(page, "sessionKind", "Palestra digitale");
  for (const topic of ["Frodi online", "IO, PagoPA, myINPS"]) await choose(page, "topics", topic);
  await page.locator("#campo-placeName").fill("Oratorio di Sant’Angelo e della Santissima Trinità, sala grande");
  await unfoldAll(page);
}

async function ask(page) {
  await press("Chiedi tu le domande")(page);
  await page.locator(".asks").waitFor();
}

async function hand(page) {
  await press("Fai compilare al cittadino")(page);
  await page.getByRole("heading", { level: 1, name: "Qualche domanda" }).waitFor();
}

async function handAndBegin(page) {
  await hand(page);
  await press("Comincia")(page);
  await page.locator(".asks").waitFor();
}

async function handAndEnd(page) {
  await handAndBegin(page);
  await press("Smetto qui")(page);
  await page.getByRole("heading", { level: 1, name: "Grazie!" }).waitFor();
}

full("Sportelli digitali", "digital_facilitator", fillHub, HUB, (at) => {
  it("has the appointment of now in sight, however many are over", async () => {
    const { page, origin } = at.phone;
    await page.goto(`${origin}/hub`);
    const button = page.locator(".card--now").getByRole("button", { name: "Svolto" });
    await button.waitFor();
    const { y, height } = await button.boundingBox();
    const bar = await page.locator(".bar").boundingBox();
    assert.ok(y + height <= bar.y, `Svolto ends at ${Math.round(y + height)}, the bar begins at ${Math.round(bar.y)}`);
    assert.equal(await page.locator(".row__mark--ok:visible").count(), 0, "what was held is folded away");
  });
  alsoFull("The venues of a coordinator at their fullest", at, "coordinator", OFFICE);
});

nothing("digital_facilitator", [
  "/hub",
  `/hub?giorno=${sunday()}`,
  "/hub/settimana",
  "/hub/nuovo",
  "/hub/prenota",
  "/hub/lezione",
  "/hub/avviso",
  "/hub/unioni",
  "/turno",
]);
nothing("coordinator", ["/hub/sedi", "/hub/unioni"]);

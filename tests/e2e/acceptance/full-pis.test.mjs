// Each page of the Pronto Intervento on a phone with thirty open activations, and on one that has nothing; and what the social
// service of a Comune sees of them. In every look: nothing is too wide, cut off or out of reach, and axe finds no barrier.
import { alsoFull, full, nothing } from "../support/fullest.mjs";
import { fillPis } from "../support/full-pis.mjs";

const press = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
const violence = (page) => page.getByRole("article").filter({ hasText: "Violenza familiare" }).first();

const PIS = [
  ["aperte", () => "/pis"],
  ["aperte-fatto", () => "/pis", takeOver],
  ["aperte-sotto", () => "/pis", (page) => page.getByRole("heading", { name: "Passate, da confermare" }).scrollIntoViewIfNeeded()],
  ["guida", () => "/pis", (page) => violence(page).getByRole("button", { name: "Che cosa fare" }).click()],
  ["nuova", () => "/pis/nuova", fillReport],
  ["attivazione-due", ({ two }) => `/pis/${two}`],
  ["attivazione-quindici", ({ crowd }) => `/pis/${crowd}`],
  ["attivazione-403", ({ late }) => `/pis/${late}`],
  ["attivazione-collocamento", ({ crowd }) => `/pis/${crowd}`, press("Collocamento: Segna")],
  ["attivazione-azione", ({ two }) => `/pis/${two}`, press("Azione")],
  ["attivazione-correggi", ({ two }) => `/pis/${two}`, press("Correggi: Collocamento: Comunità per minori · persona 2")],
  ["attivazione-chiusa", ({ closed }) => `/pis/${closed}`],
  ["segnalazione-modifica", ({ crowd }) => `/pis/${crowd}/modifica`, unfoldAll],
  ["rientro", () => "/pis/rientro"],
  ["rientro-fuori", ({ two }) => `/pis/${two}/rientro`, press("1 ora e mezza")],
  ["scheda", ({ two }) => `/scheda/${two}`],
  ["elenco", () => "/elenco"],
  ["cestino", () => "/cestino"],
  ["registro", () => "/registro"],
  ["turno", () => "/turno"],
  ["consegna", () => "/pis/consegna"],
  ["consegnata", () => "/pis/consegna", handOver],
  ["consegnata-fuori", ({ two }) => `/pis/${two}/consegna`, handOut],
];
const OFFICE = [["coordinamento-riapri", ({ closed }) => `/pis/${closed}`, press("Riapri")]];
const SOCIAL = [
  ["servizio-sociale", () => "/registro"],
  ["servizio-sociale-scheda", ({ handed }) => `/scheda/${handed}`],
  ["servizio-sociale-elenco", () => "/elenco"],
];

async function takeOver(page) {
  await page.getByRole("button", { name: "La seguo io" }).first().click();
  await page.getByRole("button", { name: "Annulla" }).waitFor();
}

async function unfoldAll(page) {
  for (const fold of await page.locator("main details:not([open]) > summary").all()) if (await fold.isVisible()) await fold.click();
}

async function fillReport(page) {
  const choice = (field, name) => page.locator(`#campo-${field}`).getByRole("radio", { name, exact: true });
  await choice("referrerType", "Ospedale").click();
  await choice("targetCategory", "Violenza familiare").click();
  await choice("people", "6+").click();
  await choice("municipalityCode", "Rozzano").click();
  await choice("triage", "Emergenza").click();
  await unfoldAll(page);
  await unfoldAll(page);
}

async function handOver(page) {
  await page.getByRole("radio", { name: "Reperibile" }).click();
  await page.getByRole("button", { name: /^Consegna \d+ segnalazioni$/ }).click();
  await page.getByRole("heading", { name: "Consegnato: Reperibile" }).waitFor();
}

async function handOut(page) {
  await page.getByRole("radio", { name: "Servizio sociale" }).click();
  await page.getByRole("button", { name: "Consegna la segnalazione" }).click();
  await page.getByRole("button", { name: "Condividi fuori" }).click();
  await page.getByRole("dialog").waitFor();
}

full("Pronto Intervento", "pis_operator", fillPis, PIS, (at) => {
  alsoFull("The social service of a Comune at its fullest", at, "municipal_social_worker", SOCIAL);
  alsoFull("A closed activation on the phone of a coordinator", at, "coordinator", OFFICE);
});

nothing("pis_operator", ["/pis", "/pis/nuova", "/pis/consegna", "/pis/rientro", "/elenco", "/registro", "/turno"]);
nothing("municipal_social_worker", ["/registro"]);

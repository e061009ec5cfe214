// Each page of the street and of proximity on a phone that is as full as it gets, and on one that has nothing: by day and by
// night, at both widths, with text of twice the size. Nothing is too wide, cut off or out of reach, and axe finds no barrier.
import { it } from "node:test";

import { go } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { fillOuting, fillProximity, fillStreet } from "../support/full.mjs";
import { full, looks, nothing } from "../support/fullest.mjs";
import { counter, meet, settled, shows, startPlanned, tonight } from "../support/street.mjs";

const press = (name) => (page) => page.getByRole("button", { name, exact: true }).first().click();
const unfold = (page) => page.locator("summary").filter({ hasText: "Altri dettagli" }).click();

/** Name of the picture, its address by the ids of what lies there, and what is done before one looks. */
const PROXIMITY = [
  ["giro", () => "/giro"],
  ["giro-non-risponde", () => "/giro", press("Non risponde")],
  ["giro-altro-esito", () => "/giro", press("Altro esito")],
  ["giro-ordine", () => "/giro/ordine"],
  ["visita-chi", () => "/visita/nuova"],
  ["visita", ({ person }) => `/visita/nuova?persona=${person}`, fillVisit],
  ["persone", () => "/beneficiario"],
  ["persona", ({ person }) => `/beneficiario/${person}`],
  ["persona-scheda", ({ person }) => `/beneficiario/${person}/modifica?da=persona`],
  ["ricorrenti", ({ person }) => `/beneficiario/programma/nuovo?persona=${person}`],
  ["ricorrenti-modifica", ({ plan }) => `/beneficiario/programma/${plan}/modifica`],
  ["sostituzione", () => "/giro/sostituzione"],
  ["gruppo", () => "/gruppo-prossimita/nuovo", fillGroup],
  ["elenco", () => "/elenco"],
  ["registrazione", ({ person }) => `/scheda/${person}`],
  ["cestino", () => "/cestino"],
  ["turno", () => "/turno"],
];
const STREET = [
  ["uscita", () => "/uscita"],
  ["uscita-inizia", () => "/uscita/inizia", press("Altri luoghi…")],
  ["uscita-programma", () => "/uscita/programma"],
  ["uscite-svolte", () => "/uscita/svolte"],
  ["luoghi", () => "/luoghi"],
  ["luogo", ({ spot }) => `/luogo/${spot}`],
  ["luogo-modifica", ({ spot }) => `/luogo/${spot}/modifica`],
  ["territorio-nota", () => "/luoghi/nota"],
  ["schede", () => "/uscita/schede"],
  ["scheda", ({ card }) => `/uscita/scheda/${card}`],
  ["scheda-unisci", ({ card }) => `/uscita/scheda/${card}`, press("È la stessa persona di un’altra scheda")],
  ["scheda-modifica", ({ card }) => `/uscita/scheda/${card}/modifica`],
  ["gruppo-strada", ({ group }) => `/gruppo-strada/${group}`],
  ["da-fare", () => "/uscita/da-fare"],
  ["da-fare-nuovo", ({ group }) => `/uscita/da-fare/${group}`],
  ["elenco", () => "/elenco"],
  ["cestino", () => "/cestino"],
  ["turno", () => "/turno"],
];
/** With an outing open, in which a colleague has noted thirty groups. */
const OUTING = [
  ["uscita-in-corso", () => "/uscita"],
  ["uscita-gruppo", () => "/uscita/gruppo", fillMeeting],
  ["uscita-luogo", () => "/uscita/luogo"],
  ["uscita-chiudi", () => "/uscita/chiudi"],
];
const NOTHING = {
  proximity_operator: ["/giro", "/giro/ordine", "/visita/nuova", "/beneficiario", "/giro/sostituzione", "/gruppo-prossimita/nuovo"],
  street_educator: ["/uscita", "/uscita/inizia", "/uscita/gruppo", "/luoghi", "/uscita/schede", "/uscita/da-fare", "/uscita/svolte"],
};
const OF_BOTH = ["/elenco", "/bozze", "/cestino", "/turno", "/invio"];

async function fillVisit(page) {
  for (const name of ["Spesa", "Compagnia"]) await page.getByRole("checkbox", { name }).click();
  if (await page.locator("summary").filter({ hasText: "Altri dettagli" }).isVisible()) await unfold(page);
}

async function fillGroup(page) {
  const boxes = page.locator("#campo-attendees").getByRole("checkbox");
  for (let at = 0; at < 8; at += 1) await boxes.nth(at).check();
  await unfold(page);
}

async function fillMeeting(page) {
  const themes = page.locator("#campo-emergingThemes").getByRole("checkbox");
  for (let at = 0; at < 8; at += 1) await themes.nth(at).check();
  await unfold(page);
}

full("Prossimità", "proximity_operator", fillProximity, PROXIMITY);
full("Educativa di strada", "street_educator", fillStreet, STREET, (at) => {
  it("an outing that is open, with thirty groups of a colleague", async () => {
    const { api, phone, ids } = at;
    const { page } = phone;
    await go(page, "Uscita");
    await startPlanned(page);
    await counter(page, "nuovo").click();
    await meet(page, { new: 1, known: 1 });
    await settled(page);
    const desk = await Desk.open(api);
    const [outing] = await desk.records("street_outing", (one) => one.fields.status === "in_progress" && tonight(one));
    const spot = outing.fields.plannedSpotIds[0];
    const colleague = await Desk.as(api, api.operator("street_educator", { nth: 1 }));
    const noted = await fillOuting(colleague, { outingId: outing.id, spot, groups: ids.groups });
    await settled(page);
    await shows(page, noted.fresh + 2, noted.known + 1);
    // Three of them may be the group that this phone noted.
    await page.getByRole("button", { name: "Stesso gruppo" }).first().waitFor();
  });
  looks(at, "street_educator", OUTING);
});

for (const [role, paths] of Object.entries(NOTHING)) nothing(role, [...paths, ...OF_BOTH]);

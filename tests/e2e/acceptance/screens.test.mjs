// Every screen on an ordinary day, in every look: a picture of each in the output, nothing too wide, cut off or out of reach,
// and no serious finding of axe.
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { everyLook } from "../support/look.mjs";
import { Phone } from "../support/phone.mjs";

/** A path, or what is tapped on a page, one after the other, to come to another; `name` is the picture's. */
const SCREENS = {
  proximity_operator: [
    ["giro", "/giro"],
    ["visita-nuova", "/visita/nuova"],
    ["visita-modifica", "/giro", ".card--now .actions button:last-child", ".sheet a.btn--text"],
    ["visita-programma", "/giro", ".card--now .actions button:last-child", ".sheet .tiles a.btn"],
    ["giro-ordine", "/giro/ordine"],
    ["persona-nuova", "/beneficiario/nuovo"],
    ["gruppo-prossimita", "/gruppo-prossimita/nuovo"],
    ["persone", "/beneficiario"],
    ["persona", "/beneficiario", ".list a.row"],
    ["sostituzione", "/giro/sostituzione"],
    ["elenco", "/elenco"],
    ["scheda", "/elenco", ".list a.row"],
    ["invio", "/invio"],
    ["bozze", "/bozze"],
    ["altro", "/altro"],
    ["telefono", "/telefono"],
  ],
  street_educator: [
    ["uscita", "/uscita"],
    ["uscita-inizia", "/uscita/inizia"],
    ["uscita-gruppo", "/uscita/gruppo"],
    ["uscita-programma", "/uscita/programma"],
    ["luoghi", "/luoghi"],
    ["luogo", "/luoghi", ".list a.row"],
    ["luogo-nuovo", "/luogo/nuovo"],
    ["territorio-nota", "/luoghi/nota"],
    ["schede", "/uscita/schede"],
    ["scheda-nuova", "/uscita/scheda/nuova"],
    ["da-fare", "/uscita/da-fare"],
    ["uscite-svolte", "/uscita/svolte"],
    ["sportello-inizia", "/uscita/sportello"],
    ["telefono-strada", "/telefono"],
  ],
  pis_operator: [
    ["pis", "/pis"],
    ["pis-nuova", "/pis/nuova"],
    ["pis-consegna", "/pis/consegna"],
    ["pis-rientro", "/pis/rientro"],
    ["pis-attivazione", "/pis", ".card__title a"],
    ["telefono-pis", "/telefono"],
  ],
  digital_facilitator: [
    ["hub", "/hub"],
    ["hub-nuovo", "/hub/nuovo"],
    ["hub-lezione", "/hub/lezione"],
    ["telefono-hub", "/telefono"],
  ],
  coordinator: [
    ["registro", "/registro"],
    ["registro-doppioni", "/registro?doppioni=1"],
    ["modelli", "/registro?modelli=1"],
    ["modello-nuovo", "/registro?modelli=nuovo"],
  ],
  municipal_social_worker: [["servizio-sociale", "/registro"]],
};

for (const [role, screens] of Object.entries(SCREENS)) {
  describe(`Screens: ${role}`, () => {
    let api;
    let phone;

    before(async () => {
      api = await (await Api.prepare()).start();
      phone = await Phone.buy(api.origin);
      await phone.open("/attiva");
      await phone.page.getByRole("heading", { level: 1 }).waitFor();
      if (role === "proximity_operator") await eachLook(phone, "attiva", "/attiva");
      await phone.kill();
      await phone.enrol(api.operator(role), { closed: false });
      await phone.page.getByText(/Tutto ricevuto/).waitFor();
    });
    after(async () => {
      await phone.dispose();
      await api.dispose();
    });

    for (const [name, path, ...links] of screens) {
      it(name, () => eachLook(phone, name, path, ...links));
    }
  });
}

const eachLook = (phone, name, path, ...links) =>
  everyLook(phone, name, path, async (page) => {
    for (const link of links) await page.locator(link).first().click();
    if (links.length > 0) await page.waitForURL((url) => url.pathname !== path);
  });

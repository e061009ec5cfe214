// The form of each service that has the most to write, and what makes it complete.
import { fillPerson } from "../support/capture.mjs";

const choice = (page, field, name) => page.locator(`#campo-${field}`).getByRole("radio", { name, exact: true });

export const SERVICES = [
  {
    service: "proximity",
    role: "proximity_operator",
    path: "/beneficiario/nuovo",
    fields: ["lastName", "firstName", "address", "doorbell", "accessNotes", "contactPersonName"],
    choose: (page) => fillPerson(page, "Prova"),
  },
  {
    service: "street",
    role: "street_educator",
    path: "/uscita/gruppo",
    fields: ["nickname", "notes"],
    async choose(page) {
      // An outing that runs knows where it is.
      const spot = page.getByRole("radio", { name: "Piazza di Prova" });
      if (await spot.isVisible()) await spot.click();
      await choice(page, "firstTimeContacts", "4").click();
      await choice(page, "returningContacts", "2").click();
    },
  },
  {
    service: "PIS",
    role: "pis_operator",
    path: "/pis/nuova",
    fields: ["referrerContact", "notes"],
    async choose(page) {
      await choice(page, "referrerType", "Carabinieri").click();
      await choice(page, "targetCategory", "Tratta").click();
      await choice(page, "municipalityCode", "Rozzano").click();
      await choice(page, "triage", "Emergenza").click();
    },
  },
  {
    service: "hub",
    role: "digital_facilitator",
    path: "/hub/nuovo",
    fields: ["firstName", "phone", "notes"],
    async choose(page) {
      for (const [field, label] of [
        ["citizenPathId", "Nuovo percorso"],
        ["ageBand", "65-74"],
        ["gender", "Femmina"],
        ["objectives", "E-mail"],
      ]) await page.locator(`#campo-${field} label`).filter({ hasText: label }).first().click();
      // On a day when no hub is open it asks which one this is.
      const venue = choice(page, "venueId", "Hub digitale di Rozzano");
      if (await venue.isVisible()) await venue.click();
    },
  },
];

// The rows of the screen table that an educator plays: each counts its taps from the unlocked home, and what it saves
// stands at the API; and once more after a lock, with the one gesture that opens the notebook. What the thumb reaches, and how
// large it is.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Api } from "../support/api.mjs";
import { go } from "../support/capture.mjs";
import { Desk } from "../support/desk.mjs";
import { Phone, SMALL } from "../support/phone.mjs";
import { counter, meet, settled, shows, tonight } from "../support/street.mjs";
import { enrolWithFingerprint, within } from "../support/taps.mjs";

describe("Educativa di strada: taps", () => {
  let api;
  let desk;
  let phone;
  let page;

  before(async () => {
    api = await (await Api.prepare()).start();
    desk = await Desk.open(api);
    phone = await Phone.buy(api.origin, SMALL);
    page = await enrolWithFingerprint(phone, api.operator("street_educator"));
    await settled(page);
  });
  after(async () => {
    await phone?.dispose();
    await api?.dispose();
  });

  /** The rows of the table: the taps of each, and what is tapped. The counts of an outing are those before it, and these. */
  const rows = {
    begin: [2, async () => {
      await page.getByRole("link", { name: "Inizia uscita" }).click();
      await mainIsLow(page);
      await reachable(page);
      await page.getByRole("button", { name: "Inizia" }).click();
      await counter(page, "nuovo").waitFor();
    }],
    new: [1, async (fresh, known) => {
      await counter(page, "nuovo").click();
      await shows(page, fresh + 1, known);
    }],
    known: [1, async (fresh, known) => {
      await counter(page, "conosciuto").click();
      await shows(page, fresh, known + 1);
    }],
    group: [7, async (fresh, known) => {
      await meet(page, { new: 5, known: 3, themes: ["Parlare con un adulto", "Luoghi per la musica"] });
      await shows(page, fresh + 5, known + 3);
    }],
    nobody: [2, async () => {
      await page.getByRole("link", { name: "Chiudi uscita" }).click();
      await page.getByRole("button", { name: "Nessuno presente" }).click();
      await page.getByRole("heading", { name: /Uscita chiusa/ }).waitFor();
    }],
  };
  const played = (row, { counts = [], ...lock } = {}) => {
    const [most, play] = rows[row];
    return within(page, most, () => play(...counts), lock);
  };
  /** An outing that was not planned. */
  const beginUnplanned = async () => {
    await page.getByRole("link", { name: "Inizia uscita" }).click();
    await page.getByRole("radio", { name: "Piazza di Prova" }).click();
    await page.getByRole("button", { name: "Inizia" }).click();
    await shows(page, 0, 0);
  };
  const close = async () => {
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await page.getByRole("button", { name: "Chiudi uscita" }).click();
    await page.getByRole("heading", { name: /Uscita chiusa/ }).waitFor();
  };

  it("begins the outing of tonight in two taps", async () => {
    await reachable(page);
    await played("begin");
  });

  it("counts one more in one tap, on a counter that a wet thumb hits", async () => {
    await mainIsLow(page);
    await reachable(page);
    await countersAreLarge(page);
    await played("new", { counts: [0, 0] });
    await burstIsOver(page);
    await played("known", { counts: [1, 0] });
    await burstIsOver(page);
  });

  it("takes the last tap back, then the one before it, and two that came at once together", async () => {
    const undo = page.getByRole("status").getByRole("button", { name: "Annulla", exact: true });
    // A wet thumb: the second hit takes nothing more.
    await undo.evaluate((button) => {
      button.click();
      button.click();
    });
    await page.getByText("+1 conosciuto tolto").waitFor();
    await tapIsOver(page);
    await shows(page, 1, 0);
    // The earlier tap is still there to be taken back.
    await page.getByRole("button", { name: "Annulla ancora" }).click();
    await shows(page, 0, 0);
    await page.evaluate(() => {
      const counter = document.querySelector(".counter--new");
      counter.click();
      counter.click();
    });
    await page.getByText("+2 nuovi segnati").waitFor();
    await shows(page, 2, 0);
    await undo.click();
    await shows(page, 0, 0);
    await burstIsOver(page);
    await counter(page, "nuovo").click();
    await shows(page, 1, 0);
    await burstIsOver(page);
  });

  it("works with text twice as large", async () => {
    // As the person sets it in the browser: what is measured in the text's size follows.
    const screen = await phone.context.newCDPSession(page);
    await screen.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    await page.waitForFunction(() => matchMedia("(max-height: 32em)").matches);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${wide} px wider than the phone`);
    await countersAreLarge(page);
    await phone.picture("uscita-testo-doppio");
    await counter(page, "nuovo").click();
    await shows(page, 2, 0);
    await page.getByRole("status").getByRole("button", { name: "Annulla", exact: true }).click();
    await shows(page, 1, 0);
    await screen.send("Page.setFontSizes", { fontSizes: { standard: 16, fixed: 13 } });
    await page.waitForFunction(() => !matchMedia("(max-height: 32em)").matches);
  });

  it("notes a group of five new and three known with two themes in seven taps", async () => {
    await page.getByRole("link", { name: "Gruppo incontrato", exact: true }).click();
    await mainIsLow(page);
    await reachable(page);
    await page.goBack();
    await played("group", { counts: [1, 0] });
  });

  it("closes in two taps when nobody was there", async () => {
    await page.getByRole("link", { name: "Chiudi uscita" }).click();
    await mainIsLow(page);
    await reachable(page);
    await page.goBack();
    await close();
    await beginUnplanned();
    await played("nobody");
  });

  it("stands at the API as it was noted, and nothing of it was refused", async () => {
    await settled(page);
    const [meeting] = await desk.records("street_group_meeting", tonight);
    const { firstTimeContacts, returningContacts, observedCount, emergingThemes } = meeting.fields;
    assert.deepEqual(
      { firstTimeContacts, returningContacts, observedCount, emergingThemes },
      {
        firstTimeContacts: 5,
        returningContacts: 3,
        observedCount: 8,
        emergingThemes: ["talk_with_adult", "place_for_music"],
      },
    );
    const outings = await desk.records("street_outing", tonight);
    assert.deepEqual(outings.map(({ fields }) => `${fields.status} ${fields.outcome}`).sort(), [
      "completed contacts_made",
      "completed nobody_present",
    ]);
    await go(page, "Elenco");
    assert.equal(await page.getByText("Da correggere").count(), 0);
  });

  describe("after a lock, with one gesture more", () => {
    const locked = true;
    let outings;

    before(async () => {
      outings = (await desk.records("street_outing", tonight)).length;
      await planAnother();
      await settled(page);
      await page.getByRole("link", { name: "Uscita non prevista" }).waitFor();
    });

    it("begins an outing", () => played("begin", { locked }));
    it("counts one more", async () => {
      await played("new", { locked, counts: [0, 0] });
      await burstIsOver(page);
      await played("known", { locked, counts: [1, 0] });
      await burstIsOver(page);
    });
    it("notes a group", () => played("group", { locked, counts: [1, 1] }));
    it("closes when nobody was there", async () => {
      await close();
      await beginUnplanned();
      await played("nobody", { locked });
    });
    it("stands at the API as well", async () => {
      await settled(page);
      assert.equal((await desk.records("street_group_meeting", tonight)).length, 2);
      assert.equal((await desk.records("street_outing", tonight)).length, outings + 2);
    });
  });

  it("plans an outing of another day by hand, its date first or its time", async () => {
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Europe/Rome" });
    const typed = [["Data", inTwoDays], ["Ora", "21:15"]];
    const before = (await desk.records("street_outing", planned)).length;
    for (const order of [typed, typed.toReversed()]) {
      await go(page, "Uscita");
      await page.getByRole("link", { name: "Programma uscita" }).click();
      const when = page.locator("#campo-plannedFor");
      for (const [label, value] of order) await when.getByLabel(label).fill(value);
      for (const [label, value] of typed) assert.equal(await when.getByLabel(label).inputValue(), value);
      await page.getByRole("checkbox", { name: "Piazza di Prova" }).click();
      await page.getByRole("button", { name: "Salva", exact: true }).click();
      await page.getByRole("heading", { level: 2, name: "In programma" }).waitFor();
    }
    await page.getByRole("status").getByText(/^Uscita programmata: .*21:15/).waitFor();
    await page.getByRole("status").getByRole("button", { name: "Annulla", exact: true }).click();
    await page.getByRole("status").getByText(/^Programma tolto: .*21:15/).waitFor();
    await settled(page);
    const made = (await desk.records("street_outing", planned)).filter(
      ({ fields }) => Date.parse(fields.plannedFor) === romeAt(inTwoDays, "21:15"),
    );
    assert.deepEqual(made.map(({ fields }) => Boolean(fields.voidedAt)).sort(), [false, true]);
    assert.equal((await desk.records("street_outing", planned)).length, before + 2);
  });

  /** A colleague plans one more outing for tonight, as the one of the demo was. */
  async function planAnother() {
    const [first] = await desk.records("street_outing", (one) => tonight(one) && one.fields.plannedFor);
    const { municipalityCode, crewIds, plannedSpotIds, plannedFor } = first.fields;
    const colleague = await Desk.as(api, api.operator("street_educator", { nth: 1 }));
    const recordedAt = new Date().toISOString();
    const planned = { outingKind: "street", status: "planned", plannedFor, occurredAt: plannedFor, recordedAt };
    await colleague.create([["street_outing", { ...planned, municipalityCode, crewIds, plannedSpotIds }]]);
  }
});

const planned = ({ fields }) => fields.status === "planned";

/** A day and an hour as the clocks of Rome show them, whatever the clocks of this machine do. */
const romeAt = (day, time) => {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const shown = new Date(asUtc).toLocaleString("sv-SE", { timeZone: "Europe/Rome" });
  return asUtc - (Date.parse(`${shown.replace(" ", "T")}Z`) - asUtc);
};

/** What is tapped from here on is another act than what was tapped before: two hits within 250 ms are one. */
const burstIsOver = (page) => passed(page, 250);

/** Two hits on "Annulla" within 600 ms are one. */
const tapIsOver = (page) => passed(page, 600);

/** So many milliseconds have passed for the page. */
const passed = (page, time) => {
  const since = page.evaluate(() => Date.now());
  return since.then((at) => page.waitForFunction(([before, wanted]) => Date.now() - before > wanted, [at, time]));
};

/** The one main action lies where the thumb is. */
async function mainIsLow(page) {
  const box = await page.locator(".bar .btn--main").boundingBox();
  assert.ok(box.y >= (SMALL.height * 2) / 3, `the main action begins at ${box.y}`);
}

/** The counters of the look: high, and apart. */
async function countersAreLarge(page) {
  const [one, other] = await Promise.all([".counter--new", ".counter--known"].map((it) => page.locator(it).boundingBox()));
  for (const box of [one, other]) assert.ok(box.height >= 132 && box.width >= 72, `${box.width} by ${box.height}`);
  const apart = Math.max(other.x - (one.x + one.width), other.y - (one.y + one.height));
  assert.ok(apart >= 16, `${apart} px apart`);
}

/** Everything that is tapped is 48 px at least, both ways; the status line is for reading, the bar leads where it leads. */
async function reachable(page) {
  const small = await page.evaluate(() => {
    const tapped = "button, summary, label.chip, label.tile, label.key, label.check, a.btn, a.row, a.nav__place, a.head__control";
    const boxes = [...document.querySelectorAll(tapped)].map((it) => [it, it.getBoundingClientRect()]);
    const seen = boxes.filter(([it, box]) => box.width > 0 && box.height > 0 && it.checkVisibility());
    // Half a pixel of rounding is no finger.
    return seen.filter(([, box]) => box.width < 47.5 || box.height < 47.5)
      .map(([it, box]) => `${it.className} «${it.innerText}»: ${box.width.toFixed(1)} by ${box.height.toFixed(1)}`);
  });
  assert.deepEqual(small, []);
}

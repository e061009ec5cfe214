// Phones at their fullest: 60 visits, 200 groups, 60 spots; people whose names, addresses and notes are as long as they get.
import { COMUNI, DAY, MINUTE, iso, many, midnight, pick, romeDay } from "./many.mjs";

const FIRST = ["Maria Addolorata Immacolata", "Niccolò", "Désirée Aïcha", "Giosuè Bartolomeo", "Anna Lucìa", "Zoë Françoise"];
const LAST = [
  "Degl’Innocenti Pontecorvi-Sanmartìn",
  "Cantù Della Torre di Rezzonico",
  "Però",
  "Ñàndo Quispe Huamán",
  "Dell’Acquaviva d’Aragona Esposito",
  "Papadimitrakopoulos",
  "Mbaye N’Diaye",
];
const STREETS = ["Viale della Liberazione e dei Martiri della Libertà", "Vicolo Città di Nëuchâtel", "Via Po"];
const ACCESS = [
  "Scala B, terzo piano, porta a sinistra dopo l’ascensore. Il citofono non funziona: chiama dal portone e aspetta, scende " +
    "il figlio. Il cane è buono ma abbaia; se c’è la vicina del secondo piano, lascia a lei la spesa e le medicine, perché " +
    "la signora non può scendere né aprire prima delle dieci.",
  "Suona due volte.",
];
const SERVICES = [
  ["home_grocery_shopping", "medicine_delivery", "prescription_pickup", "medical_visit_booking"],
  ["relational_visit"],
  ["food_parcel"],
  ["local_accompaniment"],
];
const ENDS = ["done", "done", "not_found", "done", "refused", "postponed"];
const GROUPS = ["Quelle del murales di piazza Libertà", "I panchinari", "La compagnia però della città", "Überfluss"];
const SPOTS = [
  "Giardinetti dietro la biblioteca comunale, lato ferrovia e campo da bocce",
  "Piazzetta",
  "Sottopasso della stazione di Locate Triùlzi, uscita verso la città vecchia",
];
const SPOT_TYPES = ["park", "square", "underpass", "courtyard_housing", "station_transport"];
const TERRITORY = ["service", "potential", "critical"];
const TODO = ["meet_again", "go_back", "bring_information", "organise_activity", "talk_in_team"];
const AGES = ["11_13", "14_15", "16_17", "18_21"];

/** Sixty people and their visits, all of this operator's; gives the ids of the first one's card and plan. */
export async function fillProximity(desk) {
  const me = desk.operatorId;
  const today = midnight();
  const people = await desk.create(many(60, (at) => ["beneficiary", person(at, me)]));
  const visit = (at, when) => ({
    beneficiaryId: people[at % people.length],
    beneficiaryType: "elderly",
    municipalityCode: pick(COMUNI, at),
    assignedOperatorId: me,
    scheduledAt: iso(when),
    plannedMinutes: 30,
    services: pick(SERVICES, at),
  });
  const planned = (at, when) => ["proximity_visit", { ...visit(at, when), status: "scheduled", shoppingList: list(at) }];
  const ended = (at, when) => ["proximity_visit", { ...visit(at, when), ...end(at, when) }];
  await desk.create(many(40, (at) => planned(at, today + (7 * 60 + at * 20) * MINUTE)));
  await desk.create(many(12, (at) => ended(40 + at, today + (60 + at * 20) * MINUTE)));
  // The first one's week, and what was there before it.
  await desk.create(many(8, (at) => planned(60 * at, today + (at + 1) * DAY + 10 * 60 * MINUTE)));
  const voided = await desk.create(many(12, (at) => ended(60 * at, today - (at + 1) * DAY + 10 * 60 * MINUTE)));
  await desk.void("proximity_visit", voided.slice(0, 6));
  const [plan] = await desk.create(
    many(3, (at) => [
      "visit_plan",
      {
        beneficiaryId: people[0],
        services: pick(SERVICES, at),
        assignedOperatorId: me,
        recurrence: pick(["weekly", "fortnightly"], at),
        weekdays: [1, 2, 3, 4, 5],
        window: { from: "10:00", to: "11:30" },
        durationMinutes: 30,
        validFrom: romeDay(Date.now() + 20 * DAY),
        holidayRule: "next_working_day",
        municipalityCode: COMUNI[0],
      },
    ]),
  );
  return { person: people[0], plan };
}

const person = (at, me) => ({
  beneficiaryType: at % 3 === 2 ? "family" : "elderly",
  municipalityCode: pick(COMUNI, at),
  householdSize: at % 3 === 2 ? 6 : 1,
  firstName: pick(FIRST, at),
  lastName: `${pick(LAST, at)} ${Math.floor(at / 6) + 1}`,
  address: `${pick(STREETS, at)} ${at + 1}, scala B, interno ${at + 101}`,
  phone: `+39 02 0000 ${1000 + at}`,
  doorbell: pick(["Degl’Innocenti Pontecorvi-Sanmartìn, poi Famiglia Però", "12"], at),
  accessNotes: pick(ACCESS, at),
  contactPersonName: "Maria Addolorata Pontecorvi-Sanmartìn, nipote e vicina di casa",
  contactPersonPhone: "+39 333 000 0000",
  handlesCash: at % 3 === 0,
  livesAlone: at % 3 !== 2,
  episode: "open",
  provisional: false,
  assignedOperatorIds: [me],
  notes: "Preferisce che venga sempre la stessa persona. È sorda dall’orecchio sinistro: parla forte e a destra.",
});

const list = (at) => (at % 4 === 0 ? "Latte senza lattosio, pane integrale affettato, mele, caffè, acqua frizzante ×6, perché così non la finisce" : undefined);

function end(at, when) {
  const outcome = pick(ENDS, at);
  const made = outcome === "done";
  return {
    status: made ? "done" : "not_done",
    outcome,
    startedAt: made ? iso(when) : undefined,
    occurredAt: iso(when),
    durationMinutes: made ? 30 : undefined,
    supportKind: made ? "practical" : undefined,
    channel: made ? "home" : undefined,
    performedBy: made ? "operator" : undefined,
    services: ["home_grocery_shopping", "medicine_delivery"],
  };
}

/** Groups, spots, cards, notes and what is to be done; gives the ids of the first of each. */
export async function fillStreet(desk) {
  const at0 = midnight();
  const spots = await desk.create(many(60, (at) => ["meeting_spot", spot(at)]));
  const groups = await desk.create(
    many(206, (at) => [
      "youth_group",
      {
        nickname: `${pick(GROUPS, at)} ${at}`,
        municipalityCode: pick(COMUNI, at),
        usualSpotIds: [pick(spots, at), pick(spots, at + 1)],
        lastMetOn: romeDay(at0 - (at % 25) * DAY),
      },
    ]),
  );
  await desk.void("youth_group", groups.slice(200));
  const cards = await desk.create(
    many(40, (at) => [
      "youth_card",
      {
        nickname: `${pick(["Città rossa con il cappellino a visiera", "Però", "Überfluss"], at).slice(0, 36)} ${at}`,
        ageBand: pick(AGES, at),
        groupId: pick(groups, at % 4),
        municipalityCode: pick(COMUNI, at),
        lastMetOn: romeDay(at0 - (at % 25) * DAY),
      },
    ]),
  );
  const about = (at) => pick([["meeting_spot", spots[0]], ["youth_group", groups[0]], ["youth_card", cards[0]]], at);
  await desk.create(
    many(30, (at) => [
      "follow_up",
      {
        aboutType: about(at)[0],
        aboutId: about(at)[1],
        kind: pick(TODO, at),
        dueOn: romeDay(at0 + (at - 6) * DAY),
        municipalityCode: COMUNI[0],
      },
    ]),
  );
  await desk.create(
    many(20, (at) => [
      "territory_note",
      {
        kind: pick(TERRITORY, at),
        municipalityCode: pick(COMUNI, at),
        text: pick(["Il campo è senza luci dopo le 20 e così non ci va più nessuno, perché il Comune aspetta l’allacciamento", "SerT"], at),
      },
    ]),
  );
  const outings = await pastOutings(desk, spots, at0);
  return { spot: spots[0], group: groups[0], card: cards[0], groups, outing: outings[0] };
}

const spot = (at) => ({
  name: `${pick(SPOTS, at)} ${at + 1}`,
  municipalityCode: pick(COMUNI, at),
  spotType: pick(SPOT_TYPES, at),
  spotSource: pick(["reported_by_municipality", "found_by_team", "reported_by_youth"], at),
  active: at % 12 !== 11,
  usualHours: many(at % 3 === 0 ? 5 : 1, (day) => ({ weekday: day + 1, from: "20:30", to: "23:30" })),
  position: at % 2 === 0 ? { lat: 45.386, lon: 9.148 } : undefined,
  notes: "Ci si arriva dal parcheggio; d’inverno c’è poca luce e si sta sotto la pensilina.",
});

/** Ten outings of late, each with a group met. */
async function pastOutings(desk, spots, midnight) {
  const start = (at) => midnight - (at + 1) * DAY + 20 * 60 * MINUTE;
  const outings = await desk.create(
    many(10, (at) => [
      "street_outing",
      {
        outingKind: at % 4 === 3 ? "itinerant_desk" : "street",
        status: "completed",
        municipalityCode: pick(COMUNI, at),
        occurredAt: iso(start(at)),
        startedAt: iso(start(at)),
        endedAt: iso(start(at) + 170 * MINUTE),
        crewIds: [desk.operatorId],
        activityPhase: "listening_voice",
        outcome: "contacts_made",
        outingConditions: "rain",
        safeguardingRaised: false,
      },
    ]),
  );
  const stops = await desk.create(
    outings.map((outingId, at) => [
      "street_stop",
      { outingId, meetingSpotId: spots[0], municipalityCode: COMUNI[0], occurredAt: iso(start(at)), arrivedAt: iso(start(at)) },
    ]),
  );
  await desk.create(
    outings.flatMap((outingId, at) =>
      many(3, (n) => [
        "street_group_meeting",
        {
          outingId,
          stopId: stops[at],
          municipalityCode: COMUNI[0],
          occurredAt: iso(start(at) + (n + 1) * 30 * MINUTE),
          firstTimeContacts: n,
          returningContacts: 12 - n,
          observedCount: 20,
          emergingThemes: ["talk_with_adult", "place_for_music"],
        },
      ]),
    ),
  );
  return outings;
}

/** What a colleague notes in an outing that is open: thirty groups, three of which may be the educator's own; how many were met. */
export async function fillOuting(desk, { outingId, spot, groups }) {
  const [stopId] = await desk.create([
    ["street_stop", { outingId, meetingSpotId: spot, municipalityCode: COMUNI[0], occurredAt: iso(Date.now()), arrivedAt: iso(Date.now()) }],
  ]);
  const fresh = (at) => at % 5;
  const known = 10;
  await desk.create(
    many(30, (at) => [
      "street_group_meeting",
      {
        outingId,
        stopId,
        groupId: at < 3 ? undefined : groups[at],
        municipalityCode: COMUNI[0],
        occurredAt: iso(Date.now() - at * MINUTE),
        firstTimeContacts: fresh(at),
        returningContacts: known,
        observedCount: 14,
        emergingThemes: ["talk_with_adult"],
      },
    ]),
  );
  return { fresh: many(30, fresh).reduce((sum, one) => sum + one), known: 30 * known };
}

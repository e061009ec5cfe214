// The digital hubs at their fullest: forty appointments in one day of a venue, sixty paths of citizens, half a dozen venues more, cards that
// stand on two paths, a path of two dozen meetings.
import { Desk } from "./desk.mjs";
import { COMUNI, DAY, MINUTE, iso, many, midnight, pick } from "./many.mjs";

const SYMBOLS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const FIRST = ["Maria Addolorata Immacolata", "Niccolò", "Désirée Aïcha Françoise", "Giosuè", "Anna Lucìa", "Zoë", "Bartolomeo Però"];
const AGES = ["18_29", "30_54", "55_64", "65_74", "75_plus"];
const OBJECTIVES = [
  ["digital_identity"],
  ["public_sites_and_apps", "online_fraud_prevention", "service_booking_app"],
  ["health_record_fse", "telehealth"],
  ["email_account", "online_applications", "data_privacy", "generative_ai_basics", "attivami_app"],
];
const VENUES = [
  "Comunità educativa Sant’Angelo Lodigiano e Borghetto, sala al piano terra",
  "Biblioteca",
  "Centro civico di Locate Triùlzi, ingresso dal cortile di via della Libertà",
];

/** Gives the ids of what the pages are about. */
export async function fillHub(desk, api) {
  const today = midnight();
  // Only a coordinator opens venues.
  const office = await Desk.open(api);
  const venues = await office.create(many(6, (at) => ["venue", venue(at)]));
  const [venueId] = venues;
  const paths = await desk.create(many(60, (at) => ["citizen_path", path(at, today)]));
  const joins = await desk.create(many(8, (at) => ["citizen_path", { ...path(at + 20, today), firstName: undefined, initial: undefined }]));
  await desk.create(many(4, (at) => ["citizen_path", { ...path(at + 40, today), aliasOf: paths[at + 40] }]));

  const from = today + 8 * 60 * MINUTE + 30 * MINUTE;
  const of = (at, when, status) => ["hub_appointment", appointment({ at, path: pick(paths, at), venueId, when, status })];
  const ended = (at) => (at % 6 === 5 ? "no_show" : "held");
  // Two of them at one time.
  const day = await desk.create(many(40, (at) => of(at, from + (at === 21 ? 20 : at) * 15 * MINUTE, at < 14 ? ended(at) : "booked")));
  await desk.create(many(24, (at) => ["hub_appointment", appointment({ at, path: paths[0], venueId, when: today - (at + 1) * DAY + 10 * 60 * MINUTE, status: ended(at) })]));
  await desk.create(many(48, (at) => of(at, today + (1 + (at % 12)) * DAY + (9 * 60 + Math.floor(at / 12) * 60) * MINUTE, "booked")));
  const voided = await desk.create(many(8, (at) => of(at, today + 20 * DAY + at * 60 * MINUTE, "booked")));
  await desk.void("hub_appointment", voided);
  const [lesson] = await desk.create(["lesson", "digital_gym", "staff_training"].map((kind, at) => ["hub_group_session", session(kind, at, venueId, today)]));
  await desk.create(OBJECTIVES.flat().map((objective, at) => ["survey_answer", rated(paths[0], objective, at, today)]));
  return { venue: venueId, path: paths[0], held: day[0], booked: day[20], clash: day[21], joins, lesson };
}

function venue(at) {
  const often = ["every", "odd", "even", "every"][at % 4];
  return {
    name: at === 0 ? VENUES[0] : `${pick(VENUES, at)} ${at}`,
    municipalityCode: pick(COMUNI, at),
    // The first is open all day long, each day.
    timetable: at === 0
      ? many(7, (day) => ({ weekday: day + 1, from: "08:30", to: "19:30" }))
      : many(5, (day) => ({ weekday: day + 1, from: "09:00", to: "12:30", weeks: often })),
  };
}

/** Of five symbols, each number another one. */
const code = (at) => many(5, (place) => pick(SYMBOLS, Math.floor((at * 7919 + 31337) / SYMBOLS.length ** place))).join("");

function path(at, today) {
  return {
    code: code(at),
    firstName: at % 4 === 3 ? undefined : pick(FIRST, at),
    initial: at % 4 === 3 ? undefined : pick(["D", "Ñ", "È"], at),
    phone: `+39 02 0000 ${1000 + at}`,
    ageBand: pick(AGES, at),
    gender: pick(["F", "M", "non_binary", "undisclosed"], at),
    firstTime: at % 2 === 0,
    howHeard: pick(["word_of_mouth", "event_in_person", "digital_skills_week"], at),
    residenceMunicipalityCode: pick(COMUNI, at),
    status: "active",
    municipalityCode: COMUNI[0],
    occurredAt: iso(today - (30 + at) * DAY),
    preSurvey: "later",
    notes: at % 5 === 0 ? "Preferisce il mattino. Ha un telefono vecchio però lo usa bene; la nipote la accompagna fino alla porta." : undefined,
  };
}

function appointment({ at, path, venueId, when, status }) {
  const isHeld = status === "held";
  return {
    citizenPathId: path,
    venueId,
    municipalityCode: COMUNI[0],
    occurredAt: iso(when),
    startsAt: iso(when),
    durationMinutes: 15,
    bookingChannel: pick(["phone", "desk", "web", "referral"], at),
    status,
    objectives: isHeld || at % 3 === 0 ? pick(OBJECTIVES, at) : undefined,
    deviceUsed: isHeld ? pick(["own_smartphone", "own_pc", "hub_device"], at) : undefined,
    facilitaServiceType: isHeld ? "A" : undefined,
  };
}

const session = (sessionKind, at, venueId, today) => ({
  sessionKind,
  venueId: at === 1 ? undefined : venueId,
  placeName: at === 1 ? "Oratorio di Sant’Angelo e della Santissima Trinità, sala grande" : undefined,
  municipalityCode: COMUNI[at],
  occurredAt: iso(today + 9 * 60 * MINUTE),
  startsAt: iso(today + 9 * 60 * MINUTE),
  durationMinutes: 90,
  status: "held",
  topics: OBJECTIVES.flat(),
  attendees: 128,
  attendeesByAgeBand: Object.fromEntries(AGES.map((band) => [band, 25])),
  openToPublic: true,
  volunteers: 12,
  volunteerSource: "digital_civil_service",
});

const rated = (citizenPathId, objective, at, today) => ({
  citizenPathId,
  phase: "before",
  objective,
  value: String(at % 4),
  occurredAt: iso(today - 29 * DAY),
  recordedAt: iso(today - 29 * DAY),
});

// The Pronto Intervento at its fullest: thirty activations that are open, of every kind and at every step, some of two minors
// who go to different places and one of fifteen people; a dozen that were handed over, and some that have left the phones.
import { COMUNI, DAY, MINUTE, iso, many, pick } from "./many.mjs";

const HOUR = 60 * MINUTE;
const ROZZANO = COMUNI[0];
const LONG = "Comunità educativa Sant’Angelo Lodigiano e Borghetto";
const CATEGORIES = [
  "unaccompanied_foreign_minor",
  "minor_art_403",
  "family_violence_victim",
  "trafficking_victim",
  "non_self_sufficient_alone",
  "frail_without_housing",
  "housing_unusable",
  "other_undeferrable",
  "to_be_determined",
];
const REFERRERS = ["carabinieri", "other", "municipal_social_service", "emergency_112_118", "anti_violence_centre", "hospital"];
const PLACES = ["police_station", "hospital", "home", "public_space", "school", "other"];
const TRIAGE = ["emergency", "emergency", "deferrable_urgency", "emergency", "not_pis_competence", "information_only"];
const TOLD = ["police_questura", "juvenile_prosecutor", "municipal_social_service", "sim_entry_requested"];

/** Gives the ids of what the pages are about. */
export async function fillPis(desk) {
  const now = Date.now();
  const open = await desk.create(many(27, (at) => activation({ at, since: now - (20 + at * 37) * MINUTE })));
  const [two, crowd, closed] = await desk.create([
    activation({ at: 0, since: now - 5 * HOUR, people: 2 }),
    activation({ at: 6, since: now - 4 * HOUR, people: 15, triage: "emergency" }),
    activation({ at: 3, since: now - 6 * HOUR, triage: "emergency" }),
  ]);
  // Documents by a time that is over, and by one that is near.
  const placed = await desk.create([31, 25, 23].map((ago) => activation({ at: 1, since: now - ago * HOUR, people: 2, triage: "emergency" })));
  const handed = await desk.create(many(12, (at) => activation({ at, since: now - (3 + at) * HOUR, municipality: ROZZANO, triage: "emergency" })));
  const gone = await desk.create(many(5, (at) => activation({ at: at + 2, since: now - (5 + at) * DAY, triage: "emergency" })));

  await desk.create([
    ...open.flatMap((id, at) => steps(id, at, now - (18 + at * 37) * MINUTE)),
    ...twoMinors(two, now - 5 * HOUR),
    ...[["taken_over"], ["arrived"]].map(([kind], at) => event(crowd, kind, now - 4 * HOUR + (at + 1) * 10 * MINUTE)),
    ...toTheEnd(closed, now - 6 * HOUR),
    event(closed, "acknowledged", now - 4 * HOUR),
    event(closed, "closed", now - 3 * HOUR),
    ...placed.flatMap((id, at) => placing(id, now - [31, 25, 23][at] * HOUR)),
    ...handed.flatMap((id, at) => toTheEnd(id, now - (3 + at) * HOUR)),
    ...gone.flatMap((id, at) => toTheEnd(id, now - (5 + at) * DAY)),
  ]);
  const wrong = await desk.create(many(8, (at) => activation({ at, since: now - (at + 1) * HOUR })));
  await desk.void("pis_activation", wrong);
  return { two, crowd, closed, late: placed[0], handed: handed[0] };
}

function activation({ at, since, people = [1, 2, 1, 3, 1, 6][at % 6], municipality = pick(COMUNI, at), triage = pick(TRIAGE, at) }) {
  const category = pick(CATEGORIES, at);
  const referrer = pick(REFERRERS, at);
  const fields = {
    municipalityCode: municipality,
    occurredAt: iso(since),
    occurredAtPrecision: "exact",
    reportedAt: iso(since),
    withinServiceHours: at % 2 === 0,
    timeBand: "weekend",
    referrerType: referrer,
    referrerUnit: ["other", "hospital"].includes(referrer) ? LONG : undefined,
    referrerContact: at % 3 === 1 ? "+39 02 0000 0000, interno 12" : undefined,
    targetCategory: category,
    placeKind: pick(PLACES, at),
    triage,
    people: many(people, (n) => person(n, category)),
    languageMediation: at % 4 === 0,
    languageCode: at % 4 === 0 ? "ara" : undefined,
    notes: at % 5 === 0 ? "Arrivano con l’ambulanza dalla città; la comunità aspetta una telefonata però non prima delle sei." : undefined,
  };
  return ["pis_activation", fields];
}

function person(n, category) {
  const ofMinors = ["unaccompanied_foreign_minor", "minor_art_403"].includes(category);
  return {
    n: n + 1,
    ageClass: ofMinors || n > 1 ? "minor" : ["adult", "elderly"][n],
    gender: ["F", "M", "non_binary", "undisclosed"][n % 4],
    category,
    msnaDeclaredAgeBand: category === "unaccompanied_foreign_minor" ? ["under_14", "14_17", "disputed"][n % 3] : undefined,
  };
}

const event = (activationId, kind, at, more = {}) => ["pis_event", { activationId, kind, occurredAt: iso(at), ...more }];

/** As far as each is, by its number: reported, taken over, on the spot, ended, given to another shift. */
function steps(id, at, from) {
  const story = [
    event(id, "taken_over", from + MINUTE),
    event(id, "departed", from + 2 * MINUTE),
    event(id, "arrived", from + 3 * MINUTE),
    event(id, "ended", from + 4 * MINUTE, { code: "supported_on_site" }),
  ];
  const far = story.slice(0, at % 5);
  const given = at % 7 === 6 && at % 5 > 0 ? [event(id, "shift_handed_over", from + 5 * MINUTE, { code: ["next_pis_shift", "on_call"][at % 2] })] : [];
  return [...far, ...given];
}

/** Two minors: each goes elsewhere, other authorities are told of each, and much was done. */
function twoMinors(id, from) {
  const actions = ["phone_advice", "on_site_intervention", "first_assessment", "transport_accompaniment", "basic_goods", "language_mediation"];
  return [
    event(id, "taken_over", from + 4 * MINUTE),
    event(id, "departed", from + 9 * MINUTE),
    event(id, "arrived", from + 40 * MINUTE),
    ...actions.map((code, at) => event(id, "action", from + (50 + at * 5) * MINUTE, { code })),
    event(id, "placement", from + 95 * MINUTE, { personN: 1, code: "first_reception_msna" }),
    event(id, "placement", from + 99 * MINUTE, { personN: 2, code: "minor_community" }),
    ...TOLD.map((code, at) => event(id, "authority_notified", from + (100 + at) * MINUTE, { personN: 1, code })),
    event(id, "authority_notified", from + 110 * MINUTE, { personN: 2, code: TOLD[0] }),
    event(id, "ended", from + 130 * MINUTE, { personN: 1, code: "protected_in_facility" }),
    event(id, "ended", from + 131 * MINUTE, { personN: 2, code: "protected_in_facility" }),
    event(id, "handed_over", from + 140 * MINUTE, { personN: 1, code: "homelessness_service" }),
  ];
}

/** Minors under art. 403, of whom one has everything told. */
function placing(id, from) {
  return [
    event(id, "taken_over", from + 5 * MINUTE),
    event(id, "arrived", from + 30 * MINUTE),
    event(id, "placement", from + 45 * MINUTE, { code: "minor_community", art403Authority: "police" }),
    event(id, "authority_notified", from + 50 * MINUTE, { personN: 1, code: "art403_oral_notice", art403Authority: "police" }),
    event(id, "authority_notified", from + 60 * MINUTE, { personN: 1, code: "art403_sent", art403Authority: "police" }),
  ];
}

/** From the report to the social service, which has not said yet that it has it. */
function toTheEnd(id, from) {
  return [
    event(id, "taken_over", from + 5 * MINUTE),
    event(id, "arrived", from + 30 * MINUTE),
    event(id, "placement", from + 60 * MINUTE, { code: "temporary_housing" }),
    event(id, "ended", from + 80 * MINUTE, { code: "protected_in_facility" }),
    event(id, "handed_over", from + 90 * MINUTE, { code: "municipal_social_service" }),
  ];
}

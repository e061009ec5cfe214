//! The Pronto Intervento Sociale of 2023: fifteen interventions, and what must not count beside them.

use model::config::AmbitoConfig;
use model::hours::{time_band, within_service_hours};
use model::ids::RecordId;
use model::record::RecordType;
use model::time::Millis;
use serde_json::{Value, json};

use super::script::{Script, at, iso};

const ROZZANO: &str = "015189";
const OPERA: &str = "015159";
const LOCATE: &str = "015125";
const PIEVE: &str = "015173";

const CC: &str = "carabinieri";
const PL: &str = "local_police";

const MSNA: &str = "unaccompanied_foreign_minor";
const ART403: &str = "minor_art_403";
const VIOLENCE: &str = "family_violence_victim";
const FRAIL: &str = "frail_without_housing";

/// Month, day, hour, minute of 2023; Comune; who reported; category; how many people.
type Row = (u32, u32, u32, u32, &'static str, &'static str, &'static str, u32);

/// The published fifteen: 11 Rozzano, 2 Opera, 1 Locate di Triulzi, 1 Pieve Emanuele; 10 Carabinieri, 3 Polizia
/// Locale, 1 hospital, 1 municipal social service; 8, 4, 2 and 1 by category. Days and times are invented.
const INTERVENTIONS: [Row; 15] = [
    (1, 14, 22, 40, ROZZANO, CC, MSNA, 1),
    (2, 3, 23, 15, ROZZANO, CC, MSNA, 2),
    (2, 25, 10, 5, OPERA, CC, ART403, 1),
    (3, 17, 20, 30, ROZZANO, PL, MSNA, 1),
    (4, 10, 16, 20, ROZZANO, CC, VIOLENCE, 2),
    (5, 6, 1, 50, ROZZANO, CC, MSNA, 1),
    (5, 28, 21, 10, LOCATE, CC, ART403, 2),
    (6, 23, 22, 0, ROZZANO, PL, MSNA, 1),
    (7, 15, 19, 45, ROZZANO, "hospital", VIOLENCE, 1),
    (8, 15, 12, 30, ROZZANO, CC, MSNA, 3),
    (9, 8, 20, 15, PIEVE, "municipal_social_service", FRAIL, 1),
    (9, 30, 23, 55, ROZZANO, CC, MSNA, 1),
    (10, 21, 18, 5, OPERA, CC, ART403, 1),
    (11, 24, 19, 35, ROZZANO, PL, ART403, 1),
    // The last hour of the year in Rome.
    (12, 31, 23, 40, ROZZANO, CC, MSNA, 1),
];

/// One activation to be written.
struct Report<'a> {
    key: &'a str,
    at: Millis,
    municipality: &'a str,
    referrer: &'a str,
    category: &'a str,
    people: u32,
    triage: &'a str,
}

/// Writes the past of the service.
pub fn past(script: &mut Script, config: &AmbitoConfig) {
    for (index, &(month, day, hour, minute, municipality, referrer, category, people)) in
        INTERVENTIONS.iter().enumerate()
    {
        let report = Report {
            key: &format!("2023-{index:02}"),
            at: at(2023, month, day, hour, minute),
            municipality,
            referrer,
            category,
            people,
            triage: "emergency",
        };
        let by = if index.is_multiple_of(2) { "irene" } else { "marco" };
        let id = activation(script, config, by, &report);
        let far = if index % 3 == 2 { "acknowledged" } else { "closed" };
        intervene(script, by, id, &report, far);
    }
    decoys(script, config);
}

/// What the report must leave out: each of these would change a published number.
fn decoys(script: &mut Script, config: &AmbitoConfig) {
    let plain = Report {
        key: "",
        at: Millis(0),
        municipality: ROZZANO,
        referrer: CC,
        category: MSNA,
        people: 1,
        triage: "emergency",
    };
    // The first minutes of 2024 in Rome, still 2023 in UTC; and the last of 2022.
    for (key, instant) in [("2024-first", at(2024, 1, 1, 0, 20)), ("2022-last", at(2022, 12, 31, 23, 50))] {
        let report = Report { key, at: instant, ..plain };
        let id = activation(script, config, "irene", &report);
        intervene(script, "irene", id, &report, "closed");
    }
    // Written down twice: the second one was voided.
    let double = Report { key: "double", at: at(2023, 2, 3, 23, 18), ..plain };
    let id = activation(script, config, "marco", &double);
    intervene(script, "marco", id, &double, "intervened");
    script.void("marco", &RecordType::PIS_ACTIVATION, id, at(2023, 2, 4, 7, 30), "duplicate");
    // Could wait: handed over without an intervention.
    let deferrable = Report { key: "deferrable", at: at(2023, 6, 9, 21, 0), triage: "deferrable_urgency", ..plain };
    let id = activation(script, config, "irene", &deferrable);
    step(script, "irene", id, "handed_over", deferrable.at.plus(Millis::HOUR), Some("municipal_social_service"), None);
    step(script, "irene", id, "acknowledged", deferrable.at.plus(60 * Millis::HOUR), None, None);
    // Not for the service, and only a question.
    for (key, triage, day) in [("not-ours", "not_pis_competence", 3), ("question", "information_only", 11)] {
        let report = Report { key, at: at(2023, 11, day, 20, 30), triage, category: FRAIL, ..plain };
        let id = activation(script, config, "marco", &report);
        step(script, "marco", id, "closed", report.at.plus(20 * Millis::MINUTE), None, None);
    }
    // Ended by mistake: the step was voided, so there was no intervention; it was nobody's to follow.
    let slip = Report { key: "slip", at: at(2023, 12, 2, 22, 15), triage: "not_pis_competence", ..plain };
    let id = activation(script, config, "irene", &slip);
    step(script, "irene", id, "taken_over", slip.at.plus(5 * Millis::MINUTE), None, None);
    let ended = step(script, "irene", id, "ended", slip.at.plus(6 * Millis::MINUTE), Some("supported_on_site"), None);
    let later = slip.at.plus(7 * Millis::MINUTE);
    script.create(
        "irene",
        &RecordType::PIS_EVENT,
        "slip-void",
        later,
        json!({ "activationId": id, "occurredAt": iso(later), "correctsId": ended, "voidReason": "entry_error" }),
    );
    step(script, "irene", id, "closed", slip.at.plus(20 * Millis::MINUTE), None, None);
}

/// Two open activations, so many minutes before `now`, and one that waits for the social service of its Comune.
pub fn present(script: &mut Script, config: &AmbitoConfig, day: &str, now: Millis) {
    let minors = Report {
        key: &format!("{day}-msna"),
        at: now.plus(-18 * Millis::MINUTE),
        municipality: ROZZANO,
        referrer: CC,
        category: MSNA,
        people: 2,
        triage: "emergency",
    };
    let id = activation(script, config, "irene", &minors);
    step(script, "irene", id, "taken_over", minors.at.plus(4 * Millis::MINUTE), None, None);
    step(script, "irene", id, "departed", minors.at.plus(9 * Millis::MINUTE), None, None);
    let placed = Report {
        key: &format!("{day}-403"),
        at: now.plus(-170 * Millis::MINUTE),
        municipality: OPERA,
        category: ART403,
        people: 1,
        ..minors
    };
    let id = activation(script, config, "marco", &placed);
    step(script, "marco", id, "taken_over", placed.at.plus(5 * Millis::MINUTE), None, None);
    step(script, "marco", id, "arrived", placed.at.plus(40 * Millis::MINUTE), None, None);
    let authority = Some("police");
    step(script, "marco", id, "placement", placed.at.plus(95 * Millis::MINUTE), Some("minor_community"), authority);
    let noticed = placed.at.plus(100 * Millis::MINUTE);
    step(script, "marco", id, "authority_notified", noticed, Some("art403_oral_notice"), authority);
    let alone = Report {
        key: &format!("{day}-alone"),
        at: now.plus(-9 * Millis::HOUR),
        municipality: ROZZANO,
        category: FRAIL,
        people: 1,
        ..minors
    };
    let id = activation(script, config, "marco", &alone);
    step(script, "marco", id, "taken_over", alone.at.plus(6 * Millis::MINUTE), None, None);
    step(script, "marco", id, "placement", alone.at.plus(120 * Millis::MINUTE), Some("temporary_housing"), None);
    step(script, "marco", id, "ended", alone.at.plus(150 * Millis::MINUTE), Some("protected_in_facility"), None);
    let to = Some("municipal_social_service");
    step(script, "marco", id, "handed_over", alone.at.plus(180 * Millis::MINUTE), to, None);
}

/// One open activation of another Ambito.
pub fn present_elsewhere(script: &mut Script, config: &AmbitoConfig, day: &str, now: Millis) {
    let Some(municipality) = config.municipalities.first() else { return };
    let report = Report {
        key: &format!("{day}-open"),
        at: now.plus(-25 * Millis::MINUTE),
        municipality: &municipality.istat,
        referrer: PL,
        category: FRAIL,
        people: 1,
        triage: "emergency",
    };
    let id = activation(script, config, "piero", &report);
    step(script, "piero", id, "taken_over", report.at.plus(6 * Millis::MINUTE), None, None);
}

fn activation(script: &mut Script, config: &AmbitoConfig, by: &'static str, report: &Report<'_>) -> RecordId {
    let unit = (report.referrer == "hospital").then_some("Ospedale Humanitas di Rozzano");
    let people: Vec<Value> = (1..=report.people).map(|n| person(report.category, n)).collect();
    let fields = json!({
        "municipalityCode": report.municipality,
        "occurredAt": iso(report.at),
        "occurredAtPrecision": "exact",
        "reportedAt": iso(report.at),
        "withinServiceHours": within_service_hours(config, report.at),
        "timeBand": time_band(report.at),
        "referrerType": report.referrer,
        "referrerUnit": unit,
        "targetCategory": report.category,
        "placeKind": if report.referrer == "hospital" { "hospital" } else { "police_station" },
        "triage": report.triage,
        "people": people,
    });
    script.create(by, &RecordType::PIS_ACTIVATION, report.key, report.at, fields)
}

/// The first person of a family is the woman; the others are her children.
fn person(category: &str, n: u32) -> Value {
    match category {
        VIOLENCE if n == 1 => json!({ "n": n, "ageClass": "adult", "gender": "F", "category": category }),
        VIOLENCE => json!({ "n": n, "ageClass": "minor", "gender": "M", "category": category }),
        FRAIL => json!({ "n": n, "ageClass": "elderly", "gender": "M", "category": category }),
        MSNA => json!({
            "n": n, "ageClass": "minor", "gender": "M", "category": category, "msnaDeclaredAgeBand": "14_17",
        }),
        _ => json!({ "n": n, "ageClass": "minor", "gender": if n == 1 { "F" } else { "M" }, "category": category }),
    }
}

/// The steps of an intervention up to the state `far`.
fn intervene(script: &mut Script, by: &'static str, id: RecordId, report: &Report<'_>, far: &str) {
    let after = |minutes: i64| report.at.plus(minutes * Millis::MINUTE);
    let (placement, outcome, handover) = match report.category {
        MSNA => ("first_reception_msna", "protected_in_facility", "municipal_social_service"),
        ART403 => ("minor_community", "protected_in_facility", "minor_protection"),
        VIOLENCE => ("protected_reception", "protected_in_facility", "cav"),
        _ => ("temporary_housing", "protected_in_facility", "municipal_social_service"),
    };
    let authority = (report.category == ART403).then_some("police");
    step(script, by, id, "taken_over", after(6), None, None);
    step(script, by, id, "arrived", after(45), None, None);
    step(script, by, id, "action", after(60), Some("first_assessment"), None);
    step(script, by, id, "placement", after(120), Some(placement), authority);
    if report.category == ART403 {
        step(script, by, id, "authority_notified", after(125), Some("art403_oral_notice"), authority);
        step(script, by, id, "authority_notified", after(600), Some("art403_sent"), authority);
    }
    step(script, by, id, "ended", after(150), Some(outcome), None);
    if far == "intervened" {
        return;
    }
    step(script, by, id, "handed_over", after(660), Some(handover), None);
    step(script, by, id, "acknowledged", after(900), None, None);
    if far == "closed" {
        step(script, by, id, "closed", after(4_000), None, None);
    }
}

fn step(
    script: &mut Script,
    by: &'static str,
    activation: RecordId,
    kind: &str,
    at: Millis,
    code: Option<&str>,
    authority: Option<&str>,
) -> RecordId {
    let key = format!("{activation}-{kind}-{}-{}", code.unwrap_or_default(), at.0);
    let fields = json!({
        "activationId": activation,
        "kind": kind,
        "occurredAt": iso(at),
        "code": code,
        "art403Authority": authority,
    });
    script.create(by, &RecordType::PIS_EVENT, &key, at, fields)
}

//! The proximity service: 397 elderly people, 114 adults and 403 families reached up to June 2024, and today's round.

use chrono::{Datelike, Days, NaiveDate};
use model::config::AmbitoConfig;
use model::ids::{OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use serde_json::{Value, json};

use super::script::{Script, at, iso, on, pick};

/// Type, how many were reached, and what they are usually helped with.
const REACHED: [(&str, u32, &[&str]); 3] = [
    ("elderly", 397, &["home_grocery_shopping", "medicine_delivery", "prescription_pickup", "relational_visit"]),
    ("adult", 114, &["medical_visit_booking", "local_accompaniment", "relational_visit"]),
    ("family", 403, &["food_parcel"]),
];
/// Of the elderly people these came to the socialisation group only.
const GROUP_ONLY: u32 = 12;
/// From July 2021 to June 2024.
const PERIOD_DAYS: u32 = 1_090;

/// Writes the past of the service.
pub fn past(script: &mut Script, config: &AmbitoConfig) {
    let first = NaiveDate::from_ymd_opt(2021, 7, 1).unwrap_or_default();
    let mut group = Vec::new();
    for (kind, count, services) in REACHED {
        for index in 0..count {
            let i = index as usize;
            let day = weekday(first + Days::new(u64::from(index * 31 % PERIOD_DAYS)));
            let municipality = &config.municipalities[i * 7 % config.municipalities.len()].istat;
            let known = card(script, &format!("{kind}-{index:03}"), on(day, 8, 0), kind, municipality, None);
            if kind == "elderly" && index < GROUP_ONLY {
                group.push(known);
                continue;
            }
            let service = pick(services, i);
            // Some are visited again; whoever is reached twice counts once.
            let times = if i.is_multiple_of(3) { 2 } else { 1 };
            for n in 0..times {
                let when = on(weekday(day + Days::new(7 * n)), 9 + (index % 8), 15);
                visit(script, &format!("{kind}-{index:03}-{n}"), when, known, kind, municipality, "done", service);
            }
        }
    }
    group_session(script, at(2024, 5, 14, 15, 0), &group);
    decoys(script);
}

/// What the report must leave out: each of these would change a published number.
fn decoys(script: &mut Script) {
    let opera = "015159";
    let shopping = "home_grocery_shopping";
    let first = script.id(&RecordType::BENEFICIARY, "elderly-020", on(weekday(day(2021, 7, 1, 20 * 31)), 8, 0));
    // The same person under another card: joined, counted once.
    for n in 0..5 {
        let when = at(2023, 3, 6 + n, 8, 0);
        let alias = card(script, &format!("alias-{n}"), when, "elderly", opera, Some(first));
        visit(script, &format!("alias-{n}"), when.plus(Millis::HOUR), alias, "elderly", opera, "done", shopping);
    }
    // A card made by mistake, voided with its visit still there.
    let when = at(2023, 4, 3, 8, 0);
    let wrong = card(script, "voided", when, "adult", opera, None);
    visit(script, "voided", when.plus(Millis::HOUR), wrong, "adult", opera, "done", "relational_visit");
    script.void("paola", &RecordType::BENEFICIARY, wrong, when.plus(2 * Millis::HOUR), "entry_error");
    // A visit that was voided was the only one.
    let when = at(2023, 4, 4, 8, 0);
    let known = card(script, "voided-visit", when, "family", opera, None);
    let only = visit(script, "voided-visit", when.plus(Millis::HOUR), known, "family", opera, "done", "food_parcel");
    script.void("paola", &RecordType::PROXIMITY_VISIT, only, when.plus(2 * Millis::HOUR), "test");
    // Nobody was found, the visit was refused or cancelled: not reached.
    for (n, outcome) in ["not_found", "refused", "cancelled_by_person", "cancelled_by_service"].into_iter().enumerate()
    {
        let when = at(2023, 5, 8 + n as u32, 8, 0);
        let known = card(script, outcome, when, "elderly", opera, None);
        visit(script, outcome, when.plus(Millis::HOUR), known, "elderly", opera, outcome, shopping);
    }
    // Reached for the first time after the period.
    let when = at(2024, 7, 1, 8, 0);
    let late = card(script, "late", when, "elderly", opera, None);
    visit(script, "late", when.plus(Millis::HOUR), late, "elderly", opera, "done", shopping);
    // Turned 65: an adult at the first visit, elderly at the last one of the period, and that one holds.
    let grown = script.id(&RecordType::BENEFICIARY, "elderly-021", on(weekday(day(2021, 7, 1, 21 * 31)), 8, 0));
    visit(script, "grown", at(2021, 7, 5, 10, 0), grown, "adult", opera, "done", "relational_visit");
}

/// Today's round of eight visits.
pub fn present(script: &mut Script, volunteer: OperatorId, today: NaiveDate) {
    for (index, stop) in ROUND.iter().enumerate() {
        let beneficiary = script.id(&RecordType::BENEFICIARY, stop.key, CARDS_SINCE);
        let when = on(today, 9, 0).plus(index as i64 * 30 * Millis::MINUTE);
        let fields = json!({
            "beneficiaryId": beneficiary, "beneficiaryType": stop.kind, "municipalityCode": stop.municipality,
            "assignedOperatorId": volunteer, "scheduledAt": iso(when), "plannedMinutes": 30, "status": "scheduled",
            "services": stop.services, "shoppingList": stop.shopping, "reason": stop.reason, "goal": stop.goal,
        });
        let key = format!("round-{today}-{}", stop.key);
        script.create("paola", &RecordType::PROXIMITY_VISIT, &key, on(today, 0, 0), fields);
    }
}

/// The cards of the round: they stand for longer than a day.
pub fn cards(script: &mut Script, assigned: &[OperatorId]) {
    for (index, stop) in ROUND.iter().enumerate() {
        let fields = json!({
            "beneficiaryType": stop.kind, "municipalityCode": stop.municipality, "householdSize": stop.household,
            "firstName": stop.first_name, "lastName": stop.last_name, "address": stop.address,
            "phone": format!("02 0000 01{:02}", index + 1), "doorbell": stop.doorbell, "accessNotes": stop.access,
            "contactPersonName": stop.contact, "contactPersonPhone": stop.contact.map(|_| "02 0000 0200"),
            "handlesCash": stop.cash, "livesAlone": stop.household == 1, "episode": "open", "provisional": false,
            "assignedOperatorIds": assigned,
        });
        script.create("paola", &RecordType::BENEFICIARY, stop.key, CARDS_SINCE, fields);
    }
}

/// 2 November 2026, 08:00 in Rome.
const CARDS_SINCE: Millis = Millis(1_793_602_800_000);

struct Stop {
    key: &'static str,
    kind: &'static str,
    municipality: &'static str,
    household: u32,
    first_name: Option<&'static str>,
    last_name: &'static str,
    address: &'static str,
    doorbell: &'static str,
    access: Option<&'static str>,
    contact: Option<&'static str>,
    cash: bool,
    services: &'static [&'static str],
    shopping: Option<&'static str>,
    reason: Option<&'static str>,
    goal: Option<&'static str>,
}

const PLAIN: Stop = Stop {
    key: "",
    kind: "elderly",
    municipality: "015173",
    household: 1,
    first_name: None,
    last_name: "",
    address: "",
    doorbell: "",
    access: None,
    contact: None,
    cash: false,
    services: &["home_grocery_shopping"],
    shopping: None,
    reason: None,
    goal: None,
};

/// Invented people at invented addresses.
const ROUND: [Stop; 8] = [
    Stop {
        key: "giuseppina",
        first_name: Some("Giuseppina"),
        last_name: "Esempio",
        address: "Via dell'Esempio 14",
        doorbell: "8, Esempio",
        access: Some("Scala B, secondo piano. Suona due volte."),
        contact: Some("Rosa Esempio, figlia"),
        cash: true,
        services: &["home_grocery_shopping", "medicine_delivery"],
        shopping: Some("Latte, pane, mele, acqua"),
        ..PLAIN
    },
    Stop {
        key: "famiglia-prova",
        kind: "family",
        municipality: "015159",
        household: 5,
        last_name: "Famiglia Prova",
        address: "Via di Prova 3",
        doorbell: "Prova",
        services: &["food_parcel"],
        ..PLAIN
    },
    Stop {
        key: "ernesto",
        first_name: Some("Ernesto"),
        last_name: "Inventato",
        address: "Via Inventata 27",
        doorbell: "12",
        access: Some("Il cane è buono."),
        services: &["relational_visit"],
        reason: Some("loneliness"),
        goal: Some("local_socialisation"),
        ..PLAIN
    },
    Stop {
        key: "bruna",
        municipality: "015189",
        first_name: Some("Bruna"),
        last_name: "Finta",
        address: "Piazza Finta 1",
        doorbell: "Finta",
        contact: Some("Aldo Finto, vicino di casa"),
        services: &["medicine_delivery"],
        ..PLAIN
    },
    Stop {
        key: "sergio",
        kind: "adult",
        municipality: "015189",
        first_name: Some("Sergio"),
        last_name: "Dimostrativo",
        address: "Via Dimostrazione 8",
        doorbell: "Interno 4",
        services: &["local_accompaniment"],
        ..PLAIN
    },
    Stop {
        key: "teresa",
        municipality: "015125",
        first_name: Some("Teresa"),
        last_name: "Immaginaria",
        address: "Via Immaginaria 60",
        doorbell: "Immaginaria",
        access: Some("Citofono rotto: chiama dal portone."),
        services: &["prescription_pickup", "medicine_delivery"],
        ..PLAIN
    },
    Stop {
        key: "famiglia-campione",
        kind: "family",
        municipality: "015125",
        household: 4,
        last_name: "Famiglia Campione",
        address: "Largo Campione 2",
        doorbell: "Campione",
        services: &["food_parcel"],
        ..PLAIN
    },
    Stop {
        key: "olga",
        municipality: "015159",
        household: 2,
        first_name: Some("Olga"),
        last_name: "Esempio",
        address: "Vicolo Esempio 5",
        doorbell: "3",
        contact: Some("Ivo Esempio, marito"),
        services: &["home_grocery_shopping"],
        shopping: Some("Riso, pomodori, detersivo"),
        ..PLAIN
    },
];

/// A card of the past: no name, and the episode is over.
fn card(
    script: &mut Script,
    key: &str,
    when: Millis,
    kind: &str,
    municipality: &str,
    alias_of: Option<RecordId>,
) -> RecordId {
    let fields = json!({
        "beneficiaryType": kind, "municipalityCode": municipality, "occurredAt": iso(when), "episode": "closed",
        "closedReason": "autonomy", "provisional": false, "aliasOf": alias_of,
    });
    // Which cards are of one person is for a coordinator to say.
    let by = if alias_of.is_some() { "carla" } else { "paola" };
    script.create(by, &RecordType::BENEFICIARY, key, when, fields)
}

#[expect(clippy::too_many_arguments, reason = "the columns of a table of visits")]
fn visit(
    script: &mut Script,
    key: &str,
    when: Millis,
    beneficiary: RecordId,
    kind: &str,
    municipality: &str,
    outcome: &str,
    service: &str,
) -> RecordId {
    let status = match outcome {
        "done" => "done",
        "not_found" | "refused" => "not_done",
        _ => "cancelled",
    };
    let (support, channel) = match service {
        "food_parcel" => ("food_support", "home"),
        "relational_visit" => ("relational", "home"),
        "local_accompaniment" => ("practical", "accompanied_outside"),
        "medical_visit_booking" => ("practical", "phone"),
        _ => ("practical", "home"),
    };
    let mut fields = json!({
        "beneficiaryId": beneficiary, "beneficiaryType": kind, "municipalityCode": municipality,
        "occurredAt": iso(when), "scheduledAt": iso(when), "startedAt": iso(when), "durationMinutes": 30,
        "services": [service], "supportKind": support, "channel": channel, "performedBy": "operator",
        "outcome": outcome, "status": status,
    });
    if service == "relational_visit" {
        fields["socialServiceInformed"] = json!(true);
        fields["reason"] = json!("loneliness");
        fields["goal"] = json!("local_socialisation");
    }
    if service == "local_accompaniment" {
        fields["distanceKm"] = json!(6);
        fields["destinationKind"] = json!("hospital_clinic");
    }
    script.create("paola", &RecordType::PROXIMITY_VISIT, key, when, fields)
}

fn group_session(script: &mut Script, when: Millis, attendees: &[RecordId]) {
    let fields: Value = json!({
        "startsAt": iso(when), "occurredAt": iso(when), "durationMinutes": 120, "status": "held",
        "municipalityCode": "015189", "placeName": "Sala di prova", "attendees": attendees,
        "topics": ["casa_di_comunita", "summer_heat"], "guests": ["pua_team"],
    });
    script.create("paola", &RecordType::PROXIMITY_GROUP_SESSION, "group", when, fields);
}

fn day(year: i32, month: u32, date: u32, after: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, date).unwrap_or_default() + Days::new(u64::from(after % PERIOD_DAYS))
}

/// Nobody delivers on Sundays; the Monday after is still in the period.
fn weekday(day: NaiveDate) -> NaiveDate {
    if day.weekday() == chrono::Weekday::Sun { day + Days::new(1) } else { day }
}

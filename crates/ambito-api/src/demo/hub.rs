//! The digital hubs: 81 citizens and 2 lessons of the published period, the venues, and a hub day today.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use model::config::{AmbitoConfig, VenueConfig};
use model::hub::{Slot, WeekPattern, open_on, path_code, timetable};
use model::ids::RecordId;
use model::record::RecordType;
use model::time::Millis;
use serde_json::json;
use store_sql::StoreError;

use super::script::{Script, at, iso, on, pick};
use crate::state::{App, Tenant};
use crate::venues::record_id;

const CITIZENS: usize = 81;
/// The weeks of October 2023 to February 2024, the first and the last left out.
const WEEKS: u64 = 20;
/// Where the demo puts its hub day when no venue is open today.
const FALLBACK_VENUE: &str = "hub_binasco";

const AGES: [&str; 6] = ["65_74", "75_plus", "55_64", "65_74", "30_54", "18_29"];
const GENDERS: [&str; 3] = ["F", "M", "F"];
const OBJECTIVES: [&str; 7] = [
    "digital_identity",
    "health_record_fse",
    "email_account",
    "public_sites_and_apps",
    "service_booking_app",
    "attivami_app",
    "online_fraud_prevention",
];

/// A venue as a record.
pub struct Venue<'a> {
    /// Its record.
    pub id: RecordId,
    config: &'a VenueConfig,
}

/// The venues of the configuration.
pub fn venues(config: &AmbitoConfig) -> Vec<Venue<'_>> {
    config.venues.iter().map(|venue| Venue { id: record_id(config, venue), config: venue }).collect()
}

/// One venue is open today, with an example slot where none would be; what a coordinator changed of it stays.
///
/// # Errors
/// When the repository fails.
pub async fn open_today(app: &App, tenant: &Tenant, today: NaiveDate, now: Millis) -> Result<(), StoreError> {
    let Some(host) = host(&venues(&tenant.config), today).map(|venue| venue.id) else { return Ok(()) };
    let known = app.repo().records_of(&tenant.scope, &[RecordType::VENUE]).await?;
    let Some(record) = known.into_iter().find(|record| record.record.snapshot.id == host) else { return Ok(()) };
    let mut venue = record.record.snapshot;
    if open_on(&timetable(&venue.fields), today).is_empty() {
        let slots = venue.fields.entry("timetable".to_owned()).or_insert_with(|| json!([]));
        if let Some(slots) = slots.as_array_mut() {
            slots.push(example_slot(today).to_value());
        }
        app.repo().put_reference(&tenant.scope, &venue, now).await?;
    }
    Ok(())
}

/// Writes the past of the service.
pub fn past(script: &mut Script, venues: &[Venue<'_>]) {
    if venues.is_empty() {
        return;
    }
    for i in 0..CITIZENS {
        let start = appointment_time(i, 0);
        let path = citizen(script, &format!("{i:02}"), start, i, None);
        for n in 0..=(i % 3) {
            let venue = &venues[i % venues.len()];
            appointment(script, &format!("{i:02}-{n}"), path, venue, appointment_time(i, n), "held", i + n);
        }
    }
    lesson(script, "lesson-1", at(2023, 11, 16, 15, 0), "lesson", "held", &venues[3]);
    lesson(script, "lesson-2", at(2024, 2, 8, 15, 0), "lesson", "held", &venues[0]);
    decoys(script, venues);
}

/// What the report must leave out: each of these would change a published number.
fn decoys(script: &mut Script, venues: &[Venue<'_>]) {
    let venue = &venues[1];
    // The same citizen came back with another card: the paths were joined.
    for i in 0..2 {
        let first = script.id(&RecordType::CITIZEN_PATH, &format!("{i:02}"), appointment_time(i, 0));
        let when = at(2024, 1, 22 + i as u32, 15, 0);
        let joined = citizen(script, &format!("joined-{i}"), when, i, Some(first));
        appointment(script, &format!("joined-{i}"), joined, venue, when, "held", i);
    }
    // Never came, or cancelled.
    for (n, status) in ["no_show", "cancelled_by_citizen", "cancelled_by_service"].into_iter().enumerate() {
        let when = at(2023, 12, 4 + n as u32, 15, 0);
        let path = citizen(script, status, when, n, None);
        appointment(script, status, path, venue, when, status, n);
    }
    // The day before the period and the day after it.
    for (key, when) in [("before", at(2023, 9, 30, 10, 0)), ("after", at(2024, 3, 1, 10, 0))] {
        let path = citizen(script, key, when, 1, None);
        appointment(script, key, path, venue, when, "held", 1);
    }
    // Written down by mistake: the appointment was voided, the path was voided.
    let when = at(2023, 10, 19, 15, 0);
    let path = citizen(script, "slip", when, 2, None);
    let slip = appointment(script, "slip", path, venue, when, "held", 2);
    script.void("nadia", &RecordType::HUB_APPOINTMENT, slip, when.plus(Millis::HOUR), "entry_error");
    let path = citizen(script, "test", when.plus(Millis::HOUR), 2, None);
    appointment(script, "test", path, venue, when.plus(Millis::HOUR), "held", 2);
    script.void("nadia", &RecordType::CITIZEN_PATH, path, when.plus(2 * Millis::HOUR), "test");
    lesson(script, "gym", at(2023, 12, 14, 15, 0), "digital_gym", "held", venue);
    lesson(script, "training", at(2024, 1, 18, 9, 0), "staff_training", "held", venue);
    lesson(script, "called-off", at(2024, 1, 25, 15, 0), "lesson", "cancelled", venue);
    lesson(script, "march", at(2024, 3, 7, 15, 0), "lesson", "held", venue);
}

/// Citizens whose path is open.
pub fn citizens(script: &mut Script) {
    for (index, (name, phone)) in NAMED.iter().enumerate() {
        let since = at(2026, 10, 5, 9, 0).plus(index as i64 * Millis::HOUR);
        let fields = json!({
            "code": path_code(code_bytes(script, &format!("open-{index}"))), "firstName": name, "initial": "E",
            "phone": phone, "ageBand": pick(&AGES, index), "gender": if index == 1 { "M" } else { "F" },
            "firstTime": index != 1, "howHeard": "word_of_mouth", "status": "active", "municipalityCode": "015024",
            "preSurvey": "later",
        });
        script.create("nadia", &RecordType::CITIZEN_PATH, &format!("open-{index}"), since, fields);
    }
}

/// Two namesakes are told apart by the last two digits of their phones.
const NAMED: [(&str, &str); 3] = [("Maria", "02 0000 0347"), ("Ahmed", "02 0000 0312"), ("Maria", "02 0000 0361")];

/// A hub day with three appointments and free slots.
pub fn present(script: &mut Script, venues: &[Venue<'_>], today: NaiveDate) {
    let Some(host) = host(venues, today) else { return };
    let slots: Vec<Slot> = host.config.timetable.iter().filter(|slot| slot.open_on(today)).cloned().collect();
    let opens = slots.first().map_or(9, |slot| chrono::Timelike::hour(&slot.from));
    for (index, hour) in [opens, opens + 1, opens + 3].into_iter().enumerate() {
        let since = at(2026, 10, 5, 9, 0).plus(index as i64 * Millis::HOUR);
        let path = script.id(&RecordType::CITIZEN_PATH, &format!("open-{index}"), since);
        let when = on(today, hour, 0);
        let fields = json!({
            "citizenPathId": path, "venueId": host.id, "municipalityCode": host.config.municipality_code,
            "startsAt": iso(when), "durationMinutes": 60, "bookingChannel": "phone", "status": "booked",
        });
        script.create(
            "nadia",
            &RecordType::HUB_APPOINTMENT,
            &format!("today-{today}-{index}"),
            on(today, 0, 0),
            fields,
        );
    }
}

/// The venue that is open today, else the fallback.
fn host<'v, 'a>(venues: &'v [Venue<'a>], today: NaiveDate) -> Option<&'v Venue<'a>> {
    let open = venues.iter().find(|venue| is_open(venue.config, today));
    open.or_else(|| venues.iter().find(|venue| venue.config.key == FALLBACK_VENUE)).or(venues.first())
}

fn is_open(venue: &VenueConfig, today: NaiveDate) -> bool {
    venue.timetable.iter().any(|slot| slot.open_on(today))
}

fn example_slot(today: NaiveDate) -> Slot {
    Slot {
        weekday: today.weekday().number_from_monday(),
        from: NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default(),
        to: NaiveTime::from_hms_opt(13, 0, 0).unwrap_or_default(),
        weeks: WeekPattern::Every,
        nth: None,
        valid_from: Some(today),
        valid_to: Some(today),
    }
}

/// Spread over the weeks of the period, at the hours of a hub.
fn appointment_time(citizen: usize, n: usize) -> Millis {
    let monday = NaiveDate::from_ymd_opt(2023, 10, 2).unwrap_or_default();
    let week = (citizen as u64 * 7 + n as u64 * 2) % WEEKS;
    on(monday + Days::new(week * 7 + citizen as u64 % 5), 14 + (citizen % 4) as u32, 0)
}

fn citizen(script: &mut Script, key: &str, since: Millis, index: usize, alias_of: Option<RecordId>) -> RecordId {
    let fields = json!({
        "code": path_code(code_bytes(script, key)), "ageBand": pick(&AGES, index), "gender": pick(&GENDERS, index),
        "firstTime": true, "howHeard": if index % 4 == 3 { "event_in_person" } else { "word_of_mouth" },
        "status": "completed", "municipalityCode": "015024", "occurredAt": iso(since), "aliasOf": alias_of,
    });
    script.create("nadia", &RecordType::CITIZEN_PATH, key, since, fields)
}

fn code_bytes(script: &Script, key: &str) -> [u8; 5] {
    let id = script.id(&RecordType::CITIZEN_PATH, key, Millis(0));
    let mut bytes = [0; 5];
    bytes.copy_from_slice(&id.0.as_bytes()[11..]);
    bytes
}

fn appointment(
    script: &mut Script,
    key: &str,
    path: RecordId,
    venue: &Venue<'_>,
    when: Millis,
    status: &str,
    index: usize,
) -> RecordId {
    let held = status == "held";
    let fields = json!({
        "citizenPathId": path, "venueId": venue.id, "municipalityCode": venue.config.municipality_code,
        "occurredAt": iso(when), "startsAt": iso(when), "durationMinutes": 60,
        "bookingChannel": if index.is_multiple_of(3) { "walk_in" } else { "phone" }, "status": status,
        "objectives": held.then(|| vec![pick(&OBJECTIVES, index)]),
        "deviceUsed": held.then_some("own_smartphone"), "facilitaServiceType": held.then_some("A"),
    });
    script.create("nadia", &RecordType::HUB_APPOINTMENT, key, when, fields)
}

fn lesson(script: &mut Script, key: &str, when: Millis, kind: &str, status: &str, venue: &Venue<'_>) {
    let held = status == "held";
    let fields = json!({
        "sessionKind": kind, "venueId": venue.id, "municipalityCode": venue.config.municipality_code,
        "occurredAt": iso(when), "startsAt": iso(when), "durationMinutes": 90, "status": status,
        "topics": held.then_some(["online_fraud_prevention"]), "attendees": held.then_some(14),
        "openToPublic": kind != "staff_training",
    });
    script.create("nadia", &RecordType::HUB_GROUP_SESSION, key, when, fields);
}

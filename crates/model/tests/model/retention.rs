//! How long the records of each service stay on a phone: both sides of each edge.

use model::config::AmbitoConfig;
use model::record::{RecordType, Service};
use model::retention::{is_on_phones, leaves_at, window};
use model::time::Millis;
use serde_json::{Value, json};

use crate::support::{corsichese, fields_of, rome_at, visconteo};

/// What stays up to an instant of Rome, and is gone a minute later.
fn edges() -> Vec<(&'static str, RecordType, Value, &'static str)> {
    let at = "2026-11-01T10:00:00+01:00";
    vec![
        (
            "an outing: 30 days",
            RecordType::STREET_OUTING,
            json!({"status": "completed", "startedAt": at}),
            "2026-12-01 10:00",
        ),
        (
            "a group: 30 days after the day",
            RecordType::YOUTH_GROUP,
            json!({"lastMetOn": "2026-11-01"}),
            "2026-12-02 00:00",
        ),
        (
            "a group noted later",
            RecordType::YOUTH_GROUP,
            json!({"lastMetOn": "2026-10-01", "occurredAt": at}),
            "2026-12-01 10:00",
        ),
        ("a young person", RecordType::YOUTH_CARD, json!({"lastMetOn": "2026-11-01"}), "2026-12-02 00:00"),
        (
            "what was done at last: 30 days after it",
            RecordType::FOLLOW_UP,
            json!({"occurredAt": "2026-08-01T10:00:00+02:00", "dueOn": "2026-08-10", "doneAt": at}),
            "2026-12-01 10:00",
        ),
        ("a visit: a day", RecordType::PROXIMITY_VISIT, json!({"status": "done", "startedAt": at}), "2026-11-02 10:00"),
        (
            "a visit to come: a day after it",
            RecordType::PROXIMITY_VISIT,
            json!({"occurredAt": at, "scheduledAt": "2026-11-09T09:00:00+01:00"}),
            "2026-11-10 09:00",
        ),
        ("a closed card", RecordType::BENEFICIARY, json!({"episode": "closed", "occurredAt": at}), "2026-11-02 10:00"),
        ("a report: 24 hours", RecordType::PIS_ACTIVATION, json!({"reportedAt": at}), "2026-11-02 10:00"),
        ("a step: 24 hours", RecordType::PIS_EVENT, json!({"occurredAt": at}), "2026-11-02 10:00"),
        ("an appointment: 7 days", RecordType::HUB_APPOINTMENT, json!({"startsAt": at}), "2026-11-08 10:00"),
        (
            "a path: 7 days after its end",
            RecordType::CITIZEN_PATH,
            json!({"status": "completed", "occurredAt": "2026-01-01T10:00:00+01:00", "endedAt": at}),
            "2026-11-08 10:00",
        ),
        ("a note: 30 days", RecordType::NOTE, json!({"occurredAt": at}), "2026-12-01 10:00"),
        ("a shift of the PIS", RecordType::SHIFT, json!({"service": "pis", "endedAt": at}), "2026-11-02 10:00"),
        (
            "what was voided, however it stood",
            RecordType::CITIZEN_PATH,
            json!({"status": "active", "voidedAt": at}),
            "2026-11-08 10:00",
        ),
        (
            "received late: a record of the past",
            RecordType::PROXIMITY_VISIT,
            json!({"startedAt": at, "receivedAt": "2026-12-01T10:00:00+01:00"}),
            "2026-11-02 10:00",
        ),
        ("a type of tomorrow", RecordType::of("of_tomorrow"), json!({"occurredAt": at}), "2026-12-01 10:00"),
    ]
}

#[test]
fn each_service_has_its_days() {
    let config = visconteo();
    for (what, record_type, fields, last) in edges() {
        let (fields, last) = (fields_of(fields), rome_at(last));
        assert_eq!(leaves_at(&record_type, &fields, &config), Some(last), "{what}");
        assert!(is_on_phones(&record_type, &fields, &config, last), "{what}");
        assert!(!is_on_phones(&record_type, &fields, &config, last.plus(1)), "{what}");
    }
}

#[test]
fn what_stands_open_stays() {
    let old = json!("2020-01-01T10:00:00+01:00");
    let standing = [
        (RecordType::BENEFICIARY, json!({"episode": "open", "occurredAt": old})),
        (RecordType::VISIT_PLAN, json!({"occurredAt": old})),
        (RecordType::MEETING_SPOT, json!({"occurredAt": old})),
        (RecordType::TERRITORY_NOTE, json!({"occurredAt": old})),
        (RecordType::YOUTH_GROUP, json!({"occurredAt": old})),
        (RecordType::CITIZEN_PATH, json!({"status": "active", "occurredAt": old})),
        (RecordType::FOLLOW_UP, json!({"occurredAt": old})),
        (RecordType::CAPTURE, json!({"service": "pis", "occurredAt": old})),
        (RecordType::STREET_OUTING, json!({"status": "in_progress", "startedAt": old})),
        (RecordType::VENUE, json!({"occurredAt": old})),
        (RecordType::PROXIMITY_VISIT, json!({"status": "done", "startedAt": "ieri"})),
        (RecordType::PROXIMITY_VISIT, json!({"status": "done", "startedAt": old, "concernFlag": "safety"})),
    ];
    for (record_type, fields) in standing {
        assert_eq!(leaves_at(&record_type, &fields_of(fields), &visconteo()), None, "{record_type}");
    }
}

#[test]
fn a_worry_goes_once_somebody_took_charge_of_it() {
    let old = json!("2020-01-01T10:00:00+01:00");
    for fields in [
        json!({"status": "done", "startedAt": old, "concernFlag": "none"}),
        json!({"status": "done", "startedAt": old, "concernFlag": "safety", "concernSeenAt": old}),
    ] {
        assert!(leaves_at(&RecordType::PROXIMITY_VISIT, &fields_of(fields), &visconteo()).is_some());
    }
}

/// The shorter of the two where the configuration has both; without either, more for most and a week for the PIS.
#[test]
fn the_numbers_are_those_of_the_configuration() {
    let mut config = corsichese();
    config.retention.entry(Service::Pis).and_modify(|kept| kept.on_phone_days = 3);
    assert_eq!(window(Some(Service::Pis), &config), Millis::DAY);
    config.retention.entry(Service::Pis).and_modify(|kept| kept.on_phone_hours_after_shift = Some(100));
    assert_eq!(window(Some(Service::Pis), &config), 3 * Millis::DAY);
    let empty = AmbitoConfig::default();
    assert_eq!(
        (window(Some(Service::Pis), &empty), window(Some(Service::Hub), &empty)),
        (7 * Millis::DAY, 30 * Millis::DAY)
    );
}

use model::config::AmbitoConfig;
use model::record::{Fields, RecordType};
use model::{to_complete, to_complete_at, transition_allowed, validate};
use serde_json::{Value, json};
use test_support::examples;

use crate::support::{corsichese, fields_of, ids, named, visconteo};

#[test]
fn a_complete_record_of_each_type_stands() {
    let config = visconteo();
    let complete = examples();
    assert_eq!(complete.len(), RecordType::ALL.len());
    for (record_type, fields) in complete {
        assert_eq!(named(&validate(&record_type, &fields, &config)), [""; 0], "{record_type}");
    }
}

/// Each mandatory field, taken away from a complete record, is missed by name.
#[test]
fn every_mandatory_field_is_missed_when_it_is_gone_null_or_blank() {
    let config = visconteo();
    for (record_type, fields) in examples() {
        for spec in record_type.info().unwrap().fields.iter().filter(|spec| spec.mandatory_from.is_some()) {
            if !fields.contains_key(spec.name) {
                continue; // asked for in a state that is told by events
            }
            for blank in [None, Some(Value::Null)] {
                let mut fields = fields.clone();
                fields.remove(spec.name);
                fields.extend(blank.map(|blank| (spec.name.to_owned(), blank)));
                let expected = format!("{} missing", spec.name);
                assert!(
                    named(&validate(&record_type, &fields, &config)).contains(&expected),
                    "{record_type}.{}",
                    spec.name
                );
                assert!(named(&to_complete(&record_type, &fields, &config)).contains(&expected));
            }
        }
    }
    let blank = fields_of(json!({"aboutId": ids(1), "text": "  \n"}));
    assert_eq!(named(&validate(&RecordType::NOTE, &blank, &config)), ["text missing"]);
}

#[test]
fn what_a_first_state_does_not_need_is_not_asked_for() {
    let config = visconteo();
    let visit = fields_of(json!({"beneficiaryId": ids(1)}));
    assert_eq!(named(&validate(&RecordType::PROXIMITY_VISIT, &visit, &config)), [""; 0], "a visit starts as scheduled");
    let outing = fields_of(json!({"status": "planned"}));
    assert_eq!(named(&validate(&RecordType::STREET_OUTING, &outing, &config)), [""; 0]);
    let started = fields_of(json!({"status": "in_progress"}));
    let missing = ["crewIds missing", "outingKind missing", "startedAt missing"];
    assert_eq!(named(&validate(&RecordType::STREET_OUTING, &started, &config)), missing);
}

#[test]
fn unknown_codes_fields_and_types_never_fail() {
    let config = visconteo();
    for (record_type, fields) in examples() {
        let mut fields = fields;
        fields.insert("madeIn2031".into(), json!({"any": ["thing"]}));
        for spec in record_type.info().unwrap().fields.iter().filter(|spec| spec.codelist.is_some() && !spec.set) {
            if fields.get(spec.name).is_some_and(Value::is_string) {
                fields.insert(spec.name.into(), "made_in_2031".into());
            }
        }
        assert_eq!(named(&validate(&record_type, &fields, &config)), [""; 0], "{record_type}");
    }
    let unknown = RecordType::of("made_in_2031");
    assert_eq!(named(&validate(&unknown, &Fields::new(), &config)), ["recordType unknown_type"]);
    assert!(transition_allowed(&unknown, Some("a"), "b"));
}

#[test]
fn a_comune_is_of_the_ambito_or_outside_of_it() {
    let with = |code: &str| fields_of(json!({"name": "x", "spotType": "park", "municipalityCode": code}));
    let check = |code: &str, config: &AmbitoConfig| named(&validate(&RecordType::MEETING_SPOT, &with(code), config));
    assert_eq!(check("015189", &visconteo()), [""; 0]);
    assert_eq!(check("999999", &visconteo()), [""; 0]);
    assert_eq!(check("015189", &corsichese()), ["municipalityCode unknown_municipality"]);
    assert_eq!(check("15189", &visconteo()), ["municipalityCode wrong_type"]);
}

#[test]
fn an_end_before_its_start_is_refused_and_the_future_is_not() {
    let config = visconteo();
    let outing = |from: &str, to: &str| {
        fields_of(json!({
            "status": "completed", "outingKind": "street", "startedAt": from, "endedAt": to, "crewIds": [ids(1)],
            "activityPhase": "listening_voice", "outcome": "nobody_present", "safeguardingRaised": false,
        }))
    };
    let check = |from, to| named(&validate(&RecordType::STREET_OUTING, &outing(from, to), &config));
    assert_eq!(check("2026-11-22T22:00:00+01:00", "2026-11-22T21:59:00+01:00"), ["endedAt end_before_start"]);
    assert_eq!(check("2026-11-22T22:00:00+01:00", "2026-11-23T01:00:00+01:00"), [""; 0], "it crosses midnight");
    assert_eq!(check("2026-11-22T22:00:00+01:00", "2026-11-22T22:00:00+01:00"), [""; 0], "closed at once");
    // An hour later by the clock on the wall, two by the sun: the clocks went back between.
    assert_eq!(check("2026-10-25T02:30:00+02:00", "2026-10-25T02:10:00+01:00"), [""; 0]);
    assert_eq!(check("2099-01-01T10:00:00+01:00", "2099-01-01T11:00:00+01:00"), [""; 0], "time never rejects");
    let plan = fields_of(json!({
        "beneficiaryId": ids(1), "services": ["food_parcel"], "recurrence": "weekly", "validFrom": "2026-02-01",
        "validTo": "2026-01-31",
    }));
    assert_eq!(named(&validate(&RecordType::VISIT_PLAN, &plan, &config)), ["validTo end_before_start"]);
}

#[test]
fn states_follow_their_machines() {
    let cases = [
        (RecordType::STREET_OUTING, None, "completed", true),
        (RecordType::STREET_OUTING, Some("planned"), "in_progress", true),
        (RecordType::STREET_OUTING, Some("in_progress"), "completed", true),
        (RecordType::STREET_OUTING, Some("completed"), "completed", true),
        (RecordType::STREET_OUTING, Some("completed"), "planned", false),
        (RecordType::STREET_OUTING, Some("completed"), "cancelled", false),
        (RecordType::STREET_OUTING, Some("planned"), "done", false),
        (RecordType::STREET_OUTING, None, "done", false),
        (RecordType::PROXIMITY_VISIT, Some("scheduled"), "done", true),
        (RecordType::PROXIMITY_VISIT, Some("done"), "scheduled", true),
        (RecordType::PROXIMITY_VISIT, Some("done"), "not_done", true),
        (RecordType::PROXIMITY_VISIT, Some("done"), "cancelled", false),
        (RecordType::PIS_ACTIVATION, Some("reported"), "intervened", false),
        (RecordType::PIS_ACTIVATION, Some("handed_over"), "acknowledged", true),
        (RecordType::PIS_ACTIVATION, Some("handed_over"), "closed", false),
        (RecordType::HUB_APPOINTMENT, Some("booked"), "no_show", true),
        (RecordType::HUB_APPOINTMENT, Some("cancelled_by_citizen"), "held", false),
        (RecordType::HUB_APPOINTMENT, Some("made_in_2031"), "held", true),
        (RecordType::CITIZEN_PATH, Some("active"), "dropped", true),
        (RecordType::HUB_GROUP_SESSION, Some("planned"), "held", true),
    ];
    for (record_type, from, to, allowed) in cases {
        assert_eq!(transition_allowed(&record_type, from, to), allowed, "{record_type}: {from:?} -> {to}");
    }
    let fields = fields_of(json!({"status": "finita"}));
    assert_eq!(named(&validate(&RecordType::STREET_OUTING, &fields, &visconteo())), ["status unknown_state"]);
}

#[test]
fn an_event_that_voids_another_one_needs_nothing_else() {
    let void = fields_of(json!({"correctsId": ids(1), "voidReason": "entry_error"}));
    for record_type in
        [RecordType::STREET_GROUP_MEETING, RecordType::PIS_EVENT, RecordType::CASH_ENTRY, RecordType::STREET_TALLY]
    {
        assert_eq!(named(&validate(&record_type, &void, &visconteo())), [""; 0], "{record_type}");
    }
}

#[test]
fn to_complete_asks_for_what_only_some_visits_need() {
    let config = visconteo();
    let visit = |services: Value| {
        fields_of(json!({
            "status": "done", "beneficiaryId": ids(1), "services": services, "supportKind": "practical",
            "channel": "home", "performedBy": "operator", "startedAt": "2026-11-22T10:00:00+01:00",
            "durationMinutes": 30, "outcome": "done",
        }))
    };
    let check = |services| named(&to_complete(&RecordType::PROXIMITY_VISIT, &visit(services), &config));
    assert_eq!(check(json!(["medicine_delivery"])), [""; 0]);
    assert_eq!(check(json!(["local_accompaniment"])), ["destinationKind missing", "distanceKm missing"]);
    let relational = ["goal missing", "nextReviewOn missing", "reason missing", "socialServiceInformed missing"];
    assert_eq!(check(json!(["relational_visit"])), relational);
    let accompanied = visit(json!(["local_accompaniment"]));
    assert_eq!(named(&validate(&RecordType::PROXIMITY_VISIT, &accompanied, &config)), [""; 0], "it may be saved");
}

#[test]
fn an_activation_is_asked_for_its_people_once_it_was_carried_out() {
    let config = visconteo();
    let report = fields_of(json!({
        "reportedAt": "2026-11-22T20:00:00+01:00", "referrerType": "hospital", "triage": "emergency",
        "municipalityCode": "015189", "targetCategory": "to_be_determined",
        "people": [{"n": 1, "category": "unaccompanied_foreign_minor"}],
    }));
    let of = RecordType::PIS_ACTIVATION;
    assert_eq!(named(&validate(&of, &report, &config)), [""; 0]);
    assert_eq!(named(&to_complete(&of, &report, &config)), ["referrerUnit missing"], "the Ambito lists hospitals");
    let expected = [
        "people[0].ageClass missing",
        "people[0].gender missing",
        "people[0].msnaDeclaredAgeBand missing",
        "placeKind missing",
        "referrerUnit missing",
        "targetCategory missing",
    ];
    assert_eq!(named(&to_complete_at(&of, &report, "intervened", &config)), expected);
}

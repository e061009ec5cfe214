//! Nights that are not like others: across midnight, the night with an hour more, the night with an hour less.

use model::codes::Code as _;
use model::pis::{ART403_ORAL_NOTICE, ART403_SENT, DeadlineKind, PisState, State};
use model::record::RecordType;
use model::rome;
use model::time::Millis;
use serde_json::{Value, json};

use super::{ACTIVATION, fold_of};
use crate::support::{Rec, ids, rome_at};

/// Steps at these times of Rome's clocks, ids from 101.
fn steps(steps: &[(&str, &str, Value)]) -> Vec<Rec> {
    let event = |((at, kind, more), n): (&(&str, &str, Value), u64)| {
        let at = if at.len() > 16 { Millis::parse_rfc3339(at).unwrap() } else { rome_at(at) };
        let mut fields =
            json!({"activationId": ids(ACTIVATION), "kind": kind, "occurredAt": rome::to_rome(at).to_rfc3339()});
        fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Rec::new(RecordType::PIS_EVENT, 100 + n, fields)
    };
    steps.iter().zip(1..).map(event).collect()
}

/// Two minors of different ages, each with a category of their own.
fn two_minors(reported: &str) -> Value {
    json!({
        "reportedAt": rome::to_rome(rome_at(reported)).to_rfc3339(), "referrerType": "carabinieri", "triage": "emergency",
        "municipalityCode": "015189", "targetCategory": "unaccompanied_foreign_minor",
        "people": [
            {"n": 1, "ageClass": "minor", "gender": "M", "category": "minor_art_403"},
            {"n": 2, "ageClass": "minor", "gender": "F", "msnaDeclaredAgeBand": "under_14"},
        ],
    })
}

/// By Rome's clocks when the documents of person 1 are due.
fn documents_due(state: &PisState) -> String {
    let deadlines = state.deadlines();
    let due = deadlines.iter().find(|one| one.person_n == 1 && one.kind == DeadlineKind::Documents).unwrap().due_at;
    rome::to_rome(due).format("%Y-%m-%d %H:%M %z").to_string()
}

fn placed_at(at: &str) -> PisState {
    let placement = json!({"personN": 1, "code": "minor_community", "art403Authority": "police"});
    fold_of(&two_minors(&at[..16].replace('T', " ")), &steps(&[(at, "placement", placement)]))
}

/// 24 hours are 24 hours, whatever the clocks on the wall show: the law counts hours, not hands.
#[test]
fn the_documents_are_due_24_hours_after_the_placement_whatever_the_clocks_do() {
    for (placed, due) in [
        ("2026-11-22 23:50", "2026-11-23 23:50 +0100"),
        ("2026-12-31 23:59", "2027-01-01 23:59 +0100"),
        // The night of 25 October has 25 hours: the hands are an hour back.
        ("2026-10-24 23:50", "2026-10-25 22:50 +0100"),
        ("2026-10-25 01:59", "2026-10-26 00:59 +0100"),
        // Half past two comes twice.
        ("2026-10-25T02:30:00+02:00", "2026-10-26 01:30 +0100"),
        ("2026-10-25T02:30:00+01:00", "2026-10-26 02:30 +0100"),
        // The night of 28 March has 23: the hands are an hour on.
        ("2027-03-27 23:50", "2027-03-29 00:50 +0200"),
        ("2027-03-28 01:59", "2027-03-29 02:59 +0200"),
        ("2027-03-28 03:00", "2027-03-29 03:00 +0200"),
    ] {
        let state = placed_at(placed);
        assert_eq!(documents_due(&state), due, "placed {placed}");
        let oral = &state.deadlines()[0];
        assert_eq!((oral.kind, Some(oral.due_at)), (DeadlineKind::OralNotice, state.people[0].placed_at), "at once");
    }
}

#[test]
fn the_hour_that_comes_twice_keeps_the_order_of_the_steps() {
    // In gestione at the first half past two, on the spot a quarter of an hour later, before the hands go back; the end is
    // half an hour after it, when the clock on the wall shows less.
    let records = steps(&[
        ("2026-10-25T02:30:00+02:00", "taken_over", json!({"operatorId": ids(50)})),
        ("2026-10-25T02:45:00+02:00", "arrived", json!({})),
        ("2026-10-25T02:15:00+01:00", "ended", json!({"code": "supported_on_site"})),
    ]);
    let state = fold_of(&two_minors("2026-10-25 01:50"), &records);
    let kinds: Vec<_> = state.steps.iter().map(|step| step.event.kind.as_ref().unwrap().as_str()).collect();
    assert_eq!(kinds, ["taken_over", "arrived", "ended"]);
    assert!(state.steps.iter().all(|step| step.flags.is_empty()));
    assert_eq!(state.ended_at.unwrap().since(state.arrived_at.unwrap()), 30 * Millis::MINUTE);
}

#[test]
fn a_late_handover_is_counted_in_hours_that_passed() {
    let handed = |end: &str, handover: &str| {
        let records = steps(&[
            (end, "taken_over", json!({})),
            (end, "ended", json!({"code": "supported_on_site"})),
            (handover, "handed_over", json!({"code": "minor_protection"})),
        ]);
        fold_of(&two_minors(end), &records).late_handover(12)
    };
    assert!(!handed("2026-11-22 20:00", "2026-11-23 08:00") && handed("2026-11-22 20:00", "2026-11-23 08:01"));
    assert!(!handed("2026-10-24 20:00", "2026-10-25 07:00") && handed("2026-10-24 20:00", "2026-10-25 07:01"));
    assert!(!handed("2027-03-27 20:00", "2027-03-28 09:00") && handed("2027-03-27 20:00", "2027-03-28 09:01"));
}

#[test]
fn two_minors_of_different_ages_go_their_own_ways_across_midnight() {
    let records = steps(&[
        ("2026-11-22 23:40", "taken_over", json!({"operatorId": ids(50)})),
        ("2026-11-22 23:55", "arrived", json!({})),
        (
            "2026-11-22 23:58",
            "placement",
            json!({"personN": 1, "code": "minor_community", "art403Authority": "police"}),
        ),
        ("2026-11-23 00:05", "authority_notified", json!({"personN": 1, "code": ART403_ORAL_NOTICE})),
        ("2026-11-23 00:20", "authority_notified", json!({"personN": 2, "code": "police_questura"})),
        ("2026-11-23 00:40", "placement", json!({"personN": 2, "code": "first_reception_msna"})),
        ("2026-11-23 00:50", "ended", json!({"personN": 1, "code": "protected_in_facility"})),
        ("2026-11-23 00:55", "ended", json!({"personN": 2, "code": "supported_on_site"})),
        ("2026-11-23 09:00", "handed_over", json!({"personN": 1, "code": "minor_protection"})),
        ("2026-11-23 09:10", "handed_over", json!({"personN": 2, "code": "municipal_social_service"})),
        ("2026-11-23 10:00", "authority_notified", json!({"personN": 1, "code": ART403_SENT})),
    ]);
    let state = fold_of(&two_minors("2026-11-22 23:30"), &records);
    assert!(state.steps.iter().all(|step| step.flags.is_empty()));
    assert_eq!((state.state, state.handed_over_at), (State::HandedOver, Some(rome_at("2026-11-23 09:10"))));
    assert_eq!(state.ended_at, Some(rome_at("2026-11-23 00:55")), "with the last of the two");
    let [one, two] = &state.people[..] else { panic!("two people") };
    let told = |person: &model::pis::PersonState| {
        let (placed, handed) = (person.placement.clone().unwrap().0, person.handover.clone().unwrap().0);
        (placed.as_str().to_owned(), handed.as_str().to_owned(), person.outcome.clone().unwrap().as_str().to_owned())
    };
    let of = |placed: &str, handed: &str, outcome: &str| (placed.to_owned(), handed.to_owned(), outcome.to_owned());
    assert_eq!(told(one), of("minor_community", "minor_protection", "protected_in_facility"));
    assert_eq!(told(two), of("first_reception_msna", "municipal_social_service", "supported_on_site"));
    assert_eq!((one.msna_notified.len(), two.msna_notified.len()), (0, 1));
    // Only the one under art. 403 has deadlines, counted from the placement before midnight.
    assert!(state.deadlines().iter().all(|deadline| deadline.person_n == 1 && deadline.met_at.is_some()));
    assert_eq!(documents_due(&state), "2026-11-23 23:58 +0100");
}

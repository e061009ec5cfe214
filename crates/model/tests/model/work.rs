use model::record::{RecordRef, RecordType};
use model::street::Contacts;
use model::time::Millis;
use model::work::{WorkDone, happened_at};
use serde_json::json;

use crate::support::{Rec, ids, refs, rome_at};

const EVENING: &str = "2026-11-27T21:00:00+01:00";
const BEFORE: &str = "2026-11-26T21:00:00+01:00";

fn tonight(record: &RecordRef<'_>) -> bool {
    happened_at(record).is_some_and(|at| at >= rome_at("2026-11-27 12:00"))
}

fn done(records: &[Rec]) -> WorkDone {
    WorkDone::of(refs(records), tonight)
}

fn meeting(n: u64, new: i64, known: i64) -> Rec {
    let fields =
        json!({"outingId": ids(1), "occurredAt": EVENING, "firstTimeContacts": new, "returningContacts": known});
    Rec::new(RecordType::STREET_GROUP_MEETING, n, fields)
}

fn visit(n: u64, who: u64, at: &str, status: &str) -> Rec {
    let fields = json!({"beneficiaryId": ids(who), "startedAt": at, "occurredAt": BEFORE, "status": status});
    Rec::new(RecordType::PROXIMITY_VISIT, n, fields)
}

#[test]
fn a_group_that_was_corrected_or_noted_twice_counts_once() {
    let outing = json!({"status": "in_progress", "startedAt": EVENING, "occurredAt": EVENING});
    let tally = json!({"outingId": ids(1), "occurredAt": EVENING, "kind": "new", "delta": 1});
    let mut records = vec![
        Rec::new(RecordType::STREET_OUTING, 1, outing),
        meeting(2, 5, 3),
        // Replaces the one before.
        meeting(3, 4, 3).with("correctsId", json!(ids(2))),
        // A colleague saw the same group.
        meeting(4, 6, 0).with("sameGroupAs", json!(ids(2))),
        Rec::new(RecordType::STREET_TALLY, 5, tally),
        // Of the day before.
        meeting(6, 50, 50).with("occurredAt", json!(BEFORE)),
    ];
    let counted = done(&records);
    assert_eq!((counted.outings, counted.groups), (1, 1));
    assert_eq!(counted.contacts, Contacts { new: 5, known: 3 }, "the larger of the two, and one tap");
    records[0] = records.remove(0).with("outingKind", json!("itinerant_desk"));
    let counted = done(&records);
    assert_eq!((counted.outings, counted.desks), (0, 1), "a desk is no outing");
}

#[test]
fn a_person_visited_twice_or_known_by_two_cards_is_one() {
    let card = |n: u64| Rec::new(RecordType::BENEFICIARY, n, json!({"episode": "open"}));
    let session = json!({"status": "held", "startsAt": EVENING, "attendees": [ids(1), ids(4)]});
    let records = [
        card(1),
        card(2).with("aliasOf", json!(ids(1))),
        visit(10, 1, EVENING, "done"),
        visit(11, 2, EVENING, "done"),
        visit(12, 3, EVENING, "done"),
        visit(13, 9, EVENING, "not_done"),
        visit(14, 8, BEFORE, "done"),
        visit(15, 7, EVENING, "done").voided(),
        Rec::new(RecordType::PROXIMITY_GROUP_SESSION, 16, session),
    ];
    let counted = done(&records);
    assert_eq!((counted.visits, counted.group_sessions), (3, 1));
    assert_eq!(counted.beneficiaries, 3, "the one with two cards, the third, and one who came to the group alone");
}

#[test]
fn at_a_hub_who_comes_twice_is_one_citizen_and_who_does_not_come_is_none() {
    let held = |n: u64, status: &str| {
        let fields = json!({"citizenPathId": ids(1), "startsAt": EVENING, "status": status});
        Rec::new(RecordType::HUB_APPOINTMENT, n, fields)
    };
    let lesson = json!({"startsAt": EVENING, "status": "held", "attendees": 14});
    let records = [
        held(2, "held"),
        held(3, "held"),
        held(4, "no_show"),
        Rec::new(RecordType::HUB_GROUP_SESSION, 5, lesson),
        Rec::new(RecordType::PIS_ACTIVATION, 6, json!({"reportedAt": EVENING})),
    ];
    let counted = done(&records);
    assert_eq!((counted.appointments, counted.citizens, counted.hub_sessions), (2, 1, 1));
    assert_eq!((counted.attendees, counted.reports), (14, 1));
}

#[test]
fn what_happened_is_told_by_the_field_that_says_it_best() {
    let at =
        |record: &Rec| happened_at(&record.as_ref()).map(|at| at == Millis::parse_rfc3339(EVENING).expect("a time"));
    assert_eq!(at(&visit(1, 2, EVENING, "done")), Some(true));
    assert_eq!(at(&visit(1, 2, BEFORE, "done")), Some(false));
}

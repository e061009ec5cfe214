use model::codes::OutingOutcome;
use model::record::RecordType;
use model::street::{Contacts, StreetSums, derived_outcome};
use model::validate;
use serde_json::{Value, json};

use crate::support::{Rec, fields_of, id, ids, named, refs, visconteo};

const OUTING: u64 = 100;

fn stop(n: u64, fields: Value) -> Rec {
    Rec::new(RecordType::STREET_STOP, n, fields).with("outingId", ids(OUTING).into())
}

fn meeting(n: u64, new: i64, known: i64) -> Rec {
    let fields = json!({"stopId": ids(10), "firstTimeContacts": new, "returningContacts": known});
    Rec::new(RecordType::STREET_GROUP_MEETING, n, fields)
}

fn tally(n: u64, kind: &str, delta: i64) -> Rec {
    Rec::new(RecordType::STREET_TALLY, n, json!({"kind": kind, "delta": delta}))
}

fn of_outing(records: &[Rec]) -> Contacts {
    StreetSums::of(refs(records)).by_outing.get(&id(OUTING)).copied().unwrap_or_default()
}

#[test]
fn several_phones_in_one_outing_add_up() {
    let records = [
        stop(10, json!({})),
        meeting(20, 5, 3),
        meeting(21, 2, 0),
        tally(30, "new", 1).with("outingId", ids(OUTING).into()),
        tally(31, "known", 2).with("outingId", ids(OUTING).into()),
        tally(32, "new", 1).with("meetingId", ids(20).into()),
    ];
    assert_eq!(of_outing(&records), Contacts { new: 9, known: 5 });
    assert_eq!(StreetSums::of(refs(&records)).by_meeting[&id(20)], Contacts { new: 6, known: 3 });
}

#[test]
fn minus_one_takes_back_and_never_goes_below_nobody() {
    let tap = |n, delta| tally(n, "new", delta).with("outingId", ids(OUTING).into());
    assert_eq!(of_outing(&[tap(1, 1), tap(2, 1), tap(3, -1)]).new, 1);
    assert_eq!(of_outing(&[tap(1, 1), tap(2, -1), tap(3, -1)]).new, 0);
}

#[test]
fn the_same_group_noted_twice_counts_by_its_larger_number_tallies_included() {
    let double = meeting(21, 4, 0).with("sameGroupAs", ids(20).into());
    let records = [stop(10, json!({})), meeting(20, 3, 0), double.clone()];
    assert_eq!(of_outing(&records), Contacts { new: 4, known: 0 });
    let with_tallies =
        [stop(10, json!({})), meeting(20, 3, 0), double, tally(30, "new", 2).with("meetingId", ids(20).into())];
    let sums = StreetSums::of(refs(&with_tallies));
    assert_eq!(sums.by_outing[&id(OUTING)], Contacts { new: 5, known: 0 });
    assert_eq!(sums.doubles[&id(21)], id(20));
}

#[test]
fn a_corrected_meeting_keeps_its_tallies_and_a_voided_one_takes_them_along() {
    let correction = meeting(22, 1, 0).with("correctsId", ids(20).into());
    let tally = tally(30, "new", 2).with("meetingId", ids(20).into()).with("outingId", ids(OUTING).into());
    assert_eq!(of_outing(&[stop(10, json!({})), meeting(20, 5, 0), correction, tally.clone()]).new, 3);
    assert_eq!(of_outing(&[stop(10, json!({})), meeting(20, 5, 0).voided(), tally]).new, 0);
}

#[test]
fn the_first_stop_is_the_earliest_not_the_first_to_arrive_at_the_api() {
    let at = |n, time: &str, comune: &str| stop(n, json!({"arrivedAt": time, "municipalityCode": comune}));
    let records = [at(10, "2026-11-22T22:00:00+01:00", "015159"), at(11, "2026-11-22T20:00:00+01:00", "015189")];
    let first = &StreetSums::of(refs(&records)).first_stop[&id(OUTING)];
    assert_eq!(first.municipality_code.as_deref(), Some("015189"));
}

#[test]
fn meetings_without_an_outing_are_kept_apart() {
    let records = [meeting(20, 5, 3), tally(30, "known", 1)];
    let sums = StreetSums::of(refs(&records));
    assert!(sums.by_outing.is_empty());
    assert_eq!(sums.orphans.iter().map(|(_, contacts)| contacts.total()).sum::<i64>(), 9);
}

#[test]
fn a_meeting_whose_stop_was_voided_still_counts_for_the_outing_that_it_names() {
    let records = [stop(10, json!({})).voided(), meeting(20, 5, 3).with("outingId", ids(OUTING).into())];
    assert_eq!(of_outing(&records).total(), 8);
}

#[test]
fn outcomes_follow_from_contacts() {
    assert_eq!(derived_outcome(Contacts { new: 0, known: 1 }, 0), OutingOutcome::CONTACTS_MADE);
    assert_eq!(derived_outcome(Contacts::default(), 7), OutingOutcome::OBSERVED_ONLY);
    assert_eq!(derived_outcome(Contacts::default(), 0), OutingOutcome::NOBODY_PRESENT);
}

#[test]
fn counts_of_a_meeting_must_add_up() {
    let check = |extra: Value| {
        let mut fields = fields_of(json!({"stopId": ids(10), "firstTimeContacts": 5, "returningContacts": 3}));
        fields.extend(fields_of(extra));
        named(&validate(&RecordType::STREET_GROUP_MEETING, &fields, &visconteo()))
    };
    assert_eq!(check(json!({"observedCount": 7})), ["observedCount sum_mismatch"]);
    assert_eq!(check(json!({"observedCount": 12, "ageBands": {"14_15": 9}})), [""; 0]);
    assert_eq!(check(json!({"ageBands": {"14_15": 5, "16_17": 4}})), ["ageBands sum_mismatch"]);
    assert_eq!(check(json!({"genderCounts": {"F": 4, "M": 4}})), [""; 0]);
    assert_eq!(check(json!({"notAttendingSchool": 9})), ["notAttendingSchool sum_mismatch"]);
}

#[test]
fn a_tally_belongs_somewhere_and_counts_something() {
    let check = |fields: Value| named(&validate(&RecordType::STREET_TALLY, &fields_of(fields), &visconteo()));
    assert_eq!(check(json!({"kind": "new", "delta": 1})), ["outingId missing"]);
    assert_eq!(check(json!({"kind": "new", "delta": 0, "meetingId": ids(1)})), ["delta out_of_range"]);
}

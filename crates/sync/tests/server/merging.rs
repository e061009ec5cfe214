//! Two people, one form.

use model::record::RecordType;
use protocol::RejectCode;
use serde_json::json;
use sync::server::{Decision, How};

use crate::bench::*;

/// C1: different fields: both are taken.
#[test]
fn c1_different_fields_merge() {
    let seen = card(&[("notes", json!("n0")), ("phone", json!("02 0"))]);
    let mut head = card(&[("notes", json!("n1")), ("phone", json!("02 0"))]);
    head.snapshot.rev = 4;
    let (record, how) = applied(decide_on(&patch(&seen, 3, &[("phone", json!("02 9"))]), &proximity(2), Some(&head)));
    assert_eq!((&record.fields["notes"], &record.fields["phone"]), (&json!("n1"), &json!("02 9")));
    assert_eq!((record.rev, how, record.siblings.len()), (5, How::Merged, 0));
}

/// C2: the same value twice is no clash.
#[test]
fn c2_the_same_value_is_fine() {
    let seen = card(&[("notes", json!("n0"))]);
    let mut head = card(&[("notes", json!("n1"))]);
    head.snapshot.rev = 4;
    let (record, how) = applied(decide_on(&patch(&seen, 3, &[("notes", json!("n1"))]), &proximity(2), Some(&head)));
    assert_eq!((how, record.siblings.len()), (How::Merged, 0));
}

/// C3 C4: the same field, two values: the head stays, the other is kept with its author.
#[test]
fn c3_c4_a_clash_keeps_both() {
    let seen = card(&[("address", json!("Via A 1"))]);
    let mut head = card(&[("address", json!("Via B 2"))]);
    head.snapshot.rev = 4;
    let change = patch(&seen, 3, &[("address", json!("Via C 3")), ("phone", json!("02 9"))]);
    let (record, how) = applied(decide_on(&change, &proximity(2), Some(&head)));
    assert_eq!((&record.fields["address"], &record.fields["phone"]), (&json!("Via B 2"), &json!("02 9")));
    assert_eq!(how, How::Conflict);
    let sibling = &record.siblings[0];
    assert_eq!((sibling.field.as_str(), &sibling.value), ("address", &json!("Via C 3")));
    assert_eq!((sibling.operator_id, sibling.op_id, sibling.received_at), (operator(2), change.op_id, NOW));
}

/// A person who goes on editing a value that lost replaces it: one sibling, the last one.
#[test]
fn going_on_with_a_value_that_lost_keeps_one() {
    let seen = card(&[("address", json!("Via A 1"))]);
    let head = card(&[("address", json!("Via B 2"))]);
    let first = patch(&seen, 2, &[("address", json!("Via C 3"))]);
    let (record, _) = applied(decide_on(&first, &proximity(2), Some(&head)));
    let after = sync::server::ServerRecord { snapshot: record, ..head };
    let own = card(&[("address", json!("Via C 3"))]);
    let second = patch(&own, 2, &[("address", json!("Via C 33"))]);
    let (record, _) = applied(decide_on(&second, &proximity(2), Some(&after)));
    let values: Vec<_> = record.siblings.iter().map(|sibling| &sibling.value).collect();
    assert_eq!((record.fields["address"].clone(), values), (json!("Via B 2"), vec![&json!("Via C 33")]));
    let third = patch(&own, 2, &[("address", json!("Via D 4"))]);
    let (record, _) = applied(decide_on(&third, &proximity(3), Some(&after)));
    assert_eq!(record.siblings.len(), 2, "another person's value does not replace it");
}

/// C5: two valid versions whose merge is not valid are both kept; alone, an invalid change is refused.
#[test]
fn c5_a_merge_that_is_not_valid_is_a_clash() {
    let start = ("startedAt", json!("2026-11-20T10:00:00+01:00"));
    let shift = |end: &str| {
        let mut it = record(
            &RecordType::SHIFT,
            &[
                ("service", json!("proximity")),
                ("operatorIds", json!([operator(1).to_string()])),
                start.clone(),
                ("endedAt", json!(end)),
            ],
        );
        it.snapshot.rev = 4;
        it
    };
    let seen = shift("2026-11-20T18:00:00+01:00");
    let head = shift("2026-11-20T12:00:00+01:00");
    let later_start = [("startedAt", json!("2026-11-20T14:00:00+01:00"))];
    let (record, how) = applied(decide_on(&patch(&seen, 3, &later_start), &proximity(2), Some(&head)));
    assert_eq!((how, &record.fields["startedAt"]), (How::Conflict, &start.1));
    assert_eq!(record.siblings[0].value, later_start[0].1);
    assert_eq!(refused(decide_on(&patch(&seen, 4, &later_start), &proximity(2), Some(&head))), RejectCode::Invalid);
}

/// 12 of the protocol: disjoint changes give the same record in either order.
#[test]
fn disjoint_changes_commute() {
    let seen = card(&[("notes", json!("n0"))]);
    let one = patch(&seen, 3, &[("notes", json!("n1"))]);
    let other = patch(&seen, 3, &[("phone", json!("02 9"))]);
    let both = |first, second| {
        let (record, _) = applied(decide_on(first, &proximity(2), Some(&seen)));
        let after = sync::server::ServerRecord { snapshot: record, ..seen.clone() };
        applied(decide_on(second, &proximity(3), Some(&after))).0
    };
    assert_eq!(both(&one, &other), both(&other, &one));
}

/// V3: after a restore a change that fits what its writer named makes the head what somebody else saw, whose value takes its
/// place: the phone cannot work that out, so the answer carries the record.
#[test]
fn v3_what_gives_way_is_told_to_the_phone() {
    let seen = card(&[]);
    let later = patch(&card(&[("address", json!("Via B 2"))]), 5, &[("address", json!("Via C 3"))]);
    let (record, how) = applied(decide_on(&later, &proximity(2), Some(&seen)));
    assert_eq!((how, record.siblings.len()), (How::Conflict, 1), "what it was made on is not there yet");
    let head = sync::server::ServerRecord { snapshot: record, ..card(&[]) };
    let earlier = sealed(protocol::Op {
        op_id: model::ids::OpId(uuid::Uuid::from_u128(9)),
        ..patch(&seen, head.snapshot.rev, &[("address", json!("Via B 2"))])
    });
    let Decision::Apply(applied) = decide_on(&earlier, &proximity(3), Some(&head)) else { panic!("refused") };
    assert_eq!(applied.record.snapshot.fields["address"], json!("Via C 3"));
    assert!(applied.tell, "{applied:?}");
}

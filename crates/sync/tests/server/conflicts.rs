//! Groups, sets, critical fields, and what people settle.

use std::collections::BTreeSet;

use model::record::{DataClass, FieldSpec, Fields, RecordType, Service, field_spec};
use protocol::{FieldChange, Op, OpKind, RejectCode, Role, Sibling, Snapshot};
use serde_json::{Value, json};
use sync::canonical::value_hash;
use sync::client::{RecordView, SaveState};
use sync::server::{Actor, Decision, How, Parent, ServerRecord};
use uuid::Uuid;

use crate::bench::*;

/// C5 C3: another field of the group was changed by somebody else: the whole group clashes, the rest is taken.
#[test]
fn c5_a_group_clashes_as_one() {
    let seen = card(&[("firstName", json!("Ada")), ("lastName", json!("Rossi")), ("phone", json!("02 0"))]);
    let head = later(&seen, &[("lastName", json!("Bianchi"))]);
    let form = [("firstName", json!("Anna")), ("lastName", json!("Rossi")), ("phone", json!("02 1"))];
    let (record, how) = applied(decide_on(&patch(&seen, 3, &form), &proximity(2), Some(&head)));
    assert_eq!(how, How::Conflict);
    let name = (&record.fields["firstName"], &record.fields["lastName"], &record.fields["phone"]);
    assert_eq!(name, (&json!("Ada"), &json!("Bianchi"), &json!("02 1")), "no name that nobody wrote");
    let beside: Vec<_> = record.siblings.iter().map(|kept| (kept.field.as_str(), &kept.value)).collect();
    assert_eq!(beside, [("firstName", &json!("Anna"))], "what was typed, and not what was only shown");
}

/// C1: another field of the group that nobody else touched is no clash.
#[test]
fn c1_a_group_that_others_left_alone_is_taken() {
    let seen = card(&[("firstName", json!("Ada")), ("lastName", json!("Rossi")), ("notes", json!("n0"))]);
    let head = later(&seen, &[("notes", json!("n1"))]);
    let form = [("firstName", json!("Anna")), ("lastName", json!("Rossi"))];
    let (record, how) = applied(decide_on(&patch(&seen, 3, &form), &proximity(2), Some(&head)));
    assert_eq!((how, &record.fields["firstName"], record.siblings.len()), (How::Merged, &json!("Anna"), 0));
}

/// C2: the fields that travel only to show the group change nothing, whatever the head has become.
#[test]
fn c2_what_was_only_shown_changes_nothing() {
    let seen = card(&[("firstName", json!("Ada")), ("lastName", json!("Rossi"))]);
    let head = later(&seen, &[("firstName", json!("Anna")), ("lastName", json!("Bianchi"))]);
    let shown = [("firstName", json!("Ada")), ("lastName", json!("Rossi"))];
    let (record, how) = applied(decide_on(&patch(&seen, 3, &shown), &proximity(2), Some(&head)));
    assert_eq!((how, &record.fields, record.siblings.len()), (How::Merged, &head.snapshot.fields, 0));
    let same_as_now = [("firstName", json!("Anna")), ("lastName", json!("Bianchi"))];
    let (record, how) = applied(decide_on(&patch(&seen, 3, &same_as_now), &proximity(2), Some(&head)));
    assert_eq!((how, record.siblings.len()), (How::Merged, 0), "the same values are no clash");
}

/// C1: an ordinary set takes what each added and loses what each removed.
#[test]
fn c1_a_set_merges_by_what_was_added_and_removed() {
    let seen = meeting(&["memory", "music"]);
    let head = later(&seen, &[("topics", json!(["memory", "music", "health"]))]);
    let op = set_patch(&seen, "topics", &["memory", "rights"]);
    let (record, how) = applied(decide_on(&op, &proximity(2), Some(&head)));
    assert_eq!((how, &record.fields["topics"]), (How::Merged, &json!(["memory", "health", "rights"])));
    assert_eq!(record.siblings, []);
    let emptied = later(&seen, &[("topics", json!(null))]);
    let (record, _) = applied(decide_on(&op, &proximity(2), Some(&emptied)));
    assert_eq!(record.fields["topics"], json!(["rights"]));
}

/// C4: the set of who visits is critical: it does not merge, both are kept.
#[test]
fn c4_a_critical_set_clashes() {
    let seen = card(&[]);
    let (first, second) =
        (json!([operator(1), operator(2)]), json!([operator(1), operator(2), operator(3), operator(4)]));
    let head = later(&seen, &[("assignedOperatorIds", first.clone())]);
    let op = patch(&seen, 3, &[("assignedOperatorIds", second.clone())]);
    let (record, how) = applied(decide_on(&op, &proximity(2), Some(&head)));
    assert_eq!((how, &record.fields["assignedOperatorIds"]), (How::Conflict, &first));
    assert_eq!(record.siblings[0].value, second);
    assert!(view(&record).needs_review());
}

/// C4: each field of the row: both values are there, the record asks to be looked at, and an ordinary field does not.
#[test]
fn c4_every_critical_field_asks_to_be_looked_at() {
    let text = |from: &str, other: &str, own: &str| [json!(from), json!(other), json!(own)];
    let people = |n: u128| json!([operator(1), operator(2), operator(n)]);
    let rows = [
        (RecordType::BENEFICIARY, "address", text("Via A 1", "Via B 2", "Via C 3"), true),
        (RecordType::BENEFICIARY, "accessNotes", text("cane", "cancello", "citofono"), true),
        (RecordType::BENEFICIARY, "contactPersonName", text("Ada", "Bea", "Cleo"), true),
        (RecordType::BENEFICIARY, "assignedOperatorIds", [people(3), people(4), people(5)], true),
        (RecordType::PIS_ACTIVATION, "targetCategory", pis_categories(), true),
        (RecordType::BENEFICIARY, "phone", text("02 0", "02 1", "02 2"), false),
    ];
    for (record_type, field, [from, other, own], asks) in rows {
        let is_critical = |spec: &FieldSpec| spec.class == DataClass::Critical;
        assert_eq!(field_spec(&record_type, field).is_some_and(is_critical), asks, "{field}");
        let seen = if record_type == RecordType::BENEFICIARY {
            card(&[(field, from)])
        } else {
            record(&record_type, &[(field, from)])
        };
        let head = later(&seen, &[(field, other.clone())]);
        let writer = if record_type == RecordType::BENEFICIARY { proximity(2) } else { pis(2) };
        let (record, how) = applied(decide_on(&patch(&seen, 3, &[(field, own.clone())]), &writer, Some(&head)));
        assert_eq!((how, &record.fields[field]), (How::Conflict, &other), "{field}");
        assert_eq!(record.siblings.iter().map(|kept| &kept.value).collect::<Vec<_>>(), [&own], "{field}");
        let view = view(&record);
        assert_eq!((view.in_conflict(), view.needs_review()), (true, asks), "{field}");
    }
}

/// C3: a settlement makes the chosen value the head; the values seen beside it are settled, and can be put back.
#[test]
fn c3_a_settlement_keeps_what_lost() {
    let (head, sibling) = clash("Via B 2", "Via C 3");
    let op = resolve(&head, &[("address", json!("Via C 3"))], &[sibling.op_id]);
    let (record, how) = applied(decide_on(&op, &proximity(1), Some(&head)));
    assert_eq!((how, &record.fields["address"]), (How::Plain, &json!("Via C 3")));
    assert_eq!(record.open_siblings().count(), 0);
    let kept: Vec<_> = record.siblings.iter().map(|kept| (&kept.value, kept.settled.is_some())).collect();
    assert_eq!(kept, [(&json!("Via C 3"), true), (&json!("Via B 2"), true)]);
    let by = record.siblings.iter().map(|kept| kept.settled.as_ref().unwrap().by).collect::<BTreeSet<_>>();
    assert_eq!(by, [operator(1)].into());
    let back = ServerRecord { snapshot: record.clone(), ..head };
    let put_back = sealed(Op {
        base_rev: record.rev,
        ..op_with_hash(9, OpKind::Patch, &back.snapshot, &[("address", json!("Via B 2"))])
    });
    assert_eq!(applied(decide_on(&put_back, &proximity(1), Some(&back))).0.fields["address"], json!("Via B 2"));
}

/// C3: only what the person saw is settled: a value that came meanwhile stays open.
#[test]
fn c3_a_value_that_nobody_saw_survives_a_settlement() {
    let (head, seen) = clash("Via B 2", "Via C 3");
    let mut with_another = head.clone();
    let unseen = Sibling { op_id: op_id(77), value: json!("Via D 4"), operator_id: operator(3), ..seen.clone() };
    with_another.snapshot.siblings.push(unseen.clone());
    with_another.snapshot.rev += 1;
    let op = resolve(&head, &[("address", json!("Via B 2"))], &[seen.op_id]);
    let (record, _) = applied(decide_on(&op, &proximity(1), Some(&with_another)));
    assert_eq!(record.open_siblings().collect::<Vec<_>>(), [&unseen]);
    assert_eq!(record.fields["address"], json!("Via B 2"));
}

/// C3: the head moved on while the person chose: the choice waits beside it, nothing is written over.
#[test]
fn c3_a_settlement_of_a_head_that_moved_on_is_a_clash() {
    let (head, sibling) = clash("Via B 2", "Via C 3");
    let moved = later(&head, &[("address", json!("Via E 5"))]);
    let op = resolve(&head, &[("address", json!("Via C 3"))], &[sibling.op_id]);
    let (record, how) = applied(decide_on(&op, &proximity(1), Some(&moved)));
    assert_eq!((how, &record.fields["address"]), (How::Conflict, &json!("Via E 5")));
    let open: Vec<_> = record.open_siblings().map(|kept| (&kept.value, kept.op_id)).collect();
    assert_eq!(open, [(&json!("Via C 3"), op.op_id)], "the choice, and not what it was chosen over");
}

/// C6: an edit of a voided record is kept, the record stays voided and says so; `null` takes the voiding back.
#[test]
fn c6_an_edit_of_a_voided_record_is_flagged_and_a_person_decides() {
    let seen = card(&[("notes", json!("prima"))]);
    let voided = later(&seen, &[("voidedAt", json!(NOW.to_rfc3339())), ("voidReason", json!("duplicate"))]);
    let edit = patch(&seen, 3, &[("notes", json!("dopo"))]);
    let (record, how) = applied(decide_on(&edit, &proximity(2), Some(&voided)));
    assert_eq!((how, &record.fields["notes"]), (How::Conflict, &json!("dopo")));
    let flags: Vec<_> = record.open_siblings().map(|kept| (kept.field.as_str(), kept.op_id)).collect();
    assert_eq!(flags, [("voidedAt", edit.op_id)]);
    let flagged = ServerRecord { snapshot: record, ..voided };
    let another = sealed(Op { op_id: op_id(8), ..patch(&seen, 3, &[("phone", json!("02 8"))]) });
    let (twice, _) = applied(decide_on(&another, &proximity(3), Some(&flagged)));
    assert_eq!(twice.open_siblings().count(), 1, "one flag is enough");
    let back = resolve(&flagged, &[("voidedAt", json!(null))], &[edit.op_id]);
    let (back, _) = applied(decide_on(&back, &proximity(1), Some(&flagged)));
    assert_eq!((&back.fields["voidedAt"], &back.fields["voidReason"]), (&json!(null), &json!(null)));
    assert_eq!((back.open_siblings().count(), &back.fields["notes"]), (0, &json!("dopo")));
    let left = resolve(&flagged, &[("voidedAt", flagged.snapshot.fields["voidedAt"].clone())], &[edit.op_id]);
    let (left, _) = applied(decide_on(&left, &proximity(1), Some(&flagged)));
    assert!(!left.fields["voidedAt"].is_null() && left.open_siblings().count() == 0);
}

/// C6: the other way round: the voiding arrives after an edit that its person did not see.
#[test]
fn c6_a_voiding_by_somebody_who_did_not_see_the_edit_is_flagged() {
    let seen = card(&[("notes", json!("prima"))]);
    let edited = later(&seen, &[("notes", json!("dopo"))]);
    let archive =
        op(5, OpKind::Archive, &RecordType::BENEFICIARY, 3, &Fields::new(), &[("voidReason", json!("duplicate"))]);
    let (record, how) = applied(decide_on(&archive, &proximity(2), Some(&edited)));
    assert_eq!((how, &record.fields["notes"]), (How::Conflict, &json!("dopo")));
    assert!(!record.fields["voidedAt"].is_null());
    assert_eq!(record.open_siblings().map(|kept| kept.field.as_str()).collect::<Vec<_>>(), ["voidedAt"]);
}

/// C6: an edit and a voiding saved in a row by one person: whether somebody else changed the record between the two, or
/// before both, is told by what became of the edit.
#[test]
fn c6_an_own_edit_before_the_voiding_hides_nobody() {
    let edited = later(&card(&[("notes", json!("prima"))]), &[("notes", json!("dopo"))]);
    let rev = edited.snapshot.rev;
    let archive =
        op(5, OpKind::Archive, &RecordType::BENEFICIARY, 3, &Fields::new(), &[("voidReason", json!("duplicate"))]);
    let archive = sealed(Op { prev_op_id: Some(op_id(90)), ..archive });
    for (rev, alone, flags) in [(rev, true, 0), (rev - 1, true, 1), (rev, false, 1)] {
        let before = |_| Parent::Applied { rev, alone };
        let decision = decide_knowing(&archive, &proximity(2), Some(&edited), None, &before);
        let Decision::Apply(voided) = &decision else { panic!("{decision:?}") };
        assert_eq!(voided.alone, flags == 0);
        let (record, how) = applied(decision);
        assert_eq!(how == How::Conflict, flags == 1);
        assert_eq!(record.open_siblings().count(), flags, "{rev} {alone}");
        assert!(!record.fields["voidedAt"].is_null());
    }
}

/// Of what was settled the last twenty values can be put back.
#[test]
fn twenty_settled_values_are_kept() {
    let (mut current, _) = clash("Via 0", "Via 1");
    for n in 1..=30_u128 {
        let open: Vec<_> = current.snapshot.open_siblings().map(|kept| kept.op_id).collect();
        let chosen = json!(format!("Via scelta {n}"));
        let op = sealed(Op { op_id: op_id(1_000 + n), ..resolve(&current, &[("address", chosen.clone())], &open) });
        let (settled, _) = applied(decide_on(&op, &proximity(1), Some(&current)));
        assert_eq!(settled.fields["address"], chosen);
        let next = Sibling { op_id: op_id(2_000 + n), settled: None, ..settled.siblings[0].clone() };
        current.snapshot = settled;
        current.snapshot.siblings.push(next);
    }
    let settled = current.snapshot.siblings.iter().filter(|kept| kept.settled.is_some());
    let values: Vec<_> = settled.map(|kept| kept.value.clone()).collect();
    assert_eq!((values.len(), current.snapshot.open_siblings().count()), (20, 1), "and what is open always");
    assert!(values.contains(&json!("Via scelta 29")), "the latest stay: {values:?}");
}

#[test]
fn a_settlement_must_be_valid_as_a_whole() {
    let (head, sibling) = clash("Via B 2", "Via C 3");
    let op = resolve(&head, &[("address", json!(7))], &[sibling.op_id]);
    assert_eq!(refused(decide_on(&op, &proximity(1), Some(&head))), RejectCode::Invalid);
}

/// C7: nothing is done to a record that was erased, not even by an operation that was applied before.
#[test]
fn c7_erased_comes_before_the_journal() {
    let current = card(&[("notes", json!("prima"))]);
    let op = patch(&current, 3, &[("notes", json!("dopo"))]);
    let Decision::Apply(first) = decide_on(&op, &proximity(1), Some(&current)) else { panic!() };
    let (_, entry) = first.commit(&op, 7, "e1", NOW);
    let erased = ServerRecord { erased: true, ..current };
    let again = decide_knowing(&op, &proximity(1), Some(&erased), Some(&entry), &|_| Parent::Unknown);
    let refusal = protocol::Outcome::Rejected { code: RejectCode::Erased, issues: Vec::new() };
    assert_eq!(again, Decision::Answer(refusal), "no receipt, and no record with it");
    let new = sealed(Op { op_id: op_id(9), ..op });
    assert_eq!(refused(decide_on(&new, &proximity(1), Some(&erased))), RejectCode::Erased);
}

/// A record that is not there may come yet, from a phone that sends again what a restore lost: not final.
#[test]
fn an_unknown_record_is_no_final_refusal() {
    let current = card(&[]);
    let op = patch(&current, 3, &[("notes", json!("x"))]);
    let refusal = protocol::Outcome::Rejected { code: RejectCode::UnknownRecord, issues: Vec::new() };
    assert_eq!(decide_on(&op, &proximity(1), None), Decision::Answer(refusal));
    applied(decide_on(&op, &proximity(1), Some(&current)));
}

/// A record later in its life: one revision on, with these values.
pub fn later(from: &ServerRecord, values: &[(&str, Value)]) -> ServerRecord {
    let mut head = from.clone();
    head.snapshot.rev += 1;
    head.snapshot.fields.extend(fields(values));
    head
}

/// The address of a card is `head`, and `beside` waits beside it.
fn clash(head: &str, beside: &str) -> (ServerRecord, Sibling) {
    let seen = card(&[("address", json!("Via A 1"))]);
    let first = later(&seen, &[("address", json!(head))]);
    let (record, _) = applied(decide_on(&patch(&seen, 3, &[("address", json!(beside))]), &proximity(2), Some(&first)));
    let sibling = record.siblings[0].clone();
    (ServerRecord { snapshot: record, ..first }, sibling)
}

fn op_with_hash(n: u128, kind: OpKind, seen: &Snapshot, values: &[(&str, Value)]) -> Op {
    op(n, kind, &seen.record_type, seen.rev, &seen.fields, values)
}

/// A settlement by somebody who saw the record as it is.
fn resolve(seen: &ServerRecord, values: &[(&str, Value)], settles: &[model::ids::OpId]) -> Op {
    let op = op_with_hash(6, OpKind::Resolve, &seen.snapshot, values);
    sealed(Op { settles: settles.to_vec(), ..op })
}

fn meeting(topics: &[&str]) -> ServerRecord {
    let values = [("startsAt", json!("2026-11-20T10:00:00+01:00")), ("topics", json!(topics))];
    record(&RecordType::PROXIMITY_GROUP_SESSION, &values)
}

/// A change of a set that says what the set was.
fn set_patch(seen: &ServerRecord, name: &str, wanted: &[&str]) -> Op {
    let before = seen.snapshot.fields[name].as_array().unwrap().clone();
    let change = FieldChange {
        base: Some(before),
        ..FieldChange::new(json!(wanted), value_hash(seen.snapshot.fields.get(name)))
    };
    let mut op = patch(seen, 3, &[]);
    op.fields.insert(name.to_owned(), change);
    sealed(op)
}

fn pis(n: u128) -> Actor {
    actor(n, Role::PisOperator, &[team(1, Service::Pis)])
}

fn pis_categories() -> [Value; 3] {
    [json!("to_be_determined"), json!("minor_art_403"), json!("family_violence_victim")]
}

fn op_id(n: u128) -> model::ids::OpId {
    model::ids::OpId(Uuid::from_u128(n))
}

/// The record as a phone shows it.
fn view(record: &Snapshot) -> RecordView {
    RecordView {
        id: record.id,
        record_type: record.record_type.clone(),
        rev: record.rev,
        fields: record.fields.clone(),
        state: SaveState::Received,
        receipt: None,
        siblings: record.siblings.clone(),
        fault: None,
        saved_at: None,
        quarantined: false,
    }
}

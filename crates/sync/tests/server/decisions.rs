//! What takes effect, what is refused and what waits.

use model::record::{Fields, IssueCode, RecordType, Service};
use model::time::Millis;
use protocol::{OpKind, Outcome, RejectCode, Role};
use serde_json::json;
use sync::server::{Decision, How, JournalEntry, Parent, Verdict};
use uuid::Uuid;

use crate::bench::*;

#[test]
fn a_creation_is_completed_by_the_session() {
    let op = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly")), ("notes", json!(null))]);
    let (record, how) = applied(decide_on(&op, &proximity(1), None));
    assert_eq!((record.rev, how), (1, How::Plain));
    let expected = fields(&[
        ("beneficiaryType", json!("elderly")),
        ("operatorId", json!(operator(1).to_string())),
        ("providerId", json!(Uuid::from_u128(0xC01).to_string())),
        ("receivedAt", json!(NOW.to_rfc3339())),
        ("teamId", json!(Uuid::from_u128(0xB01).to_string())),
    ]);
    assert_eq!(record.fields, expected);
}

/// N2 N3: the same operation again gets the first answer, with the record as it is now.
#[test]
fn n2_the_same_operation_again_gets_the_same_receipt() {
    let op = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    let Decision::Apply(first) = decide_on(&op, &proximity(1), None) else { panic!() };
    let (result, entry) = first.commit(&op, 7, "e1", NOW);
    let Outcome::Applied(ack) = result.outcome else { panic!() };
    let again = decide_knowing(&op, &proximity(1), Some(&first.record), Some(&entry), &|_| Parent::Unknown);
    assert_eq!(again, Decision::Answer(Outcome::Duplicate(ack)));
}

/// N4: the same operation id with another body changes nothing and is not remembered.
#[test]
fn n4_one_id_cannot_have_two_bodies() {
    let one = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    let other = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("family"))]);
    let verdict = Verdict::Applied { rev: 1, seq: 1, receipt: "R".to_owned(), received_at: NOW, alone: true };
    let entry = JournalEntry::new(&one, verdict);
    let decision = decide_knowing(&other, &proximity(1), None, Some(&entry), &|_| Parent::Unknown);
    let refusal = Outcome::Rejected { code: RejectCode::IdReuse, issues: Vec::new() };
    assert_eq!(decision, Decision::Answer(refusal));
}

/// N4: nor one body two hashes.
#[test]
fn a_body_that_changed_on_the_way_is_refused_and_not_remembered() {
    let mut op = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    op.client_seq += 1;
    let refusal = Outcome::Rejected { code: RejectCode::BodyHash, issues: Vec::new() };
    assert_eq!(decide_on(&op, &proximity(1), None), Decision::Answer(refusal));
}

/// T4: what the API sets, or what travels beside the fields, cannot be written.
#[test]
fn t4_no_mass_assignment() {
    for name in ["rev", "seq", "author", "operatorId", "receivedAt", "timeSuspect", "voidedAt", "ambitoId", "id"] {
        let op = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly")), (name, json!(1))]);
        let Decision::Refuse { code, issues } = decide_on(&op, &proximity(1), None) else { panic!("{name}") };
        assert_eq!((code, issues.len(), issues[0].code), (RejectCode::Invalid, 1, IssueCode::NotWritable));
        assert_eq!(issues[0].field, name);
    }
}

/// W6: a field that this version does not know is kept as it is.
#[test]
fn w6_unknown_fields_are_kept() {
    let op =
        create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly")), ("diDomani", json!({"a": [1]}))]);
    assert_eq!(applied(decide_on(&op, &proximity(1), None)).0.fields["diDomani"], json!({"a": [1]}));
}

#[test]
fn a_type_or_an_envelope_of_tomorrow_may_pass_tomorrow() {
    let unknown = RecordType(std::borrow::Cow::Borrowed("type_of_tomorrow"));
    let mut later = create(&RecordType::BENEFICIARY, &[]);
    later.v = 2;
    for op in [create(&unknown, &[]), sealed(later)] {
        let refusal = Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() };
        assert_eq!(decide_on(&op, &proximity(1), None), Decision::Answer(refusal));
    }
}

/// H8: an invalid record comes back with its fields.
#[test]
fn h8_an_invalid_record_is_refused_with_its_fields() {
    let op = create(&RecordType::PROXIMITY_VISIT, &[("status", json!("done"))]);
    let Decision::Refuse { code, issues } = decide_on(&op, &proximity(1), None) else { panic!() };
    assert_eq!(code, RejectCode::Invalid);
    assert!(issues.iter().any(|issue| issue.field == "beneficiaryId" && issue.code == IssueCode::Missing));
}

/// T6: a clock that is ahead marks the record and refuses nothing; one that is behind proves nothing.
#[test]
fn t6_time_never_rejects() {
    for (ahead, suspect) in [(10 * 365 * Millis::DAY, true), (Millis::MINUTE, false), (-50 * 365 * Millis::DAY, false)]
    {
        let mut op = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
        op.client_time = NOW.plus(ahead);
        let (record, _) = applied(decide_on(&sealed(op), &proximity(1), None));
        assert_eq!(record.fields.contains_key("timeSuspect"), suspect, "{ahead}");
    }
}

/// N12: the predecessor of the record has not come; it must have been applied, not only have come.
#[test]
fn n12_an_operation_waits_for_its_predecessor() {
    let current = card(&[]);
    let mut op = patch(&current, 3, &[("notes", json!("x"))]);
    let prev = model::ids::OpId(Uuid::from_u128(99));
    op.prev_op_id = Some(prev);
    let op = sealed(op);
    let refused = Parent::Refused { record_exists: true };
    for state in [Parent::Unknown, refused] {
        let decision = decide_knowing(&op, &proximity(1), Some(&current), None, &|_| state);
        assert_eq!(decision, Decision::Answer(Outcome::BlockedBy { parent: prev }));
    }
    applied(decide_knowing(&op, &proximity(1), Some(&current), None, &|_| Parent::Applied { rev: 1, alone: true }));
}

/// C11 C12: a child waits for its parent; a parent that was refused and mended since is as good as applied.
#[test]
fn c12_a_child_waits_for_its_parent() {
    let parent = model::ids::OpId(Uuid::from_u128(99));
    let mut op = create(&RecordType::NOTE, &[("aboutId", json!(record_id(2).to_string())), ("text", json!("x"))]);
    op.depends_on = vec![parent];
    let op = sealed(op);
    for state in [Parent::Unknown, Parent::Refused { record_exists: false }] {
        let decision = decide_knowing(&op, &proximity(1), None, None, &|_| state);
        assert_eq!(decision, Decision::Answer(Outcome::BlockedBy { parent }));
    }
    for state in [Parent::Applied { rev: 1, alone: true }, Parent::Refused { record_exists: true }] {
        applied(decide_knowing(&op, &proximity(1), None, None, &|_| state));
    }
}

/// C11: a child whose parent no stream ever sent is applied as an orphan.
#[test]
fn c11_an_orphan_is_applied() {
    let op = create(
        &RecordType::STREET_STOP,
        &[("outingId", json!(record_id(77).to_string())), ("arrivedAt", json!(NOW.to_rfc3339()))],
    );
    let educator = actor(1, Role::StreetEducator, &[team(2, Service::Street)]);
    applied(decide_on(&op, &educator, None));
}

#[test]
fn events_are_only_corrected_by_later_events() {
    let tally = |values: &[(&str, serde_json::Value)]| create(&RecordType::STREET_TALLY, values);
    let educator = actor(1, Role::StreetEducator, &[team(1, Service::Street)]);
    let event = record(&RecordType::STREET_TALLY, &[("kind", json!("new")), ("delta", json!(1))]);
    let change = patch(&event, 3, &[("delta", json!(2))]);
    assert_eq!(refused(decide_on(&change, &educator, Some(&event))), RejectCode::Immutable);
    let corrects = json!(record_id(5).to_string());
    let voiding = tally(&[
        ("outingId", json!(record_id(2).to_string())),
        ("kind", json!("new")),
        ("delta", json!(1)),
        ("correctsId", corrects),
        ("voidReason", json!("entry_error")),
    ]);
    applied(decide_on(&voiding, &educator, None));
    let alone = tally(&[("kind", json!("new")), ("delta", json!(1)), ("voidReason", json!("entry_error"))]);
    assert_eq!(refused(decide_on(&alone, &educator, None)), RejectCode::Invalid);
}

#[test]
fn a_change_needs_its_record_and_its_type() {
    let current = card(&[]);
    let change = patch(&current, 3, &[("notes", json!("x"))]);
    assert_eq!(refused(decide_on(&change, &proximity(1), None)), RejectCode::UnknownRecord);
    let visit = record(&RecordType::PROXIMITY_VISIT, &[]);
    assert_eq!(refused(decide_on(&change, &proximity(1), Some(&visit))), RejectCode::TypeMismatch);
    let mut erased = current.clone();
    erased.erased = true;
    assert_eq!(refused(decide_on(&change, &proximity(1), Some(&erased))), RejectCode::Erased);
    let remade = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    assert_eq!(refused(decide_on(&remade, &proximity(1), Some(&erased))), RejectCode::Erased);
}

#[test]
fn a_state_follows_only_from_those_before_it() {
    let visit = record(
        &RecordType::PROXIMITY_VISIT,
        &[("beneficiaryId", json!(record_id(2).to_string())), ("status", json!("cancelled"))],
    );
    let done = patch(&visit, 3, &[("status", json!("done"))]);
    let Decision::Refuse { issues, .. } = decide_on(&done, &proximity(1), Some(&visit)) else { panic!() };
    assert!(issues.iter().any(|issue| issue.code == IssueCode::ImpossibleTransition));
    applied(decide_on(&patch(&visit, 3, &[("status", json!("scheduled"))]), &proximity(1), Some(&visit)));
}

/// What was wrong before is not the fault of a change elsewhere.
#[test]
fn old_faults_do_not_refuse_new_work() {
    let current = card(&[("householdSize", json!(99))]);
    applied(decide_on(&patch(&current, 3, &[("notes", json!("x"))]), &proximity(1), Some(&current)));
    let worse = patch(&current, 3, &[("phone", json!(5))]);
    assert_eq!(refused(decide_on(&worse, &proximity(1), Some(&current))), RejectCode::Invalid);
}

/// C6: voiding keeps every field, and an edit that arrives after it is kept too.
#[test]
fn c6_voiding_and_editing_lose_nothing() {
    let current = card(&[("notes", json!("prima"))]);
    let archive =
        op(5, OpKind::Archive, &RecordType::BENEFICIARY, 3, &Fields::new(), &[("voidReason", json!("duplicate"))]);
    let Decision::Apply(voided) = decide_on(&archive, &proximity(1), Some(&current)) else { panic!() };
    assert_eq!(voided.record.snapshot.fields["voidReason"], json!("duplicate"));
    assert_eq!(voided.record.snapshot.fields["voidedAt"], json!(NOW.to_rfc3339()));
    let second =
        op(7, OpKind::Archive, &RecordType::BENEFICIARY, 3, &Fields::new(), &[("voidReason", json!("entry_error"))]);
    let (twice, _) = applied(decide_on(&second, &proximity(1), Some(&voided.record)));
    assert_eq!(twice.fields["voidReason"], json!("duplicate"), "the first voiding holds");
    let other: Vec<_> = twice.siblings.iter().map(|kept| (&kept.value, kept.settled.is_some())).collect();
    assert_eq!(other, [(&json!("entry_error"), true)], "the reason of the second can be put back");
    let late = patch(&current, 3, &[("notes", json!("dopo"))]);
    let (edited, how) = applied(decide_on(&late, &proximity(1), Some(&voided.record)));
    assert_eq!((edited.fields["notes"].clone(), how), (json!("dopo"), How::Conflict));
    assert!(!edited.fields["voidedAt"].is_null());
    let flags: Vec<&str> = edited.open_siblings().map(|sibling| sibling.field.as_str()).collect();
    assert_eq!(flags, ["voidedAt"], "a person decides whether it stays voided");
    let restore = op(6, OpKind::Restore, &RecordType::BENEFICIARY, 4, &Fields::new(), &[]);
    let (back, _) = applied(decide_on(&restore, &proximity(1), Some(&voided.record)));
    assert_eq!((&back.fields["voidedAt"], &back.fields["voidReason"]), (&json!(null), &json!(null)));
}

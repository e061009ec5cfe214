//! Whatever the order in which operations arrive: nothing is lost, and what does not touch each other commutes.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::OpId;
use model::record::RecordType;
use model::validate;
use protocol::{Op, OpKind, PushRequest};
use serde_json::{Value, json};
use sync::server::{Decision, JournalEntry, Parent, ServerRecord, answer_later, other_incarnation};
use test_support::Rng;
use uuid::Uuid;

use crate::bench::*;

/// The API in small: one record and a journal.
#[derive(Clone)]
struct Small {
    record: ServerRecord,
    journal: BTreeMap<OpId, JournalEntry>,
    seq: u64,
}

impl Small {
    fn new(record: &ServerRecord) -> Self {
        Self { record: record.clone(), journal: BTreeMap::new(), seq: 0 }
    }

    fn take(&mut self, op: &Op, writer: u128) {
        let parent = |id: OpId| Parent::of(self.journal.get(&id), true);
        let known = self.journal.get(&op.op_id);
        match decide_knowing(op, &proximity(writer), Some(&self.record), known, &parent) {
            Decision::Apply(applied) => {
                self.seq += 1;
                let (_, entry) = applied.commit(op, self.seq, "e1", NOW);
                self.journal.insert(op.op_id, entry);
                self.record = applied.record;
            }
            Decision::Answer(_) => {}
            refused @ Decision::Refuse { .. } => panic!("{refused:?}"),
        }
    }
}

/// 12 of the protocol, C1: disjoint groups give the same record in every order of arrival, and a copy changes nothing.
#[test]
fn c1_disjoint_groups_commute_and_copies_change_nothing() {
    let seen = card(&[("firstName", json!("Ada")), ("lastName", json!("Rossi")), ("address", json!("Via A 1"))]);
    let groups: [&[(&str, Value)]; 5] = [
        &[("firstName", json!("Anna")), ("lastName", json!("Bianchi"))],
        &[("address", json!("Via B 2"))],
        &[("contactPersonName", json!("Bea")), ("contactPersonPhone", json!("02 3"))],
        &[("doorbell", json!("Bianchi")), ("accessNotes", json!("cane"))],
        &[("phone", json!("02 9"))],
    ];
    let ops: Vec<Op> = (0_u128..)
        .zip(groups)
        .map(|(n, values)| sealed(Op { op_id: OpId(Uuid::from_u128(50 + n)), ..patch(&seen, 3, values) }))
        .collect();
    let mut ends = BTreeSet::new();
    for order in orders(ops.len()) {
        let mut api = Small::new(&seen);
        for at in order {
            api.take(&ops[at], 1 + at as u128 % 3);
            let before = api.record.clone();
            api.take(&ops[at], 1 + at as u128 % 3);
            assert_eq!(api.record, before, "a copy");
        }
        assert_eq!(api.record.snapshot.siblings, []);
        ends.insert(serde_json::to_string(&api.record.snapshot).unwrap());
    }
    assert_eq!(ends.len(), 1, "{ends:?}");
}

/// C5 under chance: two people move start and end of a shift, each validly. The output always validates; no value that
/// was typed is lost; and where the two cannot stand together, the whole group waits beside the head.
#[test]
fn c5_two_valid_changes_never_make_an_invalid_record() {
    let mut rng = Rng::new(5);
    let mut clashes = 0;
    for round in 0..2_000 {
        let hour = |rng: &mut Rng| i64::try_from(rng.below(24)).unwrap();
        let (from, to) = pair(hour(&mut rng), hour(&mut rng));
        let seen = shift(from, to);
        let mut api = Small::new(&seen);
        let mut typed: Vec<(&str, Value)> = Vec::new();
        for writer in [1, 2] {
            let (start, end) = match rng.below(3) {
                0 => (hour(&mut rng).min(to), to),
                1 => (from, hour(&mut rng).max(from)),
                _ => pair(hour(&mut rng), hour(&mut rng)),
            };
            // As the app sends it: what was typed, and the rest of its group as it was seen. An old app sends only the former.
            let mut values = vec![("startedAt", at(start)), ("endedAt", at(end))];
            if rng.below(2) == 0 {
                values.retain(|(name, value)| seen.snapshot.fields[*name] != *value);
            }
            typed.extend(values.iter().filter(|(name, value)| seen.snapshot.fields[*name] != *value).cloned());
            let op = sealed(Op { op_id: OpId(Uuid::from_u128(60 + writer)), ..patch(&seen, 3, &values) });
            api.take(&op, writer);
        }
        let record = &api.record.snapshot;
        assert_eq!(validate(&RecordType::SHIFT, &record.fields, config()), [], "round {round}: {record:?}");
        clashes += usize::from(!record.siblings.is_empty());
        for (name, value) in typed {
            let beside = record.siblings.iter().any(|kept| kept.field == name && kept.value == value);
            assert!(record.fields[name] == value || beside, "round {round}: {name} {value} is lost in {record:?}");
        }
    }
    assert!(clashes > 500, "the generator meets clashes: {clashes}");
}

/// C5: the form is an old one that sends only what was typed: each version is valid, the two together are not.
#[test]
fn c5_a_group_at_fault_is_kept_beside_as_one() {
    let seen = shift(8, 18);
    let mut api = Small::new(&seen);
    api.take(&sealed(Op { op_id: OpId(Uuid::from_u128(61)), ..patch(&seen, 3, &[("endedAt", at(12))]) }), 1);
    api.take(&sealed(Op { op_id: OpId(Uuid::from_u128(62)), ..patch(&seen, 3, &[("startedAt", at(14))]) }), 2);
    let record = api.record.snapshot;
    assert_eq!((&record.fields["startedAt"], &record.fields["endedAt"]), (&at(8), &at(12)));
    let beside: Vec<_> = record.open_siblings().map(|kept| (kept.field.as_str(), &kept.value)).collect();
    assert_eq!(beside, [("startedAt", &at(14))]);
}

/// V3: after a restore three edits, each made on the one before it, arrive in any order: the last is the head, and what
/// gave way to it waits for nobody and can be put back.
#[test]
fn v3_a_later_value_takes_its_place_again_in_every_order() {
    let lost = card(&[("address", json!("Via 0"))]);
    let chain: Vec<Op> = (1_u64..=3)
        .map(|n| {
            let seen = card(&[("address", json!(format!("Via {}", n - 1)))]);
            let op = patch(&seen, 2 + n, &[("address", json!(format!("Via {n}")))]);
            sealed(Op { op_id: OpId(Uuid::from_u128(70 + u128::from(n))), ..op })
        })
        .collect();
    for order in orders(3) {
        let mut api = Small::new(&lost);
        for at in &order {
            api.take(&chain[*at], 1 + *at as u128);
        }
        let record = api.record.snapshot;
        assert_eq!(record.fields["address"], json!("Via 3"), "{order:?}");
        assert_eq!(record.open_siblings().count(), 0, "{order:?}");
        let kept = |value: &str| record.siblings.iter().any(|kept| kept.value == json!(value));
        let gave_way = record.siblings.iter().all(|kept| kept.settled.is_some() && kept.value != json!("Via 3"));
        assert!(gave_way && (order == [0, 1, 2] || kept("Via 2") || kept("Via 1")), "what gave way can be put back");
    }
}

/// V3: a push that names another incarnation is told which one runs, and nothing of it is decided.
#[test]
fn v3_a_push_of_another_incarnation_decides_nothing() {
    let op = create(&RecordType::BENEFICIARY, &[("beneficiaryType", json!("elderly"))]);
    let push = |epoch: Option<&str>| PushRequest {
        protocol: 2,
        device_id: proximity(1).device,
        epoch: epoch.map(str::to_owned),
        batch_id: model::ids::BatchId(Uuid::from_u128(1)),
        known_seq: None,
        ops: vec![op.clone(), sealed(Op { op_id: OpId(Uuid::from_u128(2)), ..op.clone() })],
    };
    assert!(!other_incarnation(&push(None), "e2"), "a phone that never heard of any");
    assert!(!other_incarnation(&push(Some("e2")), "e2"));
    assert!(other_incarnation(&push(Some("e1")), "e2"));
    let answer = answer_later(&push(Some("e1")), "e2", NOW);
    assert_eq!((answer.epoch.as_str(), answer.results.len()), ("e2", 2));
    assert!(answer.results.iter().all(|result| result.outcome == protocol::Outcome::RetryLater));
}

/// Every order of `0..n`.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let Some(last) = n.checked_sub(1) else { return vec![Vec::new()] };
    let shorter = orders(last);
    let with_last = |order: &Vec<usize>| {
        (0..=order.len()).map(|at| [&order[..at], &[last], &order[at..]].concat()).collect::<Vec<_>>()
    };
    shorter.iter().flat_map(with_last).collect()
}

fn pair(a: i64, b: i64) -> (i64, i64) {
    (a.min(b), a.max(b))
}

fn at(hour: i64) -> Value {
    json!(format!("2026-11-20T{hour:02}:00:00+01:00"))
}

fn shift(from: i64, to: i64) -> ServerRecord {
    let values = [
        ("service", json!("proximity")),
        ("operatorIds", json!([operator(1).to_string()])),
        ("startedAt", at(from)),
        ("endedAt", at(to)),
    ];
    record(&RecordType::SHIFT, &values)
}

/// C10: what one phone writes on its own earlier change is no clash, whatever revision it names.
#[test]
fn c10_a_chain_on_one_phone_is_no_clash() {
    let seen = card(&[("notes", json!("n0"))]);
    let mut api = Small::new(&seen);
    let first = sealed(Op { op_id: OpId(Uuid::from_u128(81)), ..patch(&seen, 3, &[("notes", json!("n1"))]) });
    api.take(&first, 1);
    let own = card(&[("notes", json!("n1"))]);
    let mut second =
        op(82, OpKind::Patch, &RecordType::BENEFICIARY, 3, &own.snapshot.fields, &[("notes", json!("n2"))]);
    second.prev_op_id = Some(first.op_id);
    api.take(&sealed(second), 1);
    assert_eq!((&api.record.snapshot.fields["notes"], api.record.snapshot.siblings.len()), (&json!("n2"), 0));
}

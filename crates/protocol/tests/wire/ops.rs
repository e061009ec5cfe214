//! Operations, one of each kind.

use std::collections::BTreeMap;

use model::record::RecordType;
use protocol::{FieldChange, Op, OpKind};
use serde_json::{Value, json};
use sync::canonical::{body_hash, value_hash};

use crate::kit::{EVENING, Sample, op, operator, record};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("op_create", create()),
        Sample::of("op_create_event", event()),
        Sample::of("op_patch", patch()),
        Sample::of("op_archive", archive()),
        Sample::of("op_restore", restore()),
        Sample::of("op_resolve", resolve()),
    ]
}

/// A new card.
pub fn create() -> Op {
    sealed(Op {
        fields: changes(&[
            ("assignedOperatorIds", None, json!([operator(1), operator(2)])),
            ("beneficiaryType", None, json!("elderly")),
            ("address", None, json!("Via della Libertà 12, scala B")),
            ("doorbell", None, json!("Però - Città")),
            ("notes", None, json!("Il cane è buono; suonare due volte.\nNon c’è l’ascensore.")),
        ]),
        ..bare(1, OpKind::Create, RecordType::BENEFICIARY)
    })
}

/// An event of an outing whose creation is not receipted yet.
fn event() -> Op {
    sealed(Op {
        record_id: record(3),
        depends_on: vec![op(11)],
        fields: changes(&[
            ("outingId", None, json!(record(4))),
            ("arrivedAt", None, json!("2026-11-23T17:32:00.000Z")),
            ("place", None, json!({"lat": 45.380_123_456_7, "lon": 9.191, "accuracyM": 12})),
        ]),
        ..bare(2, OpKind::Create, RecordType::STREET_STOP)
    })
}

/// A change of a text and of a set, behind an operation that is not known to be applied.
pub fn patch() -> Op {
    let before = json!([operator(1)]);
    let mut fields = changes(&[
        ("phone", Some(json!("02 0000 0000")), json!("02 0000 0001")),
        ("notes", Some(json!("…")), json!(null)),
    ]);
    let set = FieldChange {
        value: json!([operator(1), operator(3)]),
        base_hash: value_hash(Some(&before)),
        base: before.as_array().cloned(),
    };
    fields.insert("assignedOperatorIds".to_owned(), set);
    sealed(Op { base_rev: 3, prev_op_id: Some(op(1)), fields, ..bare(5, OpKind::Patch, RecordType::BENEFICIARY) })
}

fn archive() -> Op {
    let fields = changes(&[("voidReason", None, json!("entry_error"))]);
    sealed(Op { base_rev: 4, fields, ..bare(6, OpKind::Archive, RecordType::BENEFICIARY) })
}

fn restore() -> Op {
    sealed(Op { base_rev: 5, ..bare(7, OpKind::Restore, RecordType::BENEFICIARY) })
}

/// The address that was kept wins over the head; both writers' operations are settled.
fn resolve() -> Op {
    let head = Some(json!("Via della Libertà 12, scala B"));
    let fields = changes(&[("address", head, json!("Via della Libertà 14"))]);
    sealed(Op {
        base_rev: 6,
        settles: vec![op(8), op(9)],
        fields,
        ..bare(10, OpKind::Resolve, RecordType::BENEFICIARY)
    })
}

fn bare(n: u32, kind: OpKind, record_type: RecordType) -> Op {
    Op {
        v: 1,
        op_id: op(n.into()),
        client_seq: n.into(),
        record_id: record(1),
        record_type,
        schema_version: 1,
        kind,
        base_rev: 0,
        prev_op_id: None,
        depends_on: Vec::new(),
        settles: Vec::new(),
        fields: BTreeMap::new(),
        client_time: EVENING,
        utc_offset: 60,
        body_hash: String::new(),
    }
}

fn sealed(mut op: Op) -> Op {
    op.body_hash = body_hash(&op);
    op
}

/// Fields with what was seen before and what is wanted.
fn changes(fields: &[(&str, Option<Value>, Value)]) -> BTreeMap<String, FieldChange> {
    let change = |(name, before, value): &(&str, Option<Value>, Value)| {
        ((*name).to_owned(), FieldChange::new(value.clone(), value_hash(before.as_ref())))
    };
    fields.iter().map(change).collect()
}

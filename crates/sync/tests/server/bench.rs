//! A record, an operator, an operation, and the API's decision on them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::config::AmbitoConfig;
use model::ids::{AmbitoId, DeviceId, OpId, OperatorId, ProviderId, RecordId, TeamId};
use model::record::{Fields, RecordType, Service};
use model::time::Millis;
use protocol::{FieldChange, Op, OpKind, Outcome, RejectCode, Role, Snapshot, TeamRef};
use serde_json::{Value, json};
use sync::canonical::{body_hash, value_hash};
use sync::server::{Actor, Decision, How, JournalEntry, Known, Parent, ServerRecord, decide};
use uuid::Uuid;

pub const NOW: Millis = Millis(1_795_334_400_000);

/// Read once: it is large, and some tests decide thousands of operations.
pub fn config() -> &'static AmbitoConfig {
    static CONFIG: LazyLock<AmbitoConfig> =
        LazyLock::new(|| AmbitoConfig::builtin("visconteo_sud_milano").unwrap().unwrap());
    &CONFIG
}

pub fn team(n: u128, service: Service) -> TeamRef {
    TeamRef {
        id: TeamId(Uuid::from_u128(0xB00 + n)),
        name: format!("Squadra {n}"),
        service,
        provider_id: ProviderId(Uuid::from_u128(0xC01)),
    }
}

pub fn operator(n: u128) -> OperatorId {
    OperatorId(Uuid::from_u128(0xA00 + n))
}

pub fn actor(n: u128, role: Role, teams: &[TeamRef]) -> Actor {
    Actor {
        operator: operator(n),
        device: DeviceId(Uuid::from_u128(0xD00 + n)),
        ambito: AmbitoId("visconteo_sud_milano".to_owned()),
        roles: vec![role],
        teams: teams.to_vec(),
        municipality_code: None,
    }
}

/// An operator of the proximity team 1.
pub fn proximity(n: u128) -> Actor {
    actor(n, Role::ProximityOperator, &[team(1, Service::Proximity)])
}

pub fn record_id(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0000 + n))
}

pub fn fields(values: &[(&str, Value)]) -> Fields {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// A record at revision 3, made by operator 1 in team 1.
pub fn record(record_type: &RecordType, values: &[(&str, Value)]) -> ServerRecord {
    let mut fields = fields(values);
    fields.entry("teamId".to_owned()).or_insert_with(|| json!(Uuid::from_u128(0xB01).to_string()));
    let snapshot = Snapshot {
        id: record_id(1),
        record_type: record_type.clone(),
        schema_version: 1,
        rev: 3,
        fields,
        siblings: Vec::new(),
    };
    ServerRecord { snapshot, author: operator(1), erased: false }
}

pub fn card(values: &[(&str, Value)]) -> ServerRecord {
    let visitors = json!([operator(1), operator(2), operator(3)]);
    let mut all = vec![("beneficiaryType", json!("elderly")), ("assignedOperatorIds", visitors)];
    all.extend_from_slice(values);
    record(&RecordType::BENEFICIARY, &all)
}

/// An operation of number `n` whose person saw `seen` at `base_rev`.
pub fn op(
    n: u128,
    kind: OpKind,
    record_type: &RecordType,
    base_rev: u64,
    seen: &Fields,
    values: &[(&str, Value)],
) -> Op {
    let change = |(name, value): &(&str, Value)| {
        let base_hash = value_hash(seen.get(*name));
        ((*name).to_owned(), FieldChange::new(value.clone(), base_hash))
    };
    sealed(Op {
        v: 1,
        op_id: OpId(Uuid::from_u128(n)),
        client_seq: 1,
        record_id: record_id(1),
        record_type: record_type.clone(),
        schema_version: 1,
        kind,
        base_rev,
        prev_op_id: None,
        depends_on: Vec::new(),
        settles: Vec::new(),
        fields: values.iter().map(change).collect::<BTreeMap<_, _>>(),
        client_time: NOW,
        utc_offset: 60,
        body_hash: String::new(),
    })
}

pub fn create(record_type: &RecordType, values: &[(&str, Value)]) -> Op {
    op(1, OpKind::Create, record_type, 0, &Fields::new(), values)
}

/// A change by somebody who saw the record as it was at revision `base_rev`.
pub fn patch(seen: &ServerRecord, base_rev: u64, values: &[(&str, Value)]) -> Op {
    op(2, OpKind::Patch, &seen.snapshot.record_type, base_rev, &seen.snapshot.fields, values)
}

pub fn sealed(mut op: Op) -> Op {
    op.body_hash = body_hash(&op);
    op
}

pub fn decide_on(op: &Op, actor: &Actor, current: Option<&ServerRecord>) -> Decision {
    decide_knowing(op, actor, current, None, &|_| Parent::Unknown)
}

pub fn decide_knowing(
    op: &Op,
    actor: &Actor,
    current: Option<&ServerRecord>,
    journal: Option<&JournalEntry>,
    parent: &dyn Fn(OpId) -> Parent,
) -> Decision {
    decide(op, actor, &Known { journal, current, parent, case: &[] }, config(), NOW)
}

/// What the API does with a step of an activation that it has with these steps.
pub fn decide_of_case(op: &Op, actor: &Actor, case: &[ServerRecord]) -> Decision {
    decide(op, actor, &Known { journal: None, current: None, parent: &|_| Parent::Unknown, case }, config(), NOW)
}

/// The record after an operation that takes effect, and how it came about.
pub fn applied(decision: Decision) -> (Snapshot, How) {
    let Decision::Apply(applied) = decision else { panic!("{decision:?}") };
    (applied.record.snapshot, applied.how)
}

/// Why an operation was refused, for good or not.
pub fn refused(decision: Decision) -> RejectCode {
    match decision {
        Decision::Refuse { code, .. } | Decision::Answer(Outcome::Rejected { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

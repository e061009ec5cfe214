//! What an operator may see and what an operation does.

use model::time::Millis;
use protocol::{Op, OpKind, RejectCode, Snapshot};
use store_sql::{Applied, StoredRecord, Verdict};

use crate::actor::Actor;

/// Whether a record goes to the phone of this operator.
pub fn visible(_actor: &Actor, _stored: &StoredRecord) -> bool {
    true
}

/// What an operation does to the record as it is.
pub fn decide(actor: &Actor, op: &Op, current: Option<&StoredRecord>, now: Millis) -> Verdict {
    let mut record = match (op.kind, current) {
        (OpKind::Create, None) => Snapshot {
            id: op.record_id,
            record_type: op.record_type.clone(),
            schema_version: op.schema_version,
            rev: 0,
            fields: Default::default(),
            siblings: Vec::new(),
        },
        (_, Some(current)) => current.snapshot.clone(),
        (_, None) => return Verdict::Reject(RejectCode::UnknownRecord, Vec::new()),
    };
    for (name, change) in &op.fields {
        record.fields.insert(name.clone(), change.value.clone());
    }
    record.fields.entry("operatorId".to_owned()).or_insert(actor.author.operator_id.to_string().into());
    record.fields.insert("receivedAt".to_owned(), now.to_rfc3339().into());
    Verdict::Apply { record: Box::new(record), how: Applied::Plain }
}

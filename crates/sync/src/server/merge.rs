//! Three-way merge by field: what the person saw, what the person wants, what is there now.

use model::ids::OperatorId;
use model::time::Millis;
use protocol::{Op, Sibling, Snapshot};
use serde_json::Value;

use crate::canonical::value_hash;

/// The record with the operation merged in.
pub(super) struct Merged {
    pub record: Snapshot,
    /// A field was changed by somebody else meanwhile, to another value.
    pub clash: bool,
}

/// Merges field by field: untouched by others, it is taken; same value, fine; both changed, the head stays and the
/// value is kept beside it.
pub(super) fn fields(current: &Snapshot, op: &Op, operator: OperatorId, now: Millis) -> Merged {
    let mut merged = Merged { record: current.clone(), clash: false };
    for (name, change) in &op.fields {
        let present = value_hash(current.fields.get(name));
        if present == value_hash(Some(&change.value)) {
            continue;
        }
        if present == change.base_hash {
            merged.record.fields.insert(name.clone(), change.value.clone());
        } else {
            merged.clash = true;
            keep_beside(&mut merged.record, name, &change.value, change.base_hash.as_ref(), op, operator, now);
        }
    }
    merged
}

/// The head stays in every field; all values of the operation are kept beside it. For a merge that would not be valid.
pub(super) fn all_beside(current: &Snapshot, op: &Op, operator: OperatorId, now: Millis) -> Merged {
    let mut merged = Merged { record: current.clone(), clash: true };
    for (name, change) in &op.fields {
        if value_hash(current.fields.get(name)) != value_hash(Some(&change.value)) {
            keep_beside(&mut merged.record, name, &change.value, change.base_hash.as_ref(), op, operator, now);
        }
    }
    merged
}

fn keep_beside(
    record: &mut Snapshot,
    name: &str,
    value: &Value,
    seen: Option<&String>,
    op: &Op,
    operator: OperatorId,
    now: Millis,
) {
    let sibling = Sibling {
        field: name.to_owned(),
        value: value.clone(),
        operator_id: operator,
        op_id: op.op_id,
        received_at: now,
        base_hash: seen.cloned(),
        settled: None,
    };
    // A value that the same person saw and replaced is superseded, not kept twice.
    let superseded = record.siblings.iter_mut().find(|kept| {
        kept.field == name && kept.operator_id == operator && value_hash(Some(&kept.value)).as_ref() == seen
    });
    match superseded {
        Some(kept) => *kept = sibling,
        None => record.siblings.push(sibling),
    }
}

//! Three-way merge by field group: what the person saw, what the person wants, what is there now.
//!
//! Nothing that a person typed is dropped: it is the head, or it is kept beside the head until a person settles it.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::OperatorId;
use model::record::{FieldSpec, RecordType, field_spec};
use model::time::Millis;
use protocol::{FieldChange, Op, Settled, Sibling, Snapshot};
use serde_json::Value;
use uuid::Uuid;

use crate::canonical::value_hash;
use crate::client::is_wanted;
use crate::mutants::{Mutant, off};

/// Set when a record is voided.
pub(super) const VOIDED_AT: &str = "voidedAt";
/// Why it was voided.
pub(super) const VOID_REASON: &str = "voidReason";
/// Values that were settled and can be put back; older ones go.
const SETTLED_KEPT: usize = 20;
/// The writer of a value that is not known: the head of a field does not say who wrote it.
const NOBODY: OperatorId = OperatorId(Uuid::nil());

/// The record with the operation merged in.
pub(super) struct Merged {
    pub record: Snapshot,
    /// A group was changed by somebody else meanwhile, to other values.
    pub clash: bool,
}

/// Who merges what, and when.
#[derive(Clone, Copy)]
pub(super) struct Edit<'a> {
    pub op: &'a Op,
    pub operator: OperatorId,
    pub now: Millis,
}

impl Edit<'_> {
    /// Merges group by group. Untouched by others, a group is taken; the same values are fine; a set merges by what was
    /// added and removed; both changed, the head stays and the values are kept beside it. Groups in `beside` are kept
    /// beside in any case.
    pub(super) fn merge(&self, current: &Snapshot, beside: &BTreeSet<&str>) -> Merged {
        let mut merged = Merged { record: current.clone(), clash: false };
        for (group, changes) in groups(self.op) {
            let others = changes.iter().any(|(name, change)| changed_by_others(current, name, change));
            let keep_head = beside.contains(group) || (others && !off(Mutant::MergeGuard));
            for (name, change) in changes {
                let present = current.fields.get(name);
                if !is_wanted(change) || agrees(present, change) {
                    continue;
                }
                if keep_head {
                    merged.clash = true;
                    self.keep_beside(&mut merged.record, name, change);
                } else {
                    let value = union(&self.op.record_type, name, change, present);
                    merged.record.fields.insert(name.to_owned(), value.unwrap_or_else(|| change.value.clone()));
                    self.give_way(&mut merged.record, name);
                }
            }
        }
        merged
    }

    /// Settles conflicts: the value chosen becomes the head where the head still is what the person saw, and what the
    /// person saw beside it is settled. What was kept since then stays open.
    pub(super) fn resolve(&self, current: &Snapshot) -> Merged {
        let mut merged = Merged { record: current.clone(), clash: false };
        for (name, change) in &self.op.fields {
            let present = current.fields.get(name).cloned();
            self.settle(&mut merged.record, name);
            let chosen = value_hash(Some(&change.value));
            if name == VOIDED_AT {
                if change.value.is_null() {
                    merged.record.fields.insert(VOIDED_AT.to_owned(), Value::Null);
                    merged.record.fields.insert(VOID_REASON.to_owned(), Value::Null);
                }
            } else if value_hash(present.as_ref()) == chosen {
                // The head was chosen.
            } else if value_hash(present.as_ref()) == change.base_hash {
                merged.record.fields.insert(name.clone(), change.value.clone());
                self.keep_settled(&mut merged.record, name, present.unwrap_or(Value::Null));
            } else {
                merged.clash = true;
                // The head moved on: what the person chose waits beside it, and the own value that it was chosen over
                // can be put back.
                for sibling in merged.record.siblings.iter_mut().filter(|kept| self.replaces(kept, name, change)) {
                    sibling.settled = Some(Settled { by: self.operator, at: self.now });
                }
                self.keep_beside(&mut merged.record, name, change);
            }
        }
        merged
    }

    /// Keeps the mark that a voided record was edited by somebody who did not know: a person decides what holds.
    pub(super) fn flag_voiding(&self, record: &mut Snapshot) {
        let flagged = record.open_siblings().any(|sibling| sibling.field == VOIDED_AT);
        if !flagged {
            let mut sibling = self.sibling(VOIDED_AT, Value::Null);
            sibling.base_rev = self.op.base_rev;
            record.siblings.push(sibling);
        }
    }

    /// Keeps the reason of a second voiding beside the one that holds.
    pub(super) fn keep_reason(&self, record: &mut Snapshot, reason: Value) {
        if record.fields.get(VOID_REASON) != Some(&reason) {
            self.keep_settled(record, VOID_REASON, reason);
        }
    }

    fn sibling(&self, field: &str, value: Value) -> Sibling {
        Sibling {
            field: field.to_owned(),
            value,
            operator_id: self.operator,
            op_id: self.op.op_id,
            received_at: self.now,
            base_hash: None,
            base_rev: self.op.base_rev,
            settled: None,
        }
    }

    fn keep_beside(&self, record: &mut Snapshot, name: &str, change: &FieldChange) {
        let sibling = Sibling { base_hash: change.base_hash.clone(), ..self.sibling(name, change.value.clone()) };
        // A value that the same person saw and replaced is superseded, not kept twice.
        match record.siblings.iter_mut().find(|kept| self.replaces(kept, name, change)) {
            Some(kept) => *kept = sibling,
            None => record.siblings.push(sibling),
        }
    }

    /// Whether a value beside the head is the own one that this change was made on.
    fn replaces(&self, kept: &Sibling, name: &str, change: &FieldChange) -> bool {
        kept.field == name
            && kept.settled.is_none()
            && kept.operator_id == self.operator
            && value_hash(Some(&kept.value)) == change.base_hash
    }

    /// After a restore of the API operations come anew, and not in their old order: the head is what the writer of a
    /// value beside it saw then, so that value takes its place, and so on. What gave way can be put back.
    fn give_way(&self, record: &mut Snapshot, name: &str) {
        let mut older = self.op.base_rev;
        while !off(Mutant::GiveWay) {
            let head = value_hash(record.fields.get(name));
            let saw_head = |kept: &Sibling| {
                kept.field == name && kept.settled.is_none() && kept.base_rev > older && kept.base_hash == head
            };
            let Some(at) = record.siblings.iter().position(saw_head) else { return };
            let next = record.siblings.remove(at);
            older = next.base_rev;
            let former = record.fields.insert(name.to_owned(), next.value);
            self.keep_settled(record, name, former.unwrap_or(Value::Null));
        }
    }

    fn settle(&self, record: &mut Snapshot, name: &str) {
        for sibling in record.siblings.iter_mut().filter(|sibling| sibling.field == name) {
            let seen = self.op.settles.contains(&sibling.op_id) || off(Mutant::SettlesSeen);
            if sibling.settled.is_none() && seen {
                sibling.settled = Some(Settled { by: self.operator, at: self.now });
            }
        }
    }

    /// The head that lost can be put back.
    fn keep_settled(&self, record: &mut Snapshot, name: &str, value: Value) {
        let settled = Some(Settled { by: self.operator, at: self.now });
        record.siblings.push(Sibling { operator_id: NOBODY, settled, ..self.sibling(name, value) });
        let kept = record.siblings.iter().filter(|sibling| sibling.settled.is_some()).count();
        let mut surplus = kept.saturating_sub(SETTLED_KEPT);
        record.siblings.retain(|sibling| {
            let goes = surplus > 0 && sibling.settled.is_some();
            surplus -= usize::from(goes);
            !goes
        });
    }
}

/// The group of a field; a field that this version does not know stands alone.
pub(super) fn group_of<'a>(record_type: &RecordType, field: &'a str) -> &'a str {
    field_spec(record_type, field).filter(|_| !off(Mutant::GroupRule)).map_or(field, |spec| spec.group)
}

fn groups(op: &Op) -> BTreeMap<&str, Vec<(&str, &FieldChange)>> {
    let mut groups: BTreeMap<&str, Vec<(&str, &FieldChange)>> = BTreeMap::new();
    for (name, change) in &op.fields {
        groups.entry(group_of(&op.record_type, name)).or_default().push((name, change));
    }
    groups
}

/// The field is what the person wants already.
fn agrees(present: Option<&Value>, change: &FieldChange) -> bool {
    value_hash(present) == value_hash(Some(&change.value)) && !off(Mutant::SameValue)
}

/// The field is neither what the person saw nor what the person wants, and cannot be merged as a set.
fn changed_by_others(current: &Snapshot, name: &str, change: &FieldChange) -> bool {
    let present = current.fields.get(name);
    let now = value_hash(present);
    now != change.base_hash && !agrees(present, change) && union(&current.record_type, name, change, present).is_none()
}

/// The set with what the person added and without what the person removed; `None` where it is no set that merges.
fn union(record_type: &RecordType, name: &str, change: &FieldChange, present: Option<&Value>) -> Option<Value> {
    let is_set = |spec: &&FieldSpec| spec.set;
    field_spec(record_type, name).filter(is_set).filter(|_| !off(Mutant::SetUnion))?;
    let before = change.base.as_ref()?;
    let wanted = change.value.as_array()?;
    let mut items = match present {
        None | Some(Value::Null) => Vec::new(),
        Some(present) => present.as_array()?.clone(),
    };
    items.retain(|item| wanted.contains(item) || !before.contains(item));
    let added = wanted.iter().filter(|item| !before.contains(item));
    for item in added {
        if !items.contains(item) {
            items.push(item.clone());
        }
    }
    Some(Value::Array(items))
}

//! From what a person saved to operations in the outbox.

use std::collections::BTreeMap;

use litemap::LiteMap;
use model::ids::{OpId, RecordId};
use model::order;
use model::order::Set;
use model::record::{Fields, RecordType, field_spec};
use model::time::Millis;
use protocol::{FieldChange, Op, OpKind, Sibling, Snapshot};
use serde_json::Value;
use uuid::Uuid;

use super::group;
use super::plan::SaveIntent;
use super::rows::{OutboxRow, RecordRow, RowChange, SyncMeta};
use super::state::State;
use super::view::{VOID_REASON, is_voided, is_wanted, replay};
use super::{Change, ChangeKind, Entropy};
use crate::canonical::{body_hash, value_hash};
use crate::mutants::{Mutant, off};

/// Version of the operation envelope.
pub(super) const ENVELOPE: u32 = 1;

/// The rows of a save: all of them or nothing. Empty when it is stored already or changes nothing.
pub(super) fn plan(intent: &mut SaveIntent, state: &State, entropy: &mut dyn Entropy) -> Vec<RowChange> {
    let drop_draft = intent.save.drop_draft.and_then(|id| state.own_draft(id));
    let drop_draft = drop_draft.map(|key| RowChange::DropDraft { key: key.clone() });
    // A batch can be durable although the phone said that it failed: what is there is not stored twice.
    let records = || intent.save.changes.iter().map(|change| change.record_id);
    if !off(Mutant::OnceRule) && intent.ids.drawn().iter().any(|op| records().any(|record| state.knows(record, *op))) {
        return drop_draft.into_iter().collect();
    }
    intent.ids.rewind();
    let mut work = Work::new(intent, state);
    for change in &intent.save.changes {
        work.change(change, &mut || intent.ids.next(entropy));
    }
    let mut changes = work.finish();
    changes.extend(drop_draft);
    changes
}

/// The save while it is being planned: the state with the changes so far on top.
struct Work<'a> {
    state: &'a State,
    at: Millis,
    utc_offset: i32,
    meta: SyncMeta,
    lanes: LiteMap<RecordId, Vec<OutboxRow>>,
    dropped: Set<u64>,
    added: Vec<OutboxRow>,
    retried: Vec<OutboxRow>,
    visiting: Vec<RecordRow>,
}

/// One thing to do to a record, before it is an operation.
struct Act {
    kind: OpKind,
    fields: BTreeMap<String, FieldChange>,
    settles: Vec<OpId>,
}

impl Act {
    const fn new(kind: OpKind, fields: BTreeMap<String, FieldChange>) -> Self {
        Self { kind, fields, settles: Vec::new() }
    }
}

impl<'a> Work<'a> {
    fn new(intent: &SaveIntent, state: &'a State) -> Self {
        Self {
            state,
            at: intent.at,
            utc_offset: intent.utc_offset,
            meta: state.meta.clone(),
            lanes: LiteMap::new(),
            dropped: Set::new(),
            added: Vec::new(),
            retried: Vec::new(),
            visiting: Vec::new(),
        }
    }

    fn change(&mut self, change: &Change, next_id: &mut dyn FnMut() -> OpId) {
        let id = change.record_id;
        let mut kept = self.lanes.remove(&id).unwrap_or_else(|| self.state.lane(id).cloned().collect());
        let row = self.state.records.get(&id);
        let base = row.map(|row| &row.base).or(change.seen.as_deref());
        let mut shown = base.map(|base| base.fields.clone()).unwrap_or_default();
        kept.iter().filter(|kept| kept.shows_on(row)).for_each(|kept| replay(&mut shown, &kept.op));
        let seen = change.seen.as_deref().filter(|_| !off(Mutant::BaseRule)).map_or(&shown, |seen| &seen.fields);
        let is_new = base.is_none() && kept.is_empty();

        // What the API refused, and all that waits behind it, is carried on by new operations.
        let refused_at = kept.iter().position(|row| row.parked.is_some() && !row.undecided).unwrap_or(kept.len());
        let mut refused = kept.split_off(refused_at);
        if off(Mutant::CarryRule) && refused.len() > 1 {
            kept.extend(refused.drain(1..));
        }
        // What got no verdict is tried again as it is.
        for row in kept.iter_mut().filter(|row| row.parked.is_some()) {
            (row.parked, row.undecided) = (None, false);
            self.retried.push(row.clone());
        }
        let mut acts = carried_on(&refused);
        acts.extend(act(change, is_new, seen, &shown, self.meta.api_protocol));
        let acts = merged(&change.record_type, acts);

        if !acts.is_empty() && row.is_none() {
            // What has no revision is of this phone, and nothing of the API's is known of it.
            self.visiting.extend(change.seen.as_deref().filter(|seen| seen.rev > 0).map(visitor));
        }
        if acts.is_empty() && !refused.is_empty() {
            // Only a voiding was refused, and the person leaves it at that: the row stays as it is.
            kept.extend(refused);
            self.lanes.insert(id, kept);
            return;
        }
        let mut supersedes: Vec<OpId> = Vec::new();
        for row in refused {
            self.dropped.insert(row.op.client_seq);
            supersedes.extend(row.supersedes);
            supersedes.push(row.op.op_id);
        }
        for act in acts {
            let op = self.operation(change, act, base, kept.last(), next_id());
            let row = OutboxRow::new(op, self.state.operator(), self.at, std::mem::take(&mut supersedes));
            self.added.push(row.clone());
            kept.push(row);
        }
        self.lanes.insert(id, kept);
    }

    fn operation(
        &mut self,
        change: &Change,
        act: Act,
        base: Option<&Snapshot>,
        prev: Option<&OutboxRow>,
        op_id: OpId,
    ) -> Op {
        let client_seq = self.meta.next_seq;
        self.meta.next_seq += 1;
        let depends_on = self.parents(change.record_id, &act.fields);
        let mut op = Op {
            v: ENVELOPE,
            op_id,
            client_seq,
            record_id: change.record_id,
            record_type: change.record_type.clone(),
            schema_version: schema_version(&change.record_type),
            kind: act.kind,
            base_rev: self.base_rev(change, base),
            prev_op_id: prev.filter(|_| !off(Mutant::Predecessor)).map(|row| row.op.op_id),
            depends_on,
            settles: act.settles,
            fields: act.fields,
            client_time: self.at,
            utc_offset: self.utc_offset,
            body_hash: String::new(),
        };
        op.body_hash = body_hash(&op);
        op
    }

    /// The revision that the person saw. What the API made of operations of this phone since then was seen too.
    fn base_rev(&self, change: &Change, base: Option<&Snapshot>) -> u64 {
        let seen = change.seen.as_deref().or(base).map_or(0, |seen| seen.rev);
        let row = self.state.records.get(&change.record_id);
        let own_since = row.and_then(|row| row.own_since);
        match (row, own_since) {
            (Some(row), Some(since)) if since <= seen => row.base.rev.max(seen),
            _ => seen,
        }
    }

    /// Records that the fields name and that the API may not have yet: their creation goes first.
    fn parents(&self, own: RecordId, fields: &BTreeMap<String, FieldChange>) -> Vec<OpId> {
        let mut named = Set::new();
        for change in fields.values() {
            names(&change.value, &mut named);
        }
        named.remove(&own);
        let creation = |id: &RecordId| {
            let is_create = |row: &&OutboxRow| row.op.kind == OpKind::Create;
            match self.lanes.get(id) {
                Some(lane) => lane.iter().find(is_create).map(|row| row.op.op_id),
                None => self.state.lane(*id).find(is_create).map(|row| row.op.op_id),
            }
        };
        named.iter().filter(|_| !off(Mutant::ParentRule)).filter_map(creation).collect()
    }

    fn finish(self) -> Vec<RowChange> {
        if self.added.is_empty() && self.retried.is_empty() {
            return Vec::new();
        }
        // A row made and carried on within the same save was never stored.
        let added = self.added.into_iter().filter(|row| !self.dropped.contains(&row.op.client_seq));
        let mut changes: Vec<RowChange> =
            self.retried.into_iter().chain(added).map(|row| RowChange::Op(Box::new(row))).collect();
        changes.extend(self.dropped.iter().map(|seq| RowChange::DropOp { seq: *seq }));
        changes.extend(self.visiting.into_iter().map(|row| RowChange::Record(Box::new(row))));
        changes.push(RowChange::Sync(self.meta));
        changes
    }
}

/// What refused operations wanted. A refused voiding is not asked for again: the person saw the refusal and went on.
fn carried_on(refused: &[OutboxRow]) -> Vec<Act> {
    let voiding = |row: &OutboxRow| row.parked.is_some() && matches!(row.op.kind, OpKind::Archive | OpKind::Restore);
    let wanted = refused.iter().filter(|row| !voiding(row));
    let act = |op: &Op| Act { kind: op.kind, fields: op.fields.clone(), settles: op.settles.clone() };
    wanted.map(|row| act(&row.op)).collect()
}

/// What the person wants now; `None` when it is so already.
fn act(change: &Change, is_new: bool, seen: &Fields, shown: &Fields, api_protocol: Option<u32>) -> Option<Act> {
    match change.kind {
        ChangeKind::Create if is_new => {
            let fields = change.fields.iter().filter(|(_, value)| !value.is_null());
            let fields = fields.map(|(name, value)| (name.clone(), FieldChange::new(value.clone(), None)));
            Some(Act::new(OpKind::Create, order::tree(fields)))
        }
        ChangeKind::Create | ChangeKind::Patch => {
            let fields = group::changed(&change.record_type, &change.fields, seen, api_protocol);
            (!fields.is_empty()).then(|| Act::new(OpKind::Patch, fields))
        }
        ChangeKind::Archive if is_voided(shown) => None,
        ChangeKind::Archive => {
            let reason = change.fields.get(VOID_REASON).cloned().unwrap_or(Value::Null);
            let reason = FieldChange::new(reason, value_hash(shown.get(VOID_REASON)));
            Some(Act::new(OpKind::Archive, order::tree([(VOID_REASON.to_owned(), reason)])))
        }
        ChangeKind::Restore => is_voided(shown).then(|| Act::new(OpKind::Restore, BTreeMap::new())),
        ChangeKind::Resolve => {
            let open = |sibling: &&Sibling| sibling.settled.is_none() && change.fields.contains_key(&sibling.field);
            let beside = change.seen.iter().flat_map(|seen| &seen.siblings).filter(open);
            let settles: Set<OpId> = order::set(beside.map(|sibling| sibling.op_id));
            let fields = change
                .fields
                .iter()
                .map(|(name, value)| (name.clone(), FieldChange::new(value.clone(), value_hash(seen.get(name)))));
            let settles: Vec<OpId> = settles.iter().copied().collect();
            (!settles.is_empty()).then(|| Act { kind: OpKind::Resolve, fields: order::tree(fields), settles })
        }
    }
}

/// A field and what becomes of it.
type Typed = (String, FieldChange);

/// All changes of fields become one, in the place of the first, with the first base of each field; but for what was
/// typed into a form that did not show what an earlier one wrote: that goes after it, in an operation of its own, so that
/// the API keeps both. Settling and voiding come after them: what a refusal is mended with must not wait behind what was
/// refused.
fn merged(record_type: &RecordType, acts: Vec<Act>) -> Vec<Act> {
    let (fields, others): (Vec<Act>, Vec<Act>) =
        acts.into_iter().partition(|act| matches!(act.kind, OpKind::Create | OpKind::Patch));
    let mut merged: Vec<Act> = Vec::new();
    for act in fields {
        if merged.is_empty() {
            merged.push(act);
            continue;
        }
        // A field that this version does not know stands alone.
        let mut groups: Vec<(Option<&str>, Vec<Typed>)> = Vec::new();
        for (name, change) in act.fields {
            let group = field_spec(record_type, &name).map(|spec| spec.group);
            match groups.iter_mut().find(|(known, _)| known.is_some() && *known == group) {
                Some((_, members)) => members.push((name, change)),
                None => groups.push((group, vec![(name, change)])),
            }
        }
        for (_, members) in groups {
            let wanted = members.iter().filter(|(_, change)| is_wanted(change));
            let at = wanted.map(|(name, change)| place(&merged, name, change)).max().unwrap_or(0);
            if at == merged.len() {
                merged.push(Act::new(OpKind::Patch, BTreeMap::new()));
            }
            for (name, change) in members {
                put(&mut merged[at], name, change);
            }
        }
    }
    merged.into_iter().chain(others).collect()
}

/// Which of the acts takes the change: the last that has the field, or the one after it where its person did not see that.
fn place(acts: &[Act], name: &str, change: &FieldChange) -> usize {
    let last = acts.iter().enumerate().rev().find_map(|(at, act)| Some((at, act.fields.get(name)?)));
    last.map_or(0, |(at, known)| if saw(change, known) { at } else { at + 1 })
}

fn saw(change: &FieldChange, known: &FieldChange) -> bool {
    change.base_hash == value_hash(Some(&known.value))
}

fn put(act: &mut Act, name: String, change: FieldChange) {
    let next = match act.fields.remove(&name) {
        // What a later save only tells of its group does not take back what an earlier one wanted.
        Some(known) if !is_wanted(&change) => known,
        Some(known) if saw(&change, &known) => FieldChange { value: change.value, ..known },
        Some(_) | None => change,
    };
    act.fields.insert(name, next);
}

/// A record found online, so that the phone can show what is changed in it.
fn visitor(seen: &Snapshot) -> RecordRow {
    RecordRow {
        base: seen.clone(),
        own_since: Some(seen.rev),
        receipt: None,
        saved_at: None,
        acked: Vec::new(),
        listing: 0,
        out_of_scope: false,
        visiting: true,
    }
}

fn names(value: &Value, out: &mut Set<RecordId>) {
    match value {
        Value::String(text) if text.len() == 36 => {
            if let Ok(id) = Uuid::parse_str(text) {
                out.insert(RecordId(id));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, out)),
        Value::Object(fields) => fields.values().for_each(|item| names(item, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schema that this build writes.
pub(super) fn schema_version(record_type: &RecordType) -> u32 {
    record_type.info().map_or(1, |info| info.schema_version)
}

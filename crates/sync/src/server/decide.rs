//! What an operation does.

use std::collections::BTreeSet;

use model::config::AmbitoConfig;
use model::ids::OpId;
use model::record::{Issue, IssueCode, MergeClass, TypeInfo};
use model::time::Millis;
use model::{state_of, transition_allowed, validate};
use protocol::{Ack, Op, OpKind, Outcome, RejectCode, Snapshot};
use serde_json::Value;

use super::merge::{self, Edit, Merged};
use super::{Actor, Applied, Decision, How, JournalEntry, Known, Parent, ServerRecord, Verdict, fields, policy};
use crate::canonical::body_hash;
use crate::mutants::{Mutant, off};

/// The envelope that this build reads.
const ENVELOPE: u32 = 1;
/// A device clock this far ahead of the API's contradicts it. Behind proves nothing: the phone may have been offline.
const CLOCK_AHEAD: i64 = 5 * Millis::MINUTE;

/// The operations that must be known before this one is decided.
pub fn parents(op: &Op) -> impl Iterator<Item = OpId> {
    op.prev_op_id.into_iter().chain(op.depends_on.iter().copied())
}

/// Decides what an operation does. Rights are judged as they are now, time never rejects.
#[must_use]
pub fn decide(op: &Op, actor: &Actor, known: &Known<'_>, config: &AmbitoConfig, now: Millis) -> Decision {
    // Neither is written to the journal: the row of the id belongs to the true body.
    if body_hash(op) != op.body_hash && !off(Mutant::BodyHash) {
        return answer_refused(RejectCode::BodyHash);
    }
    if let Some(entry) = known.journal.filter(|_| !off(Mutant::Journal)) {
        return again(op, actor, entry, known.current, config, now);
    }
    // A later version of the API may take it: not final either.
    let Some(info) = op.record_type.info().filter(|_| op.v == ENVELOPE) else {
        return answer_refused(RejectCode::SchemaUnsupported);
    };
    if let Some(parent) = missing_parent(op, known.parent) {
        return Decision::Answer(Outcome::BlockedBy { parent });
    }
    match effect(op, actor, info, known.current, config, now) {
        Ok(applied) => Decision::Apply(Box::new(applied)),
        // The record may come yet: this API may have been restored, and another phone will send it again.
        Err(Refusal(RejectCode::UnknownRecord, _)) => answer_refused(RejectCode::UnknownRecord),
        Err(Refusal(code, issues)) => Decision::Refuse { code, issues },
    }
}

/// Why an operation has no effect.
struct Refusal(RejectCode, Vec<Issue>);

impl From<RejectCode> for Refusal {
    fn from(code: RejectCode) -> Self {
        Self(code, Vec::new())
    }
}

fn answer_refused(code: RejectCode) -> Decision {
    Decision::Answer(Outcome::Rejected { code, issues: Vec::new() })
}

/// The operation was decided before: the same answer, with the record as it is now.
fn again(
    op: &Op,
    actor: &Actor,
    entry: &JournalEntry,
    current: Option<&ServerRecord>,
    config: &AmbitoConfig,
    now: Millis,
) -> Decision {
    if entry.body_hash != op.body_hash && !off(Mutant::IdReuse) {
        return answer_refused(RejectCode::IdReuse);
    }
    if current.is_some_and(|record| record.erased) {
        return answer_refused(RejectCode::Erased);
    }
    Decision::Answer(match &entry.verdict {
        Verdict::Refused { code, issues } => Outcome::Rejected { code: *code, issues: issues.clone() },
        Verdict::Applied { rev, seq, receipt, received_at } => {
            let seen = current.filter(|record| visible_after(record, actor, config, now));
            Outcome::Duplicate(Ack {
                rev: *rev,
                seq: *seq,
                receipt: receipt.clone(),
                received_at: *received_at,
                record: seen.map(|record| Box::new(record.snapshot.clone())),
            })
        }
    })
}

/// The predecessor on the same record must have been applied; a parent on another record must have one.
fn missing_parent(op: &Op, parent: &dyn Fn(OpId) -> Parent) -> Option<OpId> {
    if let Some(prev) = op.prev_op_id.filter(|prev| parent(*prev) != Parent::Applied) {
        return Some(prev);
    }
    let satisfied = |state| matches!(state, Parent::Applied | Parent::Refused { record_exists: true });
    op.depends_on.iter().copied().find(|id| !satisfied(parent(*id)))
}

fn effect(
    op: &Op,
    actor: &Actor,
    info: &TypeInfo,
    current: Option<&ServerRecord>,
    config: &AmbitoConfig,
    now: Millis,
) -> Result<Applied, Refusal> {
    if current.is_some_and(|record| record.erased) && !off(Mutant::EraseIsFinal) {
        return Err(RejectCode::Erased.into());
    }
    if current.is_some_and(|record| record.snapshot.record_type != op.record_type) && !off(Mutant::TypeStays) {
        return Err(RejectCode::TypeMismatch.into());
    }
    let not_writable = fields::forbidden(op, info);
    if !not_writable.is_empty() && !off(Mutant::Writable) {
        return Err(Refusal(RejectCode::Invalid, not_writable));
    }
    match (op.kind, current) {
        (OpKind::Create, None) => create(op, actor, config, now),
        (_, None) => Err(RejectCode::UnknownRecord.into()),
        (_, Some(current)) if !policy::may_write(op, Some(current), actor) && !off(Mutant::Rights) => {
            Err(forbidden(current, actor, config, now))
        }
        (OpKind::Create | OpKind::Patch | OpKind::Resolve, Some(_))
            if info.merge == MergeClass::Event && !off(Mutant::Immutable) =>
        {
            Err(RejectCode::Immutable.into())
        }
        (OpKind::Resolve, Some(current)) => resolve(op, actor, current, config, now),
        (OpKind::Create | OpKind::Patch, Some(current)) => patch(op, actor, current, config, now),
        (OpKind::Archive | OpKind::Restore, Some(current)) => Ok(void(op, actor, current, config, now)),
    }
}

/// Whoever may not even see the record is not told that it exists.
fn forbidden(current: &ServerRecord, actor: &Actor, config: &AmbitoConfig, now: Millis) -> Refusal {
    let code = if policy::visible(current, actor, config, now) || off(Mutant::NoOracle) {
        RejectCode::Forbidden
    } else {
        RejectCode::UnknownRecord
    };
    code.into()
}

fn create(op: &Op, actor: &Actor, config: &AmbitoConfig, now: Millis) -> Result<Applied, Refusal> {
    if !policy::may_write(op, None, actor) {
        return Err(RejectCode::Forbidden.into());
    }
    let mut fields: model::record::Fields = op
        .fields
        .iter()
        .filter(|(_, change)| !change.value.is_null())
        .map(|(name, change)| (name.clone(), change.value.clone()))
        .collect();
    fields.insert("operatorId".to_owned(), Value::from(actor.operator.to_string()));
    fields.insert("receivedAt".to_owned(), Value::from(now.to_rfc3339()));
    if op.client_time.since(now) > CLOCK_AHEAD {
        fields.insert("timeSuspect".to_owned(), Value::Bool(true));
    }
    if let Some(team) = policy::home_team(&op.record_type, &fields, actor) {
        fields.entry("teamId".to_owned()).or_insert_with(|| Value::from(team.id.to_string()));
        fields.entry("providerId".to_owned()).or_insert_with(|| Value::from(team.provider_id.to_string()));
    }
    let issues = validate(&op.record_type, &fields, config);
    if !issues.is_empty() {
        return Err(Refusal(RejectCode::Invalid, issues));
    }
    let snapshot = Snapshot {
        id: op.record_id,
        record_type: op.record_type.clone(),
        schema_version: op.schema_version,
        rev: 1,
        fields,
        siblings: Vec::new(),
    };
    let record = ServerRecord { snapshot, author: actor.operator, erased: false };
    Ok(applied(record, How::Plain, true, actor, config, now))
}

fn patch(
    op: &Op,
    actor: &Actor,
    current: &ServerRecord,
    config: &AmbitoConfig,
    now: Millis,
) -> Result<Applied, Refusal> {
    let head = &current.snapshot;
    // A chain of own operations was saved on a revision that they have moved on since: nobody else is in between, as
    // far as its first operation could tell.
    let alone = op.base_rev == head.rev || op.prev_op_id.is_some();
    let edit = Edit { op, operator: actor.operator, now };
    let mut merged = edit.merge(head, &BTreeSet::new());
    let issues = new_issues(head, &merged.record, config);
    if !issues.is_empty() && (alone || !off(Mutant::MergeValidation)) {
        if alone {
            return Err(Refusal(RejectCode::Invalid, issues));
        }
        // Each version is valid, the two together are not: both are kept, of the groups at fault or, where the fault
        // lies between groups, of all.
        let at_fault = |issue: &Issue| merge::group_of(&op.record_type, root(&issue.field)).to_owned();
        let at_fault: BTreeSet<String> = issues.iter().map(at_fault).collect();
        merged = edit.merge(head, &at_fault.iter().map(String::as_str).collect());
        if !new_issues(head, &merged.record, config).is_empty() {
            let all = op.fields.keys().map(|name| merge::group_of(&op.record_type, name)).collect();
            merged = edit.merge(head, &all);
        }
    }
    let Merged { mut record, mut clash } = merged;
    if !alone && is_voided(head) && !off(Mutant::VoidFlag) {
        edit.flag_voiding(&mut record);
        clash = true;
    }
    record.rev = head.rev + 1;
    record.schema_version = head.schema_version.max(op.schema_version);
    let how = match (clash, alone) {
        (true, _) => How::Conflict,
        (false, true) => How::Plain,
        (false, false) => How::Merged,
    };
    let predictable = how == How::Plain && op.base_rev == head.rev;
    let record = ServerRecord { snapshot: record, ..current.clone() };
    Ok(applied(record, how, !predictable, actor, config, now))
}

/// Settles a conflict; the values chosen were valid each alone, and must be so together.
fn resolve(
    op: &Op,
    actor: &Actor,
    current: &ServerRecord,
    config: &AmbitoConfig,
    now: Millis,
) -> Result<Applied, Refusal> {
    let head = &current.snapshot;
    let Merged { mut record, clash } = Edit { op, operator: actor.operator, now }.resolve(head);
    let issues = new_issues(head, &record, config);
    if !issues.is_empty() {
        return Err(Refusal(RejectCode::Invalid, issues));
    }
    record.rev = head.rev + 1;
    let how = if clash { How::Conflict } else { How::Plain };
    Ok(applied(ServerRecord { snapshot: record, ..current.clone() }, how, true, actor, config, now))
}

/// Voids the record or takes that back; its fields stay, so an edit made meanwhile is not lost, and is flagged.
fn void(op: &Op, actor: &Actor, current: &ServerRecord, config: &AmbitoConfig, now: Millis) -> Applied {
    let mut snapshot = current.snapshot.clone();
    let alone = op.base_rev == current.snapshot.rev || op.prev_op_id.is_some();
    if op.kind == OpKind::Archive && !alone && !is_voided(&snapshot) {
        Edit { op, operator: actor.operator, now }.flag_voiding(&mut snapshot);
    }
    snapshot.rev += 1;
    let (at, reason) = if op.kind == OpKind::Archive {
        let given = op.fields.get("voidReason").map(|change| change.value.clone());
        let reason = given.filter(|value| !value.is_null()).unwrap_or_else(|| Value::from("other"));
        (Value::from(now.to_rfc3339()), reason)
    } else {
        (Value::Null, Value::Null)
    };
    if op.kind == OpKind::Archive && is_voided(&snapshot) {
        // The first voiding holds, with its time and reason; another reason can be put in its place.
        Edit { op, operator: actor.operator, now }.keep_reason(&mut snapshot, reason);
    } else {
        snapshot.fields.insert(merge::VOIDED_AT.to_owned(), at);
        snapshot.fields.insert(merge::VOID_REASON.to_owned(), reason);
    }
    let how = match (alone, op.kind) {
        (true, _) => How::Plain,
        (false, OpKind::Archive) => How::Conflict,
        (false, _) => How::Merged,
    };
    applied(ServerRecord { snapshot, ..current.clone() }, how, true, actor, config, now)
}

fn is_voided(record: &Snapshot) -> bool {
    record.fields.get(merge::VOIDED_AT).is_some_and(|at| !at.is_null())
}

/// The field of a path such as `people[1].gender`.
fn root(path: &str) -> &str {
    path.split(['[', '.']).next().unwrap_or(path)
}

fn applied(record: ServerRecord, how: How, tell: bool, actor: &Actor, config: &AmbitoConfig, now: Millis) -> Applied {
    let tell = tell && visible_after(&record, actor, config, now);
    Applied { record, how, tell }
}

/// Whether the answer to the author may carry the record.
fn visible_after(record: &ServerRecord, actor: &Actor, config: &AmbitoConfig, now: Millis) -> bool {
    record.author == actor.operator
        || policy::visible(record, actor, config, now)
        || policy::may_read_online(record, actor)
}

/// What the operation makes wrong. What was wrong before is not its fault, and the person cannot see it.
fn new_issues(before: &Snapshot, after: &Snapshot, config: &AmbitoConfig) -> Vec<Issue> {
    let mut issues = validate(&after.record_type, &after.fields, config);
    let (from, to) = (state_of(&before.record_type, &before.fields), state_of(&after.record_type, &after.fields));
    if !transition_allowed(&after.record_type, Some(from), to) {
        issues.push(Issue { field: "status".to_owned(), code: IssueCode::ImpossibleTransition });
    }
    if issues.is_empty() {
        return issues;
    }
    let old = validate(&before.record_type, &before.fields, config);
    issues.retain(|issue| !old.contains(issue));
    issues
}

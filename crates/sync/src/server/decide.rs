//! What an operation does.

use std::collections::BTreeSet;

use model::config::AmbitoConfig;
use model::ids::OpId;
use model::record::{Fields, Issue, IssueCode, MergeClass, RecordRef, RecordType, TypeInfo};
use model::time::Millis;
use model::{state_of, template, transition_allowed};
use protocol::{Ack, Op, OpKind, Outcome, RejectCode, Snapshot};
use serde_json::Value;

use super::merge::{self, Edit, Merged};
use super::{Actor, Applied, Decision, How, JournalEntry, Known, Parent, ServerRecord, Verdict, cases, fields, policy};
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
    let alone = known.current.is_none_or(|record| saw_all(op, record, known.parent));
    match (Write { op, actor, alone, case: known.case, config, now }).effect(info, known.current) {
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
        Verdict::Applied { rev, seq, receipt, received_at, .. } => {
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
    if let Some(prev) = op.prev_op_id.filter(|prev| !matches!(parent(*prev), Parent::Applied { .. })) {
        return Some(prev);
    }
    let satisfied = |state| matches!(state, Parent::Applied { .. } | Parent::Refused { record_exists: true });
    op.depends_on.iter().copied().find(|id| !satisfied(parent(*id)))
}

/// Whether the writer had seen all that the record holds: its last revision, or that of the own operation before, whose
/// writer had. Own operations in a row are saved on a revision that they have moved on since.
fn saw_all(op: &Op, current: &ServerRecord, parent: &dyn Fn(OpId) -> Parent) -> bool {
    let head = current.snapshot.rev;
    let before = |prev| parent(prev) == Parent::Applied { rev: head, alone: true };
    op.base_rev == head || op.prev_op_id.is_some_and(before)
}

/// An operation on its way to its effect.
struct Write<'a> {
    op: &'a Op,
    actor: &'a Actor,
    /// Its writer had seen all that the record holds.
    alone: bool,
    /// The activation that it says somebody has.
    case: &'a [ServerRecord],
    config: &'a AmbitoConfig,
    now: Millis,
}

impl Write<'_> {
    fn effect(&self, info: &TypeInfo, current: Option<&ServerRecord>) -> Result<Applied, Refusal> {
        let op = self.op;
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
            (OpKind::Create, None) => self.create(),
            (_, None) => Err(RejectCode::UnknownRecord.into()),
            (_, Some(current)) if !policy::may_write(op, Some(current), self.actor) && !off(Mutant::Rights) => {
                Err(self.forbidden(current))
            }
            (OpKind::Create | OpKind::Patch | OpKind::Resolve, Some(_))
                if info.merge == MergeClass::Event && !off(Mutant::Immutable) =>
            {
                Err(RejectCode::Immutable.into())
            }
            (OpKind::Resolve, Some(current)) => self.resolve(current),
            (OpKind::Create | OpKind::Patch, Some(current)) => self.patch(current),
            (OpKind::Archive | OpKind::Restore, Some(current)) => Ok(self.void(current)),
        }
    }

    /// Whoever may not even see the record is not told that it exists.
    fn forbidden(&self, current: &ServerRecord) -> Refusal {
        let code = if policy::visible(current, self.actor, self.config, self.now) || off(Mutant::NoOracle) {
            RejectCode::Forbidden
        } else {
            RejectCode::UnknownRecord
        };
        code.into()
    }

    fn create(&self) -> Result<Applied, Refusal> {
        let (op, actor) = (self.op, self.actor);
        if !policy::may_write(op, None, actor) {
            return Err(RejectCode::Forbidden.into());
        }
        let mut fields: Fields = op
            .fields
            .iter()
            .filter(|(_, change)| !change.value.is_null())
            .map(|(name, change)| (name.clone(), change.value.clone()))
            .collect();
        fields.insert("operatorId".to_owned(), Value::from(actor.operator.to_string()));
        fields.insert("receivedAt".to_owned(), Value::from(self.now.to_rfc3339()));
        if op.client_time.since(self.now) > CLOCK_AHEAD {
            fields.insert("timeSuspect".to_owned(), Value::Bool(true));
        }
        if let Some(team) = policy::home_team(&op.record_type, &fields, actor) {
            fields.entry("teamId".to_owned()).or_insert_with(|| Value::from(team.id.to_string()));
            fields.entry("providerId".to_owned()).or_insert_with(|| Value::from(team.provider_id.to_string()));
        }
        // Another Comune's is not there for this one; what hands it over may come yet.
        let step = RecordRef::new(op.record_id, &op.record_type, &fields);
        let for_comune = policy::speaks_for_comune(op, actor) && !off(Mutant::Rights);
        if for_comune && !cases::is_of_comune(&step, actor, self.case) {
            return Err(RejectCode::UnknownRecord.into());
        }
        let issues = validate(&op.record_type, &fields, self.config);
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
        Ok(self.applied(record, How::Plain, true))
    }

    fn patch(&self, current: &ServerRecord) -> Result<Applied, Refusal> {
        let (op, head) = (self.op, &current.snapshot);
        // What the person wrote in a row is judged as one: where it is wrong, it is theirs to mend.
        let own = self.alone || op.prev_op_id.is_some();
        let edit = self.edit();
        let mut merged = edit.merge(head, &BTreeSet::new());
        let issues = self.new_issues(head, &merged.record);
        if !issues.is_empty() && (own || !off(Mutant::MergeValidation)) {
            if own {
                return Err(Refusal(RejectCode::Invalid, issues));
            }
            // Each version is valid, the two together are not: both are kept, of the groups at fault or, where the
            // fault lies between groups, of all.
            let at_fault = |issue: &Issue| merge::group_of(&op.record_type, root(&issue.field)).to_owned();
            let at_fault: BTreeSet<String> = issues.iter().map(at_fault).collect();
            merged = edit.merge(head, &at_fault.iter().map(String::as_str).collect());
            if !self.new_issues(head, &merged.record).is_empty() {
                let all = op.fields.keys().map(|name| merge::group_of(&op.record_type, name)).collect();
                merged = edit.merge(head, &all);
            }
        }
        let Merged { mut record, mut clash } = merged;
        if !self.alone && is_voided(head) && !off(Mutant::VoidFlag) {
            edit.flag_voiding(&mut record);
            clash = true;
        }
        record.rev = head.rev + 1;
        record.schema_version = head.schema_version.max(op.schema_version);
        let how = match (clash, self.alone) {
            (true, _) => How::Conflict,
            (false, true) => How::Plain,
            (false, false) => How::Merged,
        };
        // The phone does not know which value beside the head takes its place.
        let predictable = how == How::Plain && op.base_rev == head.rev && record.siblings == head.siblings;
        let record = ServerRecord { snapshot: record, ..current.clone() };
        Ok(self.applied(record, how, !predictable))
    }

    /// Settles a conflict; the values chosen were valid each alone, and must be so together.
    fn resolve(&self, current: &ServerRecord) -> Result<Applied, Refusal> {
        let head = &current.snapshot;
        let Merged { mut record, clash } = self.edit().resolve(head);
        let issues = self.new_issues(head, &record);
        if !issues.is_empty() {
            return Err(Refusal(RejectCode::Invalid, issues));
        }
        record.rev = head.rev + 1;
        let how = if clash { How::Conflict } else { How::Plain };
        Ok(self.applied(ServerRecord { snapshot: record, ..current.clone() }, how, true))
    }

    /// Voids the record or takes that back; its fields stay, so an edit made meanwhile is not lost, and is flagged.
    fn void(&self, current: &ServerRecord) -> Applied {
        let op = self.op;
        let mut snapshot = current.snapshot.clone();
        if op.kind == OpKind::Archive && !self.alone && !is_voided(&snapshot) {
            self.edit().flag_voiding(&mut snapshot);
        }
        snapshot.rev += 1;
        let (at, reason) = if op.kind == OpKind::Archive {
            let given = op.fields.get("voidReason").map(|change| change.value.clone());
            let reason = given.filter(|value| !value.is_null()).unwrap_or_else(|| Value::from("other"));
            (Value::from(self.now.to_rfc3339()), reason)
        } else {
            (Value::Null, Value::Null)
        };
        if op.kind == OpKind::Archive && is_voided(&snapshot) {
            // The first voiding holds, with its time and reason; another reason can be put in its place.
            self.edit().keep_reason(&mut snapshot, reason);
        } else {
            snapshot.fields.insert(merge::VOIDED_AT.to_owned(), at);
            snapshot.fields.insert(merge::VOID_REASON.to_owned(), reason);
        }
        let how = match (self.alone, op.kind) {
            (true, _) => How::Plain,
            (false, OpKind::Archive) => How::Conflict,
            (false, _) => How::Merged,
        };
        self.applied(ServerRecord { snapshot, ..current.clone() }, how, true)
    }

    fn edit(&self) -> Edit<'_> {
        Edit { op: self.op, operator: self.actor.operator, now: self.now }
    }

    fn applied(&self, record: ServerRecord, how: How, tell: bool) -> Applied {
        let tell = tell && visible_after(&record, self.actor, self.config, self.now);
        Applied { record, how, alone: self.alone, tell }
    }

    /// What the operation makes wrong. What was wrong before is not its fault, and the person cannot see it.
    fn new_issues(&self, before: &Snapshot, after: &Snapshot) -> Vec<Issue> {
        let mut issues = validate(&after.record_type, &after.fields, self.config);
        let (from, to) = (state_of(&before.record_type, &before.fields), state_of(&after.record_type, &after.fields));
        if !transition_allowed(&after.record_type, Some(from), to) {
            issues.push(Issue { field: "status".to_owned(), code: IssueCode::ImpossibleTransition });
        }
        if issues.is_empty() {
            return issues;
        }
        let old = validate(&before.record_type, &before.fields, self.config);
        issues.retain(|issue| !old.contains(issue));
        issues
    }
}

/// What is wrong with a record; of a template also what a coordinator's page checks before it saves one.
fn validate(record_type: &RecordType, fields: &Fields, config: &AmbitoConfig) -> Vec<Issue> {
    let mut issues = model::validate(record_type, fields, config);
    if *record_type == RecordType::TEMPLATE && issues.is_empty() {
        issues.extend(template::issues(fields, config));
    }
    issues
}

fn is_voided(record: &Snapshot) -> bool {
    record.fields.get(merge::VOIDED_AT).is_some_and(|at| !at.is_null())
}

/// The field of a path such as `people[1].gender`.
fn root(path: &str) -> &str {
    path.split(['[', '.']).next().unwrap_or(path)
}

/// Whether the answer to the author may carry the record.
fn visible_after(record: &ServerRecord, actor: &Actor, config: &AmbitoConfig, now: Millis) -> bool {
    record.author == actor.operator
        || policy::visible(record, actor, config, now)
        || policy::may_read_online(record, actor)
}

//! The decisions of the API, pure: what an operation does to a record, and who may see or write it.
//!
//! A repository reads what a decision needs ([`Known`]), calls [`decide`], and writes journal, record, feed and audit in
//! one savepoint. It decides nothing itself.

mod cases;
mod decide;
mod fields;
mod mask;
mod merge;
pub mod policy;
mod receipt;

use model::ids::{AmbitoId, DeviceId, OpId, OperatorId, RecordId};
use model::record::Issue;
use model::time::Millis;
use protocol::{Ack, OpResult, Outcome, Profile, PushRequest, PushResponse, RejectCode, Role, Snapshot, TeamRef};
use serde::{Deserialize, Serialize};

use crate::mutants::{Mutant, off};

pub use cases::case_named;
pub use decide::{decide, parents};
pub use mask::{is_masked, mask};
pub use policy::{may_write, visible, visible_with};
pub use receipt::receipt;

/// Who asks, from the session and never from a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The operator.
    pub operator: OperatorId,
    /// The device.
    pub device: DeviceId,
    /// The tenant.
    pub ambito: AmbitoId,
    /// Roles.
    pub roles: Vec<Role>,
    /// Teams.
    pub teams: Vec<TeamRef>,
    /// The own Comune, for a municipal social worker.
    pub municipality_code: Option<String>,
}

impl Actor {
    /// Whether the operator has this role.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

impl From<&Profile> for Actor {
    fn from(profile: &Profile) -> Self {
        Self {
            operator: profile.operator_id,
            device: profile.device_id,
            ambito: profile.ambito_id.clone(),
            roles: profile.roles.clone(),
            teams: profile.teams.clone(),
            municipality_code: profile.municipality_code.clone(),
        }
    }
}

/// A record as the API keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerRecord {
    /// What phones get.
    pub snapshot: Snapshot,
    /// Who made it.
    pub author: OperatorId,
    /// Erased by law: nothing of it is left, and its id is never used again.
    #[serde(default)]
    pub erased: bool,
}

/// The row of an operation that was decided for good. A refusal is final too: the same operation never applies later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalEntry {
    /// The operation.
    pub op_id: OpId,
    /// Its body, so that the id cannot come back with another one.
    pub body_hash: String,
    /// The record.
    pub record_id: RecordId,
    /// What was decided.
    pub verdict: Verdict,
}

/// What was decided for an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// Applied; this is what the first answer said.
    Applied {
        /// Revision of the record after it.
        rev: u64,
        /// Position in the feed.
        seq: u64,
        /// Receipt.
        receipt: String,
        /// When.
        received_at: Millis,
        /// Whoever wrote it had seen all that the record held before it. Rows from before this was kept do not say so.
        #[serde(default)]
        alone: bool,
    },
    /// Refused.
    Refused {
        /// Why.
        code: RejectCode,
        /// The fields at fault.
        issues: Vec<Issue>,
    },
}

/// What the API knows of a parent of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parent {
    /// Nothing: it has not come yet.
    Unknown,
    /// It was applied.
    Applied {
        /// Revision of its record after it.
        rev: u64,
        /// Whoever wrote it had seen all that the record held before it.
        alone: bool,
    },
    /// It was refused.
    Refused {
        /// Its record exists all the same: another operation made it.
        record_exists: bool,
    },
}

impl Parent {
    /// From its row in the journal; `record_exists` matters where it was refused.
    #[must_use]
    pub fn of(entry: Option<&JournalEntry>, record_exists: bool) -> Self {
        match entry.map(|entry| &entry.verdict) {
            None => Self::Unknown,
            Some(Verdict::Applied { rev, alone, .. }) => Self::Applied { rev: *rev, alone: *alone },
            Some(Verdict::Refused { .. }) => Self::Refused { record_exists },
        }
    }
}

/// What a decision needs from the repository.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The journal row of this operation id, if any.
    pub journal: Option<&'a JournalEntry>,
    /// The record, if any.
    pub current: Option<&'a ServerRecord>,
    /// What is known of each operation that [`parents`] names.
    pub parent: &'a dyn Fn(OpId) -> Parent,
    /// The activation that [`case_named`] names, with its steps.
    pub case: &'a [ServerRecord],
}

/// Whether a push names another incarnation of the API: a phone that does not know of a restore would send what came
/// after what it has to send again. Nothing of such a push is decided.
#[must_use]
pub fn other_incarnation(request: &PushRequest, epoch: &str) -> bool {
    request.epoch.as_ref().is_some_and(|named| named != epoch) && !off(Mutant::EpochRule)
}

/// The answer to a push of which nothing is decided now.
#[must_use]
pub fn answer_later(request: &PushRequest, epoch: &str, now: Millis) -> PushResponse {
    let later = |op: &protocol::Op| OpResult { op_id: op.op_id, outcome: Outcome::RetryLater };
    PushResponse {
        batch_id: request.batch_id,
        epoch: epoch.to_owned(),
        results: request.ops.iter().map(later).collect(),
        server_time: now,
    }
}

/// What is to be done with an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Nothing is written; this is the answer.
    Answer(Outcome),
    /// Only the journal row is written: the refusal is final.
    Refuse {
        /// Why.
        code: RejectCode,
        /// The fields at fault.
        issues: Vec<Issue>,
    },
    /// The record, a journal row, a feed row and an audit row are written; [`Applied::commit`] makes the answer.
    Apply(Box<Applied>),
}

/// An operation that takes effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The record after it, `rev` included.
    pub record: ServerRecord,
    /// How it came about.
    pub how: How,
    /// Whoever wrote it had seen all that the record held before it.
    pub alone: bool,
    /// The answer carries the record: the phone cannot work it out.
    pub tell: bool,
}

/// How an operation was applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it was.
    Plain,
    /// Together with changes of somebody else.
    Merged,
    /// With both values kept.
    Conflict,
}

impl Applied {
    /// The answer and the journal row, once the repository has given the position in the feed.
    #[must_use]
    pub fn commit(&self, op: &protocol::Op, seq: u64, epoch: &str, now: Millis) -> (OpResult, JournalEntry) {
        let rev = self.record.snapshot.rev;
        let code = receipt(op.op_id, seq, epoch);
        let ack = Ack {
            rev,
            seq,
            receipt: code.clone(),
            received_at: now,
            record: self.tell.then(|| Box::new(self.record.snapshot.clone())),
        };
        let outcome = match self.how {
            How::Plain => Outcome::Applied(ack),
            How::Merged => Outcome::Merged(ack),
            How::Conflict => Outcome::Conflict(ack),
        };
        let verdict = Verdict::Applied { rev, seq, receipt: code, received_at: now, alone: self.alone };
        (OpResult { op_id: op.op_id, outcome }, JournalEntry::new(op, verdict))
    }
}

impl JournalEntry {
    /// The row for an operation.
    #[must_use]
    pub fn new(op: &protocol::Op, verdict: Verdict) -> Self {
        Self { op_id: op.op_id, body_hash: op.body_hash.clone(), record_id: op.record_id, verdict }
    }
}

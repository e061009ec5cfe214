//! What views read: records, queue, drafts and the truth about sending.

use model::ids::{OpId, OperatorId, RecordId};
use model::record::{DataClass, Fields, Issue, RecordType, field_spec};
use model::time::Millis;
use protocol::{OpKind, Profile, RejectCode, Sibling};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::StoreError;

#[cfg(doc)]
use super::Change;
use crate::mutants::{Mutant, off};

/// Who uses this phone; kept in the store, so that the app starts with no network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// The operator, as the API said.
    pub profile: Profile,
    /// Version of `config`.
    pub config_version: String,
    /// The configuration of the Ambito as JSON.
    pub config: Value,
}

/// A record as a view shows it: the API's version with the unsent changes of this phone on top.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordView {
    /// The record.
    pub id: RecordId,
    /// Its type.
    pub record_type: RecordType,
    /// Revision at the API, 0 when it has none yet.
    pub rev: u64,
    /// All fields.
    pub fields: Fields,
    /// In words: Sul telefono, Invio…, Ricevuto, Da correggere.
    pub state: SaveState,
    /// The last receipt, if any.
    pub receipt: Option<Receipt>,
    /// Values that lost a clash: the badge Conflitto.
    pub siblings: Vec<Sibling>,
    /// Why the API refused it, for [`SaveState::ToFix`].
    pub fault: Option<FaultView>,
    /// When it was last saved on this phone, for one that was.
    pub saved_at: Option<Millis>,
    /// The API fails over it: it is tried once a day.
    pub quarantined: bool,
}

impl RecordView {
    /// The values that lost a clash and wait for a person.
    pub fn open_siblings(&self) -> impl Iterator<Item = &Sibling> {
        self.siblings.iter().filter(|sibling| sibling.settled.is_none())
    }

    /// Whether it has the badge Conflitto.
    #[must_use]
    pub fn in_conflict(&self) -> bool {
        self.open_siblings().next().is_some()
    }

    /// Whether two values of a critical field stand side by side: it goes to the top, neither value is hidden.
    #[must_use]
    pub fn needs_review(&self) -> bool {
        needs_review(&self.record_type, &self.siblings)
    }

    /// What a person sees of the record now; to be given back in [`Change::seen`] when the form is saved.
    #[must_use]
    pub fn seen(&self) -> protocol::Snapshot {
        protocol::Snapshot {
            id: self.id,
            record_type: self.record_type.clone(),
            schema_version: 0,
            rev: self.rev,
            fields: self.fields.clone(),
            siblings: self.siblings.clone(),
        }
    }
}

/// Whether an open value is one of a critical field.
pub(super) fn needs_review(record_type: &RecordType, siblings: &[Sibling]) -> bool {
    let critical = |sibling: &Sibling| {
        field_spec(record_type, &sibling.field)
            .is_some_and(|spec| spec.class == DataClass::Critical && !off(Mutant::Critical))
    };
    siblings.iter().any(|sibling| sibling.settled.is_none() && critical(sibling))
}

/// Where the newest change of a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Only on this phone.
    OnPhone,
    /// On its way.
    Sending {
        /// How many times it was sent, this one included.
        attempt: u32,
    },
    /// Durable at the API.
    Received,
    /// Refused; a person has to mend it.
    ToFix,
}

/// The proof that a record is durable at the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Code for people; show the first 4 symbols.
    pub code: String,
    /// When the API committed it, on its clock.
    pub received_at: Millis,
}

/// Why the API refused an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FaultView {
    /// The operation.
    pub op_id: OpId,
    /// Why.
    pub code: RejectCode,
    /// The fields at fault.
    #[serde(deserialize_with = "protocol::json::list")]
    pub issues: Vec<Issue>,
}

/// An operation of the queue, for the Invio page.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxView {
    /// The operation.
    pub op_id: OpId,
    /// Its record.
    pub record_id: RecordId,
    /// The type of the record.
    pub record_type: RecordType,
    /// What it does.
    pub kind: OpKind,
    /// When it was saved, device clock.
    pub saved_at: Millis,
    /// Waiting, on its way, or refused.
    pub state: SaveState,
    /// How often it was sent since the app started.
    pub attempts: u32,
    /// The API fails over it: it is tried once a day.
    pub quarantined: bool,
    /// Why it was refused.
    pub fault: Option<FaultView>,
}

/// What is being typed: kept at each change, recovered only when a person says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// The record that the draft will become, or that it edits.
    pub record_id: RecordId,
    /// Its type.
    pub record_type: RecordType,
    /// True when it edits a saved record.
    pub edits: bool,
    /// What was typed so far, valid or not.
    pub fields: Fields,
    /// What the person saw when the form was opened, for a draft that edits: without it a value that somebody else
    /// changed meanwhile would look as if this person had typed the old one again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Box<protocol::Snapshot>>,
    /// The address of the page on which it is typed, where it can be taken up again: ids and times, never a text. One
    /// of before, or one that no form made, has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Last change.
    pub changed_at: Millis,
    /// Who types it; whoever uses the phone when absent. Not kept here: the row says whose it is.
    #[serde(skip)]
    pub typed_by: Option<OperatorId>,
}

/// The truth for the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// What the last attempt met.
    pub network: Network,
    /// Records whose newest change is only on this phone, refused ones included.
    pub unsent: usize,
    /// Records to mend.
    pub to_fix: usize,
    /// Records with a clash.
    pub conflicts: usize,
    /// Of those, records with a clash in a critical field.
    pub needs_review: usize,
    /// How long the oldest unsent change has waited.
    pub alarm: Alarm,
    /// The API was restored from a backup, and this phone sends again what it had sent: as many operations.
    pub sent_again: usize,
    /// Operations that another operator of this phone sent and the API, restored since, may lack: that operator has to
    /// sign in here again.
    pub of_others: usize,
    /// Operations that were receipted and stay until a backup of the API holds them.
    pub kept: usize,
    /// Records of this phone that were erased by law since a person last looked.
    pub erased: Vec<Erasure>,
    /// What was sent stays on the phone until a backup of the API holds it; false when the API makes none.
    pub backed_up: Option<bool>,
    /// When the API last answered as ours, on its clock.
    pub last_contact: Option<Millis>,
    /// When the oldest unsent change was saved, device clock.
    pub oldest_unsent: Option<Millis>,
    /// API clock less device clock, in milliseconds, when measured.
    pub clock_skew: Option<i64>,
    /// A push or a pull is under way.
    pub busy: bool,
    /// When the next attempt is due.
    pub next_attempt: Option<Millis>,
    /// The session is of another operator than the records of this phone: nothing is sent, nothing is lost. The former
    /// operator has to sign in again, or the unsent records have to be sent first.
    pub other_operator: bool,
    /// Why the last write to the phone failed, until one succeeds.
    pub storage_fault: Option<StoreError>,
    /// Rows of the store that could not be read; they are kept.
    pub unreadable: usize,
}

/// How long the oldest unsent change has waited: a quiet alarm, never an obstacle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// Less than 12 hours, or nothing waits.
    #[default]
    None,
    /// 12 hours or more.
    HalfDay,
    /// 24 hours or more.
    Day,
}

/// A record that was erased by law: nothing of its content is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Erasure {
    /// Its type.
    pub record_type: RecordType,
    /// Something unsent went with it.
    pub unsent: bool,
    /// When this phone learnt it, on the clock of the API.
    pub at: Millis,
}

/// What the last attempt met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Nothing was tried yet.
    Unknown,
    /// The API answered.
    Ok,
    /// No connection, or no answer in time.
    Offline,
    /// Something answered that is not the API: the network wants a sign-in.
    Portal,
    /// The API is in trouble (5xx, 429, nonsense).
    ServerTrouble,
    /// The session ended: capture goes on, sending waits for a new code.
    SignedOut,
    /// The device was revoked.
    Revoked,
    /// This app is too old for the API.
    TooOld,
}

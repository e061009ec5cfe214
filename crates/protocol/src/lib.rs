//! The messages between the app and the Ambito API, their error codes and the protocol version.
//!
//! Identity, Ambito and rights come from the session, never from a body.

use std::collections::BTreeMap;

use model::ids::{BatchId, DeviceId, OpId, OperatorId, RecordId};
use model::record::{Fields, Issue, RecordType};
use model::time::Millis;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod alarms;
mod back_office;
mod heartbeat;
pub mod json;
#[cfg(feature = "openapi")]
mod openapi;
mod orders;
mod problem;
mod result;
mod sealed;
mod session;
mod version;

pub use alarms::{Alarm, AlarmKind, AlarmsResponse, MAX_AWAY_SECONDS, ReturnRequest, ReturnResponse};
pub use back_office::{
    DeviceEntry, DevicesResponse, DuplicateGroup, EraseReason, EraseRequest, FiguresResponse, HeldEntry, HeldResponse,
    HistoryEntry, HistoryResponse, JoinedCard, KnownPath, Masked, PossibleDuplicates, PossibleJoin, PossibleJoins,
    QueryRequest, QueryResponse, RevokeRequest, TakeRequest,
};
pub use heartbeat::{Heartbeat, StorageHealth};
pub use orders::{MAX_PHONES, OrdersRequest, OrdersResponse, PhoneWord, WipeOrder};
pub use problem::{Problem, ProblemCode};
pub use sealed::{
    MAX_PARCELS, RescueFile, SHUT_POSITIONS, SealedOp, SealedOutcome, SealedRequest, SealedResponse, SealedResult,
    SealingResponse,
};
pub use session::{
    Colleague, EnrolRequest, Profile, ProofKeyRequest, Role, SessionResponse, StepUpChallenge, StepUpRequest,
    StepUpResponse, TeamRef,
};
pub use version::{MIN_CLIENT, MIN_SERVER, PROTOCOL, PULL_ID_SINCE, RESOLVE_SINCE, ZIPPED_SINCE, common};

/// Header of every answer of the API, with the version that it speaks; an answer without it is not ours (a captive portal, a proxy).
pub const PROTOCOL_HEADER: &str = "x-sync-protocol";
/// Header that every POST of the app carries, so that no other site can make one.
pub const CLIENT_HEADER: &str = "x-taccuino";

/// Header with the device that a page asks for: a session of somebody else, who was signed in meanwhile, does not answer it.
pub const DEVICE_HEADER: &str = "x-taccuino-device";
/// Most operations in one push.
pub const MAX_BATCH_OPS: usize = 500;
/// Largest push body before compression, in bytes.
pub const MAX_BATCH_BYTES: usize = 1024 * 1024;

/// What an operation does to its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OpKind {
    /// Makes the record.
    Create,
    /// Changes fields.
    Patch,
    /// Voids it: `voidedAt` and `voidReason` are set, it leaves every count.
    Archive,
    /// Takes the voiding back.
    Restore,
    /// Settles a conflict.
    Resolve,
}

/// A field as the operation wants it, and what it was when the person saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FieldChange {
    /// The new value; `null` clears.
    pub value: Value,
    /// SHA-256 (hex) of the canonical JSON of the value before, absent where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_hash: Option<String>,
    /// The set before, for a field that merges by what was added and removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Vec<Value>>,
}

impl FieldChange {
    /// A value, and the hash of what was there when the person saw it.
    #[must_use]
    pub const fn new(value: Value, base_hash: Option<String>) -> Self {
        Self { value, base_hash, base: None }
    }
}

/// One operation of the outbox. Stored before its first send and never altered after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Op {
    /// Version of this envelope.
    pub v: u32,
    /// Makes the operation idempotent.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub op_id: OpId,
    /// Position in the stream of this device and operator; detects loss and clones, never delays.
    pub client_seq: u64,
    /// The record.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub record_id: RecordId,
    /// Its type.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub record_type: RecordType,
    /// Schema version that wrote it.
    pub schema_version: u32,
    /// What to do.
    pub kind: OpKind,
    /// Revision that the person saw; 0 for a new record.
    pub base_rev: u64,
    /// The operation before it on the same record, while that one is not known to be applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Uuid))]
    pub prev_op_id: Option<OpId>,
    /// Parents on other records of the same stream.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "json::list")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<uuid::Uuid>))]
    pub depends_on: Vec<OpId>,
    /// For a `resolve`: the operations whose kept values the person saw, and settles. Values kept since then stay open.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "json::list")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<uuid::Uuid>))]
    pub settles: Vec<OpId>,
    /// The fields that change.
    pub fields: BTreeMap<String, FieldChange>,
    /// Device clock when it was saved: evidence for people, never an ordering key.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub client_time: Millis,
    /// Offset of the device from UTC then, in minutes.
    pub utc_offset: i32,
    /// SHA-256 (hex) of the canonical JSON of this operation without this field.
    pub body_hash: String,
}

/// `POST /v1/sync/push`. What a later version adds beside these is not read; inside an operation it is never dropped,
/// because its hash covers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PushRequest {
    /// Version that the client speaks.
    pub protocol: u32,
    /// Must be the session's device.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// Incarnation of the server that the client knows, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    /// Echoed by the answer.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub batch_id: BatchId,
    /// The highest position in the feed of that incarnation that the phone has a receipt for: an API whose feed ends
    /// before it went back. Said to an API of version 2 or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_seq: Option<u64>,
    /// In the order of their lanes.
    #[serde(deserialize_with = "json::list")]
    pub ops: Vec<Op>,
}

/// The answer to a push: exactly one result per operation, sent after the durable commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PushResponse {
    /// The request's.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub batch_id: BatchId,
    /// Incarnation of the server.
    pub epoch: String,
    /// One per operation.
    #[serde(deserialize_with = "json::list")]
    pub results: Vec<OpResult>,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
}

/// What became of one operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpResult {
    /// Which operation.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub op_id: OpId,
    /// What happened.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The outcomes of an operation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "outcome", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Outcome {
    /// Applied; the record is at `rev`.
    Applied(Ack),
    /// Already applied before; same receipt as then.
    Duplicate(Ack),
    /// Applied together with a change of somebody else in other fields.
    Merged(Ack),
    /// Applied where possible; a field that somebody else changed keeps both values.
    Conflict(Ack),
    /// Refused; a person has to mend it.
    Rejected {
        /// Why.
        code: RejectCode,
        /// The fields at fault, for `invalid`.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::Issue>))]
        issues: Vec<Issue>,
    },
    /// Not now; send again later.
    RetryLater,
    /// A parent is not known to the API yet.
    BlockedBy {
        /// The missing parent.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
        parent: OpId,
    },
}

/// The proof that an operation is durable at the API.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Ack {
    /// Revision of the record after it.
    pub rev: u64,
    /// Position in the feed of the Ambito.
    pub seq: u64,
    /// Receipt for people, derived from (operation, seq, epoch): 8 base32 symbols or more, 4 shown.
    pub receipt: String,
    /// When the API committed it.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub received_at: Millis,
    /// The record as the API has it, when it differs from what the client can predict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Box<Snapshot>>,
}

/// Why an operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectCode {
    /// The merged record does not pass its validation.
    Invalid,
    /// The operator may not do this to this record.
    Forbidden,
    /// The same operation id came with another body.
    IdReuse,
    /// The body hash is not the body's.
    BodyHash,
    /// An event cannot be changed, only corrected by a later one.
    Immutable,
    /// The record was erased by law.
    Erased,
    /// The record id exists already with another type.
    TypeMismatch,
    /// A change of a record that the API does not have.
    UnknownRecord,
    /// One operation larger than the API takes.
    TooLarge,
    /// A schema that this API does not know.
    SchemaUnsupported,
}

/// A record as the API has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// The record.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub id: RecordId,
    /// Its type.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub record_type: RecordType,
    /// Schema version that wrote it last.
    pub schema_version: u32,
    /// Revision, +1 at each change.
    pub rev: u64,
    /// All fields, the envelope's included (`operatorId`, `receivedAt`, `timeSuspect` are the API's).
    #[cfg_attr(feature = "openapi", schema(value_type = BTreeMap<String, Value>))]
    pub fields: Fields,
    /// Values that lost a clash: open until a person settles it, and kept after that so that they can be put back.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "json::list")]
    pub siblings: Vec<Sibling>,
}

impl Snapshot {
    /// The values that wait for a person.
    pub fn open_siblings(&self) -> impl Iterator<Item = &Sibling> {
        self.siblings.iter().filter(|sibling| sibling.settled.is_none())
    }
}

/// A value that lost a clash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sibling {
    /// The field.
    pub field: String,
    /// What the other person wrote.
    pub value: Value,
    /// Who wrote it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub operator_id: OperatorId,
    /// The operation that carried it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub op_id: OpId,
    /// When the API received it.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub received_at: Millis,
    /// SHA-256 (hex) of the canonical JSON of what its writer saw in the field, absent where there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_hash: Option<String>,
    /// The revision that its writer saw. An older operation that comes late (the API was restored) and makes the head
    /// what the writer saw then gives way to this value.
    #[serde(default)]
    pub base_rev: u64,
    /// Set once a person settled the clash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}

/// Who settled a clash, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Settled {
    /// Who.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub by: OperatorId,
    /// When the API received that.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub at: Millis,
}

/// `POST /v1/sync/pull`. What a later version adds beside these is not read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PullRequest {
    /// Version that the client speaks.
    pub protocol: u32,
    /// Must be the session's device: another operator's records are never written under this one.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid))]
    pub device_id: DeviceId,
    /// Incarnation of the server that the client knows, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<String>,
    /// Opaque position given by the API; absent at the first pull.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Most records wanted in the page.
    pub limit: u32,
    /// Echoed by the answer, so that an old page out of a cache is none. Said to an API of version 2 or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Uuid))]
    pub pull_id: Option<BatchId>,
}

/// One page of what this operator may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PullResponse {
    /// The request's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Uuid))]
    pub pull_id: Option<BatchId>,
    /// Incarnation of the server.
    pub epoch: String,
    /// Records at their latest revision.
    #[serde(deserialize_with = "json::list")]
    pub changes: Vec<Snapshot>,
    /// Records that the operator may not see any more.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<uuid::Uuid>))]
    #[serde(deserialize_with = "json::list")]
    pub removed_scope: Vec<RecordId>,
    /// Records that were erased by law: the phone forgets them whole, what is unsent included. They are in
    /// `removedScope` too, for an app that does not know this list.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "json::list")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<uuid::Uuid>))]
    pub erased: Vec<RecordId>,
    /// Where the next page starts.
    pub next_cursor: String,
    /// There is more right now.
    pub has_more: bool,
    /// The cursor is too old or of another incarnation: this page starts from nothing.
    pub reset: bool,
    /// Oldest protocol that the API takes.
    pub min_client: u32,
    /// Clock of the API.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, format = Int64))]
    pub server_time: Millis,
    /// Operations up to here are in a backup; absent where none is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up_seq: Option<u64>,
}

//! Records, pages and audit rows, as the API asks for them.

use model::ids::{DeviceId, OpId, OperatorId, RecordId};
use model::record::{RecordType, Service};
use model::time::Millis;
use protocol::{Op, OpKind, OpResult, SealedOp};
use sync::server::{Decision, Known, ServerRecord};

use crate::repository::WentBack;
use crate::scope::Author;

/// A record as the database has it, with its place in the feed.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRecord {
    /// The record and its author.
    pub record: ServerRecord,
    /// Position of its latest revision in the feed.
    pub seq: u64,
    /// When it happened, or is to happen, as queries sort it.
    pub occurred_at: Option<i64>,
}

/// Decides what an operation does; pure. `sync::server::decide` with the actor and the configuration filled in.
pub type Decide<'a> = dyn Fn(&Op, &Known<'_>) -> Decision + Send + Sync + 'a;

/// Whether a push is meant for this incarnation of the server; pure.
pub type Meant<'a> = dyn Fn(&str) -> bool + Send + Sync + 'a;

/// A push as it came.
pub struct Sent<'a> {
    /// Its operations that this version can read.
    pub ops: &'a [Op],
    /// Whether it is meant for the incarnation that runs.
    pub meant: &'a Meant<'a>,
    /// What it knows of the feed, which may prove that the database went back.
    pub known: Option<WentBack<'a>>,
}

/// What recurring visits hang on, as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// The plans.
    pub plans: Vec<ServerRecord>,
    /// The cards of the people.
    pub cards: Vec<ServerRecord>,
    /// The visits that begin since the instant asked for.
    pub visits: Vec<PlannedVisit>,
}

/// A visit, and whether a person ever wrote to it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedVisit {
    /// The visit.
    pub record: ServerRecord,
    /// An operation of a phone was applied to it.
    pub touched: bool,
}

/// Decides which records are written by the plans, made anew (revision 0) or changed; pure.
pub type Tend<'a> = dyn Fn(&Planned) -> Vec<ServerRecord> + Send + Sync + 'a;

/// The part of the feed that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// After this position.
    pub after: u64,
    /// Up to this position at most: what came later was not known when it was decided who sees what.
    pub upto: u64,
    /// At most so many records, and what goes along.
    pub limit: u32,
    /// When.
    pub now: Millis,
}

/// What goes along with the feed up to a position, though it stands before the part that was asked for; pure. What the device
/// may not see is left out.
pub type Along<'a> = dyn Fn(u64) -> Vec<StoredRecord> + Send + Sync + 'a;

/// Decides whether a record is in the scope of the asking operator; pure.
pub type Visible<'a> = dyn Fn(&ServerRecord) -> bool + Send + Sync + 'a;

/// The names of a record's fields that a reader is given, where that leaves a row of its own in the audit; pure.
pub type Noted<'a> = dyn Fn(&ServerRecord) -> Option<Vec<String>> + Send + Sync + 'a;

/// What became of a push.
#[derive(Clone, Debug, PartialEq)]
pub struct Pushed {
    /// One result per operation, in their order; `None` for a push that is meant for another incarnation, or that
    /// began one.
    pub results: Option<Vec<OpResult>>,
    /// The end of the feed, where the push proved that the database went back; its incarnation began with it.
    pub went_back: Option<u64>,
    /// Incarnation of the server that runs.
    pub epoch: String,
    /// An operation came under a position of its stream that another one has: the profile of the device was cloned, and
    /// its sessions are over.
    pub forked: bool,
}

/// One page of the feed as one device may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct PullPage {
    /// Records at their latest revision, in feed order, and after them what goes along.
    pub changes: Vec<StoredRecord>,
    /// Records that this device was given and may not see any more.
    pub removed: Vec<RecordId>,
    /// Records that were erased by law, whoever had them; they are among `removed` too.
    pub erased: Vec<RecordId>,
    /// The position up to which the feed was read.
    pub next: u64,
    /// There is more right now.
    pub has_more: bool,
}

/// What a coordinator looks for.
#[derive(Clone, Debug)]
pub struct Query {
    /// The type wanted.
    pub record_type: RecordType,
    /// Not before this instant.
    pub from: Option<Millis>,
    /// Before this instant.
    pub until: Option<Millis>,
    /// In this Comune.
    pub municipality_code: Option<String>,
    /// Of these services only; `None` for what all services share.
    pub services: Vec<Service>,
    /// Most records wanted.
    pub limit: u32,
    /// The last record of the page before.
    pub after: Option<Place>,
}

/// The place of a record in a query: when it happened, and its id.
pub type Place = (i64, RecordId);

/// Who asks online, what that person may have, and what is noted of it.
pub struct Reader<'a> {
    /// Operator and device.
    pub author: Author,
    /// When.
    pub at: Millis,
    /// The terms that were asked for, as the audit keeps them.
    pub terms: Vec<String>,
    /// Whether the person may have a record.
    pub may: &'a Visible<'a>,
    /// What the audit says of a record that is given.
    pub noted: &'a Noted<'a>,
}

/// A page of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What the person may have, newest first.
    pub records: Vec<StoredRecord>,
    /// The place where the next page begins, if there is one.
    pub next: Option<Place>,
}

/// An operation that came sealed and could not be applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The operation.
    pub op_id: OpId,
    /// The phone that sealed it.
    pub device_id: DeviceId,
    /// Its author.
    pub operator_id: OperatorId,
    /// Hash of its body.
    pub body_hash: String,
    /// Its position in the stream of the phone.
    pub client_seq: u64,
    /// What it is about.
    pub record_id: RecordId,
    /// The type of that.
    pub record_type: RecordType,
    /// Why it could not be applied, a code.
    pub reason: String,
    /// When it came first.
    pub received_at: Millis,
    /// As it came: its content is still sealed.
    pub parcel: SealedOp,
}

/// What following the chain of the audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditChain {
    /// The last row that fits.
    pub last: i64,
    /// Its hash, hex: whoever writes it down elsewhere sees later whether rows were taken from the end. Empty where no
    /// row has one.
    pub head: String,
    /// The first row that does not fit: it was changed, or one before it is missing.
    pub broken_at: Option<i64>,
}

/// One row of the audit: field names, never values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When.
    pub at: Millis,
    /// Who; absent for the back office.
    pub operator_id: Option<OperatorId>,
    /// With which device.
    pub device_id: Option<DeviceId>,
    /// What, in one word.
    pub action: String,
    /// On which record.
    pub record_id: Option<RecordId>,
    /// Of which type.
    pub record_type: Option<RecordType>,
    /// The names of the fields or the terms of the query.
    pub fields: Vec<String>,
}

/// One change of a record that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// What was done with it.
    pub kind: OpKind,
    /// Who did it, where the Ambito still knows the name.
    pub display_name: Option<String>,
    /// When it was received.
    pub received_at: Millis,
}

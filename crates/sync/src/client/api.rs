//! What happens and what is to be done: events in, effects out.

use model::ids::RecordId;
use model::record::{Fields, RecordType};
use model::time::Millis;
use protocol::SessionResponse;
use serde_json::Value;
use store::{Batch, Generation, Snapshot, StoreError};

use super::DraftView;
#[cfg(doc)]
use super::RecordView;

/// Where random bytes come from.
pub trait Entropy {
    /// Fills `bytes` with random bytes of a cryptographic source.
    fn fill(&mut self, bytes: &mut [u8]);
}

/// Names a save while it is under way; the caller makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Names a batch that was handed out to be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitId(pub u64);

/// Names a request that was handed out to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// What happened. Facts only.
#[derive(Clone, Debug)]
pub enum Event {
    /// The offset of the device from UTC; said at the start and when it changes.
    Zone {
        /// Minutes, positive to the east.
        utc_offset: i32,
    },
    /// The API opened a session on this device: who uses it, and the configuration of the Ambito as JSON.
    Enrolled {
        /// The API's answer.
        session: Box<SessionResponse>,
        /// Body of `GET /v1/config`.
        config: Value,
    },
    /// A person saved something; the view already validated it.
    Saved {
        /// Echoed by [`Effect::SaveDone`] or [`Effect::SaveFailed`].
        ticket: Ticket,
        /// What was saved, all of it or nothing.
        save: LocalSave,
    },
    /// A person typed; the draft replaces the one of the same id.
    DraftChanged(DraftView),
    /// A person threw a draft away.
    DraftDropped(RecordId),
    /// A person asked for one record to be sent again: what waits, and what was parked without a verdict.
    Retry(RecordId),
    /// A person wants a record on top of lists, or no more.
    Pinned(RecordId, bool),
    /// A person read that records were erased by law.
    ErasuresRead,
    /// The batch is durable.
    Committed {
        /// Which batch.
        commit: CommitId,
        /// The generation that the store is at.
        generation: Generation,
    },
    /// The batch was not written. For [`StoreError::Stale`] the driver loads the store and says [`Event::Reloaded`].
    CommitFailed {
        /// Which batch.
        commit: CommitId,
        /// Why.
        error: StoreError,
    },
    /// The store was read again, because another tab wrote.
    Reloaded(Snapshot),
    /// A request was answered.
    Replied {
        /// Which request.
        request: RequestId,
        /// The answer, whatever it is.
        reply: HttpReply,
    },
    /// A request got no answer.
    Failed {
        /// Which request.
        request: RequestId,
        /// Why.
        failure: HttpFailure,
    },
    /// A reason to look at the queue.
    Triggered(Trigger),
    /// This tab became the one that syncs, or is no longer.
    Leader(bool),
}

/// Reasons to look at the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The app started.
    Start,
    /// The page became visible.
    Visible,
    /// The browser believes in a network.
    Online,
    /// The time of [`Effect::WakeAt`] came.
    Timer,
    /// A person asked: "Invia ora".
    Manual,
}

/// An answer as the transport read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpReply {
    /// Status.
    pub status: u16,
    /// `Content-Type`, lower case, without parameters.
    pub content_type: Option<String>,
    /// `X-Sync-Protocol`, if there.
    pub protocol: Option<String>,
    /// `Retry-After` as sent.
    pub retry_after: Option<String>,
    /// Body as text.
    pub body: String,
}

/// Why there was no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpFailure {
    /// No connection, a reset, a refused redirect.
    Network,
    /// Nothing within the time of the request.
    TimedOut,
}

/// What is to be done. Orders only.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Write the batch durably, then say [`Event::Committed`] or [`Event::CommitFailed`].
    Commit {
        /// Names it in the answer.
        id: CommitId,
        /// The rows.
        batch: Batch,
    },
    /// Send the request, then say [`Event::Replied`] or [`Event::Failed`].
    Send {
        /// Names it in the answer.
        id: RequestId,
        /// What to send.
        request: HttpRequest,
    },
    /// Say [`Trigger::Timer`] at this instant and never before it; replaces the one asked for before. The engine takes
    /// it that so much time has passed, whatever the clock says then.
    WakeAt(Millis),
    /// The save is durable: the view may say "Salvato sul telefono".
    SaveDone(Ticket),
    /// The save is not on the phone: the text stays on the screen.
    SaveFailed {
        /// Which save.
        ticket: Ticket,
        /// Why.
        error: StoreError,
    },
    /// The records, the drafts or the status changed: read the getters again.
    Changed,
}

/// A request of the engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Where to.
    pub route: Route,
    /// JSON body; empty for a GET.
    pub body: String,
    /// The API takes the body compressed (gzip), if the browser can.
    pub zip: bool,
    /// Give up after this many milliseconds.
    pub timeout_ms: u32,
}

/// The routes that the engine uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// `POST /v1/sync/push`
    Push,
    /// `POST /v1/sync/pull`
    Pull,
    /// `GET /v1/session`
    Session,
    /// `GET /v1/config`
    Config,
}

impl Route {
    /// Path on the API.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Push => "/v1/sync/push",
            Self::Pull => "/v1/sync/pull",
            Self::Session => "/v1/session",
            Self::Config => "/v1/config",
        }
    }

    /// Whether it is a POST with a JSON body.
    #[must_use]
    pub const fn is_post(self) -> bool {
        matches!(self, Self::Push | Self::Pull)
    }
}

/// What a person saved in one act: one record or several, together or not at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LocalSave {
    /// In order; a parent before its children.
    pub changes: Vec<Change>,
    /// A draft that this save makes superfluous; it goes in the same transaction.
    pub drop_draft: Option<RecordId>,
}

/// One record of a save.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record; made by the caller for a new one.
    pub record_id: RecordId,
    /// Its type.
    pub record_type: RecordType,
    /// What to do.
    pub kind: ChangeKind,
    /// The values typed. Those equal to the present ones are left out of the operation by the engine.
    pub fields: Fields,
    /// What the person saw when the form was opened ([`RecordView::seen`]): a value that differs from it was typed.
    /// Needed for a record that is not on this phone (a coordinator found it online); without it the present view
    /// counts as seen.
    pub seen: Option<Box<protocol::Snapshot>>,
}

/// What a person may do to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// A new record.
    Create,
    /// Changed fields.
    Patch,
    /// Voided; `fields` has `voidReason`.
    Archive,
    /// The voiding taken back.
    Restore,
    /// A conflict settled: `fields` has the value chosen for each field in question, the present one included. What
    /// [`Change::seen`] shows as open beside those fields is settled by it. For `voidedAt`, `null` takes the voiding
    /// back and anything else leaves it.
    Resolve,
}

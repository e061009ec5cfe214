//! The phone's end.

mod api;

pub use api::{
    Change, ChangeKind, CommitId, DraftView, Effect, Entropy, Event, FaultView, HttpFailure, HttpReply, HttpRequest,
    Identity, LocalSave, Network, Receipt, RecordView, RequestId, Route, SaveState, SyncStatus, Ticket, Trigger,
};

//! The API's repositories: one trait, one module per database, each with its own SQL and migrations.
//!
//! Every call takes a [`TenantScope`]; only the two doors (an enrolment code, a session token) find out which tenant
//! somebody belongs to. What an operation does is decided by `sync::server`; this crate keeps its effects together:
//! journal, record, feed and audit in one savepoint, one durable commit per batch. Rows never leave this crate, and it
//! reads no clock and draws no random numbers.

mod error;
mod people;
mod records;
mod repository;
mod returns;
mod scope;
mod sealing;
mod sqlite;
mod streams;

pub use error::StoreError;
pub use people::{CodeOutcome, Device, Enrolment, NewCode, Operator, Person, SessionState, SessionTimes, Team};
pub use records::{
    Along, Asked, AuditChain, AuditEntry, Decide, Found, Held, Meant, Noted, Place, Planned, PlannedVisit, PullPage,
    Pushed, Query, Reader, Sent, StoredRecord, Tend, Visible, Written,
};
pub use repository::{AmbitoState, Repository, WentBack};
pub use returns::ExpectedReturn;
pub use scope::{Author, TenantScope};
pub use sealing::{Sealer, is_sealed};
pub use sqlite::{BACK_OFFICE, Covered, Pragma, Restored, SqliteRepository, sync_folder};
pub use streams::{Hole, Stream};

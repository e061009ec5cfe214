//! The one trait that every database module implements.

use async_trait::async_trait;
use model::ids::{DeviceId, OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use protocol::{EraseReason, Heartbeat, Snapshot};

use sync::server::ServerRecord;

use crate::error::StoreError;
use crate::people::{CodeOutcome, Device, Enrolment, NewCode, Operator, Person, SessionState, SessionTimes, Team};
use crate::records::{
    Along, Asked, AuditChain, AuditEntry, Decide, Found, Held, PullPage, Pushed, Query, Reader, Sent, StoredRecord,
    Tend, Visible, Written,
};
use crate::returns::ExpectedReturn;
use crate::scope::{Author, TenantScope};
use crate::streams::Stream;

/// What the database knows of an Ambito as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmbitoState {
    /// Incarnation of the server.
    pub epoch: String,
    /// Key of the MAC of pull cursors, and of phone numbers while they are compared; hex.
    pub cursor_key: String,
    /// The last position of the feed.
    pub head: u64,
    /// A backup holds the feed up to here; `None` until there was one.
    pub backed_up_seq: Option<u64>,
    /// When that backup was made.
    pub backed_up_at: Option<Millis>,
    /// The generation of the key that phones seal to.
    pub sealing_kid: u32,
}

/// The proof that the database went back, and the incarnation that begins. It is one where the feed of `epoch` ends
/// before `seen`.
#[derive(Clone, Copy, Debug)]
pub struct WentBack<'a> {
    /// The incarnation that gave the cursor or the receipt.
    pub epoch: &'a str,
    /// Where the cursor stands, or the position of the receipt.
    pub seen: u64,
    /// The incarnation that begins.
    pub next: &'a str,
}

/// Everything that the API asks of its database.
#[async_trait]
pub trait Repository: Send + Sync {
    /// Answers when the database can be written and its schema is the one of this build.
    async fn ready(&self) -> Result<(), StoreError>;

    /// Makes the Ambito with this epoch and cursor key unless it exists; answers how it is.
    async fn ensure_ambito(
        &self,
        scope: &TenantScope,
        epoch: &str,
        cursor_key: &str,
    ) -> Result<AmbitoState, StoreError>;

    /// How the Ambito is now: a backup, a restore and another process change it while this one runs.
    async fn ambito(&self, scope: &TenantScope) -> Result<AmbitoState, StoreError>;

    /// Starts a new incarnation when the database turns out to have gone back: `author` has a cursor of incarnation
    /// `epoch` that stands at `seen`, after the end of the feed. Nothing happens when another one started meanwhile.
    async fn renew_epoch(
        &self,
        scope: &TenantScope,
        author: Author,
        gone: &WentBack<'_>,
        now: Millis,
    ) -> Result<AmbitoState, StoreError>;

    /// What the demo that filled the Ambito left as its mark, if one did.
    async fn demo_mark(&self, scope: &TenantScope) -> Result<Option<String>, StoreError>;

    /// Sets the mark of the demo.
    async fn mark_demo(&self, scope: &TenantScope, mark: &str) -> Result<(), StoreError>;

    /// Makes or changes an operator.
    async fn put_operator(&self, scope: &TenantScope, operator: &Operator) -> Result<(), StoreError>;

    /// Makes or changes a team and sets its members.
    async fn put_team(&self, scope: &TenantScope, team: &Team) -> Result<(), StoreError>;

    /// The teams with their members.
    async fn teams(&self, scope: &TenantScope) -> Result<Vec<Team>, StoreError>;

    /// The active operators, by name.
    async fn operators(&self, scope: &TenantScope) -> Result<Vec<Operator>, StoreError>;

    /// An active operator with teams and colleagues.
    async fn person(&self, scope: &TenantScope, id: OperatorId) -> Result<Option<Person>, StoreError>;

    /// Keeps the hash of a new enrolment code.
    async fn add_code(&self, scope: &TenantScope, code: &NewCode, now: Millis) -> Result<(), StoreError>;

    /// Door: spends a code on a new device with its session, in one transaction.
    async fn enrol(&self, code_hash: &str, new: &Enrolment, now: Millis) -> Result<CodeOutcome, StoreError>;

    /// Door: what a session token is worth now; notes that it was used.
    async fn session(&self, token_hash: &str, times: SessionTimes, now: Millis) -> Result<SessionState, StoreError>;

    /// Keeps the key by which the device proves that its person gave the passphrase again. The first one stays: answers
    /// whether it is this one.
    async fn set_proof_key(
        &self,
        scope: &TenantScope,
        author: Author,
        key: &[u8],
        now: Millis,
    ) -> Result<bool, StoreError>;

    /// The proof key of a device, if it has one.
    async fn proof_key(&self, scope: &TenantScope, device: DeviceId) -> Result<Option<Vec<u8>>, StoreError>;

    /// Ends the sessions of a device.
    async fn end_sessions(&self, scope: &TenantScope, author: Author, now: Millis) -> Result<(), StoreError>;

    /// Revokes a device and ends its sessions, in the name of `by` or of the back office; answers whether there is such
    /// a device. One that was revoked before stays so, since then. What lies on it is ordered to go where `wipe` says so.
    async fn revoke_device(
        &self,
        scope: &TenantScope,
        device: DeviceId,
        by: Option<OperatorId>,
        wipe: bool,
        now: Millis,
    ) -> Result<bool, StoreError>;

    /// Whether what lies on a device was ordered to go.
    async fn is_to_be_wiped(&self, scope: &TenantScope, device: DeviceId) -> Result<bool, StoreError>;

    /// Notes that what lay on a device is gone; of one that had no order nothing is noted.
    async fn wiped(&self, scope: &TenantScope, device: DeviceId, now: Millis) -> Result<(), StoreError>;

    /// Applies operations in their order and answers one result for each, after one durable commit.
    ///
    /// Journal, record, feed and audit of one operation are written together or not at all. Where an operation shows
    /// that two phones write one stream, the sessions of the device end with the same commit; the operations stand. A
    /// push that is `meant` for another incarnation than the one that runs decides nothing; nor does one that knows a
    /// position after the end of the feed, which begins a new incarnation in the same transaction.
    async fn apply_push(
        &self,
        scope: &TenantScope,
        author: Author,
        sent: &Sent<'_>,
        now: Millis,
        decide: &Decide<'_>,
    ) -> Result<Pushed, StoreError>;

    /// The highest position of a device's stream that was decided; 0 for none.
    async fn last_client_seq(&self, scope: &TenantScope, device: DeviceId) -> Result<u64, StoreError>;

    /// The secret that the keys of the sealed carrier hang on; none for a database without a key.
    fn carrier_root(&self) -> Option<[u8; 32]>;

    /// Door: whose device it is, and whether it was revoked. A sealed operation proves its device by itself.
    async fn owner_of(&self, scope: &TenantScope, device: DeviceId) -> Result<Option<(OperatorId, bool)>, StoreError>;

    /// Keeps an operation that came sealed and could not be applied; one that came before stays as it came first. Nothing
    /// is kept of a record that was erased by law: then the answer is false.
    async fn hold(&self, scope: &TenantScope, held: &Held) -> Result<bool, StoreError>;

    /// How many operations are held.
    async fn held_count(&self, scope: &TenantScope) -> Result<u64, StoreError>;

    /// What came sealed and could not be applied, by device and in the order of its stream.
    async fn held(&self, scope: &TenantScope) -> Result<Vec<Held>, StoreError>;

    /// Begins another generation of the key that phones seal to, and answers which.
    async fn rotate_sealing_key(&self, scope: &TenantScope, now: Millis) -> Result<u32, StoreError>;

    /// How the stream of each device came in.
    async fn streams(&self, scope: &TenantScope) -> Result<Vec<Stream>, StoreError>;

    /// The records after a position of the feed that the device may see, and those that it may not see any more.
    /// From the start of the feed (position 0) a new listing begins, and what the device was given before is forgotten.
    async fn pull(
        &self,
        scope: &TenantScope,
        author: Author,
        asked: Asked,
        visible: &Visible<'_>,
        along: &Along<'_>,
    ) -> Result<PullPage, StoreError>;

    /// Forgets what was given to devices that were not seen since; answers how many rows went.
    async fn forget_deliveries(&self, scope: &TenantScope, since: Millis) -> Result<u64, StoreError>;

    /// Sets when somebody means to be back, once: what was set under this id stands. Nothing where it is another operator's.
    async fn set_return(
        &self,
        scope: &TenantScope,
        author: Author,
        wanted: &ExpectedReturn,
    ) -> Result<Option<ExpectedReturn>, StoreError>;

    /// One of them, ended or not.
    async fn expected_return(&self, scope: &TenantScope, id: RecordId) -> Result<Option<ExpectedReturn>, StoreError>;

    /// The person is back, or known to be well; that of before stands.
    async fn end_return(&self, scope: &TenantScope, id: RecordId, now: Millis) -> Result<(), StoreError>;

    /// Those that nobody ended, the first due first.
    async fn open_returns(&self, scope: &TenantScope) -> Result<Vec<ExpectedReturn>, StoreError>;

    /// Forgets those that ended before, and those that nobody ended a month before that; answers how many went.
    async fn forget_returns(&self, scope: &TenantScope, before: Millis) -> Result<u64, StoreError>;

    /// Keeps the sign of life of a device in the place of the one before.
    async fn beat(
        &self,
        scope: &TenantScope,
        device: DeviceId,
        beat: &Heartbeat,
        now: Millis,
    ) -> Result<(), StoreError>;

    /// When the first operation after this position of the feed was received, if there is one.
    async fn received_since(&self, scope: &TenantScope, seq: u64) -> Result<Option<Millis>, StoreError>;

    /// The devices that may still speak, those that said to have something unsent and those that were shut out, each with
    /// its last sign of life.
    async fn devices(&self, scope: &TenantScope) -> Result<Vec<Device>, StoreError>;

    /// Erases a record: a tombstone without content stays, and the reason in the audit. Answers whether there is such a
    /// record; one that was erased before stays as it is.
    async fn erase(
        &self,
        scope: &TenantScope,
        author: Author,
        id: RecordId,
        reason: EraseReason,
        now: Millis,
    ) -> Result<bool, StoreError>;

    /// Writes a reference record (a venue with its timetable, say) from the back office.
    async fn put_reference(&self, scope: &TenantScope, record: &Snapshot, now: Millis) -> Result<(), StoreError>;

    /// Writes records of the back office in one transaction, each only where nobody wrote to it since the revision that it was
    /// decided on; the audit gets the action of each.
    async fn write_back(
        &self,
        scope: &TenantScope,
        records: &[ServerRecord],
        action: &str,
        now: Millis,
    ) -> Result<(), StoreError>;

    /// Writes what recurring plans make of visits and cards, as `tend` decides, in one transaction; answers how many records
    /// were written. The visits shown are those that begin after `since`. A record that is to be made and is there already,
    /// be it erased, stays as it is.
    async fn tend(&self, scope: &TenantScope, since: Millis, now: Millis, tend: &Tend<'_>)
    -> Result<usize, StoreError>;

    /// The records of a query that the reader may have, newest first. What was asked for, and each record given that is
    /// to be noted, is in the audit before it is answered, in one transaction.
    async fn query(&self, scope: &TenantScope, query: &Query, reader: &Reader<'_>) -> Result<Found, StoreError>;

    /// The one record, if the reader may have it. That it was read, and what the reader notes of it, is in the audit before
    /// it is answered, in one transaction.
    async fn reveal(
        &self,
        scope: &TenantScope,
        id: RecordId,
        reader: &Reader<'_>,
    ) -> Result<Option<StoredRecord>, StoreError>;

    /// Who wrote on a record and when, the first first, if the reader may have it; refusals left out. What the reader notes
    /// of it is in the audit before it is answered.
    async fn history(
        &self,
        scope: &TenantScope,
        id: RecordId,
        reader: &Reader<'_>,
    ) -> Result<Option<Vec<Written>>, StoreError>;

    /// Every record of these types, for a report.
    async fn records_of(&self, scope: &TenantScope, types: &[RecordType]) -> Result<Vec<StoredRecord>, StoreError>;

    /// Adds a row to the audit.
    async fn audit(&self, scope: &TenantScope, entry: &AuditEntry) -> Result<(), StoreError>;

    /// Reads the whole audit and follows its chain.
    async fn audit_chain(&self, scope: &TenantScope) -> Result<AuditChain, StoreError>;
}

//! SQLite: one file, write-ahead log, `synchronous=FULL`, one writer.

mod ambito;
mod audit;
mod back_office;
mod backup;
mod devices;
mod doors;
mod erase;
mod former;
mod held;
mod people;
mod pull;
mod push;
mod restore;
mod returns;
mod rows;
mod seal;
mod streams;
mod tend;

use std::borrow::Cow;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use model::ids::{DeviceId, OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use protocol::{EraseReason, Heartbeat, Snapshot};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnectionMetadata;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, SqlSafeStr, Sqlite, Transaction};
use sync::server::ServerRecord;

use self::rows::Sealed;
use crate::error::StoreError;
use crate::people::{CodeOutcome, Device, Enrolment, NewCode, Operator, Person, SessionState, SessionTimes, Team};
use crate::records::{
    Along, Asked, AuditChain, AuditEntry, Decide, Found, Held, PullPage, Pushed, Query, Reader, Sent, StoredRecord,
    Tend, Visible, Written,
};
use crate::repository::{AmbitoState, Repository, WentBack};
use crate::returns::ExpectedReturn;
use crate::scope::{Author, TenantScope};
use crate::sealing::Sealer;
use crate::streams::Stream;

pub use back_office::BACK_OFFICE;
pub use backup::{Covered, sync_folder};
pub use restore::Restored;

/// The [`Repository`] on one SQLite file.
#[derive(Clone, Debug)]
pub struct SqliteRepository {
    /// One connection: writers take turns here, so that `seq` follows the order of the commits.
    writer: SqlitePool,
    readers: SqlitePool,
    /// The key of what lies encrypted; without it all is written in clear.
    sealer: Option<Sealer>,
}

const BUSY: Duration = Duration::from_secs(5);
const READERS: u32 = 4;

/// The schema, one file a step. A file that has shipped never changes.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../../migrations/sqlite/0001_first.sql")),
    (2, "removals", include_str!("../../migrations/sqlite/0002_removals.sql")),
    (3, "care", include_str!("../../migrations/sqlite/0003_care.sql")),
    (4, "audit_chain", include_str!("../../migrations/sqlite/0004_audit_chain.sql")),
    (5, "sealing", include_str!("../../migrations/sqlite/0005_sealing.sql")),
    (6, "sealed_carrier", include_str!("../../migrations/sqlite/0006_sealed_carrier.sql")),
    (7, "wipe", include_str!("../../migrations/sqlite/0007_wipe.sql")),
    (8, "proof_keys", include_str!("../../migrations/sqlite/0008_proof_keys.sql")),
    (9, "returns", include_str!("../../migrations/sqlite/0009_returns.sql")),
];

impl SqliteRepository {
    /// Opens the database, makes the file where there is none and brings its schema up to date.
    ///
    /// # Errors
    /// When the file cannot be opened or written, or its schema is of a later version.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        Self::open_at_most(file, None).await
    }

    /// As [`SqliteRepository::open`], with a database that grows to so many pages of 4 KiB at most: past them it
    /// answers as a full disk does.
    ///
    /// # Errors
    /// As [`SqliteRepository::open`].
    pub async fn open_at_most(file: &Path, pages: Option<u32>) -> Result<Self, StoreError> {
        let mut options = durable(file).create_if_missing(true);
        if let Some(pages) = pages {
            options = options.pragma("max_page_count", pages.to_string());
        }
        let repo = Self::connect(options).await?;
        if let Err(error) = migrations().run(&repo.writer).await {
            repo.close().await;
            return Err(StoreError::Database(Box::new(error)));
        }
        Ok(repo)
    }

    /// Opens a database that is there and leaves its schema alone: for commands beside a server that runs.
    ///
    /// # Errors
    /// When the file is not there or cannot be opened, or its schema is of another version.
    pub async fn open_existing(file: &Path) -> Result<Self, StoreError> {
        let repo = Self::connect(durable(file)).await?;
        repo.check_schema(&mut *repo.readers.acquire().await?).await?;
        Ok(repo)
    }

    async fn connect(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .after_release(still_sound)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(options).await?;
        Ok(Self { writer, readers, sealer: None })
    }

    async fn check_schema(&self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        let version: Option<i64> =
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success").fetch_one(conn).await?;
        if version == MIGRATIONS.last().map(|step| step.0) { Ok(()) } else { Err(StoreError::OtherSchema) }
    }

    /// The value of a pragma on a connection that writes and on one that reads.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn pragma(&self, name: Pragma) -> Result<[String; 2], StoreError> {
        Ok([name.read(&self.writer).await?, name.read(&self.readers).await?])
    }

    /// Waits for the running work and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    fn sealed<'a>(&'a self, scope: &'a TenantScope) -> Sealed<'a> {
        Sealed { scope, sealer: self.sealer.as_ref() }
    }

    /// A transaction that holds the write lock from its start.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

/// A connection on which what was committed stays, and what was deleted is overwritten.
fn durable(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("secure_delete", "ON")
}

/// Whether a connection may be used again. On a full disk SQLite rolls everything back by itself, which the driver does
/// not notice: such a connection would refuse every later transaction.
fn still_sound(
    conn: &mut SqliteConnection,
    _meta: PoolConnectionMetadata,
) -> Pin<Box<dyn Future<Output = Result<bool, sqlx::Error>> + Send + '_>> {
    Box::pin(async {
        // Rollbacks of dropped transactions are under way until the connection answers.
        conn.ping().await?;
        Ok(!conn.is_in_transaction())
    })
}

/// The settings that durability rests on.
#[derive(Clone, Copy, Debug)]
pub enum Pragma {
    /// `wal`.
    JournalMode,
    /// `2`, FULL.
    Synchronous,
    /// `1`, on.
    ForeignKeys,
    /// Milliseconds.
    BusyTimeout,
    /// `1`, on: what is deleted is overwritten.
    SecureDelete,
}

impl Pragma {
    async fn read(self, pool: &SqlitePool) -> Result<String, StoreError> {
        let text = match self {
            Self::JournalMode => return Ok(sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?),
            Self::Synchronous => "PRAGMA synchronous",
            Self::ForeignKeys => "PRAGMA foreign_keys",
            Self::BusyTimeout => "PRAGMA busy_timeout",
            Self::SecureDelete => "PRAGMA secure_delete",
        };
        Ok(sqlx::query_scalar::<_, i64>(text).fetch_one(pool).await?.to_string())
    }
}

fn migrations() -> Migrator {
    let steps = MIGRATIONS
        .iter()
        .map(|&(version, name, sql)| {
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Migrator { migrations: Cow::Owned(steps), ..Migrator::DEFAULT }
}

#[async_trait]
impl Repository for SqliteRepository {
    async fn ready(&self) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        self.check_schema(&mut tx).await?;
        Ok(tx.rollback().await?)
    }

    async fn ensure_ambito(
        &self,
        scope: &TenantScope,
        epoch: &str,
        cursor_key: &str,
    ) -> Result<AmbitoState, StoreError> {
        ambito::ensure(self, scope, epoch, cursor_key).await
    }

    async fn ambito(&self, scope: &TenantScope) -> Result<AmbitoState, StoreError> {
        ambito::state(&mut *self.readers.acquire().await?, scope).await
    }

    async fn renew_epoch(
        &self,
        scope: &TenantScope,
        author: Author,
        gone: &WentBack<'_>,
        now: Millis,
    ) -> Result<AmbitoState, StoreError> {
        ambito::renew_epoch(self, scope, author, gone, now).await
    }

    async fn demo_mark(&self, scope: &TenantScope) -> Result<Option<String>, StoreError> {
        ambito::demo_mark(self, scope).await
    }

    async fn mark_demo(&self, scope: &TenantScope, mark: &str) -> Result<(), StoreError> {
        ambito::mark_demo(self, scope, mark).await
    }

    async fn put_operator(&self, scope: &TenantScope, operator: &Operator) -> Result<(), StoreError> {
        people::put_operator(self, scope, operator).await
    }

    async fn put_team(&self, scope: &TenantScope, team: &Team) -> Result<(), StoreError> {
        people::put_team(self, scope, team).await
    }

    async fn teams(&self, scope: &TenantScope) -> Result<Vec<Team>, StoreError> {
        people::teams(self, scope).await
    }

    async fn operators(&self, scope: &TenantScope) -> Result<Vec<Operator>, StoreError> {
        people::operators(self, scope).await
    }

    async fn person(&self, scope: &TenantScope, id: OperatorId) -> Result<Option<Person>, StoreError> {
        people::person(self, scope, id).await
    }

    async fn add_code(&self, scope: &TenantScope, code: &NewCode, now: Millis) -> Result<(), StoreError> {
        doors::add_code(self, scope, code, now).await
    }

    async fn enrol(&self, code_hash: &str, new: &Enrolment, now: Millis) -> Result<CodeOutcome, StoreError> {
        doors::enrol(self, code_hash, new, now).await
    }

    async fn session(&self, token_hash: &str, times: SessionTimes, now: Millis) -> Result<SessionState, StoreError> {
        doors::session(self, token_hash, times, now).await
    }

    async fn set_proof_key(
        &self,
        scope: &TenantScope,
        author: Author,
        key: &[u8],
        now: Millis,
    ) -> Result<bool, StoreError> {
        doors::set_proof_key(self, scope, author, key, now).await
    }

    async fn proof_key(&self, scope: &TenantScope, device: DeviceId) -> Result<Option<Vec<u8>>, StoreError> {
        doors::proof_key(self, scope, device).await
    }

    async fn end_sessions(&self, scope: &TenantScope, author: Author, now: Millis) -> Result<(), StoreError> {
        doors::end_sessions(self, scope, author, now).await
    }

    async fn revoke_device(
        &self,
        scope: &TenantScope,
        device: DeviceId,
        by: Option<OperatorId>,
        wipe: bool,
        now: Millis,
    ) -> Result<bool, StoreError> {
        doors::revoke_device(self, scope, device, by, wipe, now).await
    }

    async fn is_to_be_wiped(&self, scope: &TenantScope, device: DeviceId) -> Result<bool, StoreError> {
        devices::is_to_be_wiped(self, scope, device).await
    }

    async fn wiped(&self, scope: &TenantScope, device: DeviceId, now: Millis) -> Result<(), StoreError> {
        doors::wiped(self, scope, device, now).await
    }

    async fn apply_push(
        &self,
        scope: &TenantScope,
        author: Author,
        sent: &Sent<'_>,
        now: Millis,
        decide: &Decide<'_>,
    ) -> Result<Pushed, StoreError> {
        push::apply(self, scope, author, sent, now, decide).await
    }

    async fn last_client_seq(&self, scope: &TenantScope, device: DeviceId) -> Result<u64, StoreError> {
        streams::last_client_seq(self, scope, device).await
    }

    fn carrier_root(&self) -> Option<[u8; 32]> {
        self.sealer.as_ref().map(|sealer| *sealer.carrier())
    }

    async fn owner_of(&self, scope: &TenantScope, device: DeviceId) -> Result<Option<(OperatorId, bool)>, StoreError> {
        devices::owner_of(self, scope, device).await
    }

    async fn hold(&self, scope: &TenantScope, held: &Held) -> Result<bool, StoreError> {
        held::hold(self, scope, held).await
    }

    async fn held_count(&self, scope: &TenantScope) -> Result<u64, StoreError> {
        held::held_count(self, scope).await
    }

    async fn held(&self, scope: &TenantScope) -> Result<Vec<Held>, StoreError> {
        held::held(self, scope).await
    }

    async fn rotate_sealing_key(&self, scope: &TenantScope, now: Millis) -> Result<u32, StoreError> {
        held::rotate_sealing_key(self, scope, now).await
    }

    async fn streams(&self, scope: &TenantScope) -> Result<Vec<Stream>, StoreError> {
        streams::streams(self, scope).await
    }

    async fn pull(
        &self,
        scope: &TenantScope,
        author: Author,
        asked: Asked,
        visible: &Visible<'_>,
        along: &Along<'_>,
    ) -> Result<PullPage, StoreError> {
        pull::page(self, pull::Reading { scope, author, asked }, visible, along).await
    }

    async fn forget_deliveries(&self, scope: &TenantScope, since: Millis) -> Result<u64, StoreError> {
        devices::forget_deliveries(self, scope, since).await
    }

    async fn write_back(
        &self,
        scope: &TenantScope,
        records: &[ServerRecord],
        action: &str,
        now: Millis,
    ) -> Result<(), StoreError> {
        tend::write_back(self, scope, records, action, now).await
    }

    async fn set_return(
        &self,
        scope: &TenantScope,
        author: Author,
        wanted: &ExpectedReturn,
    ) -> Result<Option<ExpectedReturn>, StoreError> {
        returns::set(self, scope, author, wanted).await
    }

    async fn expected_return(&self, scope: &TenantScope, id: RecordId) -> Result<Option<ExpectedReturn>, StoreError> {
        returns::one(self, scope, id).await
    }

    async fn end_return(&self, scope: &TenantScope, id: RecordId, now: Millis) -> Result<(), StoreError> {
        returns::end(self, scope, id, now).await
    }

    async fn open_returns(&self, scope: &TenantScope) -> Result<Vec<ExpectedReturn>, StoreError> {
        returns::open(self, scope).await
    }

    async fn forget_returns(&self, scope: &TenantScope, before: Millis) -> Result<u64, StoreError> {
        returns::forget(self, scope, before).await
    }

    async fn beat(
        &self,
        scope: &TenantScope,
        device: DeviceId,
        beat: &Heartbeat,
        now: Millis,
    ) -> Result<(), StoreError> {
        devices::beat(self, scope, device, beat, now).await
    }

    async fn received_since(&self, scope: &TenantScope, seq: u64) -> Result<Option<Millis>, StoreError> {
        ambito::received_since(self, scope, seq).await
    }

    async fn devices(&self, scope: &TenantScope) -> Result<Vec<Device>, StoreError> {
        devices::devices(self, scope).await
    }

    async fn erase(
        &self,
        scope: &TenantScope,
        author: Author,
        id: RecordId,
        reason: EraseReason,
        now: Millis,
    ) -> Result<bool, StoreError> {
        erase::erase(self, scope, author, id, reason, now).await
    }

    async fn put_reference(&self, scope: &TenantScope, record: &Snapshot, now: Millis) -> Result<(), StoreError> {
        back_office::put_reference(self, scope, record, now).await
    }

    async fn tend(
        &self,
        scope: &TenantScope,
        since: Millis,
        now: Millis,
        tend: &Tend<'_>,
    ) -> Result<usize, StoreError> {
        tend::tend(self, scope, since, now, tend).await
    }

    async fn query(&self, scope: &TenantScope, query: &Query, reader: &Reader<'_>) -> Result<Found, StoreError> {
        back_office::query(self, scope, query, reader).await
    }

    async fn reveal(
        &self,
        scope: &TenantScope,
        id: RecordId,
        reader: &Reader<'_>,
    ) -> Result<Option<StoredRecord>, StoreError> {
        back_office::reveal(self, scope, id, reader).await
    }

    async fn history(
        &self,
        scope: &TenantScope,
        id: RecordId,
        reader: &Reader<'_>,
    ) -> Result<Option<Vec<Written>>, StoreError> {
        back_office::history(self, scope, id, reader).await
    }

    async fn records_of(&self, scope: &TenantScope, types: &[RecordType]) -> Result<Vec<StoredRecord>, StoreError> {
        back_office::records_of(self, scope, types).await
    }

    async fn audit(&self, scope: &TenantScope, entry: &AuditEntry) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        audit::add_audit(&mut tx, scope, entry).await?;
        Ok(tx.commit().await?)
    }

    async fn audit_chain(&self, scope: &TenantScope) -> Result<AuditChain, StoreError> {
        audit::chain(self, scope).await
    }
}

//! Putting a backup in the place of the database: a new incarnation of the server, and nothing deleted.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use model::time::Millis;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::SqliteRepository;
use super::audit::add_audit;
use super::backup::{Covered, Unfinished, beside, check, held, sync_folder};
use super::erase::erase_again;
use super::former::{Former, shut_all};
use crate::error::StoreError;
use crate::records::AuditEntry;
use crate::scope::TenantScope;

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now.
    pub ambiti: Vec<Covered>,
    /// Where the database of before lies, if there was one.
    pub aside: Option<PathBuf>,
    /// How many positions it lacks that phones were told to be in a backup.
    pub missing: u64,
    /// How many records that were erased since the backup were erased in it too; `None` where no database of before
    /// can tell: then all sessions are over and all codes expired.
    pub erased: Option<usize>,
}

impl SqliteRepository {
    /// Puts the backup `from` in the place of the database `into`.
    ///
    /// The new database is complete and durable before it takes the name, in one step; the one of before keeps its
    /// content under another name. Each Ambito begins a new incarnation, which `epoch` names, so that phones send again
    /// what they know to be received and the backup does not hold. What was erased since the backup stays erased,
    /// and what was shut since stays shut. A backup that lacks what phones let go of is taken only as `older`.
    ///
    /// # Errors
    /// When the backup is not sound, another program has the database open, or a file cannot be written; then the
    /// database is as it was.
    pub async fn restore(
        from: &Path,
        into: &Path,
        older: bool,
        epoch: &(dyn Fn() -> String + Sync),
        now: Millis,
    ) -> Result<Restored, StoreError> {
        let backup = check(from).await?;
        let mut held_alone = have_alone(into).await?;
        let former = match &mut held_alone {
            Some(conn) => Former::read(conn).await.ok(),
            None => None,
        };
        let missing = former.as_ref().map_or(0, |former| former.missing_in(&backup));
        if missing > 0 && !older {
            return Err(StoreError::Older(missing));
        }
        let unfinished = Unfinished::begin(beside(into, "restoring"))?;
        let next = &unfinished.0;
        io::copy(&mut File::open(from)?, &mut OpenOptions::new().write(true).open(next)?)?;
        let (ambiti, erased) = make_next(next, epoch, former.as_ref(), now).await?;
        File::open(next)?.sync_all()?;
        let aside = put_aside(into, now)?;
        fs::rename(next, into)?;
        sync_folder(into)?;
        if let Some(conn) = held_alone {
            conn.close().await?;
        }
        Ok(Restored { ambiti, aside, missing, erased })
    }
}

/// Makes the next database of the copy: brings its schema up to date and renews it; the file is one piece after it.
async fn make_next(
    file: &Path,
    epoch: &(dyn Fn() -> String + Sync),
    former: Option<&Former>,
    now: Millis,
) -> Result<(Vec<Covered>, Option<usize>), StoreError> {
    let repo = SqliteRepository::open(file).await?;
    let renewed = renew(&repo, epoch, former, now).await;
    repo.close().await;
    let renewed = renewed?;
    leave_write_ahead_log(file).await?.close().await?;
    Ok(renewed)
}

/// Begins the new incarnations, erases what was erased since and shuts what was shut since.
async fn renew(
    repo: &SqliteRepository,
    epoch: &(dyn Fn() -> String + Sync),
    former: Option<&Former>,
    now: Millis,
) -> Result<(Vec<Covered>, Option<usize>), StoreError> {
    let mut tx = repo.write().await?;
    let backup = held(&mut tx).await?;
    let told = former.is_some_and(|former| former.follows(&backup));
    for Covered { ambito, .. } in backup {
        sqlx::query("UPDATE ambiti SET epoch = ?, backed_up_seq = next_seq - 1, backed_up_at = ? WHERE ambito_id = ?")
            .bind(epoch())
            .bind(now.0)
            .bind(&ambito.0)
            .execute(&mut *tx)
            .await?;
        let entry = AuditEntry {
            at: now,
            operator_id: None,
            device_id: None,
            action: "restored".to_owned(),
            record_id: None,
            record_type: None,
            fields: if told { Vec::new() } else { vec!["sessions_ended".to_owned()] },
        };
        add_audit(&mut tx, &TenantScope::of(ambito), &entry).await?;
    }
    let mut again = 0;
    for (scope, tombstone) in former.map_or(&[][..], |former| &former.erased) {
        // An Ambito that the backup does not hold has no records in it either.
        match erase_again(&mut tx, scope, tombstone, now).await {
            Ok(done) => again += usize::from(done),
            Err(StoreError::UnknownAmbito) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(former) = former {
        former.shut_again(&mut tx).await?;
    }
    if !told {
        shut_all(&mut tx, now).await?;
    }
    let ambiti = held(&mut tx).await?;
    tx.commit().await?;
    Ok((ambiti, told.then_some(again)))
}

/// Has the database alone until the connection ends: no server can have it open, and none can open it meanwhile. A file
/// that is no sound database is nobody's.
async fn have_alone(file: &Path) -> Result<Option<SqliteConnection>, StoreError> {
    if !file.exists() {
        return Ok(None);
    }
    match leave_write_ahead_log(file).await {
        Ok(mut conn) => {
            sqlx::query("BEGIN EXCLUSIVE").execute(&mut conn).await.map_err(|_| StoreError::InUse)?;
            Ok(Some(conn))
        }
        Err(StoreError::Damaged) => Ok(None),
        Err(StoreError::Busy) => Err(StoreError::InUse),
        Err(error) => Err(error),
    }
}

/// Brings everything into the one file. SQLite refuses that while anybody else has the database open.
async fn leave_write_ahead_log(file: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new().filename(file).busy_timeout(std::time::Duration::ZERO);
    let mut conn = options.connect().await?;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut conn).await?;
    if mode == "delete" { Ok(conn) } else { Err(StoreError::Busy) }
}

/// Gives the database of before a second name, which no other file has.
fn put_aside(file: &Path, now: Millis) -> Result<Option<PathBuf>, StoreError> {
    if !file.exists() {
        return Ok(None);
    }
    let at = now.to_utc().unwrap_or_default().format("%Y%m%dT%H%M%SZ");
    let mut nth = 1;
    let aside = loop {
        let ending = if nth == 1 { format!("before-{at}") } else { format!("before-{at}-{nth}") };
        let aside = beside(file, &ending);
        match fs::hard_link(file, &aside) {
            Ok(()) => break aside,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => nth += 1,
            Err(error) => return Err(error.into()),
        }
    };
    // Only a damaged database still has them; the new one must never meet them.
    for ending in ["-wal", "-shm", "-journal"] {
        let of = |name: &Path| {
            let mut name = name.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        if of(file).exists() {
            fs::rename(of(file), of(&aside))?;
        }
    }
    sync_folder(file)?;
    Ok(Some(aside))
}

//! A backup of the live database: first it is durable and sound, then the Ambiti say what it holds.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use model::ids::AmbitoId;
use model::time::Millis;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use super::SqliteRepository;
use super::rows::{integer, number};
use crate::error::StoreError;

/// What a database file holds of one Ambito.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The Ambito.
    pub ambito: AmbitoId,
    /// The incarnation of the server.
    pub epoch: String,
    /// The last position of its feed.
    pub head: u64,
}

impl SqliteRepository {
    /// Writes a copy of the database to `to`, while others read and write it, and notes in the database what the copy
    /// holds. A copy that was there before is replaced only by one that is complete.
    ///
    /// # Errors
    /// When the copy cannot be written or is not sound; then nothing is noted, and a former copy is as it was.
    pub async fn backup(&self, to: &Path, now: Millis) -> Result<Vec<Covered>, StoreError> {
        let unfinished = Unfinished::begin(beside(to, "part"))?;
        let part = &unfinished.0;
        // VACUUM writes into an empty file too, and this one is for nobody else from its start.
        sqlx::query("VACUUM INTO ?").bind(part.to_string_lossy().as_ref()).execute(&self.readers).await?;
        let held = check(part).await?;
        File::open(part)?.sync_all()?;
        fs::rename(part, to)?;
        sync_folder(to)?;
        let mut tx = self.write().await?;
        for Covered { ambito, epoch, head } in &held {
            // Another incarnation gives the same positions to other operations.
            sqlx::query(
                "UPDATE ambiti SET backed_up_seq = max(coalesce(backed_up_seq, 0), ?), backed_up_at = ? \
                 WHERE ambito_id = ? AND epoch = ?",
            )
            .bind(integer(*head))
            .bind(now.0)
            .bind(&ambito.0)
            .bind(epoch)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(held)
    }
}

/// Reads a database file from its first page to its last, and says what it holds.
pub async fn check(file: &Path) -> Result<Vec<Covered>, StoreError> {
    let mut conn = SqliteConnectOptions::new().filename(file).read_only(true).connect().await?;
    let said: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut conn).await?;
    if said != ["ok"] {
        return Err(StoreError::Damaged);
    }
    let held = held(&mut conn).await?;
    conn.close().await?;
    Ok(held)
}

/// What a database holds, Ambito by Ambito.
pub async fn held(conn: &mut SqliteConnection) -> Result<Vec<Covered>, StoreError> {
    let rows = sqlx::query("SELECT ambito_id, epoch, next_seq - 1 AS head FROM ambiti ORDER BY ambito_id")
        .fetch_all(conn)
        .await
        // A database of something else.
        .map_err(|_| StoreError::Damaged)?;
    rows.iter()
        .map(|row| {
            let ambito = AmbitoId(row.try_get("ambito_id")?);
            Ok(Covered { ambito, epoch: row.try_get("epoch")?, head: number(row, "head")? })
        })
        .collect()
}

/// `<file>.<ending>`.
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// A file in the making: it goes, with what SQLite puts beside it, unless it got its name.
pub struct Unfinished(pub PathBuf);

impl Unfinished {
    /// Begins with an empty file that this user alone may read, in the place of what a run that was cut short left.
    pub fn begin(file: PathBuf) -> Result<Self, StoreError> {
        for file in with_logs(&file) {
            remove_if_there(&file)?;
        }
        private(&file)?;
        Ok(Self(file))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        for file in with_logs(&self.0) {
            remove_if_there(&file).ok();
        }
    }
}

/// A database file and what SQLite may put beside it.
fn with_logs(file: &Path) -> [PathBuf; 4] {
    ["", "-wal", "-shm", "-journal"].map(|ending| {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// Makes an empty file that this user alone may read.
fn private(file: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?;
    Ok(())
}

fn remove_if_there(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Makes the name of this file durable, after it was made or renamed.
///
/// # Errors
/// When its folder cannot be opened or the disk does not take it.
pub fn sync_folder(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Windows opens no folders, and needs no such thing.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

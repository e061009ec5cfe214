//! What can go wrong in a repository.

/// Why a repository could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk has no room; nothing was applied.
    #[error("failed to write: the disk is full")]
    DiskFull,
    /// The database file cannot be written or opened.
    #[error("failed to open the database for writing")]
    NotWritable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The database is busy for longer than the busy time-out.
    #[error("failed to get a turn: the database is busy")]
    Busy,
    /// A row that this version cannot read.
    #[error("failed to read column {0}")]
    Corrupt(&'static str),
    /// The file is no database, or a damaged one.
    #[error("failed the check of the database file")]
    Damaged,
    /// Another program has the database open.
    #[error("failed to have the database alone")]
    InUse,
    /// Phones were told that a backup holds so many positions of the feed that this one does not hold.
    #[error("failed to take a backup that lacks {0} positions which phones let go of")]
    Older(u64),
    /// The schema is of another version of this program.
    #[error("failed to use a schema of another version")]
    OtherSchema,
    /// A file could not be read, written or renamed.
    #[error("failed to handle a file")]
    File(#[source] std::io::Error),
    /// What lies encrypted cannot be read: its key is missing or another one, or somebody changed it.
    #[error("failed to open what is sealed")]
    Sealed,
    /// The database is sealed with the key of this id, and another one is at hand.
    #[error("failed to use a key that is not {0}")]
    OtherKey(String),
    /// The tenant is not in this database.
    #[error("failed to find the Ambito")]
    UnknownAmbito,
    /// Any other failure of the database.
    #[error("failed in the database")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Extended result codes of SQLite: the primary code is in the low byte.
        let code = error
            .as_database_error()
            .and_then(|error| error.code())
            .and_then(|code| code.parse::<i32>().ok())
            .map(|code| code & 0xff);
        match code {
            Some(5 | 6) => Self::Busy,
            Some(11 | 26) => Self::Damaged,
            Some(8 | 14) => Self::NotWritable(Box::new(error)),
            Some(13) => Self::DiskFull,
            _ => Self::Database(Box::new(error)),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::File(error),
        }
    }
}

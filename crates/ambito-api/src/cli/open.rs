//! Opening the data folder, the database and the configurations, with one clear sentence for what can go wrong.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::config::{AmbitoConfig, builtin_data, parse};
use store_sql::{Sealer, SqliteRepository, StoreError};

use super::{CliError, DataArgs, key};
use crate::state::{App, AppOptions};

/// The database file in the data folder.
pub const DATABASE: &str = "ambito.sqlite";

/// Opens (or makes) the database in the data folder.
pub async fn repository(args: &DataArgs) -> Result<Arc<SqliteRepository>, CliError> {
    with_key(args, &key::announce).await
}

/// As [`repository`], for a database that goes when the command ends: its key is worth no word.
pub async fn scratch(args: &DataArgs) -> Result<Arc<SqliteRepository>, CliError> {
    with_key(args, &|_| {}).await
}

async fn with_key(args: &DataArgs, made: &dyn Fn(&Path)) -> Result<Arc<SqliteRepository>, CliError> {
    let dir = &args.data_dir;
    create_private(dir).and_then(|()| probe(dir)).map_err(|error| folder_error(dir, error.kind()))?;
    let file = dir.join(DATABASE);
    let failed = |error| store_error(&error, dir);
    let repo = SqliteRepository::open(&file).await.map_err(failed)?;
    let sealed = repo.key_id().await.map_err(failed)?.is_some();
    unlocked(args, repo, sealed, made).await
}

/// The repository with its key, which is made where none is `needed`.
async fn unlocked(
    args: &DataArgs,
    repo: SqliteRepository,
    needed: bool,
    made: &dyn Fn(&Path),
) -> Result<Arc<SqliteRepository>, CliError> {
    let AppOptions { entropy, clock, .. } = AppOptions::system();
    let key = key::load(&key::file(args), needed, &entropy, made)?;
    let sealer = Sealer::new(&key, move |bytes| entropy(bytes));
    let repo = repo.with_key(sealer, clock()).await;
    Ok(Arc::new(repo.map_err(|error| store_error(&error, &args.data_dir))?))
}

/// The application on the database in the data folder, which must be there: for commands that decide as the server does.
pub async fn app(args: &DataArgs) -> Result<(App, Arc<SqliteRepository>), CliError> {
    let repo = unlocked(args, existing(args).await?, true, &|_| {}).await?;
    let app = App::open(repo.clone(), configs(args)?, AppOptions::system()).await;
    Ok((app.map_err(|error| store_error(&error, &args.data_dir))?, repo))
}

fn database_of(args: &DataArgs) -> Result<PathBuf, CliError> {
    let (dir, file) = (&args.data_dir, args.data_dir.join(DATABASE));
    let missing = || CliError::new(format!("There is no database in {}.", dir.display())).exit(2);
    if file.exists() { Ok(file) } else { Err(missing()) }
}

/// Opens the database in the data folder as it is: it must be there, and its schema stays.
pub async fn existing(args: &DataArgs) -> Result<SqliteRepository, CliError> {
    let dir = &args.data_dir;
    SqliteRepository::open_existing(&database_of(args)?).await.map_err(|error| store_error(&error, dir))
}

/// The sentence for a failure of the database.
pub fn store_error(error: &StoreError, dir: &Path) -> CliError {
    let dir = dir.display();
    CliError::new(match error {
        StoreError::DiskFull => format!("The disk that holds {dir} is full: free some space and start again."),
        StoreError::NotWritable(_) => format!("The database in {dir} cannot be written: check its permissions."),
        StoreError::Busy => format!("Another program holds the database in {dir}: end it and start again."),
        StoreError::InUse => format!("A program has the database in {dir} open: end it and start again."),
        StoreError::Damaged => {
            format!("The database in {dir} is damaged: `ambito-api restore` puts a backup in its place.")
        }
        StoreError::OtherKey(id) => {
            format!(
                "The database in {dir} is sealed with another key ({id}): name the one that belongs to it with \
                     --key-file."
            )
        }
        StoreError::OtherSchema => {
            format!("The database in {dir} is of another version of this program: use the version that serves it.")
        }
        StoreError::File(error) => format!("A file in {dir} cannot be used: {error}."),
        StoreError::Sealed
        | StoreError::Corrupt(_)
        | StoreError::Older(_)
        | StoreError::UnknownAmbito
        | StoreError::Database(_) => {
            let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("The database in {dir} cannot be used: {error} ({cause}).")
        }
    })
}

/// The configurations of the Ambiti that were asked for.
pub fn configs(args: &DataArgs) -> Result<Vec<AmbitoConfig>, CliError> {
    let mut configs = Vec::new();
    for id in &args.ambiti {
        if configs.iter().any(|known: &AmbitoConfig| known.id.0 == *id) {
            continue;
        }
        configs.push(config(id, args.config_dir.as_deref())?);
    }
    Ok(configs)
}

fn config(id: &str, dir: Option<&Path>) -> Result<AmbitoConfig, CliError> {
    let read = match dir.map(|dir| dir.join("ambiti").join(format!("{id}.toml"))) {
        Some(file) if file.exists() => {
            let text = fs::read_to_string(&file)
                .map_err(|error| CliError::new(format!("{} cannot be read: {error}.", file.display())))?;
            parse(&text, &builtin_data())
        }
        _ => AmbitoConfig::builtin(id).ok_or_else(|| {
            CliError::new(format!("There is no Ambito \"{id}\": put {id}.toml into <config-dir>/ambiti.")).exit(2)
        })?,
    };
    read.map_err(|error| CliError::new(format!("The configuration of {id} has mistakes:\n{error}")))
}

/// A new data folder is for this user alone.
pub fn create_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Writes a byte: a full disk or a read-only folder shows here, not in the middle of a push.
fn probe(dir: &Path) -> std::io::Result<()> {
    let file = dir.join(".probe");
    fs::write(&file, [0_u8; 4096])?;
    fs::remove_file(file)
}

fn folder_error(dir: &Path, kind: ErrorKind) -> CliError {
    let dir = dir.display();
    CliError::new(match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            format!("The disk that holds {dir} is full: free some space and start again.")
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            format!("The folder {dir} cannot be written: choose another one with --data-dir.")
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            format!("{dir} is not a folder: choose another one with --data-dir.")
        }
        _ => format!("The folder {dir} cannot be used: {kind}."),
    })
}

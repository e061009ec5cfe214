//! `ambito-api restore`.

use std::path::PathBuf;

use store_sql::{SqliteRepository, StoreError};

use super::{CliError, DataArgs, open};
use crate::state::{AppOptions, new_epoch};

/// Flags of `restore`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The backup.
    #[arg(long)]
    from: PathBuf,
}

/// Puts a backup in the place of the database. Phones then send again what it does not hold.
pub async fn run(args: Args) -> Result<(), CliError> {
    let dir = &args.data.data_dir;
    if !args.from.is_file() {
        return Err(CliError::new(format!("There is no file {}.", args.from.display())).exit(2));
    }
    open::create_private(dir).map_err(|error| CliError::new(format!("{} cannot be used: {error}.", dir.display())))?;
    let options = AppOptions::system();
    let epoch = || new_epoch(&options.entropy);
    let restored = SqliteRepository::restore(&args.from, &dir.join(open::DATABASE), &epoch, (options.clock)())
        .await
        .map_err(|error| failed(&error, &args))?;
    for held in &restored.ambiti {
        println!("{}: restored up to position {}", held.ambito.0, held.head);
    }
    match restored.erased {
        None => eprintln!(
            "The database of before cannot be read: records that were erased since the backup have to be erased again."
        ),
        Some(0) => {}
        Some(count) => println!("Records that were erased since the backup and were erased again: {count}"),
    }
    if let Some(aside) = &restored.aside {
        println!("The database of before is kept in {}", aside.display());
    }
    Ok(())
}

fn failed(error: &StoreError, args: &Args) -> CliError {
    let from = args.from.display();
    match error {
        StoreError::Damaged => CliError::new(format!("{from} is no sound backup. Nothing was changed.")),
        StoreError::InUse => CliError::new("A program has the database open: end it first. Nothing was changed."),
        error => open::store_error(error, &args.data.data_dir),
    }
}

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
    /// Takes a backup that is not the newest, although phones cannot send again what it lacks.
    #[arg(long)]
    older: bool,
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
    let restored =
        SqliteRepository::restore(&args.from, &dir.join(open::DATABASE), args.older, &epoch, (options.clock)())
            .await
            .map_err(|error| failed(&error, &args))?;
    for held in &restored.ambiti {
        println!("{}: restored up to position {}", held.ambito.0, held.head);
    }
    if restored.missing > 0 {
        eprintln!("This backup lacks {}, which phones let go of: a newer one has them.", positions(restored.missing));
    }
    match restored.erased {
        None => eprintln!(
            "No database of before goes on from this backup. The restore cannot tell what was erased since: erase it \
             again by hand. Nor who was shut out: all sessions were ended and all enrolment codes expired, so that \
             every phone needs a new code."
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
        StoreError::Older(missing) => CliError::new(format!(
            "{from} is not the newest backup: {} would be lost, because phones let go of what they were told is in a \
             backup. Nothing was changed. Take the newest one, or add --older to lose them.",
            positions(*missing)
        )),
        StoreError::InUse => CliError::new("A program has the database open: end it first. Nothing was changed."),
        error => open::store_error(error, &args.data.data_dir),
    }
}

fn positions(count: u64) -> String {
    if count == 1 { "1 position".to_owned() } else { format!("{count} positions") }
}

//! `ambito-api backup`.

use std::path::PathBuf;

use super::{CliError, DataArgs, open};
use crate::state::AppOptions;

/// Flags of `backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The file to write; one that is there is replaced once the new one is complete.
    #[arg(long)]
    to: PathBuf,
}

/// Copies the database while the server runs, checks the copy, and lets the phones know up to where they are covered.
pub async fn run(args: Args) -> Result<(), CliError> {
    let repo = open::existing(&args.data).await?;
    let held = repo.backup(&args.to, (AppOptions::system().clock)()).await.map_err(|error| failed(&error, &args))?;
    let key = repo.key_id().await.ok().flatten();
    repo.close().await;
    for covered in &held {
        println!("{}: everything up to position {} is in {}", covered.ambito.0, covered.head, args.to.display());
    }
    if let Some(id) = key {
        println!("It can be read with the key {id} alone: keep a copy of that key, and not beside the backup.");
    }
    Ok(())
}

fn failed(error: &store_sql::StoreError, args: &Args) -> CliError {
    CliError::new(format!(
        "No backup was made: {error}. {} is as it was; see that its folder exists and its disk has room.",
        args.to.display()
    ))
}

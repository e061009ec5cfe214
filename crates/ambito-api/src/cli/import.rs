//! `ambito-api import`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use protocol::{RescueFile, SealedOutcome};

use super::{CliError, DataArgs, open};
use crate::delivery;

/// Flags of `import`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The file, as the phone made it ("File di salvataggio").
    file: PathBuf,
}

/// Takes the operations of the file in, each once, however often the file is imported.
pub async fn run(args: Args) -> Result<(), CliError> {
    let shown = args.file.display();
    let text = fs::read(&args.file).map_err(|error| CliError::new(format!("{shown} cannot be read: {error}.")))?;
    let file = serde_json::from_slice::<RescueFile>(&text).ok();
    let file = file.filter(|file| file.v == 1 && file.taccuino == RescueFile::KIND);
    let file = file.ok_or_else(|| {
        CliError::new(format!("{shown} is no file of a phone, or it was cut: have the phone make it again.")).exit(2)
    })?;
    let (app, repo) = open::app(&args.data).await?;
    let mut counts: BTreeMap<SealedOutcome, usize> = BTreeMap::new();
    for parcel in &file.parcels {
        let done = delivery::deliver(&app, parcel).await;
        let done = done.map_err(|error| open::store_error(&error, &args.data.data_dir))?;
        *counts.entry(done.result.outcome).or_default() += 1;
    }
    repo.close().await;
    let count = |outcome| counts.get(&outcome).copied().unwrap_or(0);
    println!("{} operations in {shown}: {} received.", file.parcels.len(), count(SealedOutcome::Received));
    if count(SealedOutcome::Held) > 0 {
        println!("{} are held: `ambito-api held` says why.", count(SealedOutcome::Held));
    }
    match (count(SealedOutcome::Later), count(SealedOutcome::Refused)) {
        (0, 0) => Ok(()),
        (0, refused) => Err(CliError::new(format!(
            "{refused} are of no phone of this Ambito, or their record was erased by law: nothing of them was kept."
        ))),
        (later, _) => Err(CliError::new(format!("{later} could not be decided now: import the file again."))),
    }
}

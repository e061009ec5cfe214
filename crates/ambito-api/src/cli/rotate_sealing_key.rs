//! `ambito-api rotate-sealing-key`.

use store_sql::{Repository as _, TenantScope};

use super::{CliError, DataArgs, open};
use crate::state::AppOptions;

/// Flags of `rotate-sealing-key`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
}

/// Begins another generation; phones take it up when they next ask.
pub async fn run(args: Args) -> Result<(), CliError> {
    let repo = open::existing(&args.data).await?;
    let now = (AppOptions::system().clock)();
    for config in open::configs(&args.data)? {
        let kid = repo.rotate_sealing_key(&TenantScope::of(config.id), now).await;
        let kid = kid.map_err(|error| open::store_error(&error, &args.data.data_dir))?;
        println!("{}: phones seal to key {kid} from now on; what was sealed before still opens.", config.name);
    }
    repo.close().await;
    Ok(())
}

//! `ambito-api revoke-device`.

use model::ids::DeviceId;
use store_sql::{Repository as _, TenantScope};

use super::{CliError, DataArgs, open};
use crate::state::AppOptions;

/// Flags of `revoke-device`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The device, as `doctor` names it.
    #[arg(long)]
    device: DeviceId,
    /// What lies on it goes too, the next time that its app is opened with a network; what it has not sent comes first.
    #[arg(long)]
    wipe: bool,
}

/// Shuts out a phone that was lost, from its next request on.
pub async fn run(args: Args) -> Result<(), CliError> {
    let repo = open::existing(&args.data).await?;
    let now = (AppOptions::system().clock)();
    for config in open::configs(&args.data)? {
        let revoked = repo.revoke_device(&TenantScope::of(config.id), args.device, None, args.wipe, now).await;
        if revoked.map_err(|error| open::store_error(&error, &args.data.data_dir))? {
            let rest = if args.wipe {
                "The next time that its app is opened with a network it brings what it has not sent, which is held \
                 (`ambito-api held --shut-out`), and then what lies on it goes."
            } else {
                "What it has not sent stays on it; a phone that is found again needs a new code to send that."
            };
            println!("Device {} is revoked: the API refuses it from now on. {rest}", args.device);
            repo.close().await;
            return Ok(());
        }
    }
    Err(CliError::new(format!("There is no device {}. `ambito-api doctor` lists those that there are.", args.device))
        .exit(2))
}

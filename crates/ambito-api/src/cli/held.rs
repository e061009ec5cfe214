//! `ambito-api held`.

use model::ids::DeviceId;
use store_sql::Held;

use super::{CliError, DataArgs, open};
use crate::delivery;

/// Flags of `held`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// Tries them again.
    #[arg(long)]
    try_again: bool,
    /// With --try-again: takes what this phone had although it was shut out.
    #[arg(long, requires = "try_again")]
    shut_out: Option<DeviceId>,
}

/// Lists what came sealed and could not be applied: ids, types and reasons, nothing of a person.
pub async fn run(args: Args) -> Result<(), CliError> {
    let (app, repo) = open::app(&args.data).await?;
    let failed = |error| open::store_error(&error, &args.data.data_dir);
    for tenant in app.tenants() {
        println!("{} ({})", tenant.config.name, tenant.config.id.0);
        if args.try_again {
            let (applied, stay) = delivery::try_again(&app, tenant, args.shut_out, &|_| true).await.map_err(failed)?;
            println!("  {applied} applied, {stay} stay");
        }
        let held = app.repo().held(&tenant.scope).await.map_err(failed)?;
        if held.is_empty() {
            println!("  nothing is held");
        }
        held.iter().for_each(|held| println!("  {}", line(held)));
    }
    repo.close().await;
    Ok(())
}

fn line(held: &Held) -> String {
    let why = match held.reason.as_str() {
        "author" => "its phone was shut out, or its author works here no more",
        "restored" => "a backup was put back since it was made",
        "blocked" => "another operation must come first",
        "invalid" => "it is not valid",
        "forbidden" => "its author may not do this any more",
        other => other,
    };
    let Held { op_id, device_id, record_type, received_at, .. } = held;
    format!("{op_id} of device {device_id}, {}, since {}: {why}", record_type.as_str(), received_at.to_rfc3339())
}

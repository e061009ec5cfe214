//! `ambito-api enrol-code`.

use model::time::Millis;

use super::{CliError, DataArgs, open};
use crate::codes::issue;
use crate::state::{App, AppOptions};

/// Flags of `enrol-code`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The operator's name, as colleagues see it.
    #[arg(long)]
    operator: String,
}

/// How long a code can be used.
pub const CODE_LIFE: i64 = Millis::DAY;

/// Prints a new code for an operator that exists.
pub async fn run(args: Args) -> Result<(), CliError> {
    let repo = open::repository(&args.data).await?;
    let failed = |error| open::store_error(&error, &args.data.data_dir);
    let app = App::open(repo.clone(), open::configs(&args.data)?, AppOptions::system()).await.map_err(failed)?;
    for tenant in app.tenants() {
        let operators = app.repo().operators(&tenant.scope).await.map_err(failed)?;
        if let Some(found) = operators.iter().find(|operator| operator.display_name == args.operator) {
            let code = issue(&app, &tenant.scope, found.id, CODE_LIFE).await.map_err(failed)?;
            println!("{}", code.grouped());
            repo.close().await;
            return Ok(());
        }
    }
    Err(CliError::new(format!("There is no operator \"{}\".", args.operator)).exit(2))
}

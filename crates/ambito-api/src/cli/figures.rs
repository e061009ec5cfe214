//! `ambito-api figures`.

use std::path::PathBuf;
use std::sync::Arc;

use model::indicators::Period;
use model::time::Millis;
use store_sql::{Repository as _, SqliteRepository};

use super::{CliError, DataArgs, open};
use crate::demo;
use crate::figures::{asked, figures};
use crate::published::{Line, Published};
use crate::state::{App, AppOptions, Tenant};

/// Flags of `figures`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The published figures [default: those of the Piano di Zona that come with the program]
    #[arg(long)]
    published: Option<PathBuf>,
}

/// The Ambito whose Piano the figures that come with the program are from.
const BUILTIN_FOR: &str = "visconteo_sud_milano";
const BUILTIN: &str = include_str!("../../../../config/data/piano-di-zona-figures.json");

/// Prints computed and published figures side by side; fails where they differ.
pub async fn run(args: Args) -> Result<(), CliError> {
    let scratch = Scratch::unless_exists(&args.data);
    let data = scratch.as_ref().map_or(&args.data, |scratch| &scratch.data);
    let failed = |error| open::store_error(&error, &data.data_dir);
    let repo = if scratch.is_some() { open::scratch(data).await? } else { open::repository(data).await? };
    let app = App::open(repo.clone(), open::configs(data)?, AppOptions::system()).await.map_err(failed)?;
    let mut differ = 0;
    for tenant in app.tenants() {
        if scratch.is_some() {
            println!("No database in {}: a scratch one was filled with the demo.", args.data.data_dir.display());
            demo::fill(&app, tenant)
                .await
                .map_err(|error| CliError::new(format!("The demo cannot be filled: {error}.")))?;
        }
        differ += compare(&args, &repo, tenant, app.now(), &failed).await?;
    }
    repo.close().await;
    match differ {
        0 => Ok(()),
        1 => Err(CliError::new("One figure differs from the published one.")),
        many => Err(CliError::new(format!("{many} figures differ from the published ones."))),
    }
}

async fn compare(
    args: &Args,
    repo: &Arc<SqliteRepository>,
    tenant: &Tenant,
    now: Millis,
    failed: &dyn Fn(store_sql::StoreError) -> CliError,
) -> Result<usize, CliError> {
    let name = &tenant.config.name;
    let text = match &args.published {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|error| CliError::new(format!("{} cannot be read: {error}.", file.display())))?,
        None if tenant.config.id.0 == BUILTIN_FOR => BUILTIN.to_owned(),
        None => {
            println!("{name}: no published figures.");
            return Ok(0);
        }
    };
    let published = Published::parse(&text)
        .map_err(|error| CliError::new(format!("The published figures cannot be read: {error}.")))?;
    println!("{name}: computed from the database, beside \"{}\"", published.source);
    let mut lines = Vec::new();
    for period in published.periods() {
        repo.audit(&tenant.scope, &asked(None, period, now)).await.map_err(failed)?;
        let figures = figures(&**repo, tenant, period, now).await.map_err(failed)?;
        lines.extend(published.compare(&figures));
    }
    print(&lines, tenant);
    Ok(lines.iter().filter(|line| !line.agrees()).count())
}

fn print(lines: &[Line], tenant: &Tenant) {
    println!("{:<6} {:<24} {:<44} {:>9} {:>9}", "", "period", "figure", "computed", "published");
    for line in lines {
        let mark = match (&line.published, line.agrees()) {
            (None, _) => "",
            (Some(_), true) => "equal",
            (Some(_), false) => "DIFFERENT",
        };
        println!(
            "{:<6} {:<24} {:<44} {:>9} {:>9}  {mark}",
            line.indicator,
            days(&line.period),
            with_names(&line.name, tenant),
            line.computed,
            line.published.as_deref().unwrap_or("-")
        );
    }
}

fn days(period: &Period) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "...".to_owned(), |day| day.to_string());
    format!("{} - {}", day(period.from), day(period.to))
}

/// A line of a Comune says its name beside the ISTAT code.
fn with_names(name: &str, tenant: &Tenant) -> String {
    let comune = name.rsplit(' ').next().and_then(|code| tenant.config.municipality(code));
    comune.map_or_else(|| name.to_owned(), |comune| format!("{name} {}", comune.name))
}

/// A database that is gone when the command ends.
struct Scratch {
    data: DataArgs,
}

impl Scratch {
    fn unless_exists(data: &DataArgs) -> Option<Self> {
        if data.data_dir.join(open::DATABASE).exists() {
            return None;
        }
        let dir = std::env::temp_dir().join(format!("ambito-figures-{}", uuid::Uuid::new_v4()));
        let data = DataArgs {
            data_dir: dir,
            ambiti: data.ambiti.clone(),
            config_dir: data.config_dir.clone(),
            key_file: None,
        };
        Some(Self { data })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data.data_dir);
    }
}

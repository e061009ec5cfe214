//! The commands of `ambito-api`.

mod add_operator;
mod announce;
mod backup;
mod doctor;
mod enrol_code;
mod figures;
mod held;
mod import;
mod key;
mod lan;
mod logs;
mod open;
mod restore;
mod revoke_device;
mod rotate_sealing_key;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use self::add_operator::team_name;

/// The reference Ambito API of Taccuino.
#[derive(Debug, Parser)]
#[command(name = "ambito-api", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API, and the built app on the same origin.
    Serve(serve::Args),
    /// Makes an operator, and an enrolment code for the first phone.
    AddOperator(add_operator::Args),
    /// Makes an enrolment code for one operator.
    EnrolCode(enrol_code::Args),
    /// Shuts out a phone that was lost.
    RevokeDevice(revoke_device::Args),
    /// Copies the database into one file while the server runs, and says so to the phones.
    Backup(backup::Args),
    /// Puts a backup in the place of the database, which is kept under another name.
    Restore(restore::Args),
    /// Says how database, backups and phones stand; fails when something needs attention.
    Doctor(doctor::Args),
    /// Takes in what a phone could not send, from a file that it made.
    Import(import::Args),
    /// Lists what came sealed and could not be applied, and tries it again.
    Held(held::Args),
    /// Begins another key for phones to seal to; what was sealed to the old one still opens.
    RotateSealingKey(rotate_sealing_key::Args),
    /// Prints the figures computed from the database beside the published ones.
    Figures(figures::Args),
}

/// What every command needs.
#[derive(Debug, clap::Args)]
pub struct DataArgs {
    /// Where the database lies.
    #[arg(long, default_value = "data")]
    data_dir: PathBuf,
    /// The Ambiti, by the id of their configuration; the first is the default one.
    #[arg(long = "ambito", default_value = "visconteo_sud_milano")]
    ambiti: Vec<String>,
    /// The folder with `ambiti/<id>.toml`; the two Ambiti that come with the program need none.
    #[arg(long)]
    config_dir: Option<PathBuf>,
    /// The key of what lies encrypted in the database; made in the data folder where there is none.
    #[arg(long)]
    key_file: Option<PathBuf>,
}

/// A sentence for people and the exit code that goes with it.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct CliError {
    sentence: String,
    exit: u8,
}

impl CliError {
    fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), exit: 1 }
    }

    const fn exit(mut self, exit: u8) -> Self {
        self.exit = exit;
        self
    }
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The program cannot start: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve(args) => serve::run(args).await,
            Command::AddOperator(args) => add_operator::run(args).await,
            Command::EnrolCode(args) => enrol_code::run(args).await,
            Command::RevokeDevice(args) => revoke_device::run(args).await,
            Command::Backup(args) => backup::run(args).await,
            Command::Restore(args) => restore::run(args).await,
            Command::Doctor(args) => doctor::run(args).await,
            Command::Import(args) => import::run(args).await,
            Command::Held(args) => held::run(args).await,
            Command::RotateSealingKey(args) => rotate_sealing_key::run(args).await,
            Command::Figures(args) => figures::run(args).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(error.exit)
        }
    }
}

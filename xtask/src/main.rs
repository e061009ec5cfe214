//! `cargo xtask`: the repository's own commands. Each command is one file.

mod audit;
mod build;
mod e2e;
mod faults;
mod files;
mod lint;
mod native;
mod node;
mod process;
mod run;
mod size;
mod tally;
mod test;
mod through;
mod tidy;
mod tools;
mod wasm_tests;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// The commands of the Taccuino repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the app into target/dist
    Build(build::Args),
    /// Builds app and API, fills a demo Ambito and serves both at http://localhost:8080
    Run(run::Args),
    /// Runs every check and test, or one part of them
    Test(test::Args),
    /// Runs the end-to-end tests; words narrow them by the path of their file
    E2e(e2e::Args),
    /// Says which rows of the fault catalogue are proved by a test that ran
    Faults(faults::Args),
    /// Asks the running program from outside whether it keeps what the threat model asks
    Audit(audit::Args),
    /// Checks file lengths, dependency arrows, licences and words
    Tidy,
    /// Prints the bytes of a first load, and fails above the budget
    Size,
    /// Prints the API's report totals beside the published figures
    Figures(through::FiguresArgs),
    /// Runs the simulator over many seeds
    Sim(through::SimArgs),
}

fn main() -> ExitCode {
    match start() {
        Ok(code) => code,
        Err(_) if process::interrupted() => {
            eprintln!("\ninterrupted");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("\nerror: {}", tools::plain(&error));
            ExitCode::FAILURE
        }
    }
}

fn start() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    process::forward_signals()?;
    let workspace = Workspace::find()?;
    match cli.command {
        Command::Build(args) => build::command(&workspace, &args),
        Command::Run(args) => run::command(&workspace, &args),
        Command::Test(args) => test::command(&workspace, &args),
        Command::E2e(args) => e2e::command(&workspace, &args),
        Command::Faults(args) => faults::command(&workspace, &args),
        Command::Audit(args) => audit::command(&workspace, &args),
        Command::Tidy => tidy::command(&workspace),
        Command::Size => size::command(&workspace),
        Command::Figures(args) => through::figures(&workspace, &args),
        Command::Sim(args) => through::sim(&workspace, &args),
    }
}

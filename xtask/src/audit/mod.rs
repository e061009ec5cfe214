//! `cargo xtask audit`: what the running program keeps, seen from outside.

mod canary;
mod headers;

use std::process::ExitCode;

use anyhow::Result;

use crate::workspace::Workspace;

/// What is audited.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Subject {
    /// The headers of page, worker, files and API
    Headers,
    /// Whether anything that was typed can be read on the disk of a lost phone
    Canary,
}

/// Words of `cargo xtask audit`.
#[derive(clap::Args)]
pub struct Args {
    subject: Subject,
    /// The words that `canary` types, again
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs one audit.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    match args.subject {
        Subject::Headers => headers::run(workspace),
        Subject::Canary => canary::run(workspace, args.seed),
    }
}

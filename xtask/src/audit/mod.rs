//! `cargo xtask audit`: what the running program keeps, seen from outside.

mod headers;

use std::process::ExitCode;

use anyhow::Result;

use crate::workspace::Workspace;

/// What is audited.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Subject {
    /// The headers of page, worker, files and API
    Headers,
}

/// Words of `cargo xtask audit`.
#[derive(clap::Args)]
pub struct Args {
    subject: Subject,
}

/// Runs one audit.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    match args.subject {
        Subject::Headers => headers::run(workspace),
    }
}

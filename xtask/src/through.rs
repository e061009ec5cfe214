//! Commands that only build another program of the workspace and pass their words on to it.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::process;
use crate::workspace::Workspace;

/// Words of `cargo xtask figures`.
#[derive(clap::Args)]
pub struct FiguresArgs {
    /// Passed on to `ambito-api figures`, for instance `--ambito visconteo_sud_milano`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

/// Flags of `cargo xtask sim`.
#[derive(clap::Args)]
pub struct SimArgs {
    /// How many seeds to try
    #[arg(long, value_name = "N")]
    seeds: Option<u64>,
    /// The first seed
    #[arg(long, value_name = "SEED")]
    from: Option<u64>,
    /// Optimised: slower to build, much faster over many seeds
    #[arg(long)]
    release: bool,
    /// Passed on to the simulator as they are
    #[arg(last = true)]
    words: Vec<String>,
}

/// Prints the totals of the API's report query beside the published ones.
pub fn figures(workspace: &Workspace, args: &FiguresArgs) -> Result<ExitCode> {
    let api = workspace.build_api()?;
    let mut command = Command::new(api);
    command.arg("figures").args(&args.words).current_dir(&workspace.root);
    ended_as(command)
}

/// Runs the simulator.
pub fn sim(workspace: &Workspace, args: &SimArgs) -> Result<ExitCode> {
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "sim"]);
    if args.release {
        command.args(["--profile", "sim"]);
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    command.args(["--", "--jobs", &cores.to_string()]).args(sim_words(args));
    ended_as(command)
}

fn sim_words(args: &SimArgs) -> Vec<String> {
    let flag = |name: &str, value: Option<u64>| value.map(|value| [name.to_owned(), value.to_string()]);
    let flags = [flag("--seeds", args.seeds), flag("--from", args.from)];
    flags.into_iter().flatten().flatten().chain(args.words.iter().cloned()).collect()
}

fn ended_as(command: Command) -> Result<ExitCode> {
    let status = process::status(command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_simulator_gets_only_the_flags_that_were_given() {
        let mut args = SimArgs { seeds: Some(20), from: None, release: true, words: vec!["--trace".to_owned()] };
        assert_eq!(sim_words(&args), ["--seeds", "20", "--trace"]);
        args.from = Some(7);
        assert_eq!(sim_words(&args), ["--seeds", "20", "--from", "7", "--trace"]);
    }
}

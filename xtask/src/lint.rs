//! Format, clippy on both targets, and the repository's own checks.

use anyhow::{Result, anyhow};

use crate::process;
use crate::tidy;
use crate::tools;
use crate::workspace::{WASM_ONLY, WASM_TARGET, Workspace};

/// Runs every check, also after one failed, and names those that did.
pub fn run(workspace: &Workspace) -> Result<()> {
    tools::ensure_lint_tools(workspace)?;
    tools::ensure_wasm_target(workspace)?;
    let outcomes = [
        ("format", process::step("lint: format", || format(workspace))),
        ("tidy", process::step("lint: tidy", || tidy::check(workspace))),
        ("clippy", process::step("lint: clippy, native", || clippy_native(workspace))),
        ("clippy for wasm", process::step("lint: clippy, WebAssembly", || clippy_wasm(workspace))),
    ];
    let failed: Vec<_> = outcomes
        .iter()
        .filter_map(|(name, outcome)| outcome.as_ref().err().map(|error| format!("{name}: {error}")))
        .collect();
    if failed.is_empty() { Ok(()) } else { Err(anyhow!("{}", failed.join("; "))) }
}

fn format(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo(&["fmt", "--all", "--check"]))
}

fn clippy_native(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo(&["clippy", "--workspace", "--all-targets"]);
    for member in WASM_ONLY {
        command.args(["--exclude", member]);
    }
    command.args(["--", "-D", "warnings"]);
    process::run(command)
}

fn clippy_wasm(workspace: &Workspace) -> Result<()> {
    let mut command = workspace.cargo(&["clippy", "--all-targets", "--target", WASM_TARGET]);
    for member in WASM_ONLY {
        command.args(["--package", member]);
    }
    command.args(["--", "-D", "warnings"]);
    process::run(command)
}

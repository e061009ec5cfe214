//! The native tests: every member but the wasm-only ones, documentation tests included; then the mutation check of the
//! simulator.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::tally::{Libtest, Tally};
use crate::workspace::{WASM_ONLY, Workspace};

/// Runs the tests of the members, then those of xtask, then the mutation check.
pub fn run(workspace: &Workspace) -> Result<Tally> {
    let mut members = workspace.cargo(&["test", "--workspace", "--no-fail-fast", "--exclude", "xtask"]);
    for member in WASM_ONLY {
        members.args(["--exclude", member]);
    }
    let mut tally = cargo_test(members)?;
    // Apart, so that its dependencies keep the features that this very program was built with.
    tally.add(cargo_test(workspace.cargo(&["test", "--package", "xtask", "--no-fail-fast"]))?);
    // With each guard of the engine switched off alone the simulator must notice: a build of its own, never for people.
    tally.add(cargo_test(workspace.cargo(&[
        "test",
        "--package",
        "sim",
        "--features",
        "mutants",
        "--test",
        "seeds",
        "mutants",
    ]))?);
    Ok(tally)
}

/// Runs one `cargo test`; a failure that no test accounts for (a crash, a build) is an error.
pub fn cargo_test(command: Command) -> Result<Tally> {
    let mut libtest = Libtest::default();
    let status = process::tee(command, |line| libtest.see(line))?;
    let tally = libtest.tally();
    if !status.success() && tally.failed == 0 {
        bail!("`cargo test` failed ({status}) without naming a test");
    }
    Ok(tally)
}

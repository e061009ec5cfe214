//! Tests under node's own runner, counted from one line of JSON a test.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::files;
use crate::process;
use crate::tally::{self, Tally};
use crate::tools;
use crate::workspace::Workspace;

/// Where the unit tests of plain JavaScript and of the style lie, each beside what it tests.
const FOLDERS: [&str; 5] = ["public", "service-worker", "style", "xtask/js", "tests/e2e/canary"];

/// No test may hang for ever: above this it has failed.
const LIMIT_MS: u32 = 300_000;

/// Runs the unit tests.
pub fn unit_tests(workspace: &Workspace) -> Result<Tally> {
    tools::need_node()?;
    let mut tests = Vec::new();
    for folder in FOLDERS {
        tests.extend(files::below(&workspace.root.join(folder))?.into_iter().filter(|file| is_test(file)));
    }
    if tests.is_empty() {
        return Ok(Tally::default());
    }
    run(workspace, "js", &workspace.root, &tests, &[])
}

/// Whether the runner should load this file.
pub fn is_test(file: &Path) -> bool {
    file.to_string_lossy().ends_with(".test.mjs")
}

/// Runs test files and counts what came to an end.
pub fn run(
    workspace: &Workspace,
    name: &str,
    folder: &Path,
    tests: &[PathBuf],
    environment: &[(&str, PathBuf)],
) -> Result<Tally> {
    let results = workspace.cache().join(format!("{name}.jsonl"));
    files::write(&results, b"")?;
    let mut node = Command::new("node");
    // One file at a time: an end-to-end test starts an API and a browser, and two cores are enough for one pair.
    node.args(["--test", "--test-concurrency=1", &format!("--test-timeout={LIMIT_MS}")])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg(format!("--test-reporter={}", workspace.root.join("xtask/js/json-reporter.mjs").display()))
        .arg(format!("--test-reporter-destination={}", results.display()))
        .args(tests)
        .current_dir(folder)
        .envs(environment.iter().map(|(variable, value)| (variable, value)));
    let status = process::status(node)?;
    let tally = tally::node_results(&files::read_text(&results)?).context("the results of node's test runner")?;
    if !status.success() && tally.failed == 0 {
        bail!("node's test runner failed ({status}) without naming a test");
    }
    Ok(tally)
}

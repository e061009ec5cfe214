//! `cargo xtask test`: everything, or one part; ends with the sum of what the runners counted.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::e2e;
use crate::files;
use crate::lint;
use crate::native;
use crate::node;
use crate::process;
use crate::size;
use crate::tally::{self, Tally};
use crate::tools;
use crate::wasm_tests;
use crate::workspace::Workspace;

/// A part of `cargo xtask test`.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Format, clippy, tidy: checks that count no tests
    Lint,
    /// The tests of the members that run on this machine
    Native,
    /// The tests of the plain JavaScript and of the style, under node
    Js,
    /// The tests that run in the browser
    Wasm,
    /// The weight of the first load: a check that counts no tests
    Size,
    /// The app and a real API in the browser
    E2e,
}

impl Part {
    const fn name(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Native => "native tests",
            Self::Js => "node tests",
            Self::Wasm => "wasm tests",
            Self::Size => "first load",
            Self::E2e => "end-to-end tests",
        }
    }
}

/// Words of `cargo xtask test`.
#[derive(clap::Args)]
pub struct Args {
    /// Only these parts
    parts: Vec<Part>,
}

/// Runs all parts, or those that were named.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let parts = if args.parts.is_empty() { Part::value_variants() } else { &args.parts };
    run_parts(workspace, parts, &[])
}

/// Runs parts in order, all of them even after a failure, and prints the sum.
pub fn run_parts(workspace: &Workspace, parts: &[Part], words: &[String]) -> Result<ExitCode> {
    let listed = tally::listed_skips(&files::read_text(&workspace.root.join("xtask/skips.toml"))?)?;
    let mut sum = Tally::default();
    let mut report = Vec::new();
    let mut failed = false;
    for part in parts {
        eprintln!("\n== {}", part.name());
        let start = Instant::now();
        let outcome = run_part(workspace, *part, words);
        if process::interrupted() {
            bail!("interrupted");
        }
        let seconds = start.elapsed().as_secs();
        let (line, good) = match outcome {
            Ok(tally) => {
                let verdict = verdict(*part, &tally);
                sum.add(tally.clone());
                match verdict {
                    Ok(()) => (tally.to_string(), true),
                    Err(why) => (format!("{tally}: {why}"), false),
                }
            }
            Err(error) => (tools::plain(&error), false),
        };
        let mark = if good { "ok" } else { "FAILED" };
        report.push(format!("{mark:<6} {:<18} {seconds:>5} s  {line}", part.name()));
        failed |= !good;
    }
    println!("\n{}", report.join("\n"));
    for name in sum.unlisted(&listed) {
        println!("skipped, and not listed in xtask/skips.toml: {name}");
        failed = true;
    }
    println!("\n{sum}");
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn run_part(workspace: &Workspace, part: Part, words: &[String]) -> Result<Tally> {
    match part {
        Part::Lint => lint::run(workspace).map(|()| Tally::default()),
        Part::Native => native::run(workspace),
        Part::Js => node::unit_tests(workspace),
        Part::Wasm => wasm_tests::run(workspace),
        Part::Size => size::check(workspace).map(|()| Tally::default()),
        Part::E2e => e2e::run(workspace, words),
    }
}

/// A runner that executed nothing has proved nothing.
fn verdict(part: Part, tally: &Tally) -> Result<(), &'static str> {
    if tally.failed > 0 {
        return Err("a test failed");
    }
    if !matches!(part, Part::Lint | Part::Size) && tally.executed() == 0 {
        return Err("no test was executed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runner_without_tests_has_failed_and_a_check_has_none_to_run() {
        let none = Tally::default();
        assert_eq!(verdict(Part::Wasm, &none), Err("no test was executed"));
        assert_eq!(verdict(Part::Lint, &none), Ok(()));
        assert_eq!(verdict(Part::Size, &none), Ok(()));
        let only_skips = Tally { skipped: 3, ..Tally::default() };
        assert_eq!(verdict(Part::Native, &only_skips), Err("no test was executed"));
    }

    #[test]
    fn one_failure_is_enough() {
        let tally = Tally { passed: 900, failed: 1, ..Tally::default() };
        assert_eq!(verdict(Part::E2e, &tally), Err("a test failed"));
        assert_eq!(verdict(Part::E2e, &Tally { failed: 0, ..tally }), Ok(()));
    }
}

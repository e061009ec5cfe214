//! `cargo xtask faults --mutate`: a test that stays green without the guard that it is for guards nothing.

use anyhow::Result;

use super::catalogue::{Kind, Row};
use super::{Test, native};
use crate::tally::Outcome;
use crate::workspace::{Metadata, Workspace};

/// The feature with which a member lets its guards be switched off.
const FEATURE: &str = "mutants";

/// A test that names more rows than these is a history of everything: that it fails says nothing of one row.
const OWN: usize = 8;

/// What the tests of a row made of the missing guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notice {
    /// So many tests failed.
    Red(usize),
    /// All passed: nobody missed it.
    Green,
    /// One was not seen to run, and none failed.
    NotRun,
    /// No native test names the row.
    NoTest,
}

/// Switches off one guard after the other; whether each was missed.
pub fn command(workspace: &Workspace, rows: &[&Row], tests: &[Test]) -> Result<bool> {
    let features = features(&workspace.metadata()?);
    let binaries = native::build(workspace, &features)?;
    let mut report = Vec::new();
    for row in rows {
        let native = |test: &&Test| matches!(test.kind, Kind::S | Kind::A) && test.ids.contains(&row.id);
        let named: Vec<&Test> = tests.iter().filter(native).filter(|test| test.ids.len() <= OWN).collect();
        for mutant in &row.mutant {
            eprintln!("\n== {} without {mutant}", row.id);
            let seen = native::run(&binaries, &named, Some(mutant))?;
            let outcomes: Vec<_> = named.iter().map(|test| test.outcome(&seen)).collect();
            report.push((row.id.as_str(), mutant.as_str(), named.len(), notice(&outcomes)));
        }
    }
    println!();
    for (id, mutant, named, notice) in &report {
        let word = match notice {
            Notice::Red(failed) => format!("red, {failed} of {named} tests failed"),
            Notice::Green => format!("GREEN, all {named} tests passed without it"),
            Notice::NotRun => format!("not run, of {named} tests"),
            Notice::NoTest => "no native test".to_owned(),
        };
        println!("{id:<4} {mutant:<18} {word}");
    }
    let red = report.iter().filter(|(.., notice)| matches!(notice, Notice::Red(_))).count();
    let with = rows.iter().filter(|row| !row.mutant.is_empty()).count();
    println!("\n{with} rows with {} guards switched off: {red} red, {} not missed", report.len(), report.len() - red);
    Ok(red == report.len())
}

fn notice(outcomes: &[Option<Outcome>]) -> Notice {
    let failed = outcomes.iter().filter(|outcome| **outcome == Some(Outcome::Failed)).count();
    if outcomes.is_empty() {
        Notice::NoTest
    } else if failed > 0 {
        Notice::Red(failed)
    } else if outcomes.iter().all(|outcome| *outcome == Some(Outcome::Passed)) {
        Notice::Green
    } else {
        Notice::NotRun
    }
}

/// `member/mutants` for every member that has it.
fn features(metadata: &Metadata) -> Vec<String> {
    let with = metadata.members().filter(|member| member.features.contains_key(FEATURE));
    with.map(|member| format!("{}/{FEATURE}", member.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_red_test_is_enough_and_only_red_is_good() {
        let (passed, failed) = (Some(Outcome::Passed), Some(Outcome::Failed));
        assert_eq!(notice(&[passed, failed, None]), Notice::Red(1));
        assert_eq!(notice(&[passed, passed]), Notice::Green);
        assert_eq!(notice(&[passed, None]), Notice::NotRun);
        assert_eq!(notice(&[passed, Some(Outcome::Skipped)]), Notice::NotRun);
        assert_eq!(notice(&[]), Notice::NoTest);
    }
}

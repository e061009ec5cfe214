//! The rows as people read them.

use std::fmt::Write as _;

use super::Test;
use super::catalogue::Kind;
use super::verdict::{Asked, Judged, State};
use crate::tally::Outcome;

/// One line a row: how many tests of each kind passed, of those that were asked to run. With `named` also the sentences
/// of the row and its tests.
pub fn rows(judged: &[Judged], tests: &[Test], outcomes: &[Option<Outcome>], asked: Asked, named: bool) -> String {
    let mut text = String::new();
    for row in judged {
        let ran = |kind: Kind| asked != Asked::Found && asked.covers(kind) && row.state != State::Later;
        let counts = row.counts.iter().map(|(kind, count)| match count.found {
            0 => format!("{kind} none"),
            found if ran(*kind) => format!("{kind} {}/{found}", count.passed),
            found => format!("{kind} {found}"),
        });
        let counts = counts.collect::<Vec<_>>().join("  ");
        let line = format!("{:<4} {:<9} {counts:<24} {}", row.row.id, word(row.state), row.row.fault);
        // A closed pipe is the only way to fail, and a String has none.
        let _ = writeln!(text, "{}", line.trim_end());
        if named {
            let _ = write!(text, "{}", details(row, tests, outcomes));
        }
    }
    text
}

fn details(judged: &Judged, tests: &[Test], outcomes: &[Option<Outcome>]) -> String {
    let row = judged.row;
    let mut text = format!("     {}\n", row.expected);
    let mutant = (!row.mutant.is_empty()).then(|| row.mutant.join(", "));
    for (what, why) in [("later", &row.later), ("rest", &row.rest), ("mutant", &mutant)] {
        if let Some(why) = why {
            let _ = writeln!(text, "     {what}: {why}");
        }
    }
    for (test, outcome) in tests.iter().zip(outcomes).filter(|(test, _)| test.ids.contains(&row.id)) {
        let outcome = match outcome {
            Some(Outcome::Passed) => "passed",
            Some(Outcome::Failed) => "FAILED",
            Some(Outcome::Skipped) => "skipped",
            None => "-",
        };
        let _ = writeln!(text, "     {} {outcome:<7} {}", test.kind, test.label());
    }
    text
}

/// The last line.
pub fn count(judged: &[Judged], asked: Asked) -> String {
    let of = |state: State| judged.iter().filter(|row| row.state == state).count();
    let parts = [
        (of(State::Proved), if asked == Asked::Native { "proved natively" } else { "proved" }),
        (of(State::Tested), "with a test of each kind, none was run"),
        (of(State::Failed), "failed"),
        (of(State::NotRun), "not run"),
        (of(State::NoTest), "without a test"),
        (of(State::NotAsked), "not asked"),
        (of(State::Later), "later"),
    ];
    let always = if asked == Asked::Found { "with a test of each kind, none was run" } else { parts[0].1 };
    let said = parts.iter().filter(|(number, what)| *number > 0 || *what == always || *what == "without a test");
    let said: Vec<_> = said.map(|(number, what)| format!("{number} {what}")).collect();
    format!("{} rows: {}", judged.len(), said.join(", "))
}

const fn word(state: State) -> &'static str {
    match state {
        State::Proved => "ok",
        State::Tested => "tested",
        State::Failed => "FAILED",
        State::NotRun => "not run",
        State::NoTest => "no test",
        State::NotAsked => "not asked",
        State::Later => "later",
    }
}

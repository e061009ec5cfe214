//! How many tests passed, failed and were skipped, summed from what the runners print for machines.

use std::collections::BTreeSet;
use std::fmt;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The counts of one or several runners.
#[derive(Default, Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and passed.
    pub passed: u64,
    /// Tests that ran and failed.
    pub failed: u64,
    /// Tests that did not run.
    pub skipped: u64,
    /// The names of the tests that did not run.
    pub skipped_names: Vec<String>,
    /// Each test that was seen by name.
    pub tests: Vec<Seen>,
}

/// A test that a runner named, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The runner's name for it; under node with its file before it.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What may become of a test, the worst last.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It ran and passed.
    Passed,
    /// It did not run.
    Skipped,
    /// It ran and failed.
    Failed,
}

impl Tally {
    /// Adds another runner's counts.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.skipped_names.extend(other.skipped_names);
        self.tests.extend(other.tests);
    }

    /// How many tests were executed.
    pub const fn executed(&self) -> u64 {
        self.passed + self.failed
    }

    /// The skipped tests that xtask/skips.toml does not list; one that cannot be named is never listed.
    pub fn unlisted<'a>(&'a self, listed: &BTreeSet<String>) -> Vec<&'a str> {
        let mut unlisted: Vec<&str> =
            self.skipped_names.iter().map(String::as_str).filter(|name| !listed.contains(*name)).collect();
        if self.skipped > self.skipped_names.len() as u64 {
            unlisted.push("(a skipped test without a name)");
        }
        unlisted
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The skips that are allowed, from the text of xtask/skips.toml.
pub fn listed_skips(text: &str) -> Result<BTreeSet<String>> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct List {
        #[serde(default)]
        skip: Vec<Skip>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Skip {
        name: String,
        /// Asked for, so that nobody lists a test without saying why.
        #[serde(rename = "reason")]
        _reason: String,
    }
    let list: List = toml::from_str(text).context("xtask/skips.toml")?;
    Ok(list.skip.into_iter().map(|skip| skip.name).collect())
}

/// Reads what libtest prints (and wasm-bindgen-test in its manner), line by line.
#[derive(Default)]
pub struct Libtest {
    tally: Tally,
}

impl Libtest {
    /// Reads one line.
    pub fn see(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.tally.passed += count(counts, "passed");
            self.tally.failed += count(counts, "failed");
            self.tally.skipped += count(counts, "ignored");
        } else if let Some((name, said)) = line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... ")) {
            let name = name.strip_suffix(" - should panic").unwrap_or(name).to_owned();
            let outcome = match said.split([',', ' ']).next() {
                Some("ok") => Outcome::Passed,
                Some("ignored") => Outcome::Skipped,
                _ => Outcome::Failed,
            };
            if outcome == Outcome::Skipped {
                self.tally.skipped_names.push(name.clone());
            }
            self.tally.tests.push(Seen { name, outcome });
        }
    }

    /// The counts of every test binary seen.
    pub fn tally(self) -> Tally {
        self.tally
    }
}

/// The number before a word in `ok. 5 passed; 0 failed; 1 ignored; …`.
fn count(counts: &str, word: &str) -> u64 {
    counts
        .split([';', '.'])
        .filter_map(|part| part.trim().split_once(' '))
        .find(|(_, what)| what.starts_with(word))
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

/// Sums the JSON lines that xtask/js/json-reporter.mjs writes.
pub fn node_results(lines: &str) -> Result<Tally> {
    #[derive(Deserialize)]
    struct Line {
        name: String,
        result: Outcome,
    }
    let mut tally = Tally::default();
    for line in lines.lines() {
        let line: Line = serde_json::from_str(line).with_context(|| format!("not a result: {line}"))?;
        match line.result {
            Outcome::Passed => tally.passed += 1,
            Outcome::Failed => tally.failed += 1,
            Outcome::Skipped => {
                tally.skipped += 1;
                tally.skipped_names.push(line.name.clone());
            }
        }
        tally.tests.push(Seen { name: line.name, outcome: line.result });
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn libtest(text: &str) -> Tally {
        let mut libtest = Libtest::default();
        text.lines().for_each(|line| libtest.see(line));
        libtest.tally()
    }

    #[test]
    fn binaries_and_doctests_are_summed_and_ignored_tests_named() {
        let tally = libtest(
            "running 4 tests\n\
             test merge::keeps_both ... ok\n\
             test merge::slow ... ignored, needs an hour\n\
             test hub::opens ... FAILED\n\
             test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             \n\
             Doc-tests model\n\
             test crates/model/src/lib.rs - Day (line 3) ... ok\n\
             test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 12 filtered out; finished in 0.20s\n",
        );
        assert_eq!(tally.to_string(), "3 passed, 1 failed, 1 skipped");
        assert_eq!(tally.skipped_names, ["merge::slow"]);
        let seen: Vec<_> = tally.tests.iter().map(|test| (test.name.as_str(), test.outcome)).collect();
        let expected = [
            ("merge::keeps_both", Outcome::Passed),
            ("merge::slow", Outcome::Skipped),
            ("hub::opens", Outcome::Failed),
            ("crates/model/src/lib.rs - Day (line 3)", Outcome::Passed),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn the_browser_runner_leaves_out_what_was_measured() {
        let tally = libtest("test result: ok. 7 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.31s");
        assert_eq!((tally.passed, tally.executed()), (7, 7));
    }

    #[test]
    fn a_skip_passes_only_when_it_is_listed_with_its_reason() {
        let listed = listed_skips("[[skip]]\nname = \"slow\"\nreason = \"an hour\"").expect("it is a list");
        let skipped = |names: &[&str], skipped| Tally {
            skipped,
            skipped_names: names.iter().map(ToString::to_string).collect(),
            ..Tally::default()
        };
        assert!(skipped(&["slow"], 1).unlisted(&listed).is_empty());
        assert_eq!(skipped(&["slow", "new"], 2).unlisted(&listed), ["new"]);
        assert_eq!(skipped(&[], 1).unlisted(&listed), ["(a skipped test without a name)"]);
        assert!(listed_skips("[[skip]]\nname = \"slow\"").is_err(), "a reason is asked for");
        assert!(listed_skips("").expect("an empty list is a list").is_empty());
    }

    #[test]
    fn results_of_node_are_summed() {
        let lines = "{\"name\":\"a\",\"result\":\"passed\"}\n{\"name\":\"b\",\"result\":\"failed\"}\n\
                     {\"name\":\"c\",\"result\":\"skipped\"}\n";
        let tally = node_results(lines).expect("they are results");
        assert_eq!(tally.to_string(), "1 passed, 1 failed, 1 skipped");
        assert_eq!(tally.skipped_names, ["c"]);
        assert_eq!(tally.tests[1], Seen { name: "b".to_owned(), outcome: Outcome::Failed });
        assert!(node_results("ok 1 - a").is_err(), "anything else is not counted as nothing");
    }
}

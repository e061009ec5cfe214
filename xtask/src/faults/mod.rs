//! `cargo xtask faults`: which rows of the fault catalogue are proved by a test that ran.
//!
//! The catalogue is tests/faults.toml; a test proves a row when it names the row's id (docs/faults.md). Nobody keeps a
//! list of which test belongs to which row: the names are the list.

mod catalogue;
mod ids;
mod mutate;
mod native;
mod rust;
mod specs;
mod table;
mod verdict;

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::e2e;
use crate::files;
use crate::process;
use crate::tally::{Outcome, Seen};
use crate::wasm_tests;
use crate::workspace::Workspace;
use catalogue::{Kind, Row};
use verdict::Asked;

/// Words of `cargo xtask faults`.
#[derive(clap::Args)]
pub struct Args {
    /// Prints what is there, runs nothing
    #[arg(long, conflicts_with_all = ["mutate", "native"])]
    list: bool,
    /// Only the kinds that need no browser: S and A
    #[arg(long)]
    native: bool,
    /// Switches off the guard that each row names, and expects a native test of the row to fail
    #[arg(long)]
    mutate: bool,
    /// Only this row, with its tests by name; may be given again
    #[arg(long, value_name = "ID")]
    row: Vec<String>,
}

/// A test that names rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The rows, in the order of the alphabet.
    pub ids: BTreeSet<String>,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Where it is, and under which name it runs.
    pub place: Place,
}

/// Where a test is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A native test: member, target (`src`, or the name of the test binary) and libtest's name.
    Native { package: String, target: String, name: String },
    /// A test of the browser's database, by the name that its runner prints.
    Browser { name: String },
    /// An end-to-end test: its file below tests/e2e, and its title.
    Spec { file: String, title: specs::Title },
}

/// Judges the rows, and prints them.
pub fn command(workspace: &Workspace, args: &Args) -> Result<ExitCode> {
    let all = catalogue::read(&files::read_text(&workspace.root.join(catalogue::PATH))?)?;
    let tests = find(workspace)?;
    let strangers = strangers(&all, &tests);
    for stranger in &strangers {
        eprintln!("{stranger} is named by a test and is not in {}", catalogue::PATH);
    }
    let rows = narrowed(&all, &args.row)?;
    let good =
        if args.mutate { mutate::command(workspace, &rows, &tests)? } else { judge(workspace, args, &rows, &tests)? };
    Ok(if good && strangers.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn judge(workspace: &Workspace, args: &Args, rows: &[&Row], tests: &[Test]) -> Result<bool> {
    let asked = match (args.list, args.native) {
        (true, _) => Asked::Found,
        (_, true) => Asked::Native,
        _ => Asked::All,
    };
    let outcomes = match asked {
        Asked::Found => vec![None; tests.len()],
        Asked::Native | Asked::All => run(workspace, rows, tests, asked)?,
    };
    let judged: Vec<_> = rows.iter().map(|row| verdict::judge(row, tests, &outcomes, asked)).collect();
    print!("\n{}", table::rows(&judged, tests, &outcomes, asked, !args.row.is_empty()));
    println!("\n{}", table::count(&judged, asked));
    Ok(judged.iter().all(|row| row.state.is_good()))
}

/// Every test that names a row, whether the row exists or not.
fn find(workspace: &Workspace) -> Result<Vec<Test>> {
    let mut tests = Vec::new();
    for member in workspace.metadata()?.members() {
        if let Some(kind) = Kind::of_member(&member.name) {
            tests.extend(rust::tests(&member.name, kind, member.folder())?);
        }
    }
    tests.extend(specs::tests(&workspace.root.join("tests/e2e"))?);
    Ok(tests)
}

/// Runs every test of the rows that are due, and says what became of each; `None` for one that did not run.
fn run(workspace: &Workspace, rows: &[&Row], tests: &[Test], asked: Asked) -> Result<Vec<Option<Outcome>>> {
    let due = |test: &&Test| rows.iter().any(|row| row.later.is_none() && test.ids.contains(&row.id));
    let wanted: Vec<&Test> = tests.iter().filter(due).filter(|test| asked.covers(test.kind)).collect();
    let binaries = native::build(workspace, &[])?;
    let mut seen = native::run(&binaries, &wanted, None)?;
    let files: BTreeSet<String> = wanted.iter().filter_map(|test| test.file()).collect();
    if !files.is_empty() {
        let files: Vec<String> = files.into_iter().collect();
        seen.extend(unless_interrupted(e2e::run(workspace, &files).map(|tally| tally.tests))?);
    }
    if wanted.iter().any(|test| matches!(test.place, Place::Browser { .. })) {
        seen.extend(unless_interrupted(wasm_tests::run(workspace).map(|tally| tally.tests))?);
    }
    Ok(tests.iter().map(|test| test.outcome(&seen)).collect())
}

/// A runner that broke has run nothing: the rows say so, and the others are still judged.
fn unless_interrupted(tests: Result<Vec<Seen>>) -> Result<Vec<Seen>> {
    match tests {
        Err(error) if !process::interrupted() => {
            eprintln!("error: {error:#}");
            Ok(Vec::new())
        }
        other => other,
    }
}

fn narrowed<'a>(all: &'a [Row], ids: &[String]) -> Result<Vec<&'a Row>> {
    for id in ids {
        if !all.iter().any(|row| row.id == *id) {
            bail!("{} has no row {id}", catalogue::PATH);
        }
    }
    Ok(all.iter().filter(|row| ids.is_empty() || ids.contains(&row.id)).collect())
}

fn strangers(all: &[Row], tests: &[Test]) -> BTreeSet<String> {
    let named = tests.iter().flat_map(|test| test.ids.iter().cloned());
    named.filter(|id| !all.iter().any(|row| row.id == *id)).collect()
}

impl Test {
    fn file(&self) -> Option<String> {
        match &self.place {
            Place::Spec { file, .. } => Some(file.clone()),
            Place::Native { .. } | Place::Browser { .. } => None,
        }
    }

    /// What became of it, among what was seen to run. A title that stands for several tests is as good as the worst.
    fn outcome(&self, seen: &[Seen]) -> Option<Outcome> {
        seen.iter().filter(|seen| self.is(&seen.name)).map(|seen| seen.outcome).max()
    }

    fn is(&self, ran: &str) -> bool {
        match &self.place {
            Place::Native { .. } => ran == self.label(),
            Place::Browser { name } => ran == name || ran.ends_with(&format!("::{name}")),
            Place::Spec { file, title } => {
                ran.strip_prefix(file).and_then(|rest| rest.strip_prefix(": ")).is_some_and(|ran| title.fits(ran))
            }
        }
    }

    /// The test for people, and the name under which a native one is reported: the same in two members is two tests.
    pub fn label(&self) -> String {
        match &self.place {
            Place::Native { package, target, name } => format!("{package} {target} {name}"),
            Place::Browser { name } => format!("store-indexeddb {name}"),
            Place::Spec { file, title } => format!("{file}: {title}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(place: Place) -> Test {
        Test { ids: BTreeSet::new(), kind: Kind::S, place }
    }

    #[test]
    fn a_test_that_did_not_run_has_no_outcome_and_one_of_another_member_is_another() {
        let name = "push::n1_lost".to_owned();
        let native = test(Place::Native { package: "sync".to_owned(), target: "client".to_owned(), name });
        let ran = |name: &str, outcome| Seen { name: name.to_owned(), outcome };
        assert_eq!(native.outcome(&[]), None);
        assert_eq!(native.outcome(&[ran("sim client push::n1_lost", Outcome::Passed)]), None);
        assert_eq!(native.outcome(&[ran("sync client push::n1_lost_twice", Outcome::Passed)]), None);
        assert_eq!(native.outcome(&[ran("sync client push::n1_lost", Outcome::Passed)]), Some(Outcome::Passed));
        let browser = test(Place::Browser { name: "damage::one_row".to_owned() });
        assert_eq!(browser.outcome(&[ran("browser::damage::one_row", Outcome::Failed)]), Some(Outcome::Failed));
        assert_eq!(browser.outcome(&[ran("browser::no_damage::one_row", Outcome::Passed)]), None);
    }

    #[test]
    fn a_row_that_is_not_there_is_an_error() {
        assert!(narrowed(&[], &["N99".to_owned()]).is_err());
    }
}

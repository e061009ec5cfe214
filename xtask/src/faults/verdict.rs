//! What may be said of a row: only what ran and passed proves it.

use std::collections::BTreeMap;

use super::Test;
use super::catalogue::{Kind, Row};
use crate::tally::Outcome;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Which tests are there.
    Found,
    /// What needs no browser.
    Native,
    /// Everything.
    All,
}

impl Asked {
    /// Whether tests of this kind are asked for. Nobody can run those by hand here.
    pub fn covers(self, kind: Kind) -> bool {
        match kind {
            Kind::S | Kind::A => true,
            Kind::E | Kind::W => self != Self::Native,
            Kind::R => false,
        }
    }
}

/// How a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A test of each kind ran and passed, and no test of the row did anything else.
    Proved,
    /// A test of each kind is there.
    Tested,
    /// A test failed.
    Failed,
    /// A test that names it was not seen to run.
    NotRun,
    /// A kind has no test.
    NoTest,
    /// None of its kinds was asked for.
    NotAsked,
    /// It is not due.
    Later,
}

impl State {
    /// Whether the command may end well with it.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Proved | Self::Tested | Self::NotAsked | Self::Later)
    }
}

/// A row and how it stands.
pub struct Judged<'a> {
    /// The row.
    pub row: &'a Row,
    /// How it stands.
    pub state: State,
    /// How many tests name it and how many passed, by kind; a kind that the row lists is there with none too.
    pub counts: BTreeMap<Kind, Count>,
}

/// Tests of one kind.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// That name the row.
    pub found: usize,
    /// That ran and passed.
    pub passed: usize,
}

/// Judges a row by the tests that name it; `outcomes` are those of `tests`.
pub fn judge<'a>(row: &'a Row, tests: &[Test], outcomes: &[Option<Outcome>], asked: Asked) -> Judged<'a> {
    let mut counts: BTreeMap<Kind, Count> = row.kinds.iter().map(|kind| (*kind, Count::default())).collect();
    let mut failed = false;
    for (test, outcome) in tests.iter().zip(outcomes).filter(|(test, _)| test.ids.contains(&row.id)) {
        let count = counts.entry(test.kind).or_default();
        count.found += 1;
        count.passed += usize::from(*outcome == Some(Outcome::Passed));
        failed |= *outcome == Some(Outcome::Failed);
    }
    let state = if row.later.is_some() {
        State::Later
    } else if failed {
        State::Failed
    } else {
        state(row, &counts, asked)
    };
    Judged { row, state, counts }
}

fn state(row: &Row, counts: &BTreeMap<Kind, Count>, asked: Asked) -> State {
    let count = |kind: &Kind| counts.get(kind).copied().unwrap_or_default();
    let mut kinds = row.kinds.iter().filter(|kind| asked.covers(**kind)).peekable();
    if kinds.peek().is_none() {
        return State::NotAsked;
    }
    if kinds.any(|kind| count(kind).found == 0) {
        return State::NoTest;
    }
    if asked == Asked::Found {
        return State::Tested;
    }
    let all_passed =
        counts.iter().filter(|(kind, _)| asked.covers(**kind)).all(|(_, count)| count.passed == count.found);
    if all_passed { State::Proved } else { State::NotRun }
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    const PASSED: Option<Outcome> = Some(Outcome::Passed);
    const FAILED: Option<Outcome> = Some(Outcome::Failed);

    fn row(kinds: &[Kind], later: bool) -> Row {
        Row {
            id: "N1".to_owned(),
            fault: String::new(),
            expected: String::new(),
            kinds: kinds.to_vec(),
            later: later.then(String::new),
            rest: None,
            mutant: Vec::new(),
        }
    }

    fn state(row: &Row, ran: &[(&str, Kind, Option<Outcome>)], asked: Asked) -> State {
        let place = || Place::Browser { name: String::new() };
        let tests: Vec<_> = ran
            .iter()
            .map(|(id, kind, _)| Test { ids: [(*id).to_owned()].into(), kind: *kind, place: place() })
            .collect();
        let outcomes: Vec<_> = ran.iter().map(|(_, _, outcome)| *outcome).collect();
        judge(row, &tests, &outcomes, asked).state
    }

    #[test]
    fn every_kind_must_have_passed() {
        let both = row(&[Kind::S, Kind::A], false);
        let of = |ran: &[_]| state(&both, ran, Asked::All);
        assert_eq!(of(&[("N1", Kind::S, PASSED), ("N1", Kind::A, PASSED)]), State::Proved);
        assert_eq!(of(&[("N1", Kind::S, PASSED)]), State::NoTest);
        assert_eq!(of(&[("N1", Kind::S, PASSED), ("N11", Kind::A, PASSED)]), State::NoTest);
        assert_eq!(of(&[("N1", Kind::S, PASSED), ("N1", Kind::A, FAILED)]), State::Failed);
        assert_eq!(of(&[]), State::NoTest);
    }

    #[test]
    fn what_was_skipped_or_filtered_out_did_not_run() {
        let one = row(&[Kind::S], false);
        let of = |ran: &[_]| state(&one, ran, Asked::All);
        assert_eq!(of(&[("N1", Kind::S, None)]), State::NotRun);
        assert_eq!(of(&[("N1", Kind::S, Some(Outcome::Skipped))]), State::NotRun);
        assert_eq!(of(&[("N1", Kind::S, PASSED), ("N1", Kind::S, None)]), State::NotRun);
        // A test of a kind that the row does not list counts once it is there.
        assert_eq!(of(&[("N1", Kind::S, PASSED), ("N1", Kind::E, FAILED)]), State::Failed);
        assert_eq!(of(&[("N1", Kind::S, PASSED), ("N1", Kind::E, None)]), State::NotRun);
    }

    #[test]
    fn without_a_browser_only_native_kinds_are_asked() {
        let both = row(&[Kind::S, Kind::E], false);
        assert_eq!(state(&both, &[("N1", Kind::S, PASSED), ("N1", Kind::E, None)], Asked::Native), State::Proved);
        assert_eq!(state(&row(&[Kind::E], false), &[], Asked::Native), State::NotAsked);
        assert_eq!(state(&row(&[Kind::E], false), &[], Asked::All), State::NoTest);
    }

    #[test]
    fn a_row_that_is_not_due_is_not_judged_and_a_list_only_finds() {
        assert_eq!(state(&row(&[Kind::S], true), &[], Asked::All), State::Later);
        assert_eq!(state(&row(&[Kind::S], false), &[("N1", Kind::S, None)], Asked::Found), State::Tested);
        assert_eq!(state(&row(&[Kind::S], false), &[], Asked::Found), State::NoTest);
    }
}

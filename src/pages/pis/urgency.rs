use model::order;
use std::cmp::Reverse;

use model::codes::Triage;
use model::ids::RecordId;
use model::pis::State;
use model::time::Millis;

use super::case::Case;
use crate::i18n::dates;

/// Why a card stands where it stands; the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A deadline of the law runs until then.
    Legal(Millis),
    /// At once.
    Emergency,
    /// Can wait for the social service.
    Deferrable,
    /// Neither for the PIS nor urgent.
    Other,
    /// Somebody outside has it.
    Finished,
}

impl Case {
    /// Where its card stands.
    pub fn urgency(&self) -> Urgency {
        let triage = self.fold.form().triage.as_ref();
        if let Some(deadline) = self.deadline() {
            Urgency::Legal(deadline.due_at)
        } else if self.fold.taken_outside().is_some() {
            Urgency::Finished
        } else if triage == Some(&Triage::EMERGENCY) {
            Urgency::Emergency
        } else if triage == Some(&Triage::DEFERRABLE_URGENCY) {
            Urgency::Deferrable
        } else {
            Urgency::Other
        }
    }

    /// Whether the PIS still has something to do.
    pub fn is_open(&self) -> bool {
        self.fold.is_open()
    }

    /// When it was closed, taken or handed over.
    pub fn left_at(&self) -> Option<Millis> {
        self.fold.closed_at.or(self.fold.taken_outside()).or(self.fold.handed_over_at)
    }
}

/// The open ones, the most urgent first; of equals first what nobody follows, then what waits longest.
pub fn open(cases: &[Case]) -> Vec<RecordId> {
    let mut open: Vec<&Case> = cases.iter().filter(|case| case.is_open()).collect();
    order::by_key(&mut open, |case| (case.urgency(), case.fold.state != State::Reported, case.reported_at()));
    open.into_iter().map(Case::id).collect()
}

/// Those that wait for their receiver or were taken by it, and those closed today.
pub fn left(cases: &[Case], now: Millis) -> Vec<Case> {
    let today = |at: Option<Millis>| at.is_some_and(|at| dates::same_day(at, now));
    let listed = |case: &&Case| !case.is_open() && (case.fold.state != State::Closed || today(case.left_at()));
    let mut left: Vec<Case> = cases.iter().filter(listed).cloned().collect();
    order::by_key(&mut left, |case| Reverse(case.left_at()));
    left
}

use model::codes::{PisEventKind, Triage};
use model::ids::RecordId;
use model::pis::{NextStep, PersonState, next_step};
use sync::client::Change;

use super::case::Case;
use super::events::step;
use crate::state::AppState;
use crate::tr;

/// One question about activations; its answer is a code of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// About which.
    pub cases: Vec<RecordId>,
    /// About whom; `None` for everybody who has no answer yet.
    pub person: Option<i64>,
    /// What is asked.
    pub what: What,
    /// The answer holds for several people.
    pub several: bool,
    /// Close the activation too, once nobody misses anything.
    pub then_close: bool,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// How it ended.
    Outcome,
    /// To whom people are handed over.
    Handover,
    /// Where people are placed.
    Placement,
    /// What was done.
    Action,
}

impl What {
    fn kind(self) -> PisEventKind {
        match self {
            Self::Outcome => PisEventKind::ENDED,
            Self::Handover => PisEventKind::HANDED_OVER,
            Self::Placement => PisEventKind::PLACEMENT,
            Self::Action => PisEventKind::ACTION,
        }
    }

    /// The codelist of the answers.
    pub const fn list(self) -> &'static str {
        match self {
            Self::Outcome => "pisOutcome",
            Self::Handover => "handoverTo",
            Self::Placement => "placementKind",
            Self::Action => "pisActions",
        }
    }

    /// The question.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Outcome => tr!(pis.ask_outcome),
            Self::Handover => tr!(pis.ask_handover),
            Self::Placement => tr!(pis.ask_placement),
            Self::Action => tr!(pis.ask_action),
        }
    }

    /// Whether a person has an answer already.
    fn answered(self, person: &PersonState) -> bool {
        match self {
            Self::Outcome => person.outcome.is_some(),
            Self::Handover => person.handover.is_some(),
            Self::Placement => person.placement.is_some(),
            Self::Action => false,
        }
    }
}

/// What one tap on the big button does: steps at once, or a question first.
pub enum Tap {
    /// Nothing is missing.
    Steps(Vec<Change>),
    /// This is missing.
    Question(Ask),
}

/// What the big button of an activation does now.
pub fn tap(case: &Case, next: NextStep, app: &AppState) -> Tap {
    let at_once = || Tap::Steps(vec![step(app, case, &next.event_kind(), None, None)]);
    let several = case.count() > 1;
    let ask = |what, then_close| Tap::Question(Ask { cases: vec![case.id()], person: None, what, several, then_close });
    let lacks = |what: What| case.fold.people.iter().any(|person| !what.answered(person));
    match next {
        NextStep::End if lacks(What::Outcome) => ask(What::Outcome, false),
        NextStep::HandOver if lacks(What::Handover) => ask(What::Handover, false),
        NextStep::Close if dismissed(case) => at_once(),
        NextStep::Close if lacks(What::Outcome) => ask(What::Outcome, true),
        NextStep::Close if lacks(What::Handover) => ask(What::Handover, true),
        _ => at_once(),
    }
}

/// The steps that an answer makes; `None` puts the answer off.
pub fn steps(ask: &Ask, case: &Case, code: Option<&str>, app: &AppState) -> Vec<Change> {
    let kind = ask.what.kind();
    let people = &case.fold.people;
    let lacking: Vec<i64> = people.iter().filter(|one| !ask.what.answered(one)).map(|one| one.n).collect();
    let whole = lacking.len() == people.len() || code.is_none();
    let mut steps: Vec<Change> = match ask.person {
        Some(n) => vec![step(app, case, &kind, Some(n), code)],
        None if whole => vec![step(app, case, &kind, None, code)],
        None => lacking.into_iter().map(|n| step(app, case, &kind, Some(n), code)).collect(),
    };
    let rest = if ask.what == What::Outcome { What::Handover } else { What::Outcome };
    if ask.then_close && people.iter().all(|person| rest.answered(person)) {
        steps.push(step(app, case, &PisEventKind::CLOSED, None, None));
    }
    steps
}

/// What the PIS may do next. The formal taking in charge is the receiver's, and what is done with what somebody outside has.
pub fn next_of_pis(case: &Case) -> Option<NextStep> {
    let others = case.fold.taken_outside().is_some();
    next_step(&case.fold).filter(|next| *next == NextStep::Close || (*next != NextStep::Acknowledge && !others))
}

/// Whether the shift may hand it over to another one.
pub fn is_followed(case: &Case) -> bool {
    case.fold.is_followed()
}

/// Not for the PIS: closed without an intervention.
fn dismissed(case: &Case) -> bool {
    let triage = case.fold.form().triage.as_ref();
    triage == Some(&Triage::NOT_PIS_COMPETENCE) || triage == Some(&Triage::INFORMATION_ONLY)
}

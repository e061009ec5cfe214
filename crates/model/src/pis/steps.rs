use crate::codes::{PisEventKind, Triage};

use super::fold::{PisState, State};

/// The one big button of an activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// "La seguo io".
    TakeOver,
    /// "Sul posto".
    Arrive,
    /// "Intervento concluso".
    End,
    /// "Passata al servizio sociale".
    HandOver,
    /// "Presa in carico", for the receiver.
    Acknowledge,
    /// "Chiusa".
    Close,
}

impl NextStep {
    /// The kind of the event that the button makes.
    #[must_use]
    pub const fn event_kind(self) -> PisEventKind {
        match self {
            Self::TakeOver => PisEventKind::TAKEN_OVER,
            Self::Arrive => PisEventKind::ARRIVED,
            Self::End => PisEventKind::ENDED,
            Self::HandOver => PisEventKind::HANDED_OVER,
            Self::Acknowledge => PisEventKind::ACKNOWLEDGED,
            Self::Close => PisEventKind::CLOSED,
        }
    }
}

/// What is to be done next; `None` for a closed one.
///
/// What is not for the PIS is closed, what can wait is handed over, without an intervention.
#[must_use]
pub fn next_step(state: &PisState) -> Option<NextStep> {
    let triage = state.form().triage.as_ref();
    let is = |wanted: &Triage| triage == Some(wanted);
    // Between two shifts nobody is in charge.
    if state.state < State::HandedOver && state.waits_for_shift() && state.in_charge.is_none() {
        return Some(NextStep::TakeOver);
    }
    match state.state {
        State::Reported | State::TakenOver if is(&Triage::NOT_PIS_COMPETENCE) || is(&Triage::INFORMATION_ONLY) => {
            Some(NextStep::Close)
        }
        State::Reported | State::TakenOver if is(&Triage::DEFERRABLE_URGENCY) => Some(NextStep::HandOver),
        State::Reported => Some(NextStep::TakeOver),
        State::TakenOver if state.arrived_at.is_none() => Some(NextStep::Arrive),
        State::TakenOver => Some(NextStep::End),
        State::Intervened if state.nobody_to_hand_over() => Some(NextStep::Close),
        State::Intervened => Some(NextStep::HandOver),
        State::HandedOver => Some(NextStep::Acknowledge),
        State::Acknowledged => Some(NextStep::Close),
        State::Closed => None,
    }
}

use crate::codes::{Code, ConsegnaTo, HandoverTo, PisEventKind, PisOutcome, PlacementKind, Triage};
use crate::events;
use crate::ids::{OperatorId, RecordId};
use crate::record::{Fields, RecordRef, RecordType};
use crate::schema::{PisActivation, PisEvent};
use crate::time::Millis;

use super::people::{ART403_ORAL_NOTICE, ART403_SENT, Deadline, DeadlineKind, PersonState};

/// Where an activation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Segnalata.
    #[default]
    Reported,
    /// In gestione PIS.
    TakenOver,
    /// Intervento svolto.
    Intervened,
    /// Passata al servizio sociale.
    HandedOver,
    /// Presa in carico.
    Acknowledged,
    /// Chiusa.
    Closed,
}

impl State {
    /// The code, as `status` has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::TakenOver => "taken_over",
            Self::Intervened => "intervened",
            Self::HandedOver => "handed_over",
            Self::Acknowledged => "acknowledged",
            Self::Closed => "closed",
        }
    }
}

/// Something to look at in an event. The event is kept in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// The step cannot follow: it changed nothing.
    Impossible,
    /// It skipped a step; it holds all the same.
    SkippedStep,
    /// It closed the activation while somebody has no outcome or handover; it holds all the same.
    Incomplete,
    /// It names a person whom the form does not have; it holds all the same.
    UnknownPerson,
    /// Its kind is of a newer version: it changed nothing.
    UnknownKind,
}

/// One event in the order of the fold.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The event that was created first; corrections stand in its place.
    pub root: RecordId,
    /// When it happened.
    pub at: Millis,
    /// How much earlier it may have been, where the time is approximate.
    pub slack: i64,
    /// The event as it holds.
    pub event: PisEvent,
    /// Who wrote it.
    pub operator: Option<OperatorId>,
    /// What to look at.
    pub flags: Vec<Flag>,
}

/// An activation as its events tell it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PisState {
    /// Where it stands.
    pub state: State,
    /// An intervention was carried out: it was `intervened` at some time.
    pub carried_out: bool,
    /// First taken over.
    pub taken_over_at: Option<Millis>,
    /// Somebody is on the way.
    pub departed_at: Option<Millis>,
    /// Somebody is on the spot.
    pub arrived_at: Option<Millis>,
    /// The intervention ended.
    pub ended_at: Option<Millis>,
    /// Handed over to a service.
    pub handed_over_at: Option<Millis>,
    /// Taken by the receiver.
    pub acknowledged_at: Option<Millis>,
    /// Closed.
    pub closed_at: Option<Millis>,
    /// Opened again; it may be once.
    pub reopened_at: Option<Millis>,
    /// Who is in charge; `None` until somebody takes over, and between two shifts.
    pub in_charge: Option<OperatorId>,
    /// To whom the shift handed it, until somebody of the service takes over.
    pub shift_handed_to: Option<ConsegnaTo>,
    /// When the shift handed it over last.
    pub shift_handed_at: Option<Millis>,
    /// When the receiver of the shift took it: the next shift by taking over, the others by *Presa in carico*.
    pub shift_acknowledged_at: Option<Millis>,
    /// The people.
    pub people: Vec<PersonState>,
    /// Every event that holds, in order.
    pub steps: Vec<Step>,
    before_closing: State,
    form: PisActivation,
}

/// The state of an activation from its events, by (`occurredAt`, id); events of other activations are passed over.
#[must_use]
pub fn fold<'a>(activation: RecordId, form: &Fields, records: impl IntoIterator<Item = RecordRef<'a>>) -> PisState {
    let form = PisActivation::lenient(form);
    let mut state = PisState { people: PersonState::of_form(&form), form, ..PisState::default() };
    for event in events::effective(&RecordType::PIS_EVENT, records).events {
        if event.event.reference("activationId") == Some(activation) {
            state.apply(Step {
                root: event.root,
                at: events::occurred_at(&event.event),
                slack: slack(event.event.text("occurredAtPrecision")),
                event: PisEvent::lenient(event.event.fields),
                operator: event.event.text("operatorId").and_then(|id| id.parse().ok()),
                flags: Vec::new(),
            });
        }
    }
    state
}

/// What a code of `occurredAtPrecision` says.
fn slack(precision: Option<&str>) -> i64 {
    match precision {
        Some("about_15_min") => 15 * Millis::MINUTE,
        Some("about_hour") => Millis::HOUR,
        Some("day") => Millis::DAY,
        _ => 0,
    }
}

impl PisState {
    /// Whether the service still has it: neither handed over, nor closed, nor given by its shift to somebody outside.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        self.state < State::HandedOver && !self.handed_outside()
    }

    /// Whether the shift handed it over and nobody has taken it yet.
    #[must_use]
    pub const fn waits_for_shift(&self) -> bool {
        self.shift_handed_to.is_some() && self.shift_acknowledged_at.is_none() && !matches!(self.state, State::Closed)
    }

    /// Since when a receiver has not acknowledged: a service or whoever comes after the shift, whichever waits longer.
    #[must_use]
    pub fn unacknowledged_since(&self) -> Option<Millis> {
        let service = self.handed_over_at.filter(|_| self.state == State::HandedOver);
        let shift = self.shift_handed_at.filter(|_| self.waits_for_shift());
        [service, shift].into_iter().flatten().min()
    }

    /// Since when somebody outside of the service has it: a service that acknowledged it, or whom the shift gave it to. Nobody once it
    /// was closed.
    #[must_use]
    pub fn taken_outside(&self) -> Option<Millis> {
        match self.state {
            State::Closed => None,
            State::Acknowledged => self.acknowledged_at,
            _ => self.shift_acknowledged_at.filter(|_| self.handed_outside()),
        }
    }

    /// Whether the service has something to do: it follows it or nobody does, or documents are due, whoever has it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let left = self.taken_outside().is_some() || matches!(self.state, State::HandedOver | State::Closed);
        !left || self.deadline_running()
    }

    /// Whether the shift gave it to somebody who is not of the service.
    fn handed_outside(&self) -> bool {
        self.shift_handed_to
            .as_ref()
            .is_some_and(|to| *to == ConsegnaTo::MUNICIPAL_SOCIAL_SERVICE || *to == ConsegnaTo::ON_CALL)
    }

    /// Deadlines of art. 403, met or not, by person.
    #[must_use]
    pub fn deadlines(&self) -> Vec<Deadline> {
        self.people.iter().flat_map(|person| person.deadlines(&self.form)).flatten().collect()
    }

    /// Whether documents are still to be sent. An oral notice that nobody ticked keeps nothing on a phone.
    #[must_use]
    pub fn deadline_running(&self) -> bool {
        let runs = |deadline: &Deadline| deadline.kind == DeadlineKind::Documents && deadline.met_at.is_none();
        self.deadlines().iter().any(runs)
    }

    /// Whether a receipted activation may leave the phone: acknowledged by a service, or by whom the shift gave it to outside,
    /// or closed, and no documents are due.
    #[must_use]
    pub fn may_leave_phone(&self) -> bool {
        (self.taken_outside().is_some() || self.state == State::Closed) && !self.deadline_running()
    }

    /// Whether it was handed over later after the end than the Ambito wants.
    #[must_use]
    pub fn late_handover(&self, hours: u32) -> bool {
        let (Some(end), Some(handover)) = (self.ended_at, self.handed_over_at) else { return false };
        handover.since(end) > i64::from(hours) * Millis::HOUR
    }

    /// The state whose mandatory fields the form must have: [`crate::to_complete_at`] takes it.
    #[must_use]
    pub const fn asks(&self) -> &'static str {
        if self.carried_out { State::Intervened.as_str() } else { self.state.as_str() }
    }

    /// Steps with something to look at.
    pub fn flagged(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.flags.is_empty())
    }

    /// The facts of the report.
    #[must_use]
    pub const fn form(&self) -> &PisActivation {
        &self.form
    }

    /// Everybody has a handover or a stated none and, after an intervention, an outcome.
    #[must_use]
    pub fn everybody_settled(&self) -> bool {
        let settled = |person: &PersonState| person.outcome.is_some() || !self.carried_out;
        self.people.iter().all(|person| settled(person) && person.handover.is_some())
    }

    pub(super) fn nobody_to_hand_over(&self) -> bool {
        self.people.iter().all(|person| person.handover.as_ref().is_some_and(|(to, _)| *to == HandoverTo::NONE))
    }

    fn apply(&mut self, mut step: Step) {
        let kind = step.event.kind.clone();
        if let Some(n) = step.event.person_n
            && !self.people.iter().any(|person| person.n == n.0)
        {
            step.flags.push(Flag::UnknownPerson);
            self.people.push(PersonState { n: n.0, ..PersonState::default() });
        }
        let flag = match kind {
            None => Some(Flag::UnknownKind),
            Some(kind) => self.transition(&kind, &step),
        };
        step.flags.extend(flag);
        self.steps.push(step);
    }

    fn transition(&mut self, kind: &PisEventKind, step: &Step) -> Option<Flag> {
        let is = |wanted: &PisEventKind| kind == wanted;
        // What the law asks for is due also where the service has closed.
        let late = is(&PisEventKind::REOPENED) || is(&PisEventKind::AUTHORITY_NOTIFIED);
        if self.state == State::Closed && !late {
            return Some(Flag::Impossible);
        }
        if is(&PisEventKind::TAKEN_OVER) {
            self.take_over(step)
        } else if is(&PisEventKind::DEPARTED) {
            self.departed_at.get_or_insert(step.at);
            None
        } else if is(&PisEventKind::ARRIVED) {
            self.arrived_at.get_or_insert(step.at);
            None
        } else if is(&PisEventKind::ACTION) {
            None
        } else if is(&PisEventKind::AUTHORITY_NOTIFIED) {
            self.notify(step);
            None
        } else if is(&PisEventKind::PLACEMENT) {
            self.place(step);
            None
        } else if is(&PisEventKind::ENDED) {
            self.end(step)
        } else if is(&PisEventKind::HANDED_OVER) {
            self.hand_over(step)
        } else if is(&PisEventKind::ACKNOWLEDGED) {
            self.acknowledge(step)
        } else if is(&PisEventKind::SHIFT_HANDED_OVER) {
            self.hand_shift_over(step);
            None
        } else if is(&PisEventKind::CLOSED) {
            self.close(step)
        } else if is(&PisEventKind::REOPENED) {
            self.reopen(step)
        } else {
            Some(Flag::UnknownKind)
        }
    }

    /// The first one to take over is in charge, until the shift is handed over.
    fn take_over(&mut self, step: &Step) -> Option<Flag> {
        if self.state != State::Reported && !self.waits_for_shift() && self.in_charge.is_some() {
            return Some(Flag::Impossible);
        }
        self.in_charge = step.operator;
        if self.waits_for_shift() {
            // The next shift acknowledges so; from anybody else it is taken back, and nobody waits any more.
            let taken = !self.handed_outside();
            self.shift_handed_at = self.shift_handed_at.filter(|_| taken);
            self.shift_acknowledged_at = taken.then_some(step.at);
        }
        self.shift_handed_to = None;
        self.taken_over_at.get_or_insert(step.at);
        self.state = self.state.max(State::TakenOver);
        None
    }

    fn end(&mut self, step: &Step) -> Option<Flag> {
        let outcome = step.event.code.as_ref().map(|code| PisOutcome::new(code.as_str()));
        if let Some(outcome) = &outcome {
            self.each(step, |person| person.outcome = Some(outcome.clone()));
        }
        let ends = step.event.person_n.is_none() || self.people.iter().all(|person| person.outcome.is_some());
        if self.state >= State::Intervened {
            return outcome.is_none().then_some(Flag::Impossible);
        }
        if !ends {
            return None;
        }
        let skipped = (self.state == State::Reported).then_some(Flag::SkippedStep);
        self.state = State::Intervened;
        self.carried_out = true;
        self.ended_at = Some(step.at);
        skipped
    }

    fn hand_over(&mut self, step: &Step) -> Option<Flag> {
        let early = self.state < State::Intervened;
        if early && self.form.triage != Some(Triage::DEFERRABLE_URGENCY) {
            return Some(Flag::Impossible);
        }
        if let Some(to) = step.event.code.as_ref().map(|code| HandoverTo::new(code.as_str())) {
            self.each(step, |person| person.handover = Some((to.clone(), step.at)));
        }
        let everybody = self.people.iter().all(|person| person.handover.is_some())
            || (step.event.code.is_none() && step.event.person_n.is_none());
        if self.state <= State::Intervened && everybody && !self.nobody_to_hand_over() {
            self.state = State::HandedOver;
            self.handed_over_at = Some(step.at);
        }
        None
    }

    fn hand_shift_over(&mut self, step: &Step) {
        self.in_charge = step.event.to_operator_id;
        self.shift_handed_to = step.event.code.as_ref().map(|code| ConsegnaTo::new(code.as_str()));
        self.shift_handed_at = Some(step.at);
        self.shift_acknowledged_at = None;
    }

    /// By a service that people were handed to, or by whom the shift gave it to outside: that one follows it from here on, and
    /// its state stays. One acknowledgement answers both.
    fn acknowledge(&mut self, step: &Step) -> Option<Flag> {
        let (service, shift) = (self.state == State::HandedOver, self.waits_for_shift() && self.handed_outside());
        if shift {
            self.shift_acknowledged_at = Some(step.at);
            self.in_charge = step.operator;
        }
        if service {
            self.state = State::Acknowledged;
            self.acknowledged_at = Some(step.at);
        }
        (!service && !shift).then_some(Flag::Impossible)
    }

    fn close(&mut self, step: &Step) -> Option<Flag> {
        let dismissed = self
            .form
            .triage
            .as_ref()
            .is_some_and(|triage| *triage == Triage::NOT_PIS_COMPETENCE || *triage == Triage::INFORMATION_ONLY);
        let possible = match self.state {
            State::Acknowledged => true,
            State::Intervened => dismissed || self.nobody_to_hand_over(),
            State::Reported | State::TakenOver => dismissed,
            State::HandedOver | State::Closed => false,
        };
        if !possible {
            return Some(Flag::Impossible);
        }
        self.before_closing = self.state;
        self.state = State::Closed;
        self.closed_at = Some(step.at);
        (!dismissed && !self.everybody_settled()).then_some(Flag::Incomplete)
    }

    fn reopen(&mut self, step: &Step) -> Option<Flag> {
        if self.state != State::Closed || self.reopened_at.is_some() {
            return Some(Flag::Impossible);
        }
        self.state = self.before_closing;
        self.reopened_at = Some(step.at);
        self.closed_at = None;
        None
    }

    fn place(&mut self, step: &Step) {
        let kind = step.event.code.as_ref().map(|code| PlacementKind::new(code.as_str()));
        let authority = step.event.art403_authority.clone();
        self.each(step, |person| {
            if let Some(kind) = &kind {
                person.placement = Some((kind.clone(), step.at));
                if *kind != PlacementKind::NONE {
                    let earliest = step.at.plus(-step.slack);
                    person.placed_at = Some(person.placed_at.map_or(earliest, |before| before.min(earliest)));
                }
            }
            person.art403_authority = authority.clone().or(person.art403_authority.take());
        });
    }

    fn notify(&mut self, step: &Step) {
        let authority = step.event.art403_authority.clone();
        let code = step.event.code.as_ref().map(Code::as_str);
        self.each(step, |person| {
            person.art403_authority = authority.clone().or(person.art403_authority.take());
            match code {
                Some(ART403_ORAL_NOTICE) => _ = person.art403_oral_notice_at.get_or_insert(step.at),
                Some(ART403_SENT) => _ = person.art403_sent_at.get_or_insert(step.at),
                Some(code) => _ = person.msna_notified.insert(code.to_owned()),
                None => {}
            }
        });
    }

    /// The person that a step names, or everybody.
    fn each(&mut self, step: &Step, mut change: impl FnMut(&mut PersonState)) {
        let named = step.event.person_n.map(|n| n.0);
        self.people.iter_mut().filter(|person| named.is_none_or(|n| n == person.n)).for_each(&mut change);
    }
}

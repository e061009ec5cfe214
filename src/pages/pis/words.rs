use leptos::prelude::untrack;
use model::codes::{Code as _, ConsegnaTo, HandoverTo, PisEventKind};
use model::pis::{ART403_ORAL_NOTICE, ART403_SENT, Deadline, DeadlineKind, Flag, NextStep, State, Step};
use model::time::Millis;

use super::case::Case;
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts};
use crate::tr;

/// A state, as the service calls it.
pub fn state(state: State) -> &'static str {
    match state {
        State::Reported => tr!(pis.state_reported),
        State::TakenOver => tr!(pis.state_taken_over),
        State::Intervened => tr!(pis.state_intervened),
        State::HandedOver => tr!(pis.state_handed_over),
        State::Acknowledged => tr!(pis.state_acknowledged),
        State::Closed => tr!(pis.state_closed),
    }
}

/// What the big button says.
pub fn next(step: NextStep) -> &'static str {
    match step {
        NextStep::TakeOver => tr!(pis.next_take_over),
        NextStep::Arrive => tr!(pis.next_arrive),
        NextStep::End => tr!(pis.next_end),
        NextStep::HandOver => tr!(pis.next_hand_over),
        NextStep::Acknowledge => tr!(pis.next_acknowledge),
        NextStep::Close => tr!(pis.next_close),
    }
}

/// A deadline that still runs, by the clock.
pub fn deadline(deadline: &Deadline, now: Millis) -> String {
    let due = deadline.due_at;
    match deadline.kind {
        DeadlineKind::OralNotice => tr!(pis.oral_due, since = dates::elapsed(due, now)),
        DeadlineKind::Documents if now < due => tr!(pis.deadline_running, left = span(now, due)),
        DeadlineKind::Documents => tr!(pis.deadline_over, late = span(due, now)),
    }
}

/// `3 h 20`: not to be taken for an hour of the day.
fn span(from: Millis, to: Millis) -> String {
    dates::elapsed(from, to).replacen(':', " h ", 1)
}

/// Who outside of the service has it, and since when: `In carico al Comune di Opera dalle 22:10`.
pub fn taken(case: &Case, app: &AppState) -> Option<String> {
    let at = case.fold.taken_outside()?;
    let since = if dates::same_day(at, untrack(|| app.true_now())) {
        tr!(pis.since_clock, time = dates::clock(at))
    } else {
        tr!(pis.since_day, when = dates::day_and_clock(at))
    };
    let mut services = case.fold.people.iter().filter_map(|person| Some(&person.handover.as_ref()?.0));
    let service = services.next().filter(|one| services.all(|other| other == *one));
    let (list, to) = match (&case.fold.shift_handed_to, service) {
        // The shift gave it, and nobody was handed over to a service.
        (Some(to), _) if case.fold.state != State::Acknowledged => ("consegnaTo", to.as_str()),
        (_, Some(to)) => ("handoverTo", to.as_str()),
        _ => return Some(tr!(pis.taken_since, since = since)),
    };
    let place = case.record.text("municipalityCode").filter(|_| to == ConsegnaTo::MUNICIPAL_SOCIAL_SERVICE.as_str());
    Some(match place {
        Some(place) => tr!(pis.taken_comune, place = facts::municipality(place, app), since = since),
        None => tr!(pis.taken_who, who = facts::code_label(list, to, app), since = since),
    })
}

/// What to look at in a step.
pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Impossible => tr!(pis.flag_impossible),
        Flag::SkippedStep => tr!(pis.flag_skipped),
        Flag::Incomplete => tr!(pis.flag_incomplete),
        Flag::UnknownPerson => tr!(pis.flag_unknown_person),
        Flag::UnknownKind => tr!(pis.flag_unknown_kind),
    }
}

/// A step of the fold in words, with its person where it names one of several.
pub fn step(step: &Step, people: usize, app: &AppState) -> String {
    // An event that has not reached the Ambito yet has no author: it was made here.
    let who = step.operator.map(|id| facts::operator(&id.to_string(), app));
    let event = &step.event;
    let kind = event.kind.as_ref().map(|kind| kind.as_str()).unwrap_or_default();
    let code = event.code.as_ref().map(|code| code.as_str());
    let duty = event.art403_authority.as_ref().map(|authority| authority.as_str());
    let what = event_words(kind, code, duty, who, app);
    match event.person_n {
        Some(n) if people > 1 => tr!(pis.step_of_person, step = what, n = n.0),
        _ => what,
    }
}

/// An event that stands alone, in a list.
pub fn event(record: &impl RecordFacts, app: &AppState) -> String {
    if record.text("voidReason").is_some() {
        return tr!(pis.step_voided).to_owned();
    }
    let who = record.text("operatorId").map(|id| facts::operator(id, app));
    let kind = record.text("kind").unwrap_or_default();
    event_words(kind, record.text("code"), record.text("art403Authority"), who, app)
}

fn event_words(kind: &str, code: Option<&str>, duty: Option<&str>, who: Option<String>, app: &AppState) -> String {
    let is = |wanted: &PisEventKind| kind == wanted.as_str();
    let label = |list: &str| code.map(|code| facts::code_label(list, code, app)).unwrap_or_default();
    if is(&PisEventKind::TAKEN_OVER) {
        who.map_or_else(|| tr!(pis.next_take_over).to_owned(), |who| tr!(pis.step_taken_over, who = who))
    } else if is(&PisEventKind::DEPARTED) {
        tr!(pis.step_departed).to_owned()
    } else if is(&PisEventKind::ARRIVED) {
        tr!(pis.step_arrived).to_owned()
    } else if is(&PisEventKind::ACTION) {
        tr!(pis.step_action, what = label("pisActions"))
    } else if is(&PisEventKind::AUTHORITY_NOTIFIED) {
        match code {
            Some(ART403_ORAL_NOTICE) => tr!(pis.step_oral).to_owned(),
            Some(ART403_SENT) => tr!(pis.step_sent).to_owned(),
            Some("sim_entry_requested") => tr!(pis.step_sim).to_owned(),
            _ => tr!(pis.step_notified, who = label("msnaNotified")),
        }
    } else if is(&PisEventKind::PLACEMENT) {
        match (code, duty) {
            (None, Some(duty)) => {
                tr!(pis.step_authority, who = facts::code_label("art403Authority", duty, app))
            }
            _ => tr!(pis.step_placement, place = label("placementKind")),
        }
    } else if is(&PisEventKind::ENDED) {
        code.map_or_else(|| tr!(pis.step_ended).to_owned(), |_| tr!(pis.step_outcome, outcome = label("pisOutcome")))
    } else if is(&PisEventKind::HANDED_OVER) {
        match code {
            Some(code) if code == HandoverTo::NONE.as_str() => tr!(pis.step_nobody).to_owned(),
            Some(_) => tr!(pis.step_handed_over, who = label("handoverTo")),
            None => tr!(pis.state_handed_over).to_owned(),
        }
    } else if is(&PisEventKind::ACKNOWLEDGED) {
        tr!(pis.step_acknowledged).to_owned()
    } else if is(&PisEventKind::SHIFT_HANDED_OVER) {
        tr!(pis.step_shift, who = label("consegnaTo"))
    } else if is(&PisEventKind::CLOSED) {
        tr!(pis.step_closed).to_owned()
    } else if is(&PisEventKind::REOPENED) {
        tr!(pis.step_reopened).to_owned()
    } else {
        tr!(pis.step_other).to_owned()
    }
}

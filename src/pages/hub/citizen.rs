//! Citizens as the screen calls them: first name and initial, and what tells two namesakes apart.

use litemap::LiteMap;
use model::order;
use std::sync::Arc;

use model::hub;
use model::ids::RecordId;
use model::proximity::Aliases;
use model::record::{RecordRef, RecordType};
use model::time::Millis;
use sync::client::RecordView;

use crate::i18n::words;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Name and what tells it from a namesake's, which is mostly empty: `("Maria R.", "··47")`.
pub fn name_parts(path: &RecordView, state: &AppState) -> (String, String) {
    let Some(name) = called(path) else {
        return (tr!(hub.card_code, code = path.text("code").unwrap_or_default()), String::new());
    };
    let namesakes: Vec<_> = state
        .of_type(&RecordType::CITIZEN_PATH)
        .into_iter()
        .filter(|other| other.id != path.id && !other.voided())
        .filter(|other| called(other).is_some_and(|called| words::lower(&called) == words::lower(&name)))
        .collect();
    if namesakes.is_empty() {
        return (name, String::new());
    }
    let apart = last_digits(path).filter(|own| namesakes.iter().all(|other| last_digits(other).as_ref() != Some(own)));
    let tail = apart.map_or_else(|| path.text("code").unwrap_or_default().to_owned(), |two| format!("··{two}"));
    (name, tail)
}

/// Name with what tells it from a namesake's.
pub fn name(path: &RecordView, state: &AppState) -> String {
    let (name, tail) = name_parts(path, state);
    if tail.is_empty() { name } else { format!("{name} {tail}") }
}

/// The path of an appointment, if it is on this phone.
pub fn path_of(appointment: &RecordView, state: &AppState) -> Option<Arc<RecordView>> {
    state.record(appointment.reference("citizenPathId")?)
}

/// Who comes to an appointment.
pub fn who(appointment: &RecordView, state: &AppState) -> String {
    path_of(appointment, state).map_or_else(|| tr!(hub.appointment).to_owned(), |path| name(&path, state))
}

/// The open paths, those seen last or coming next first.
pub fn recents(state: &AppState) -> Vec<Arc<RecordView>> {
    let mut last: LiteMap<RecordId, Millis> = LiteMap::new();
    for appointment in state.of_type(&RecordType::HUB_APPOINTMENT) {
        if let (Some(path), Some(at)) = (appointment.reference("citizenPathId"), appointment.instant("startsAt")) {
            let known = last.entry(path).or_insert(at);
            *known = at.max(*known);
        }
    }
    let mut paths = state.of_type(&RecordType::CITIZEN_PATH);
    paths.retain(|path| !path.voided() && path.text("aliasOf").is_none() && matches!(path.status(), "" | "active"));
    order::by_key(&mut paths, |path| {
        std::cmp::Reverse(last.get(&path.id).copied().max(path.instant("occurredAt")).unwrap_or_default())
    });
    paths
}

/// The number of an appointment among those of its citizen.
pub fn ordinal(appointment: &RecordView, state: &AppState) -> Option<usize> {
    let mut all = state.of_type(&RecordType::HUB_APPOINTMENT);
    all.extend(state.of_type(&RecordType::CITIZEN_PATH));
    hub::ordinal(appointment.id, all.iter().map(|one| RecordRef::new(one.id, &one.record_type, &one.fields)))
}

/// The appointments of a citizen that count, over all joined paths, oldest first.
pub fn meetings(path: RecordId, state: &AppState) -> Vec<Arc<RecordView>> {
    let paths = state.of_type(&RecordType::CITIZEN_PATH);
    let refs = paths.iter().map(|one| RecordRef::new(one.id, &one.record_type, &one.fields));
    let aliases = Aliases::of(&RecordType::CITIZEN_PATH, refs);
    let citizen = aliases.resolve(path);
    counted(&|of| aliases.resolve(of) == citizen, state)
}

/// How many of them name this path itself.
pub fn own_meetings(path: RecordId, state: &AppState) -> usize {
    counted(&|of| of == path, state).len()
}

fn counted(of: &dyn Fn(RecordId) -> bool, state: &AppState) -> Vec<Arc<RecordView>> {
    let mut all = state.of_type(&RecordType::HUB_APPOINTMENT);
    all.retain(|one| {
        let own = one.reference("citizenPathId").is_some_and(of);
        own && !one.voided() && matches!(one.status(), "booked" | "held")
    });
    order::by_key(&mut all, |one| (one.instant("startsAt"), one.id));
    all
}

fn called(path: &RecordView) -> Option<String> {
    let first = path.text("firstName")?.trim();
    Some(match path.text("initial") {
        Some(initial) => format!("{first} {}.", words::upper(initial.trim_end_matches('.'))),
        None => first.to_owned(),
    })
}

fn last_digits(path: &RecordView) -> Option<String> {
    let digits: Vec<char> = path.text("phone")?.chars().filter(char::is_ascii_digit).collect();
    let start = digits.len().checked_sub(2)?;
    Some(digits.get(start..)?.iter().collect())
}

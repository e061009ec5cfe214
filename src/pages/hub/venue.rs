//! The venues with their timetables, and which one the day is at.

use model::order;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Timelike as _};
use leptos::prelude::Get as _;
use model::hub;
use model::ids::RecordId;
use model::record::RecordType;
use model::rome;
use sync::client::RecordView;

use super::section::Section;
use crate::components::form::Opt;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// The venues by name.
pub fn venues(state: &AppState) -> Vec<Arc<RecordView>> {
    let mut venues = state.of_type(&RecordType::VENUE);
    venues.retain(|venue| !venue.voided());
    order::by(&mut venues, |one, other| one.text("name").cmp(&other.text("name")));
    venues
}

/// The venues as answers.
pub fn options(state: &AppState) -> Vec<Opt> {
    venues(state).iter().map(|venue| Opt { value: venue.id.to_string(), label: name(venue) }).collect()
}

/// Name of a venue.
pub fn name(venue: &RecordView) -> String {
    venue.text("name").unwrap_or(tr!(hub.venue)).to_owned()
}

/// `9:00–13:00`, or that it is closed.
pub fn hours(venue: &RecordView, day: NaiveDate) -> String {
    let open = hub::open_on(&hub::timetable(&venue.fields), day);
    let clock = |time: NaiveTime| format!("{}:{:02}", time.hour(), time.minute());
    let spans: Vec<String> = open.into_iter().map(|(from, to)| format!("{}–{}", clock(from), clock(to))).collect();
    if spans.is_empty() { tr!(hub.closed_now).to_owned() } else { spans.join(", ") }
}

/// Whether a venue is open on a day.
pub fn is_open(venue: &RecordView, day: NaiveDate) -> bool {
    !hub::open_on(&hub::timetable(&venue.fields), day).is_empty()
}

/// The venue of a day: the one chosen for it; else the one open or with most appointments that day; else none.
pub fn of_day(section: Section, day: NaiveDate, state: &AppState) -> Option<Arc<RecordView>> {
    let chosen = section.venue.get().filter(|(of, _)| *of == day);
    if let Some(chosen) = chosen.and_then(|(_, id)| state.record(id)) {
        return Some(chosen);
    }
    let appointments = state.of_type(&RecordType::HUB_APPOINTMENT);
    let booked = |venue: RecordId| appointments.iter().filter(|one| is_at(one, venue, day)).count();
    let mut candidates: Vec<_> = venues(state)
        .into_iter()
        .map(|venue| (booked(venue.id), is_open(&venue, day), venue))
        .filter(|(count, open, _)| *open || *count > 0)
        .collect();
    // The sort is stable: among equals the first by name.
    order::by_key(&mut candidates, |(count, open, _)| std::cmp::Reverse((*count, *open)));
    candidates.into_iter().next().map(|(.., venue)| venue)
}

/// Whether an appointment takes its time at a venue on a day.
pub fn is_at(appointment: &RecordView, venue: RecordId, day: NaiveDate) -> bool {
    let on_day = appointment.instant("startsAt").is_some_and(|at| rome::day_of(at) == day);
    on_day && !appointment.voided() && appointment.reference("venueId") == Some(venue) && takes_time(appointment)
}

fn takes_time(appointment: &RecordView) -> bool {
    matches!(appointment.status(), "booked" | "held" | "no_show")
}

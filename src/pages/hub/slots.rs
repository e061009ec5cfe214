//! The day of a venue as rows, and the free starts that follow.

use model::order;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use leptos::prelude::Get as _;
use model::hub::{self, Clash, Taken};
use model::ids::RecordId;
use model::record::{RecordRef, RecordType};
use model::rome;
use model::time::Millis;
use sync::client::RecordView;

use super::venue::is_at;
use crate::state::{AppState, RecordFacts as _};

/// How far ahead a free start is looked for.
const DAYS_AHEAD: usize = 42;

/// A row of the day.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Nobody yet.
    Free(Millis),
    /// An appointment, and whether there is another one at its time.
    Taken(Millis, Arc<RecordView>, Option<Clash>),
}

impl Line {
    /// When it starts.
    pub const fn at(&self) -> Millis {
        match self {
            Self::Free(at) | Self::Taken(at, ..) => *at,
        }
    }

    /// An appointment that has its outcome.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Taken(..)) && self.pending().is_none()
    }

    /// The appointment that still waits for its outcome.
    pub fn pending(&self) -> Option<RecordId> {
        match self {
            Self::Taken(_, appointment, _) if appointment.status() == "booked" => Some(appointment.id),
            _ => None,
        }
    }
}

/// The day of a venue: its appointments and, from now on, what is free.
pub fn lines(venue: &RecordView, day: NaiveDate, state: &AppState, now: Millis) -> Vec<Line> {
    let minutes = state.config.get().hub.default_minutes;
    let free = free_on(venue, day, minutes, state).into_iter().filter(|at| *at >= now).map(Line::Free);
    let mut lines: Vec<Line> = free.collect();
    let mut appointments = state.of_type(&RecordType::HUB_APPOINTMENT);
    appointments.retain(|one| is_at(one, venue.id, day));
    let clashes = clashes(&appointments, minutes);
    for appointment in appointments {
        if let Some(at) = appointment.instant("startsAt") {
            let clash = clashes.iter().find(|clash| clash.id == appointment.id).copied();
            lines.push(Line::Taken(at, appointment, clash));
        }
    }
    order::by_key(&mut lines, Line::at);
    lines
}

/// Those of these appointments at whose time there is another one of them.
fn clashes(appointments: &[Arc<RecordView>], minutes: u32) -> Vec<Clash> {
    let taken = |one: &Arc<RecordView>| {
        let receipt = one.receipt.as_ref().map(|receipt| receipt.received_at);
        let taken = Taken::of(&RecordRef::new(one.id, &one.record_type, &one.fields), minutes)?;
        Some(taken.received_by(receipt))
    };
    hub::clashes(&appointments.iter().filter_map(taken).collect::<Vec<_>>())
}

/// The next free starts of a venue after an instant.
pub fn next_free(venue: &RecordView, minutes: u32, after: Millis, count: usize, state: &AppState) -> Vec<Millis> {
    let days = rome::day_of(after).iter_days().take(DAYS_AHEAD);
    days.flat_map(|day| free_on(venue, day, minutes, state)).filter(|at| *at >= after).take(count).collect()
}

fn free_on(venue: &RecordView, day: NaiveDate, minutes: u32, state: &AppState) -> Vec<Millis> {
    // A walk-in takes no slot of the timetable: the starts stay on their hours.
    let taken: Vec<(NaiveTime, u32)> = state
        .of_type(&RecordType::HUB_APPOINTMENT)
        .iter()
        .filter(|one| is_at(one, venue.id, day) && one.text("bookingChannel") != Some("walk_in"))
        .filter_map(|one| Some((rome::to_rome(one.instant("startsAt")?).time(), lasts(one, minutes))))
        .collect();
    let starts = hub::free_starts(&hub::timetable(&venue.fields), day, minutes, &taken);
    starts.into_iter().map(|time| at_rome(day, time)).collect()
}

/// The instant of a time of the day.
pub fn at_rome(day: NaiveDate, time: NaiveTime) -> Millis {
    Millis(rome::from_rome(day.and_time(time)).earliest().timestamp_millis())
}

fn lasts(appointment: &RecordView, usual: u32) -> u32 {
    appointment.number("durationMinutes").and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(usual)
}

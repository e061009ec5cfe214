use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use model::config::AmbitoConfig;
use model::hours::within_service_hours;
use model::order;
use model::rome;
use model::time::Millis;

use crate::i18n::dates;
use crate::state::AppState;
use crate::tr;

/// How far ahead a change of the hours is looked for.
const DAYS_AHEAD: u64 = 8;

/// `In servizio fino alle 24:00 · 23:40`, tracked.
pub fn context(state: &AppState) -> String {
    let at = state.ticks();
    let now = dates::clock(at);
    state.config.with(|config| {
        let Some(within) = within_service_hours(config, at) else { return tr!(pis.no_hours, now = now) };
        let Some(change) = next_change(config, at) else {
            return if within { tr!(pis.in_service, now = now) } else { tr!(pis.out_of_service, now = now) };
        };
        // Midnight is the end of today, not the start of tomorrow.
        let same_day = dates::same_day(at, change.plus(-1));
        let midnight = same_day && !dates::same_day(at, change);
        let until = if midnight { "24:00".to_owned() } else { dates::clock(change) };
        let day = dates::long_day(change);
        match (within, same_day) {
            (true, true) => tr!(pis.in_service_until, until = until, now = now),
            (true, false) => tr!(pis.in_service_until_day, day = day, until = until, now = now),
            (false, true) => tr!(pis.out_of_service_until, until = until, now = now),
            (false, false) => tr!(pis.out_of_service_until_day, day = day, until = until, now = now),
        }
    })
}

/// In or out of the hours at an instant, in words.
pub fn words(config: &AmbitoConfig, at: Millis) -> &'static str {
    match within_service_hours(config, at) {
        Some(true) => tr!(pis.hours_in),
        Some(false) => tr!(pis.hours_out),
        None => tr!(pis.hours_none),
    }
}

/// The next instant at which the service opens or closes: only where a window starts or ends can that be.
fn next_change(config: &AmbitoConfig, at: Millis) -> Option<Millis> {
    let windows = || config.service_hours.iter().flat_map(|rule| &rule.windows);
    let minutes = order::set(windows().flat_map(|window| [window.from, window.to]).chain([0]));
    let today = rome::day_of(at);
    let days = (0..DAYS_AHEAD).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    let edges = order::set(days.flat_map(|day| minutes.iter().filter_map(move |minute| edge(day, *minute))));
    let now = within_service_hours(config, at);
    edges.into_iter().find(|edge| *edge > at && within_service_hours(config, *edge) != now)
}

/// A minute of a day; 1440 is the midnight that ends it.
fn edge(day: NaiveDate, minute: u16) -> Option<Millis> {
    let day = day.checked_add_days(Days::new(u64::from(minute / 1440)))?;
    let minute = u32::from(minute % 1440);
    let at = rome::from_rome(day.and_hms_opt(minute / 60, minute % 60, 0)?).earliest();
    Some(Millis(at.timestamp_millis()))
}

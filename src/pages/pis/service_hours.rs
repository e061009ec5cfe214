use leptos::prelude::*;
use model::config::AmbitoConfig;
use model::hours::{next_change, within_service_hours};
use model::time::Millis;

use crate::i18n::dates;
use crate::state::AppState;
use crate::tr;

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

use chrono::Datelike as _;
use leptos::prelude::*;
use model::order;
use model::rome;
use model::time::Millis;

use super::slots::next_free;
use crate::components::form::{Form, OneOf, Opt};
use crate::i18n::dates;
use crate::runtime::now;
use crate::state::use_state;
use crate::tr;

/// How many free times are offered.
const OFFERED: usize = 6;

/// The next free times of the venue, with the time that the form has already.
#[component]
pub fn FreeTimes(
    /// The form of the appointment.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let from = now();
    let options = Signal::derive(move || {
        let venue = form.text("venueId").parse().ok().and_then(|id| state.record(id));
        let minutes = form.number("durationMinutes").and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(60);
        let mut times = venue.map(|venue| next_free(&venue, minutes, from, OFFERED, &state)).unwrap_or_default();
        times.extend(form.instant("startsAt").filter(|at| !times.contains(at)));
        order::by(&mut times, Ord::cmp);
        times.into_iter().map(option).collect()
    });
    view! { <OneOf form field="startsAt" label=tr!(hub.when) options fold=true /> }
}

/// `mar 24/11 · 9:00`
fn option(at: Millis) -> Opt {
    let weekday: String = dates::long_day(at).chars().take(3).collect();
    let local = rome::to_rome(at);
    let label = format!("{weekday} {:02}/{:02} · {}", local.day(), local.month(), dates::clock(at));
    Opt { value: local.to_rfc3339(), label }
}

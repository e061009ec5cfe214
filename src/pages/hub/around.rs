//! What stands around the day: other days, another venue, a lesson; and the day with no venue.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use model::ids::RecordId;
use model::record::RecordType;
use model::rome;

use super::section::use_section;
use super::venue::{self, is_open, venues};
use crate::components::{Button, Empty, LinkButton, Look, Sheet, Show};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// How far a step to another day looks for one with something in it.
const REACH: u64 = 42;

/// Other days, another venue, a lesson.
#[component]
pub fn Around(
    /// The day shown.
    day: Memo<NaiveDate>,
    /// Today.
    today: Memo<NaiveDate>,
) -> impl IntoView {
    let state = use_state();
    let choosing = RwSignal::new(false);
    let link = move |day: NaiveDate| {
        if day == today.get() { "/hub".to_owned() } else { format!("/hub?giorno={day}") }
    };
    let before = Memo::new(move |_| step(day.get(), Direction::Back, today.get(), &state));
    let after = Memo::new(move |_| step(day.get(), Direction::Ahead, today.get(), &state));
    view! {
        <div class="actions">
            <LinkButton
                look=Look::Outline
                icon="chevron-left"
                href=move || link(before.get())
                words=tr!(hub.day_before)
            />
            <LinkButton look=Look::Outline href=move || link(after.get()) words=tr!(hub.day_after) after="chevron-right" />
        </div>
        <div class="actions">
            <LinkButton look=Look::Text icon="calendar" href="/hub/settimana" words=tr!(hub.week) />
            <Button
                look=Look::Text
                icon="map-marker"
                on_press=move |_| choosing.set(true)
                words=tr!(hub.change_venue)
            />
        </div>
        <LinkButton look=Look::Text icon="presentation" href="/hub/lezione" words=tr!(hub.lesson) />
        <Sheet open=choosing title=tr!(hub.choose_venue).to_owned()>
            <VenueTiles day legend="visually-hidden" on_choice=move || choosing.set(false) />
        </Sheet>
    }
}

/// No venue is open: says so and lets one be chosen.
#[component]
pub fn Closed(
    /// The day shown.
    day: Memo<NaiveDate>,
    /// Today.
    today: Memo<NaiveDate>,
) -> impl IntoView {
    let state = use_state();
    let none = Memo::new(move |_| venues(&state).is_empty());
    let title = move || match (none.get(), day.get() == today.get()) {
        (true, _) => tr!(hub.no_venues_title),
        (false, true) => tr!(hub.closed_title),
        (false, false) => tr!(hub.closed_title_day),
    };
    view! {
        <Empty icon="calendar" title>
            <p>{move || if none.get() { tr!(hub.no_venues_text) } else { tr!(hub.closed_text) }}</p>
        </Empty>
        <Show when=move || !none.get()>
            <VenueTiles day legend="group__label" on_choice=|| () />
        </Show>
    }
}

/// The venues, each with its hours of the day.
#[component]
fn VenueTiles(
    day: Memo<NaiveDate>,
    legend: &'static str,
    on_choice: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let choose = move |id: RecordId| {
        section.venue.set(Some((day.get_untracked(), id)));
        on_choice();
    };
    let tile = move |id: RecordId, name: String, hours: String| {
        view! {
            <label class="tile">
                <input
                    type="radio"
                    name="sede"
                    prop:checked=move || section.venue.get() == Some((day.get(), id))
                    on:change=move |_| choose(id)
                />
                <span>{format!("{name} · {hours}")}</span>
            </label>
        }
    };
    let tiles = move || {
        let venues = venues(&state).into_iter();
        venues.map(|one| tile(one.id, venue::name(&one), venue::hours(&one, day.get()))).collect_view()
    };
    view! {
        <fieldset class="group">
            <legend class=legend>{tr!(hub.choose_venue)}</legend>
            <div class="tiles tiles--one">{tiles}</div>
        </fieldset>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Back,
    Ahead,
}

/// The next day, in a direction, on which a venue is open or somebody comes; today always counts.
fn step(from: NaiveDate, direction: Direction, today: NaiveDate, state: &AppState) -> NaiveDate {
    let venues = venues(state);
    let appointments = state.of_type(&RecordType::HUB_APPOINTMENT);
    let busy = |day: NaiveDate| {
        let on_day = |at| rome::day_of(at) == day;
        day == today
            || venues.iter().any(|venue| is_open(venue, day))
            || appointments.iter().any(|one| !one.voided() && one.instant("startsAt").is_some_and(on_day))
    };
    let day = |distance: u64| match direction {
        Direction::Back => from.checked_sub_days(Days::new(distance)),
        Direction::Ahead => from.checked_add_days(Days::new(distance)),
    };
    (1..=REACH).filter_map(day).find(|day| busy(*day)).or_else(|| day(1)).unwrap_or(from)
}

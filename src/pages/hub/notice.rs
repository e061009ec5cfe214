//! On paper for a citizen: their appointment, and when the hubs are open.

use std::sync::Arc;

use leptos::prelude::*;
use model::hub::{self, Slot, WeekPattern};
use model::order;
use model::rome;
use model::time::clock_text;
use sync::client::RecordView;

use super::citizen;
use super::venue::{self, venues};
use crate::components::{Button, Fact, Look, PlainFrame, Show};
use crate::i18n::dates;
use crate::runtime::{now, page, use_location};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// So many days are said of hours that are not of every week.
const NEXT: usize = 3;

/// The notice; with `appuntamento` it says when somebody is to come, and never who.
#[component]
pub fn Notice() -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let appointment =
        untrack(|| location.query("appuntamento").and_then(|id| id.parse().ok()).and_then(|id| state.record(id)));
    let back = appointment
        .as_ref()
        .map_or_else(|| "/hub/settimana".to_owned(), |one| format!("/hub/appuntamento/{}/modifica", one.id));
    let today = rome::day_of(now());
    let hours = move || {
        let all = venues(&state).into_iter().map(|one| (venue::name(&one), hub::timetable(&one.fields)));
        // Hours that are open on no day any more are no hours.
        let still = |slot: &Slot| !slot.next_days(today, 1).is_empty();
        let all = all.map(|(name, slots)| (name, slots.into_iter().filter(still).collect::<Vec<_>>()));
        all.filter(|(_, slots)| !slots.is_empty()).map(|(name, slots)| of_venue(name, slots)).collect_view()
    };
    let bar = view! {
        <Button look=Look::Main icon="file-sheet" on_press=|_| page::print() words=tr!(hub.notice_print) />
    };
    view! {
        <PlainFrame title=tr!(hub.notice).to_owned() back bar=Some(bar.into_any())>
            <article class="card">
                {appointment.map(|one| view! { <Appointment one /> })} <h2 class="card__title">{tr!(hub.notice_when)}</h2>
                <dl class="facts">{hours}</dl>
            </article>
        </PlainFrame>
    }
}

/// When, where and with which code.
#[component]
fn Appointment(one: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let when = one.instant("startsAt");
    let day = when.map(dates::long_day).unwrap_or_default();
    let clock = when.map(dates::clock).unwrap_or_default();
    let place = one.reference("venueId").and_then(|id| untrack(|| state.record(id))).map(|venue| venue::name(&venue));
    let code = untrack(|| citizen::path_of(&one, &state)).and_then(|path| path.text("code").map(str::to_owned));
    let has_code = code.is_some();
    view! {
        <h2 class="card__title">{tr!(hub.notice_yours)}</h2>
        <dl class="facts">
            <Fact label=tr!(hub.notice_day)>{tr!(hub.notice_at, day = day, clock = clock)}</Fact>
            <Fact label=tr!(hub.venue)>{place.unwrap_or_default()}</Fact>
        </dl>
        <Show when=move || has_code>
            <p class="figure">
                {tr!(hub.path_code)} <span class="figure__value">{code.clone().unwrap_or_default()}</span>
            </p>
        </Show>
    }
}

/// The hours of a venue in the order of the week.
fn of_venue(name: String, mut slots: Vec<Slot>) -> impl IntoView {
    order::by_key(&mut slots, |slot| (slot.weekday, slot.from));
    let said = slots.iter().map(|slot| view! { <p>{on_paper(slot)}</p> }).collect_view();
    view! { <Fact label=name>{said}</Fact> }
}

/// `lunedì 9:00–13:00, il 30/11/2026, il 14/12/2026`: nobody at home counts the weeks of the year.
fn on_paper(slot: &Slot) -> String {
    if slot.weeks == WeekPattern::Every {
        return in_words(slot);
    }
    let days = slot.next_days(rome::day_of(now()), NEXT).into_iter();
    let days = days.map(|day| tr!(hub.notice_on, day = dates::numeric_day(day)));
    std::iter::once(hours(slot)).chain(days).collect::<Vec<_>>().join(", ")
}

/// `lunedì 9:00–13:00`
fn hours(slot: &Slot) -> String {
    let clock = |time| clock_text(time).trim_start_matches('0').to_owned();
    format!("{} {}–{}", dates::weekday_of(slot.weekday), clock(slot.from), clock(slot.to))
}

/// `lunedì 9:00–13:00, settimane dispari`
pub fn in_words(slot: &Slot) -> String {
    let weeks = match slot.weeks {
        WeekPattern::Every => None,
        WeekPattern::Odd => Some(tr!(hub.weeks_odd).to_owned()),
        WeekPattern::Even => Some(tr!(hub.weeks_even).to_owned()),
        WeekPattern::Nth => Some(tr!(hub.weeks_nth, nth = slot.nth.unwrap_or(1))),
    };
    let today = rome::day_of(now());
    let from =
        slot.valid_from.filter(|from| *from > today).map(|day| tr!(hub.valid_from, day = dates::numeric_day(day)));
    let to = slot.valid_to.map(|day| tr!(hub.valid_to, day = dates::numeric_day(day)));
    std::iter::once(hours(slot)).chain(weeks).chain(from).chain(to).collect::<Vec<_>>().join(", ")
}

use chrono::{Datelike as _, Days, NaiveDate};
use leptos::prelude::*;
use model::rome;
use model::time::parse_day;

use super::slots::{Line, lines};
use super::venue::{self, venues};
use crate::components::{Badge, LinkButton, Look, PlainFrame, Show, Tone};
use crate::i18n::dates;
use crate::runtime::use_location;
use crate::state::{AppState, use_state};
use crate::tr;

const DAYS: u64 = 7;

/// A venue on a day of the week.
#[derive(Clone, PartialEq)]
struct Open {
    href: String,
    name: String,
    hours: String,
    taken: usize,
    free: usize,
    clashes: bool,
}

/// Seven days: which venue is open when, how many come, how much is free.
#[component]
pub fn Week() -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let today = Memo::new(move |_| rome::day_of(state.now.get()));
    let monday = Memo::new(move |_| {
        let asked = location.query("dal").and_then(|day| parse_day(&day)).unwrap_or_else(|| today.get());
        asked - Days::new(asked.weekday().num_days_from_monday().into())
    });
    let context = Signal::derive(move || {
        let (from, to) = (monday.get(), monday.get() + Days::new(DAYS - 1));
        tr!(hub.week_days, from = dates::numeric_day(from), to = dates::numeric_day(to))
    });
    let days = move || {
        let (monday, today) = (monday.get(), today.get());
        monday.iter_days().take(DAYS as usize).map(|day| one_day(day, today, &state)).collect_view()
    };
    let to = |monday: NaiveDate| format!("/hub/settimana?dal={monday}");
    view! {
        <PlainFrame title=tr!(hub.week).to_owned() context back="/hub".to_owned()>
            <div class="actions">
                <LinkButton
                    look=Look::Outline
                    icon="chevron-left"
                    href=move || to(monday.get() - Days::new(DAYS))
                    words=tr!(hub.week_before)
                />
                <LinkButton
                    look=Look::Outline
                    href=move || to(monday.get() + Days::new(DAYS))
                    words=tr!(hub.week_after)
                    after="chevron-right"
                />
            </div>
            <ol class="day">{days}</ol>
            <LinkButton look=Look::Text icon="file-sheet" href="/hub/avviso" words=tr!(hub.notice_hours) />
            <LinkButton look=Look::Text icon="user" href="/hub/unioni" words=tr!(hub.joins) />
        </PlainFrame>
    }
}

/// A day at the left, its venues at the right.
fn one_day(day: NaiveDate, today: NaiveDate, state: &AppState) -> impl IntoView + use<> {
    let open = open(day, state);
    let closed = open.is_empty();
    let at = rome::start_of_day(day);
    let weekday: String = dates::long_day(at).chars().take(3).collect();
    let venues = open
        .into_iter()
        .map(|one| {
            let coming = (one.taken > 0).then(|| tr!(hub.count, count = one.taken));
            let free = (day >= today).then(|| tr!(hub.free_slots, count = one.free));
            let note = std::iter::once(one.hours).chain(coming).chain(free).collect::<Vec<_>>().join(" · ");
            view! {
                <div class="card card--plain card--row">
                    <a href=one.href class="row">
                        <span class="row__text">
                            <span class="row__title">{one.name}</span>
                            <span class="row__note">{note}</span>
                        </span>
                        {one
                            .clashes
                            .then(|| view! { <Badge tone=Tone::Warn icon="warning-circle" words=tr!(hub.clash_short) /> })}
                    </a>
                </div>
            }
        })
        .collect_view();
    view! {
        <li class=if day == today { "day__slot day__slot--now" } else { "day__slot" }>
            <time class="day__hour" datetime=day.to_string()>{format!("{weekday} {}", day.day())}</time>
            <div class="stack stack--tight">
                {venues} <Show when=move || closed><p class="day__none">{tr!(hub.week_closed)}</p></Show>
            </div>
        </li>
    }
}

/// The venues that are open on a day, or have somebody.
fn open(day: NaiveDate, state: &AppState) -> Vec<Open> {
    let now = state.now.get();
    let of = |venue: &std::sync::Arc<sync::client::RecordView>| {
        let lines = lines(venue, day, state, now);
        let taken = lines.iter().filter(|line| matches!(line, Line::Taken(..))).count();
        let clashes = lines.iter().any(|line| matches!(line, Line::Taken(_, _, Some(_))));
        let href = format!("/hub?giorno={day}&sede={}", venue.id);
        let (name, hours) = (venue::name(venue), venue::hours(venue, day));
        let open = Open { href, name, hours, taken, free: lines.len() - taken, clashes };
        (taken > 0 || venue::is_open(venue, day)).then_some(open)
    };
    venues(state).iter().filter_map(of).collect()
}

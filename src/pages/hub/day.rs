use model::time::{clock_text, parse_day};
use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use model::ids::RecordId;
use model::rome;
use sync::client::RecordView;

use super::around::{Around, Closed};
use super::card::AppointmentCard;
use super::row::AppointmentRow;
use super::section::{SavedRow, use_section};
use super::slots::{self, Line};
use super::venue;
use crate::components::{Badge, Empty, Frame, Icon, Main, Notice, Show, Tone};
use crate::i18n::dates;
use crate::runtime::use_location;
use crate::state::use_state;
use crate::tr;

/// So many that are over stand above the appointment of now.
const FEW: usize = 3;

/// Hub di oggi: the timetable of the venue, who comes, what is free.
#[component]
pub fn Hub() -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let location = use_location();
    let today = Memo::new(move |_| rome::day_of(state.now.get()));
    let day = Memo::new(move |_| {
        let asked = location.query("giorno").and_then(|day| parse_day(&day));
        asked.unwrap_or_else(|| today.get())
    });
    let venue = Memo::new(move |_| {
        let asked = location.query("sede").and_then(|id| state.record(id.parse().ok()?));
        asked.or_else(|| venue::of_day(section, day.get(), &state))
    });
    let title =
        Signal::derive(move || if day.get() == today.get() { tr!(hub.title) } else { tr!(hub.agenda) }.to_owned());
    let lines = Memo::new(move |_| {
        let (day, now) = (day.get(), state.now.get());
        venue.get().map(|venue| slots::lines(&venue, day, &state, now)).unwrap_or_default()
    });
    let context = Signal::derive(move || {
        let count = lines.with(|lines| lines.iter().filter(|line| matches!(line, Line::Taken(..))).count());
        let count = (count > 0).then(|| tr!(hub.count, count = count));
        let day = dates::long_day(rome::start_of_day(day.get()));
        std::iter::once(day).chain(count).collect::<Vec<_>>().join(" · ")
    });
    let main = Main { href: "/hub/nuovo", icon: "plus", label: tr!(hub.new_access).to_owned(), soft: false };
    view! {
        <Frame title context main=Some(main)>
            <SavedRow />
            {move || match venue.get() {
                Some(venue) => view! { <Day venue lines day today /> }.into_any(),
                None => view! { <Closed day today /> }.into_any(),
            }}
            <Around day today />
        </Frame>
    }
}

/// The day of one venue.
#[component]
fn Day(venue: Arc<RecordView>, lines: Memo<Vec<Line>>, day: Memo<NaiveDate>, today: Memo<NaiveDate>) -> impl IntoView {
    let venue = StoredValue::new(venue);
    let current = Memo::new(move |_| {
        let next = || lines.with(|lines| lines.iter().find_map(Line::pending));
        (day.get() == today.get()).then(next).flatten()
    });
    let header =
        move || venue.with_value(|venue| format!("{} · {}", venue::name(venue), venue::hours(venue, day.get())));
    let open = move || venue.with_value(|venue| venue::is_open(venue, day.get()));
    let venue_id = venue.with_value(|venue| venue.id);
    // The appointment of now is what one comes for: above it, those that are over fold away.
    let over = Memo::new(move |_| {
        let over = lines.with(|lines| lines.iter().take_while(|line| line.is_over()).count());
        if over > FEW && current.with(Option::is_some) { over } else { 0 }
    });
    let rows = move |from: usize, count: usize| {
        let current = current.get();
        lines.get().into_iter().skip(from).take(count).map(|line| slot(line, venue_id, current)).collect_view()
    };
    let folded = move || {
        view! {
            <details class="more">
                <summary>
                    <Icon name="expand" />
                    <span>{move || tr!(hub.day_over, count = over.get())}</span>
                </summary>
                <ol class="day">{move || rows(0, over.get())}</ol>
            </details>
        }
    };
    view! {
        <div class="split">
            <Badge tone=Tone::Act icon="map-marker" words=header />
        </div>
        <Show when=move || !open()>
            <Notice tone=Tone::Warn icon="clock" words=tr!(hub.venue_closed) />
        </Show>
        <Show
            when=move || lines.with(|lines| !lines.is_empty())
            fallback=|| {
                view! {
                    <Empty icon="calendar" title=tr!(hub.day_empty_title)><p>{tr!(hub.day_empty_text)}</p></Empty>
                }
            }
        >
            <Show when=move || over.get() != 0>{folded}</Show>
            <ol class="day">{move || rows(over.get(), usize::MAX)}</ol>
        </Show>
    }
}

/// One row of the day: the hour at the left, a card or a free slot at the right.
fn slot(line: Line, venue: RecordId, current: Option<RecordId>) -> impl IntoView + use<> {
    let at = line.at();
    let now = current.is_some() && line.pending() == current;
    let class = if now { "day__slot day__slot--now" } else { "day__slot" };
    let content = match line {
        Line::Free(at) => {
            let local = rome::to_rome(at);
            let when = format!("{}T{}", local.date_naive(), clock_text(local.time()));
            view! {
                <a href=format!("/hub/prenota?sede={venue}&quando={when}") class="slot-free">
                    <Icon name="plus-circle" />
                    {tr!(hub.free)}
                </a>
            }
            .into_any()
        }
        Line::Taken(_, appointment, clash) if now => view! { <AppointmentCard appointment clash /> }.into_any(),
        Line::Taken(_, appointment, clash) => view! { <AppointmentRow appointment clash /> }.into_any(),
    };
    view! {
        <li class=class>
            <time class="day__hour">{dates::clock(at)}</time>
            {content}
        </li>
    }
}

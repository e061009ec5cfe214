use std::sync::Arc;

use chrono::Datelike as _;
use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{RecordType, Service};
use model::rome;
use sync::client::RecordView;

use super::alarms::Alarms;
use super::ask::{Kinds, Period};
use super::figures::FiguresOfPeriod;
use super::found::Found;
use super::held::HeldPage;
use super::pairs::Pairs;
use super::phones::Phones;
use super::rescue::Rescue;
use super::search::Search;
use super::templates::{LIST, TemplatesPage};
use crate::components::{Button, Frame, Icon, Look, Notice, SaveBadge, Show, Tone};
use crate::i18n::dates;
use crate::pages::facts;
use crate::runtime::use_location;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What the Ambito has: looked for online, a record opened over the list, the figures of the period.
#[component]
pub fn Desk(
    /// Whether records may be looked for, not the figures alone.
    coordinates: bool,
) -> impl IntoView {
    let state = use_state();
    let search = Search::new();
    let location = use_location();
    let opened = Memo::new(move |_| location.query("scheda").and_then(|id| id.parse::<RecordId>().ok()));
    let ambito = Signal::derive(move || {
        state.identity.get().map(|identity| identity.profile.ambito_name.clone()).unwrap_or_default()
    });
    let phones = Memo::new(move |_| location.query("telefoni").is_some());
    let held = Memo::new(move |_| location.query("custodia").is_some());
    let pairs = Memo::new(move |_| location.query("doppioni").is_some());
    let templates = Memo::new(move |_| location.query("modelli"));
    // One page from the list to a template and back: it knows what was taken away last.
    let of_templates = Memo::new(move |_| coordinates && templates.with(Option::is_some));
    let asked = Memo::new(move |_| templates.get().unwrap_or_default());
    let rescue = Memo::new(move |_| location.query("salvataggio").is_some());
    move || match opened.get() {
        Some(id) => view! { <Found id search /> }.into_any(),
        None if phones.get() => view! { <Phones /> }.into_any(),
        None if held.get() => view! { <HeldPage /> }.into_any(),
        None if pairs.get() => view! { <Pairs /> }.into_any(),
        None if of_templates.get() => view! { <TemplatesPage asked /> }.into_any(),
        None if rescue.get() => view! { <Rescue /> }.into_any(),
        None => view! {
            <Frame title=tr!(register.title).to_owned() context=ambito>
                {coordinates.then(|| view! { <Alarms coordinates /> })}
                <Period search coordinates />
                {coordinates.then(|| view! { <Records search /> })}
                <FiguresOfPeriod search />
                {coordinates.then(to_phones)}
            </Frame>
        }
        .into_any(),
    }
}

fn to_phones() -> impl IntoView {
    let state = use_state();
    let of_hub = untrack(|| state.team_of(Service::Hub)).is_some();
    let of_proximity = untrack(|| state.team_of(Service::Proximity)).is_some();
    view! {
        {of_proximity
            .then(|| {
                view! {
                    <h2 class="section-title">{tr!(people.pairs)}</h2>
                    <a href="/registro?doppioni=1" class="row">
                        <span class="row__text">
                            <span class="row__title">{tr!(people.pairs_open)}</span>
                            <span class="row__note">{tr!(people.pairs_open_note)}</span>
                        </span>
                        <Icon name="chevron-right" size="row__go" />
                    </a>
                }
            })}
        <h2 class="section-title">{tr!(template.title)}</h2>
        <a href=LIST class="row">
            <span class="row__text">
                <span class="row__title">{tr!(template.open)}</span>
                <span class="row__note">{tr!(template.open_note)}</span>
            </span>
            <Icon name="chevron-right" size="row__go" />
        </a>
        {of_hub
            .then(|| {
                view! {
                    <h2 class="section-title">{tr!(register.hub)}</h2>
                    <a href="/hub/unioni" class="row">
                        <span class="row__text">
                            <span class="row__title">{tr!(hub.joins)}</span>
                            <span class="row__note">{tr!(hub.joins_note)}</span>
                        </span>
                        <Icon name="chevron-right" size="row__go" />
                    </a>
                    <a href="/hub/sedi" class="row">
                        <span class="row__text">
                            <span class="row__title">{tr!(hub.venues)}</span>
                            <span class="row__note">{tr!(hub.venues_note)}</span>
                        </span>
                        <Icon name="chevron-right" size="row__go" />
                    </a>
                }
            })}
        <h2 class="section-title">{tr!(register.phones)}</h2>
        <a href="/registro?telefoni=1" class="row">
            <span class="row__text">
                <span class="row__title">{tr!(register.phones_open)}</span>
                <span class="row__note">{tr!(register.phones_open_note)}</span>
            </span>
            <Icon name="chevron-right" size="row__go" />
        </a>
        <a href="/registro?salvataggio=1" class="row">
            <span class="row__text">
                <span class="row__title">{tr!(register.rescue_open)}</span>
                <span class="row__note">{tr!(register.rescue_open_note)}</span>
            </span>
            <Icon name="chevron-right" size="row__go" />
        </a>
        <a href="/registro?custodia=1" class="row">
            <span class="row__text">
                <span class="row__title">{tr!(register.held_open)}</span>
                <span class="row__note">{tr!(register.held_open_note)}</span>
            </span>
            <Icon name="chevron-right" size="row__go" />
        </a>
    }
}

#[component]
fn Records(search: Search) -> impl IntoView {
    let count = move || search.found.with(|found| found.as_ref().map(Vec::len));
    let more = move || search.cursor.with(Option::is_some);
    let title = move || match (count(), more()) {
        (None, _) => String::new(),
        (Some(0), _) => tr!(register.found_none).to_owned(),
        (Some(count), true) => tr!(register.found_more, count = count),
        (Some(count), false) => tr!(register.found, count = count),
    };
    let rows = move || search.found.get().unwrap_or_default().into_iter().map(row).collect_view();
    let label = move || if search.busy.get() { tr!(register.searching) } else { tr!(register.search_do) };
    view! {
        <Kinds search />
        <Button icon="search" disabled=move || search.busy.get() on_press=move |_| search.ask(false) words=label />
        <Show when=move || search.failed.get().is_some()>
            <Notice tone=Tone::Warn icon="wifi-off" role="alert" words=move || search.failed.get() />
        </Show>
        <Show when=move || count().is_some()>
            <h2 class="section-title" role="status">{title}</h2>
        </Show>
        <Show when=move || count().is_some_and(|count| count > 0)>
            <ul class="list">{rows}</ul>
        </Show>
        <Show when=more>
            <Button
                look=Look::Outline
                disabled=move || search.busy.get()
                on_press=move |_| search.ask(true)
                words=tr!(register.more)
            />
        </Show>
    }
}

/// A record as it was found, or as this phone has changed it since.
fn row(found: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    move || {
        let here = state.record(found.id);
        let record = here.clone().unwrap_or_else(|| found.clone());
        let (title, summary) = facts::summary(&record, &state);
        let note = note(&record, summary, here.is_some(), &state);
        let class = if record.voided() { "row row--void" } else { "row" };
        let badge = here.is_some() || record.voided();
        let href = format!("/registro?scheda={}", record.id);
        view! {
            <li>
                <a href=href class=class>
                    <span class="row__text">
                        <span class="row__title">{title}</span>
                        <span class="row__note">{note}</span>
                    </span>
                    {if badge {
                        view! { <SaveBadge record /> }.into_any()
                    } else {
                        view! { <Icon name="chevron-right" size="row__go" /> }.into_any()
                    }}
                </a>
            </li>
        }
    }
}

/// A line under the title with the year, which the lists of a phone leave out.
fn note(record: &RecordView, summary: String, here: bool, state: &AppState) -> String {
    // The state of an activation is the fold of its steps, which are not on this phone.
    let unknown_state = record.record_type == RecordType::PIS_ACTIVATION && !here;
    let at = ["reportedAt", "startedAt", "startsAt", "occurredAt"].into_iter().find_map(|name| record.instant(name));
    if unknown_state {
        let when = at.map(|at| format!("{} {}", dates::day(at), dates::clock(at)));
        let place = record.text("municipalityCode").map(|code| facts::municipality(code, state));
        return [when, place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    }
    let year = |at| rome::to_rome(at).year();
    match at.map(year).filter(|then| *then != year(state.now.get_untracked())) {
        Some(year) => format!("{year} · {summary}"),
        None => summary,
    }
}

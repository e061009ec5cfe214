use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;
use model::ids::RecordId;
use sync::client::RecordView;

use super::ask::{Kinds, Period};
use super::figures::FiguresOfPeriod;
use super::found::Found;
use super::search::Search;
use crate::components::{Frame, Icon, SaveBadge};
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// What the Ambito has: looked for online, a record opened over the list, the figures of the period.
#[component]
pub fn Desk(
    /// Whether records may be looked for, not the figures alone.
    coordinates: bool,
) -> impl IntoView {
    let state = use_state();
    let search = Search::new();
    let query = use_query_map();
    let opened = Memo::new(move |_| query.with(|query| query.get("scheda").and_then(|id| id.parse::<RecordId>().ok())));
    let ambito = Signal::derive(move || {
        state.identity.get().map(|identity| identity.profile.ambito_name.clone()).unwrap_or_default()
    });
    move || match opened.get() {
        Some(id) => view! { <Found id search /> }.into_any(),
        None => view! {
            <Frame title=tr!(register.title).to_owned() context=ambito>
                <Period search coordinates />
                {coordinates.then(|| view! { <Records search /> })}
                <FiguresOfPeriod search />
            </Frame>
        }
        .into_any(),
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
        <button type="button" class="btn" disabled=move || search.busy.get() on:click=move |_| search.ask(false)>
            <Icon name="search" />
            {label}
        </button>
        <Show when=move || search.failed.get().is_some()>
            <p class="notice notice--warn" role="alert">
                <Icon name="wifi-off" />
                <span>{move || search.failed.get()}</span>
            </p>
        </Show>
        <Show when=move || count().is_some()>
            <h2 class="section-title" role="status">{title}</h2>
        </Show>
        <Show when=move || count().is_some_and(|count| count > 0)>
            <ul class="list">{rows}</ul>
        </Show>
        <Show when=more>
            <button
                type="button"
                class="btn btn--outline"
                disabled=move || search.busy.get()
                on:click=move |_| search.ask(true)
            >
                {tr!(register.more)}
            </button>
        </Show>
    }
}

/// A record as it was found, or as this phone has changed it since.
fn row(found: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    move || {
        let here = state.record(found.id);
        let record = here.clone().unwrap_or_else(|| found.clone());
        let (title, note) = facts::summary(&record, &state);
        let class = if record.voided() { "row row--void" } else { "row" };
        let badge = here.is_some() || record.voided();
        view! {
            <li>
                <A href=format!("/registro?scheda={}", record.id) attr:class=class>
                    <span class="row__text">
                        <span class="row__title">{title}</span>
                        <span class="row__note">{note}</span>
                    </span>
                    {if badge {
                        view! { <SaveBadge record /> }.into_any()
                    } else {
                        view! { <Icon name="chevron-right" size="row__go" /> }.into_any()
                    }}
                </A>
            </li>
        }
    }
}

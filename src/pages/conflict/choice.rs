use std::sync::Arc;

use leptos::prelude::*;
use model::record::Fields;
use sync::client::{RecordView, SaveState};

use super::versions::{Clash, VOIDED_AT, Version};
use crate::components::{Badge, Icon, Show, Tone};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, use_state};
use crate::tr;

/// Which version was chosen, by its place.
pub type Answer = RwSignal<Option<usize>>;

/// The versions of a group of fields, one to be chosen.
#[component]
pub fn Choice(
    /// The record.
    record: Arc<RecordView>,
    /// What clashed.
    clash: Clash,
    /// The choice.
    answer: Answer,
    /// Whether somebody tried to save: only then a question that is open is marked.
    tried: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let label =
        clash.fields.iter().filter_map(|field| facts::label(&record.record_type, field)).collect::<Vec<_>>().join(", ");
    let critical = clash.critical;
    let name = clash.group.clone();
    let tile = |place: usize, who: String, values: &Fields| {
        let lines = lines(&record, &clash.fields, values, &state);
        view! {
            <label class="tile tile--version">
                <input
                    type="radio"
                    name=name.clone()
                    prop:checked=move || answer.get() == Some(place)
                    on:change=move |_| answer.set(Some(place))
                />
                <span>
                    <span class="tile__who">{who}</span>
                    {lines}
                </span>
            </label>
        }
    };
    let both = clash.both.as_ref().map(|both| tile(clash.versions.len(), tr!(conflict.both).to_owned(), both));
    let tiles = clash
        .versions
        .iter()
        .enumerate()
        .map(|(place, version)| tile(place, who(version, &record, &state), &version.values))
        .collect_view();
    view! {
        <Question label critical open=Signal::derive(move || answer.get().is_none()) tried>
            {tiles}
            {both}
        </Question>
    }
}

/// Whether a record that was voided and then edited stays voided.
#[component]
pub fn VoidChoice(
    /// The record.
    record: Arc<RecordView>,
    /// Whether the voiding is taken back.
    answer: RwSignal<Option<bool>>,
    /// Whether somebody tried to save.
    tried: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let who = record.open_siblings().find(|sibling| sibling.field == VOIDED_AT).map(|sibling| {
        let (who, when) = (facts::author(sibling.operator_id, &state), dates::day_and_clock(sibling.received_at));
        tr!(conflict.void_who, who = who, when = when)
    });
    let tile = |taken_back: bool, label: &'static str| {
        view! {
            <label class="tile">
                <input
                    type="radio"
                    name="annullata"
                    prop:checked=move || answer.get() == Some(taken_back)
                    on:change=move |_| answer.set(Some(taken_back))
                />
                <span>{label}</span>
            </label>
        }
    };
    let (leave, restore) = (tile(false, tr!(conflict.void_leave)), tile(true, tr!(conflict.void_restore)));
    view! {
        <Question
            label=tr!(conflict.void_legend).to_owned()
            critical=false
            open=Signal::derive(move || answer.get().is_none())
            tried
        >
            <p class="group__hint">{who}</p>
            {leave}
            {restore}
        </Question>
    }
}

#[component]
fn Question(
    label: String,
    critical: bool,
    open: Signal<bool>,
    tried: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let missing = move || tried.get() && open.get();
    view! {
        <fieldset class="group" class=("group--error", missing)>
            <legend class="group__label">
                {label}
                {critical
                    .then(|| {
                        view! {
                            " "
                            <Badge tone=Tone::Err icon="warning-circle" words=tr!(conflict.review) />
                        }
                    })}
            </legend>
            <Show when=missing>
                <p class="group__error" role="alert">
                    <Icon name="warning-circle" size="icon--s" />
                    {tr!(conflict.missing)}
                </p>
            </Show>
            <div class="tiles tiles--one">{children()}</div>
        </fieldset>
    }
}

/// Who wrote a version.
fn who(version: &Version, record: &RecordView, state: &AppState) -> String {
    match version.by {
        Some((operator, at)) => {
            tr!(conflict.by, who = facts::author(operator, state), when = dates::day_and_clock(at))
        }
        None if record.state == SaveState::Received => tr!(conflict.here).to_owned(),
        None => tr!(conflict.here_unsent).to_owned(),
    }
}

/// The values of a version; with their names where there are several.
fn lines(record: &RecordView, fields: &[String], values: &Fields, state: &AppState) -> AnyView {
    fields
        .iter()
        .filter_map(|field| {
            let value = facts::value(&record.record_type, field, values.get(field)?, state);
            let name = facts::label(&record.record_type, field).filter(|_| fields.len() > 1);
            Some(view! {
                <span class="tile__value">
                    {name.map(|name| view! { <span class="tile__who">{format!("{name}: ")}</span> })}
                    {value}
                </span>
            })
        })
        .collect_view()
        .into_any()
}

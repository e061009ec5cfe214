//! Paths of one code that may be of one citizen: joined by a person, and told apart again.

use std::sync::Arc;

use leptos::prelude::*;
use model::hub::{Join, joined, proposed_joins};
use model::ids::RecordId;
use model::order;
use model::record::{RecordRef, RecordType};
use serde_json::Value;
use sync::client::RecordView;

use super::citizen;
use crate::commands::use_commands;
use crate::components::{Button, Card, Empty, Fit, Look, Notice, PlainFrame, RowWith, SaveBadge, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What may be joined, and what was.
#[component]
pub fn Joins() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None);
    let write = move |other: RecordId, head: Option<RecordId>| {
        let Some(path) = untrack(|| state.record(other)) else { return };
        let value = head.map_or(Value::Null, |head| head.to_string().into());
        leptos::task::spawn_local(async move {
            let saved = commands.patch(&path, order::tree([("aliasOf".to_owned(), value)])).await;
            failed.try_set(saved.err());
        });
    };
    let proposed = Memo::new(move |_| of_state(&state, |paths| proposed_joins(paths.iter().copied())));
    let made = Memo::new(move |_| of_state(&state, |paths| joined(paths.iter().copied())));
    let cards = move || proposed.get().into_iter().filter_map(|join| proposal(join, write, &state)).collect_view();
    let rows = move || made.get().into_iter().filter_map(|join| row(join, write, &state)).collect_view();
    view! {
        <PlainFrame title=tr!(hub.joins).to_owned() back="/".to_owned()>
            <p class="text-small">{tr!(hub.joins_text)}</p>
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
            <Show when=move || proposed.with(Vec::is_empty)>
                <Empty icon="check-circle" title=tr!(hub.joins_none_title)><p>{tr!(hub.joins_none_text)}</p></Empty>
            </Show>
            {cards}
            <Show when=move || made.with(|made| !made.is_empty())>
                <h2 class="section-title">{tr!(hub.joins_made)}</h2>
            </Show>
            <ul class="list">{rows}</ul>
        </PlainFrame>
    }
}

/// Whether this path may be of a citizen who has another one.
pub fn is_proposed(path: RecordId, state: &AppState) -> bool {
    let proposed = of_state(state, |paths| proposed_joins(paths.iter().copied()));
    proposed.iter().any(|join| join.head == path || join.other == path)
}

fn of_state(state: &AppState, of: impl Fn(&[RecordRef<'_>]) -> Vec<Join>) -> Vec<Join> {
    let paths = state.of_type(&RecordType::CITIZEN_PATH);
    of(&paths.iter().map(|path| RecordRef::new(path.id, &path.record_type, &path.fields)).collect::<Vec<_>>())
}

fn proposal(
    join: Join,
    write: impl Fn(RecordId, Option<RecordId>) + Copy + Send + Sync + 'static,
    state: &AppState,
) -> Option<AnyView> {
    let (head, other) = (state.record(join.head)?, state.record(join.other)?);
    let code = head.text("code").unwrap_or_default().to_owned();
    let title = tr!(hub.joins_code, code = code);
    let note = |path: &Arc<RecordView>| (citizen::name(path, state), line(path, state));
    let [(one, one_line), (two, two_line)] = [note(&head), note(&other)];
    Some(
        view! {
            <Card title>
                <ul class="list">
                    <RowWith title=one note=one_line />
                    <RowWith title=two note=two_line />
                </ul>
                <p class="text-small">{tr!(hub.joins_ask)}</p>
                <Button look=Look::Act on_press=move |_| write(join.other, Some(join.head)) words=tr!(hub.joins_do) />
            </Card>
        }
        .into_any(),
    )
}

fn row(
    join: Join,
    write: impl Fn(RecordId, Option<RecordId>) + Copy + Send + Sync + 'static,
    state: &AppState,
) -> Option<AnyView> {
    let other = state.record(join.other)?;
    let title = citizen::name(&other, state);
    let head = state.record(join.head).map(|head| citizen::name(&head, state));
    let note = tr!(hub.joins_with, who = head.unwrap_or_else(|| tr!(hub.path).to_owned()));
    Some(view! {
        <RowWith title note>
            <SaveBadge record=other />
            <Button look=Look::Outline fit=Fit::Small on_press=move |_| write(join.other, None) words=tr!(hub.joins_apart) />
        </RowWith>
    }.into_any())
}

/// Age, gender and since when: enough to tell two paths apart.
fn line(path: &RecordView, state: &AppState) -> String {
    let age = path.text("ageBand").map(|code| facts::chip_label("hubAgeBand", code, state));
    let gender = path.text("gender").map(|code| facts::chip_label("gender", code, state));
    let since = path.instant("occurredAt").map(|at| tr!(hub.joins_since, day = dates::day(at)));
    let meetings = tr!(hub.meetings, count = citizen::own_meetings(path.id, state));
    [age, gender, since, Some(meetings)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

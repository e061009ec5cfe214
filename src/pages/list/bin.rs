use std::cmp::Reverse;
use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::time::Millis;
use store::StoreError;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::{Button, Empty, Fit, Look, Notice, PlainFrame, RowWith, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What was voided may be put back for so long.
const KEPT: i64 = 30 * Millis::DAY;

/// The page of `/cestino`: what was voided of late, each with the way back.
#[component]
pub fn Bin() -> impl IntoView {
    let state = use_state();
    let failed = RwSignal::new(None::<StoreError>);
    let voided = Memo::new(move |_| voided(&state));
    let rows = move || voided.get().into_iter().map(|record| view! { <Voided record failed /> }).collect_view();
    view! {
        <PlainFrame title=tr!(common.bin).to_owned() back="/elenco".to_owned()>
            <Show when=move || failed.with(Option::is_some)>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
            <Show
                when=move || voided.with(|voided| !voided.is_empty())
                fallback=|| {
                    view! {
                        <Empty icon="restore" title=tr!(common.bin_empty)>
                            <p>{tr!(common.bin_empty_text)}</p>
                        </Empty>
                    }
                }
            >
                <p class="text-2">{tr!(common.bin_text)}</p>
                <ul class="list">{rows}</ul>
            </Show>
        </PlainFrame>
    }
}

#[component]
fn Voided(record: Arc<RecordView>, failed: RwSignal<Option<StoreError>>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let (title, note) = facts::summary(&record, &state);
    let when = record.instant("voidedAt").map(|at| tr!(common.bin_when, when = dates::day_and_clock(at)));
    let why = record.text("voidReason").map(|code| facts::code_label("voidReason", code, &state));
    let said = [Some(note), when, why].into_iter().flatten().filter(|part| !part.is_empty());
    let note = said.collect::<Vec<_>>().join(" · ");
    let restore = move |_| {
        let record = record.clone();
        leptos::task::spawn_local(async move {
            failed.try_set(commands.restore(&record).await.err());
        });
    };
    view! {
        <RowWith title note>
            <Button look=Look::Soft fit=Fit::Small icon="restore" on_press=restore words=tr!(common.restore) />
        </RowWith>
    }
}

/// What a person voided and may put back, the last first. Events are taken back where they were written.
fn voided(state: &AppState) -> Vec<Arc<RecordView>> {
    let now = state.now.get();
    let at = |record: &RecordView| record.instant("voidedAt");
    let mut found: Vec<Arc<RecordView>> = state.records.with(|records| {
        let recent = |record: &&Arc<RecordView>| at(record).is_some_and(|at| now.since(at) < KEPT);
        records.values().filter(|record| facts::edit_path(record).is_some()).filter(recent).cloned().collect()
    });
    order::by_key(&mut found, |record| Reverse(at(record)));
    found
}

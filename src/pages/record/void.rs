use std::sync::Arc;

use leptos::prelude::*;
use store::StoreError;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::form::codes;
use crate::components::{Button, Fit, Look, Notice, Sheet, Show, Tone};
use crate::i18n::words;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Voids a record with its reason, or takes that back.
#[component]
pub fn VoidControls(
    /// The record.
    record: Arc<RecordView>,
) -> impl IntoView {
    let commands = use_commands();
    let open = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let voided = record.voided();
    let record = StoredValue::new(record);
    let restore = move |_| {
        let record = record.get_value();
        leptos::task::spawn_local(async move {
            if let Err(error) = commands.restore(&record).await {
                failed.try_set(Some(error));
            }
        });
    };
    view! {
        {if voided {
            view! {
                <Button look=Look::Soft icon="restore" on_press=restore words=tr!(common.restore) />
            }
                .into_any()
        } else {
            view! {
                <Button look=Look::DangerSoft on_press=move |_| open.set(true) words=tr!(common.void_do) />
            }
                .into_any()
        }}
        <Show when=move || failed.get().is_some()>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
        <Sheet open title=tr!(common.void_title).to_owned()>
            <VoidReasons record=record.get_value() open failed />
        </Sheet>
    }
}

#[component]
fn VoidReasons(record: Arc<RecordView>, open: RwSignal<bool>, failed: RwSignal<Option<StoreError>>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let record = StoredValue::new(record);
    let void = move |reason: String| {
        let record = record.get_value();
        leptos::task::spawn_local(async move {
            match commands.void(&record, &reason).await {
                Ok(()) => drop(open.try_set(false)),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let reasons = codes(&state, "voidReason")
        .into_iter()
        .map(|reason| {
            let code = reason.value;
            view! {
                <Button look=Look::DangerSoft fit=Fit::Wide on_press=move |_| void(code.clone()) words=reason.label />
            }
        })
        .collect_view();
    view! {
        <p class="sheet__text">{tr!(common.void_text)}</p>
        <div class="stack">{reasons}</div>
        <Button look=Look::Outline fit=Fit::Wide on_press=move |_| open.set(false) words=tr!(common.void_keep) />
    }
}

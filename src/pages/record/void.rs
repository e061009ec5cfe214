use std::sync::Arc;

use leptos::prelude::*;
use store::StoreError;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::form::codes;
use crate::components::{Icon, Sheet, Show};
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
                <button type="button" class="btn btn--soft" on:click=restore>
                    <Icon name="restore" />
                    {tr!(common.restore)}
                </button>
            }
                .into_any()
        } else {
            view! {
                <button type="button" class="btn btn--danger-soft" on:click=move |_| open.set(true)>
                    {tr!(common.void_do)}
                </button>
            }
                .into_any()
        }}
        <Show when=move || failed.get().is_some()>
            <p class="notice notice--err" role="alert">
                {move || failed.get().map(|error| words::store_error(&error))}
            </p>
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
                <button type="button" class="btn btn--danger-soft btn--wide" on:click=move |_| void(code.clone())>
                    {reason.label}
                </button>
            }
        })
        .collect_view();
    view! {
        <p class="sheet__text">{tr!(common.void_text)}</p>
        <div class="stack">{reasons}</div>
        <button type="button" class="btn btn--outline btn--wide" on:click=move |_| open.set(false)>
            {tr!(common.void_keep)}
        </button>
    }
}

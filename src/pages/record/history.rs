use std::sync::Arc;

use leptos::prelude::*;
use protocol::{HistoryEntry, OpKind};
use sync::client::{RecordView, SaveState};

use crate::commands::use_commands;
use crate::components::{Button, Fact, Look, Notice, Show, Tone};
use crate::pages::facts;
use crate::tr;

/// Who wrote on the record and when: asked of the Ambito when a person wants to know, for no phone keeps it.
#[component]
pub fn History(
    /// The record.
    record: Arc<RecordView>,
) -> impl IntoView {
    let commands = use_commands();
    let id = record.id;
    let changes = RwSignal::new(Vec::<HistoryEntry>::new());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(false));
    // A visit that a plan made, and nobody wrote to yet.
    let nobody = RwSignal::new(false);
    let ask = move |_| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = commands.history(id).await;
            busy.try_set(false);
            failed.try_set(answer.is_err());
            if let Ok(known) = answer {
                nobody.try_set(known.changes.is_empty());
                changes.try_set(known.changes);
            }
        });
    };
    let rows = move || {
        let rows = changes.get().into_iter();
        rows.map(|change| view! { <Fact label=facts::long(change.received_at)>{said(&change)}</Fact> }).collect_view()
    };
    let none = move || changes.with(Vec::is_empty);
    // What only this phone has, nobody else wrote on.
    (record.state == SaveState::Received).then(|| {
        view! {
            <Show when=move || !none()>
                <h2 class="section-title">{tr!(conflict.history)}</h2>
                <dl class="facts">{rows}</dl>
            </Show>
            <Show when=none>
                <Button look=Look::Text icon="user" disabled=busy on_press=ask words=tr!(conflict.history_ask) />
            </Show>
            <Show when=move || nobody.get()>
                <Notice role="status" words=tr!(conflict.history_nobody) />
            </Show>
            <Show when=move || failed.get()>
                <Notice tone=Tone::Warn icon="wifi-off" role="status" words=tr!(conflict.history_failed) />
            </Show>
        }
    })
}

/// "Modificata da Samira Esempio"
fn said(change: &HistoryEntry) -> String {
    let who = change.display_name.clone().unwrap_or_else(|| tr!(conflict.somebody).to_owned());
    match change.kind {
        OpKind::Create => tr!(conflict.history_create, who = who),
        OpKind::Patch => tr!(conflict.history_patch, who = who),
        OpKind::Archive => tr!(conflict.history_archive, who = who),
        OpKind::Restore => tr!(conflict.history_restore, who = who),
        OpKind::Resolve => tr!(conflict.history_resolve, who = who),
    }
}

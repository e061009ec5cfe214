use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::Fields;
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::form::codes;
use crate::components::{Button, Card, Fit, Look, Notice, Sheet, Show, Tone};
use crate::i18n::words;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The episode of help is suspended, closed with a reason, or opened again.
#[component]
pub fn EpisodeActs(card: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let closing = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let episode = card.text("episode").unwrap_or("open").to_owned();
    let kept = StoredValue::new(card);
    let write = move |fields: Fields| {
        let card = kept.get_value();
        leptos::task::spawn_local(async move {
            match commands.patch(&card, fields).await {
                Ok(()) => drop(closing.try_set(false)),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let to = |episode: &str, reason: Value| {
        order::tree([("episode".to_owned(), Value::from(episode)), ("closedReason".to_owned(), reason)])
    };
    let reopen = move |_| write(to("open", Value::Null));
    let suspend = move |_| write(to("suspended", Value::Null));
    let reasons = move || {
        codes(&state, "episodeClosedReason")
            .into_iter()
            .map(|reason| {
                let code = StoredValue::new(reason.value);
                view! {
                    <Button
                        look=Look::Soft
                        fit=Fit::Wide
                        on_press=move |_| write(to("closed", code.get_value().into()))
                        words=reason.label
                    />
                }
            })
            .collect_view()
    };
    view! {
        <Card title=tr!(people.episode)>
            {(episode == "open").then(|| view! { <p class="card__facts">{tr!(people.suspend_text)}</p> })}
            <div class="actions">
                {if episode == "open" {
                    view! {
                        <Button look=Look::Outline on_press=suspend words=tr!(people.suspend) />
                    }
                        .into_any()
                } else {
                    view! {
                        <Button look=Look::Soft on_press=reopen words=tr!(people.reopen) />
                    }
                        .into_any()
                }}
                {(episode != "closed")
                    .then(|| {
                        view! {
                            <Button
                                look=Look::Outline
                                on_press=move |_| closing.set(true)
                                words=tr!(people.close_episode)
                            />
                        }
                    })}
            </div>
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
        </Card>
        <Sheet open=closing title=tr!(people.close_title).to_owned()>
            <p class="sheet__text">{tr!(people.close_text)}</p>
            <div class="stack">{reasons}</div>
        </Sheet>
    }
}

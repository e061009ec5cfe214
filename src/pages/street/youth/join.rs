use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use serde_json::Value;
use store::StoreError;
use sync::client::{LocalSave, RecordView};

use super::known::Known;
use crate::commands::use_commands;
use crate::components::{Button, Look, Notice, RowWith, Sheet, Show, Tone};
use crate::i18n::words as sentences;
use crate::pages::street::patch::Patch;
use crate::pages::street::{acts, words};
use crate::runtime::use_location;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Two cards may have been made of one young person: a person joins them, and may part them again.
#[component]
pub fn Join(
    /// The card.
    card: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let commands = use_commands();
    let choosing = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let id = card.id;
    let joined = Memo::new(move |_| Known::of(&state).joined_to(id));
    let others = Memo::new(move |_| {
        let mut others = Known::of(&state).heads();
        others.retain(|other| other.id != id);
        others
    });
    let card = StoredValue::new(card);
    let join = Callback::new(move |to: Arc<RecordView>| {
        let act = card.with_value(|card| joining(card, &to));
        leptos::task::spawn_local(async move {
            match commands.save(act).await {
                Ok(()) => location.go(&format!("/uscita/scheda/{}", to.id)),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    });
    let choices = move || {
        let choice = |other: Arc<RecordView>| {
            let (title, note) = words::summary(&other, &state).unwrap_or_default();
            view! {
                <button type="button" class="row" on:click=move |_| join.run(other.clone())>
                    <span class="row__text">
                        <span class="row__title">{title}</span>
                        <span class="row__note">{note}</span>
                    </span>
                </button>
            }
        };
        others.get().into_iter().map(choice).collect_view()
    };
    let parts = move || {
        let row = |other: Arc<RecordView>| {
            view! {
                <RowWith title=words::title(&other, &state) note=tr!(street.same_person)><Part card=other /></RowWith>
            }
        };
        joined.get().into_iter().map(row).collect_view()
    };
    view! {
        <Show when=move || joined.with(|joined| !joined.is_empty())>
            <ul class="list">{parts}</ul>
        </Show>
        <Show when=move || others.with(|others| !others.is_empty())>
            <Button look=Look::Text on_press=move |_| choosing.set(true) words=tr!(street.join_card) />
        </Show>
        <Sheet open=choosing title=tr!(street.join_title).to_owned()>
            <p class="sheet__text">{tr!(street.join_text)}</p>
            <Show when=move || failed.with(Option::is_some)>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| sentences::store_error(&error)) />
            </Show>
            <div class="list">{choices}</div>
        </Sheet>
    }
}

/// Parts a card from the one that stands for it.
#[component]
pub fn Part(
    /// The card that was joined.
    card: Arc<RecordView>,
) -> impl IntoView {
    let fields = order::tree([("aliasOf".to_owned(), Value::Null)]);
    view! { <Patch outing=card fields label=tr!(street.part_cards) /> }
}

/// The card stands behind the other one, which was met when either was.
fn joining(card: &RecordView, to: &RecordView) -> LocalSave {
    let alias = order::tree([("aliasOf".to_owned(), Value::from(to.id.to_string()))]);
    let mut changes = vec![acts::patch(card, alias)];
    if card.text("lastMetOn") > to.text("lastMetOn") {
        let day = card.fields.get("lastMetOn").cloned().unwrap_or_default();
        changes.push(acts::patch(to, order::tree([("lastMetOn".to_owned(), day)])));
    }
    LocalSave { changes, drop_draft: None }
}

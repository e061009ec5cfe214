//! Conflitti: what two people wrote, side by side; one choice for each group of fields, nothing lost by it.

mod banner;
mod choice;
mod others;
mod versions;

use std::sync::Arc;

use leptos::prelude::*;
use model::record::Fields;
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::{Button, LinkButton, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::words;
use crate::pages::{facts, route_id};
use crate::runtime::{page, use_location};
use crate::state::{AppState, use_state};
use crate::tr;

pub use banner::ClashBanner;
pub use others::OtherValues;
pub use versions::{clashes, voiding_in_question};

use choice::{Answer, Choice, VoidChoice};
use versions::{Clash, VOIDED_AT};

/// The page of `/conflitti/:id`.
#[component]
pub fn ConflictPage() -> impl IntoView {
    let state = use_state();
    // Read once: what comes meanwhile was not seen, and stays open.
    let record = untrack(|| route_id().and_then(|id| state.record(id))).filter(|record| record.in_conflict());
    match record {
        Some(record) => view! { <Choices record /> }.into_any(),
        None => {
            let record = route_id().map(|id| format!("/scheda/{id}"));
            view! {
                <PlainFrame title=tr!(conflict.none_title).to_owned() back="/invio".to_owned()>
                    <Notice words=tr!(conflict.none_text) />
                    {record.map(|href| view! { <LinkButton look=Look::Soft href words=tr!(conflict.open_record) /> })}
                </PlainFrame>
            }
            .into_any()
        }
    }
}

#[component]
fn Choices(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let location = use_location();
    let failed = RwSignal::new(None::<Trouble>);
    let saving = RwSignal::new(false);
    let tried = RwSignal::new(false);
    let clashes = clashes(&record);
    // One answer a question, in their order; the voiding comes first.
    let asks_voiding = voiding_in_question(&record);
    let voiding = RwSignal::new(None::<bool>);
    let answers: Vec<Answer> = clashes.iter().map(|_| RwSignal::new(None)).collect();
    let title = untrack(|| facts::summary(&record, &state)).0;
    let questions = clashes
        .iter()
        .zip(&answers)
        .map(|(clash, answer)| {
            view! { <Choice record=record.clone() clash=clash.clone() answer=*answer tried /> }
        })
        .collect_view();
    let back = format!("/scheda/{}", record.id);
    let held = StoredValue::new((record.clone(), clashes, answers));
    let save = move |_| {
        tried.set(true);
        let (record, clashes, answers) = held.get_value();
        let kept = if asks_voiding { voiding.get_untracked().map(|back| voided(&record, back)) } else { Some(None) };
        let (Some(kept), Some(mut chosen)) = (kept, chosen(&clashes, &answers)) else {
            return page::focus_first_fault();
        };
        chosen.extend(kept.map(|value| (VOIDED_AT.to_owned(), value)));
        failed.set(wrong(&record, &chosen, &state));
        if saving.get_untracked() || failed.with_untracked(Option::is_some) {
            return;
        }
        saving.set(true);
        leptos::task::spawn_local(async move {
            let saved = commands.resolve(&record, chosen).await;
            saving.try_set(false);
            match saved {
                Ok(()) => location.go(&format!("/scheda/{}", record.id)),
                Err(error) => drop(failed.try_set(Some(Trouble::Store(error)))),
            }
        });
    };
    let bar = view! {
        <Button look=Look::Main disabled=move || saving.get() on_press=save words=tr!(conflict.save) />
    }
    .into_any();
    let void = asks_voiding.then(|| view! { <VoidChoice record=record.clone() answer=voiding tried /> });
    view! {
        <PlainFrame title=tr!(conflict.title).to_owned() context=title tab_title=tr!(conflict.title) back bar=Some(bar)>
            <p class="text-2">{tr!(conflict.intro)}</p>
            <Show when=move || failed.with(Option::is_some)>
                <Notice tone=Tone::Err icon="warning-circle" words=move || failed.get().map(Trouble::words) />
            </Show>
            {void}
            {questions}
        </PlainFrame>
    }
}

/// What the voiding becomes: `null` takes it back.
fn voided(record: &RecordView, taken_back: bool) -> Option<Value> {
    let present = record.fields.get(VOIDED_AT).cloned().unwrap_or(Value::Null);
    Some(if taken_back { Value::Null } else { present })
}

/// The value chosen for each field; nothing while a question is open.
fn chosen(clashes: &[Clash], answers: &[Answer]) -> Option<Fields> {
    let mut fields = Fields::new();
    for (clash, answer) in clashes.iter().zip(answers) {
        let place = answer.get_untracked()?;
        // The place after the last version is all of them together.
        let values = clash.versions.get(place).map(|version| &version.values).or(clash.both.as_ref())?;
        for (field, value) in values {
            fields.insert(field.clone(), value.clone());
        }
    }
    Some(fields)
}

/// Why a choice was not saved.
#[derive(Clone)]
enum Trouble {
    Store(StoreError),
    Together(String),
}

impl Trouble {
    fn words(self) -> String {
        match self {
            Self::Store(error) => words::store_error(&error).to_owned(),
            Self::Together(what) => tr!(conflict.invalid, what = what),
        }
    }
}

/// Versions of two groups may not fit together: the end of one before the start of the other.
fn wrong(record: &RecordView, chosen: &Fields, state: &AppState) -> Option<Trouble> {
    let mut fields = record.fields.clone();
    for (field, value) in chosen.iter().filter(|(field, _)| *field != VOIDED_AT) {
        fields.insert(field.clone(), value.clone());
    }
    let check =
        |fields: &Fields| state.config.with_untracked(|config| model::validate(&record.record_type, fields, config));
    // What did not pass before is not the fault of the choice.
    let before = check(&record.fields);
    let mut after = check(&fields);
    after.retain(|issue| !before.contains(issue));
    let first = after.first()?;
    let label = facts::label(&record.record_type, &first.field).unwrap_or_default();
    Some(Trouble::Together(format!("{label}: {}", words::issue(first.code))))
}

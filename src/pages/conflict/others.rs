use std::sync::Arc;

use leptos::prelude::*;
use model::record::{Fields, field_spec};
use protocol::Sibling;
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use super::versions::VOIDED_AT;
use crate::commands::use_commands;
use crate::components::{Button, Fit, Look, Notice, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Values that were not chosen: whose they are, who decided, and the way to put them back.
#[component]
pub fn OtherValues(
    /// The record.
    record: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let failed = RwSignal::new(None::<StoreError>);
    let present = |sibling: &&Sibling| *record.fields.get(&sibling.field).unwrap_or(&Value::Null) == sibling.value;
    let lost = |sibling: &&Sibling| sibling.settled.is_some() && sibling.field != VOIDED_AT && !present(sibling);
    // The last decision first.
    let settled: Vec<&Sibling> = record.siblings.iter().filter(lost).rev().collect();
    if settled.is_empty() {
        return None;
    }
    let items = settled
        .into_iter()
        .map(|sibling| {
            let label = facts::label(&record.record_type, &sibling.field).unwrap_or_default();
            let value = facts::value(&record.record_type, &sibling.field, &sibling.value, &state);
            let written = if sibling.operator_id.0.is_nil() {
                tr!(conflict.others_before).to_owned()
            } else {
                tr!(conflict.others_by, who = facts::author(sibling.operator_id, &state))
            };
            let decided = sibling.settled.as_ref().map(|settled| {
                let (who, when) = (facts::author(settled.by, &state), dates::day_and_clock(settled.at));
                tr!(conflict.others_settled, who = who, when = when)
            });
            let note = [Some(written), decided].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let button = (!record.voided()).then(|| {
                view! { <PutBack record=record.clone() fields=together(&record, sibling) label=label failed /> }
            });
            view! {
                <li>
                    <div class="row">
                        <span class="row__text">
                            <span class="row__note">{label}</span>
                            <span class="row__title">{value}</span>
                            <span class="row__note">{note}</span>
                        </span>
                        {button}
                    </div>
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <h2 class="section-title">{tr!(conflict.others_title)}</h2>
        <Show when=move || failed.with(Option::is_some)>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
        <ul class="list">{items}</ul>
    })
}

#[component]
fn PutBack(
    record: Arc<RecordView>,
    fields: Fields,
    label: &'static str,
    failed: RwSignal<Option<StoreError>>,
) -> impl IntoView {
    let commands = use_commands();
    let held = StoredValue::new((record, fields));
    let put_back = move |_| {
        let (record, fields) = held.get_value();
        leptos::task::spawn_local(async move {
            if let Err(error) = commands.patch(&record, fields).await {
                failed.try_set(Some(error));
            }
        });
    };
    view! {
        <Button
            look=Look::Soft
            fit=Fit::Small
            label=tr!(conflict.put_back_label, what = label)
            on_press=put_back
            words=tr!(conflict.put_back)
        />
    }
}

/// The value with those that the same person wrote with it: half a group would be nobody's version.
fn together(record: &RecordView, sibling: &Sibling) -> Fields {
    let group = |field: &str| field_spec(&record.record_type, field).map(|spec| spec.group);
    let same = |other: &&Sibling| {
        other.op_id == sibling.op_id
            && other.operator_id == sibling.operator_id
            && other.settled.is_some()
            && (other.field == sibling.field || group(&other.field) == group(&sibling.field))
    };
    let mut fields = Fields::new();
    for other in record.siblings.iter().filter(same) {
        fields.insert(other.field.clone(), other.value.clone());
    }
    fields
}

use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::{Fields, RecordType, Service};
use serde_json::Value;
use sync::client::{DraftView, RecordView};

use super::describe::{service_name, service_of};
use super::waits;
use crate::commands::use_commands;
use crate::components::{Button, Card, Look, Notice, PlainFrame, SaveBadge, Tone};
use crate::i18n::words;
use crate::pages::{facts, now_field, route_id};
use crate::runtime::{mint_id, now, use_location};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The page of `/appunto/:id`: the text, who wrote it, and the way to a record.
#[component]
pub fn CapturePage() -> impl IntoView {
    let state = use_state();
    let record = Memo::new(move |_| route_id().and_then(|id| state.record(id)));
    let context = Signal::derive(move || record.get().map(|record| facts::when(&record)).unwrap_or_default());
    view! {
        <PlainFrame title=tr!(capture.title).to_owned() context back="/elenco".to_owned()>
            {move || match record.get() {
                Some(record) => view! { <Body record /> }.into_any(),
                None => view! { <Notice words=tr!(common.record_gone) /> }.into_any(),
            }}
        </PlainFrame>
    }
}

#[component]
fn Body(record: Arc<RecordView>) -> impl IntoView {
    let service = service_of(&record);
    let open = waits(&record);
    let text = record.text("text").unwrap_or_default().to_owned();
    view! {
        <div class="split">
            <SaveBadge record=record.clone() />
        </div>
        <Card title=service.map(service_name).unwrap_or_default()><p class="as-written">{text}</p></Card>
        <Author record=record.clone() />
        {if open {
            view! { <NextSteps record service /> }.into_any()
        } else {
            view! { <Notice tone=Tone::Ok words=tr!(capture.done) /> }.into_any()
        }}
    }
}

/// Who wrote it: whoever had the phone, until its operator says.
#[component]
fn Author(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<String>);
    let author = record.text("operatorId").unwrap_or_default().to_owned();
    let own =
        state.identity.with(|known| known.as_ref().is_some_and(|me| me.profile.operator_id.to_string() == author));
    let name = facts::operator(&author, &state);
    let said = record.fields.get("authorConfirmed").and_then(Value::as_bool);
    let say = StoredValue::new(record);
    let answer = move |mine: bool| {
        let record = say.get_value();
        leptos::task::spawn_local(async move {
            let fields = order::tree([("authorConfirmed".to_owned(), Value::from(mine))]);
            let saved = commands.patch(&record, fields).await;
            failed.try_set(saved.err().map(|error| words::store_error(&error).to_owned()));
        });
    };
    let asks = own && said.is_none();
    let fact = match said {
        Some(true) => tr!(capture.author_sure, name = name),
        Some(false) => tr!(capture.author_other, name = name),
        None if own => tr!(capture.author_ask).to_owned(),
        None => tr!(capture.author_open, name = name),
    };
    view! {
        <section class="card">
            <p>{fact}</p>
            {asks
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button look=Look::Soft on_press=move |_| answer(true) words=tr!(capture.mine) />
                            <Button look=Look::Soft on_press=move |_| answer(false) words=tr!(capture.not_mine) />
                        </div>
                    }
                })}
            {move || failed.get().map(|text| view! { <Notice tone=Tone::Err words=text /> })}
        </section>
    }
}

/// A draft of a record with the text in it, and then: done.
#[component]
fn NextSteps(record: Arc<RecordView>, service: Option<Service>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let location = use_location();
    let failed = RwSignal::new(None::<String>);
    // Whose service it is not has no form for it: those who work there see it too, or their coordinator.
    let works_there = service.filter(|service| state.team_of(*service).is_some());
    let begun = StoredValue::new(record.clone());
    let begin = move |service: Service| {
        let record = begun.get_value();
        let (record_type, path, at) = form_of(service);
        let when = record.fields.get("occurredAt").cloned().unwrap_or_else(now_field);
        let mut fields = Fields::new();
        fields.extend(order::tree([
            ("notes".to_owned(), record.fields.get("text").cloned().unwrap_or_default()),
            ("occurredAt".to_owned(), when.clone()),
        ]));
        if let Some(at) = at {
            fields.insert(at.to_owned(), when);
        }
        commands.keep_draft(DraftView {
            record_id: mint_id(),
            record_type,
            edits: false,
            fields,
            seen: None,
            page: None,
            changed_at: now(),
            typed_by: None,
        });
        location.go(path);
    };
    let settle = move |_| {
        let record = record.clone();
        leptos::task::spawn_local(async move {
            let fields = order::tree([("settledAt".to_owned(), now_field())]);
            let saved = commands.patch(&record, fields).await;
            failed.try_set(saved.err().map(|error| words::store_error(&error).to_owned()));
        });
    };
    view! {
        {match works_there {
            Some(service) => view! {
                <p class="text-2">{tr!(capture.write_hint)}</p>
                <Button look=Look::Main icon="pencil" on_press=move |_| begin(service) words=tr!(capture.write) />
            }
            .into_any(),
            None => view! { <Notice words=tr!(capture.elsewhere) /> }.into_any(),
        }}
        <Button look=Look::Soft icon="check" on_press=settle words=tr!(capture.settle) />
        {move || failed.get().map(|text| view! { <Notice tone=Tone::Err words=text /> })}
    }
}

/// What a capture of a service becomes, the page of its form, and the field beside `occurredAt` that says when.
const fn form_of(service: Service) -> (RecordType, &'static str, Option<&'static str>) {
    match service {
        Service::Street => (RecordType::STREET_GROUP_MEETING, "/uscita", None),
        Service::Proximity => (RecordType::PROXIMITY_VISIT, "/visita/nuova", Some("startedAt")),
        Service::Pis => (RecordType::PIS_ACTIVATION, "/pis/nuova", Some("reportedAt")),
        Service::Hub => (RecordType::HUB_APPOINTMENT, "/hub/nuovo", Some("startsAt")),
    }
}

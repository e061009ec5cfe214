//! One record: where it is, what it says, and what may be done with it.

mod history;
mod times;
mod void;

use std::sync::Arc;

use leptos::prelude::*;
use model::record::RecordType;
use sync::client::{RecordView, SaveState};

use crate::commands::use_commands;
use crate::components::{Button, Fact, Icon, LinkButton, Look, Notice, PlainFrame, SaveBadge, Tone};
use crate::i18n::{dates, words};
use crate::pages::conflict::{ClashBanner, OtherValues};
use crate::pages::{facts, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

pub use void::VoidControls;

use history::History;
use times::Times;

/// The page of `/scheda/:id`.
#[component]
pub fn RecordPage() -> impl IntoView {
    let state = use_state();
    let record = Memo::new(move |_| route_id().and_then(|id| state.record(id)));
    let title = Signal::derive(move || {
        record.get().map_or_else(|| tr!(common.record_gone).to_owned(), |record| facts::summary(&record, &state).0)
    });
    let context = Signal::derive(move || record.get().map(|record| facts::when(&record)).unwrap_or_default());
    view! {
        <PlainFrame title context tab_title=tr!(common.record) back="/elenco".to_owned()>
            {move || match record.get() {
                Some(record) => view! { <RecordBody record /> }.into_any(),
                None => view! { <Notice words=tr!(common.record_gone) /> }.into_any(),
            }}
        </PlainFrame>
    }
}

#[component]
fn RecordBody(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let to_fix = record.state == SaveState::ToFix;
    let edit = if to_fix { facts::mend_path(&record) } else { facts::edit_path(&record) };
    let edit = edit.filter(|_| !record.voided());
    let label = if to_fix { tr!(common.fix_do) } else { tr!(common.edit) };
    let rows = facts::rows(&record.record_type)
        .into_iter()
        .filter_map(|(field, label, kind)| {
            let shown = facts::show(record.fields.get(field)?, kind, &state)?;
            Some(view! {
                <Fact label>{shown}</Fact>
            })
        })
        .collect_view();
    view! {
        <div class="split">
            <SaveBadge record=record.clone() />
        </div>
        <Whereabouts record=record.clone() />
        <Fault record=record.clone() />
        <ClashBanner record=record.clone() rows=facts::rows(&record.record_type) />
        <ToComplete record=record.clone() />
        <dl class="facts">{rows}</dl>
        <Times record=record.clone() />
        <History record=record.clone() />
        <OtherValues record=record.clone() />
        <div class="actions">
            {(record.record_type == RecordType::BENEFICIARY)
                .then(|| {
                    view! {
                        <a href=format!("/beneficiario/{}", record.id) class="btn btn--soft">
                            <Icon name="calendar" />
                            {tr!(people.visits_and_plans)}
                        </a>
                    }
                })}
            {edit
                .map(|path| {
                    view! {
                        <LinkButton look=Look::Soft icon="pencil" href=path words=label />
                    }
                })}
            <VoidControls record />
        </div>
    }
}

/// The receipt, or that it is only on this phone.
#[component]
fn Whereabouts(record: Arc<RecordView>) -> impl IntoView {
    if let (SaveState::Received, Some(receipt)) = (record.state, &record.receipt) {
        let (day, time) = (dates::day(receipt.received_at), dates::clock(receipt.received_at));
        let code: String = receipt.code.chars().take(4).collect();
        return view! {
            <p class="receipt">
                <Icon name="check-circle" />
                <span>
                    {tr!(common.received_at, day = day, time = time)} " "
                    <span class="receipt__code" title=receipt.code.clone()>{code}</span>
                </span>
            </p>
        }
        .into_any();
    }
    let commands = use_commands();
    let id = record.id;
    let waits = record.state == SaveState::OnPhone;
    let saved = record.saved_at.map(|at| tr!(common.saved_at, time = dates::day_and_clock(at)));
    saved
        .map(|text| {
            view! {
                <p class="receipt receipt--waiting">
                    <Icon name="phone-only" />
                    <span>{text}</span>
                </p>
                {record.quarantined.then(|| view! { <Notice tone=Tone::Warn words=tr!(sync.quarantined) /> })}
                {waits
                    .then(|| {
                        view! {
                            <Button
                                look=Look::Soft
                                icon="refresh"
                                on_press=move |_| commands.retry(id)
                                words=tr!(sync.send_this)
                            />
                        }
                    })}
            }
        })
        .into_any()
}

/// What is still missing for the state that the record is in; it never stops a save.
#[component]
fn ToComplete(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let missing = state.config.with(|config| model::to_complete(&record.record_type, &record.fields, config));
    let labels = facts::rows(&record.record_type);
    let names: Vec<&str> = missing
        .iter()
        .filter_map(|issue| labels.iter().find(|(field, ..)| *field == issue.field).map(|(_, label, _)| *label))
        .collect();
    (!names.is_empty()).then(|| {
        view! {
            <Notice tone=Tone::Warn icon="pencil">
                <strong>{tr!(common.to_complete)}</strong>
                ": "
                {names.join(", ")}
            </Notice>
        }
    })
}

/// Why the API refused it.
#[component]
fn Fault(record: Arc<RecordView>) -> impl IntoView {
    record.fault.clone().map(|fault| {
        let label = |field: &str| facts::label(&record.record_type, field).unwrap_or(tr!(common.record));
        let issues = fault
            .issues
            .iter()
            .map(|issue| view! { <li>{format!("{}: {}", label(&issue.field), words::issue(issue.code))}</li> })
            .collect_view();
        view! {
            <div class="errors">
                <h2 class="errors__title">{tr!(common.fix_title)}</h2>
                <p>{words::refused(&record, fault.code)}</p>
                <ul class="errors__list">{issues}</ul>
            </div>
        }
    })
}

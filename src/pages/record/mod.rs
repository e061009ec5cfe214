//! One record: where it is, what it says, and what may be done with it.

mod void;

use std::sync::Arc;

use leptos::prelude::*;
use sync::client::{RecordView, SaveState};

use crate::components::{Icon, PlainFrame, SaveBadge};
use crate::i18n::{dates, words};
use crate::pages::{facts, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

pub use void::VoidControls;

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
                None => view! { <p class="notice">{tr!(common.record_gone)}</p> }.into_any(),
            }}
        </PlainFrame>
    }
}

#[component]
fn RecordBody(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let edit = facts::edit_path(&record).filter(|_| !record.voided());
    let rows = facts::rows(&record.record_type)
        .into_iter()
        .filter_map(|(field, label, kind)| {
            let shown = facts::show(record.fields.get(field)?, kind, &state)?;
            Some(view! {
                <div class="facts__item">
                    <dt>{label}</dt>
                    <dd>{shown}</dd>
                </div>
            })
        })
        .collect_view();
    view! {
        <div class="split">
            <SaveBadge record=record.clone() />
        </div>
        <Whereabouts record=record.clone() />
        <Fault record=record.clone() />
        <Siblings record=record.clone() />
        <ToComplete record=record.clone() />
        <dl class="facts">{rows}</dl>
        <div class="actions">
            {edit
                .map(|path| {
                    view! {
                        <a href=path class="btn btn--soft">
                            <Icon name="pencil" />
                            {tr!(common.edit)}
                        </a>
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
    let saved = record.saved_at.map(|at| tr!(common.saved_at, time = dates::day_and_clock(at)));
    saved
        .map(|text| {
            view! {
                <p class="receipt receipt--waiting">
                    <Icon name="phone-only" />
                    <span>{text}</span>
                </p>
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
            <p class="notice notice--warn">
                <Icon name="pencil" />
                <span>
                    <strong>{tr!(common.to_complete)}</strong>
                    ": "
                    {names.join(", ")}
                </span>
            </p>
        }
    })
}

/// Why the API refused it.
#[component]
fn Fault(record: Arc<RecordView>) -> impl IntoView {
    record.fault.clone().map(|fault| {
        let labels = facts::rows(&record.record_type);
        let label = move |field: &str| {
            let field = field.split(['[', '.']).next().unwrap_or(field).to_owned();
            labels.iter().find(|(name, ..)| *name == field).map_or(field.clone(), |(_, label, _)| (*label).to_owned())
        };
        let issues = fault
            .issues
            .iter()
            .map(|issue| view! { <li>{format!("{}: {}", label(&issue.field), words::issue(issue.code))}</li> })
            .collect_view();
        view! {
            <div class="errors">
                <h2 class="errors__title">{tr!(common.fix_title)}</h2>
                <p>{words::reject(fault.code)}</p>
                <ul class="errors__list">{issues}</ul>
            </div>
        }
    })
}

/// Values that lost a clash.
#[component]
fn Siblings(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    (!record.siblings.is_empty()).then(|| {
        let rows = facts::rows(&record.record_type);
        let items = record
            .siblings
            .iter()
            .map(|sibling| {
                let row = rows.iter().find(|(name, ..)| *name == sibling.field);
                let (label, kind) =
                    row.map_or((sibling.field.as_str(), facts::Kind::Plain), |(_, label, kind)| (*label, *kind));
                let shown = facts::show(&sibling.value, kind, &state).unwrap_or_else(|| "–".to_owned());
                let who = facts::operator(&sibling.operator_id.to_string(), &state);
                view! {
                    <div class="facts__item">
                        <dt>{format!("{label} · {}", tr!(common.conflict_other))}</dt>
                        <dd>{format!("{shown} ({who}, {})", dates::day_and_clock(sibling.received_at))}</dd>
                    </div>
                }
            })
            .collect_view();
        view! {
            <section class="card card--urgent">
                <h2 class="card__title">{tr!(common.conflict_title)}</h2>
                <p class="card__facts">{tr!(common.conflict_text)}</p>
                <dl class="facts">{items}</dl>
            </section>
        }
    })
}

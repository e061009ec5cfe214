use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::time::Millis;
use protocol::RejectCode;
use sync::client::{Network, RecordView, SaveState};

use crate::commands::use_commands;
use crate::components::{Button, Fit, LinkButton, Look, SaveBadge};
use crate::i18n::{dates, words};
use crate::pages::conflict::{clashes, voiding_in_question};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// A record that waits this long although the Ambito answers waits for a reason of its own.
const LONG: i64 = Millis::MINUTE;

/// What a person may do about a record, beside reading it.
enum Act {
    Nothing,
    Fix(String),
    Retry,
}

/// A record of the queue: what it is, how it stands in words, and what can be done.
pub fn row(record: Arc<RecordView>, state: &AppState) -> AnyView {
    let (title, _) = facts::summary(&record, state);
    let to_fix = record.state == SaveState::ToFix;
    let note = note(&record, state);
    let class = if to_fix { "row__note row__note--err" } else { "row__note" };
    let text = view! {
        <span class="row__title">{title.clone()}</span>
        <span class=class>{note}</span>
    };
    let href = href(&record);
    let button = match act(&record, state) {
        Act::Nothing => {
            let class = if record.voided() { "row row--void" } else { "row" };
            return view! {
                <li>
                    <a href=href class=class>
                        <span class="row__text">{text}</span>
                        <SaveBadge record />
                    </a>
                </li>
            }
            .into_any();
        }
        Act::Fix(path) => view! {
            <LinkButton
                look=Look::Soft
                fit=Fit::Small
                href=path
                label=tr!(sync.fix_label, what = title)
                words=tr!(sync.fix)
            />
        }
        .into_any(),
        Act::Retry => {
            let commands = use_commands();
            let id = record.id;
            view! {
                <Button
                    look=Look::Soft
                    fit=Fit::Small
                    label=tr!(sync.again_label, what = title)
                    on_press=move |_| commands.retry(id)
                    words=tr!(sync.again)
                />
            }
            .into_any()
        }
    };
    view! {
        <li>
            <div class="row">
                <a href=href class="row__text row__link">{text}</a>
                {button}
            </div>
        </li>
    }
    .into_any()
}

fn href(record: &RecordView) -> String {
    let folder = if record.state != SaveState::ToFix && record.in_conflict() { "conflitti" } else { "scheda" };
    format!("/{folder}/{}", record.id)
}

fn act(record: &RecordView, state: &AppState) -> Act {
    let code = record.fault.as_ref().map(|fault| fault.code);
    match (record.state, code) {
        (SaveState::ToFix, Some(RejectCode::Invalid | RejectCode::TooLarge)) => {
            facts::mend_path(record).map_or(Act::Nothing, Act::Fix)
        }
        (SaveState::ToFix, Some(RejectCode::BodyHash | RejectCode::UnknownRecord)) => Act::Retry,
        (SaveState::OnPhone, _) if record.quarantined || (stands_alone(record, state) && !record.in_conflict()) => {
            Act::Retry
        }
        _ => Act::Nothing,
    }
}

/// The Ambito answers, and takes others: this record waits for a reason of its own.
fn stands_alone(record: &RecordView, state: &AppState) -> bool {
    let answers = state
        .status
        .with(|status| status.as_ref().is_some_and(|status| status.network == Network::Ok && !status.other_operator));
    answers && waited(record, state).is_some_and(|waited| waited >= LONG)
}

fn waited(record: &RecordView, state: &AppState) -> Option<i64> {
    record.saved_at.map(|at| state.now.get().since(at))
}

/// How it stands, in one sentence.
fn note(record: &RecordView, state: &AppState) -> String {
    match record.state {
        SaveState::ToFix => fault(record),
        _ if record.in_conflict() => conflict(record),
        _ if record.quarantined => tr!(sync.quarantined).to_owned(),
        SaveState::Sending { attempt } => tr!(sync.attempt, n = attempt),
        SaveState::OnPhone => {
            let age = dates::age(waited(record, state).unwrap_or_default());
            tr!(sync.since, age = age, why = why(state))
        }
        SaveState::Received => record.receipt.as_ref().map_or_else(String::new, |receipt| {
            let code: String = receipt.code.chars().take(4).collect();
            format!("{} · {}", dates::clock(receipt.received_at), tr!(sync.receipt, code = code))
        }),
    }
}

/// What is wrong: the first field at fault, or why the record as a whole was refused.
fn fault(record: &RecordView) -> String {
    let Some(fault) = &record.fault else { return String::new() };
    let first = fault.issues.first().and_then(|issue| {
        let label = facts::label(&record.record_type, &issue.field)?;
        Some(format!("{label}: {}", words::issue(issue.code)))
    });
    first.unwrap_or_else(|| words::refused(record, fault.code).to_owned())
}

/// Which fields have several values.
fn conflict(record: &RecordView) -> String {
    if voiding_in_question(record) {
        return tr!(sync.void_edited).to_owned();
    }
    let clashes = clashes(record);
    let critical = record.needs_review();
    let fields = clashes.iter().filter(|clash| clash.critical == critical).flat_map(|clash| &clash.fields);
    let labels = order::set(fields.filter_map(|field| facts::label(&record.record_type, field)));
    let what = labels.iter().copied().collect::<Vec<_>>().join(", ");
    if critical { tr!(sync.review, what = what) } else { tr!(sync.two_values, what = what) }
}

/// Why nothing goes out now.
fn why(state: &AppState) -> &'static str {
    let (network, other) = state.status.with(|status| {
        status.as_ref().map_or((Network::Unknown, false), |status| (status.network, status.other_operator))
    });
    if other {
        return tr!(sync.why_other_operator);
    }
    match network {
        Network::Offline => tr!(sync.why_offline),
        Network::Portal => tr!(sync.why_portal),
        Network::ServerTrouble => tr!(sync.why_trouble),
        Network::SignedOut => tr!(sync.why_signed_out),
        Network::Revoked => tr!(sync.why_revoked),
        Network::TooOld => tr!(sync.why_too_old),
        Network::Ok | Network::Unknown => tr!(sync.why_next),
    }
}

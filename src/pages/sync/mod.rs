//! Invio: the queue in words. Nothing lost, what to mend, what is only on this phone, what was received.

use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use sync::client::{Network, RecordView, SaveState};

use crate::commands::use_commands;
use crate::components::{Frame, Icon, SaveBadge, Show};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The page of `/invio`.
#[component]
pub fn SyncPage() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let all = Memo::new(move |_| Queue::read(&state));
    let signed_out =
        move || state.status.with(|status| status.as_ref().is_some_and(|status| status.network == Network::SignedOut));
    view! {
        <Frame title=tr!(sync.title).to_owned() context=tr!(sync.context).to_owned()>
            <section class="card">
                <h2 class="card__title">
                    {move || tr!(sync.summary, count = all.with(Queue::count))}
                </h2>
                <p class="card__facts">
                    {move || if all.with(Queue::all_safe) { tr!(sync.summary_all) } else { tr!(sync.summary_text) }}
                </p>
                <button type="button" class="btn btn--soft" on:click=move |_| commands.send_now()>
                    <Icon name="refresh" />
                    {tr!(sync.send_now)}
                </button>
                <Show when=signed_out>
                    <a href="/attiva" class="btn">{tr!(sync.sign_in)}</a>
                </Show>
            </section>
            <Section title=tr!(sync.to_fix) records=Signal::derive(move || all.get().to_fix) />
            <Section title=tr!(sync.conflicts) records=Signal::derive(move || all.get().conflicts) />
            <Section title=tr!(sync.only_here) records=Signal::derive(move || all.get().only_here) />
            <Section title=tr!(sync.received_today) records=Signal::derive(move || all.get().received) />
        </Frame>
    }
}

type Listed = Vec<Arc<RecordView>>;

#[derive(Clone, Default, PartialEq)]
struct Queue {
    to_fix: Listed,
    conflicts: Listed,
    only_here: Listed,
    received: Listed,
}

impl Queue {
    fn read(state: &AppState) -> Self {
        let mut queue = Self::default();
        let now = state.now.get();
        state.records.with(|records| {
            for record in records.values() {
                let received_today =
                    record.receipt.as_ref().is_some_and(|receipt| dates::same_day(receipt.received_at, now));
                if record.state == SaveState::ToFix {
                    queue.to_fix.push(record.clone());
                } else if !record.siblings.is_empty() {
                    queue.conflicts.push(record.clone());
                } else if record.state != SaveState::Received {
                    queue.only_here.push(record.clone());
                } else if received_today {
                    queue.received.push(record.clone());
                }
            }
        });
        for list in [&mut queue.to_fix, &mut queue.only_here] {
            order::by_key(list, |record| record.saved_at);
        }
        order::by_key(&mut queue.received, |record| {
            std::cmp::Reverse(record.receipt.as_ref().map(|receipt| receipt.received_at))
        });
        queue
    }

    fn count(&self) -> usize {
        self.to_fix.len() + self.conflicts.len() + self.only_here.len() + self.received.len()
    }

    fn all_safe(&self) -> bool {
        self.to_fix.is_empty() && self.only_here.is_empty()
    }
}

#[component]
fn Section(title: &'static str, #[prop(into)] records: Signal<Listed>) -> impl IntoView {
    let state = use_state();
    let rows = move || records.get().into_iter().map(|record| row(record, &state)).collect_view();
    view! {
        <Show when=move || records.with(|records| !records.is_empty())>
            <h2 class="section-title">{title}</h2>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

fn row(record: Arc<RecordView>, state: &AppState) -> impl IntoView + use<> {
    let (title, note) = facts::summary(&record, state);
    let (note, class) = match (&record.fault, record.state) {
        (Some(fault), SaveState::ToFix) => (words::reject(fault.code).to_owned(), "row__note row__note--err"),
        (_, SaveState::Sending { attempt }) => (tr!(sync.attempt, n = attempt), "row__note"),
        (_, SaveState::OnPhone) => {
            let when = record.saved_at.map(dates::day_and_clock).unwrap_or_default();
            (format!("{} · {}", tr!(sync.since, when = when), tr!(sync.waiting)), "row__note")
        }
        (_, SaveState::Received | SaveState::ToFix) => {
            let receipt = record.receipt.as_ref().map(|receipt| {
                let code: String = receipt.code.chars().take(4).collect();
                format!("{} · {}", dates::clock(receipt.received_at), tr!(sync.receipt, code = code))
            });
            (receipt.unwrap_or(note), "row__note")
        }
    };
    let void = if record.voided() { "row row--void" } else { "row" };
    let href = format!("/scheda/{}", record.id);
    view! {
        <li>
            <a href=href class=void>
                <span class="row__text">
                    <span class="row__title">{title}</span>
                    <span class=class>{note}</span>
                </span>
                <SaveBadge record />
            </a>
        </li>
    }
}

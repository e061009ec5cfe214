//! Invio: the queue in words. Nothing lost, what to mend, what to choose, what is only on this phone, what was received.

mod notices;
mod queue;
mod row;
mod sending;
mod to_file;

use leptos::prelude::*;
use model::time::Millis;
use sync::client::Network;

use crate::commands::use_commands;
use crate::components::{Card, Empty, Frame, LinkButton, Notice, Show, Tone};
use crate::i18n::dates;
use crate::state::{AppState, use_state};
use crate::tr;

use notices::Notices;
use queue::{Listed, Queue};
use row::row;
use sending::{Progress, SendNow};
use to_file::ToFile;

/// The page of `/invio`.
#[component]
pub fn SyncPage() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| Queue::read(&state));
    let others = Memo::new(move |_| state.status.with(|status| status.as_ref().map_or(0, |status| status.of_others)));
    let alone = move || state.compartments.with(|all| all.len() < 2);
    let safe = move || others.get() == 0 && alone() && all.with(Queue::all_safe);
    let network = move |wanted: Network| {
        move || state.status.with(|status| status.as_ref().is_some_and(|status| status.network == wanted))
    };
    let context = Signal::derive(move || {
        let contact = state.status.with(|status| status.as_ref()?.last_contact);
        contact.map(|at| tr!(sync.context, when = when(at, &state))).unwrap_or_default()
    });
    view! {
        <Frame title=tr!(sync.title).to_owned() context bar=Some(view! { <SendNow /> }.into_any())>
            <Show when=move || all.with(Queue::count) == 0>
                <Empty icon="inbox" title=tr!(sync.nothing)><p>{tr!(sync.nothing_text)}</p></Empty>
            </Show>
            <Show when=move || all.with(Queue::count) != 0>
                <Card
                    title=move || tr!(sync.summary, count = all.with(Queue::count))
                    facts=move || if safe() { tr!(sync.summary_all) } else { tr!(sync.summary_text) }
                >
                    <Progress />
                </Card>
            </Show>
            <Show when=network(Network::SignedOut)>
                <LinkButton href="/attiva" words=tr!(sync.sign_in) />
            </Show>
            <Show when=network(Network::TooOld)>
                <LinkButton href="/invio" leaves=true words=tr!(sync.update_app) />
            </Show>
            <Lease />
            <Notices />
            <Section title=tr!(sync.to_fix) records=Signal::derive(move || all.get().to_fix) />
            <Section title=tr!(sync.conflicts) records=Signal::derive(move || all.get().conflicts) />
            <Section title=tr!(sync.only_here) records=Signal::derive(move || all.get().only_here) />
            <ToFile />
            <Section title=tr!(sync.received_today) records=Signal::derive(move || all.get().received) />
        </Frame>
    }
}

/// How long the notebook may still be read without a network, where that is not long any more.
#[component]
fn Lease() -> impl IntoView {
    let (commands, state) = (use_commands(), use_state());
    let hours = Memo::new(move |_| {
        state.now.track();
        state.status.track();
        commands
            .lease_left()
            .filter(|left| *left < Millis::DAY)
            .map(|left| usize::try_from(left / Millis::HOUR).unwrap_or_default())
    });
    move || {
        hours.get().map(|hours| {
            view! {
                <Notice
                    tone=Tone::Warn
                    icon="wifi-off"
                    words=if hours == 0 { tr!(sync.lease_last).to_owned() } else { tr!(sync.lease, count = hours) }
                />
            }
        })
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

/// The hour, and the day where it is another.
fn when(at: Millis, state: &AppState) -> String {
    if dates::same_day(at, state.now.get()) { dates::clock(at) } else { dates::day_and_clock(at) }
}

use leptos::prelude::*;
use model::time::Millis;
use sync::client::{Network, SyncStatus};

use super::when;
use crate::commands::use_commands;
use crate::components::{Icon, Show};
use crate::runtime::now;
use crate::state::{AppState, use_state};
use crate::tr;

/// "Invia ora", and under it what it came to or when the next try is.
#[component]
pub fn SendNow() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let tried = RwSignal::new(None::<Millis>);
    let busy = Memo::new(move |_| state.status.with(|status| status.as_ref().is_some_and(|status| status.busy)));
    let send = move |_| {
        tried.set(Some(now()));
        commands.send_now();
    };
    let told = Memo::new(move |_| {
        if busy.get() {
            return tr!(sync.sending_now).to_owned();
        }
        let then = state.status.with(|status| status.as_ref().map(|status| then(status, &state)).unwrap_or_default());
        match tried.get() {
            Some(at) => tr!(sync.tried_at, time = when(at, &state), then = then),
            None => then,
        }
    });
    view! {
        <button
            type="button"
            class="btn btn--main btn--soft"
            aria-disabled=move || busy.get().then_some("true")
            on:click=send
        >
            <Icon name="refresh" />
            {move || if busy.get() { tr!(sync.sending) } else { tr!(sync.send_now) }}
        </button>
        <p class="bar__note" aria-live="polite">{told}</p>
    }
}

/// How many of those that wait have arrived, while they are under way.
#[component]
pub fn Progress() -> impl IntoView {
    let state = use_state();
    let left = move || state.status.with(|status| status.as_ref().map(|status| status.unsent).unwrap_or_default());
    // As many as there were when the last of them waited.
    let all = Memo::new(move |before: Option<&usize>| match left() {
        0 => 0,
        left => left.max(before.copied().unwrap_or_default()),
    });
    let busy = Memo::new(move |_| state.status.with(|status| status.as_ref().is_some_and(|status| status.busy)));
    let done = move || all.get().saturating_sub(left());
    view! {
        <Show when=move || busy.get() && all.get() != 0>
            <div class="progress">
                <p class="progress__text">{move || tr!(sync.progress, done = done(), all = all.get())}</p>
                <progress
                    class="progress__bar"
                    max=move || all.get().to_string()
                    value=move || done().to_string()
                    aria-label=tr!(sync.progress_label)
                ></progress>
            </div>
        </Show>
    }
}

/// What happens next, in one sentence.
fn then(status: &SyncStatus, state: &AppState) -> String {
    if status.other_operator {
        return tr!(sync.other_operator_text).to_owned();
    }
    let why = match status.network {
        Network::SignedOut => return tr!(sync.signed_out_text).to_owned(),
        Network::Revoked => return tr!(sync.revoked_text).to_owned(),
        Network::TooOld => return tr!(sync.too_old_text).to_owned(),
        Network::Offline => tr!(sync.offline),
        Network::Portal => tr!(sync.portal),
        Network::ServerTrouble => tr!(sync.trouble),
        Network::Ok | Network::Unknown if status.unsent == 0 => return tr!(sync.all_sent).to_owned(),
        Network::Ok | Network::Unknown if status.unsent <= status.to_fix => {
            return tr!(sync.after_mending).to_owned();
        }
        Network::Ok | Network::Unknown => "",
    };
    let soon = status.next_attempt.filter(|at| at.since(state.now.get()) >= Millis::MINUTE);
    match (why, soon) {
        ("", Some(at)) => tr!(sync.next_send_at, time = when(at, state)),
        ("", None) => tr!(sync.next_send_soon).to_owned(),
        (why, Some(at)) => tr!(sync.next_at, why = why, time = when(at, state)),
        (why, None) => tr!(sync.next_soon, why = why),
    }
}

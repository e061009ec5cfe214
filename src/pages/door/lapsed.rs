use leptos::prelude::*;
use sync::client::Network;

use super::{Capture, Doorway};
use crate::commands::use_commands;
use crate::components::{Button, Icon, LinkButton, Look, Notice, Show, StatusLine, Tone};
use crate::runtime::{page, worker};
use crate::state::use_state;
use crate::tr;

/// The notebook is unlocked, and the phone has not heard the API for so long that nobody reads it before it does.
#[component]
pub fn Lapsed() -> impl IntoView {
    let capturing = RwSignal::new(false);
    let chosen = RwSignal::new(use_commands().notebook());
    move || {
        if capturing.get() {
            view! { <Capture chosen capturing /> }.into_any()
        } else {
            view! { <Waiting capturing /> }.into_any()
        }
    }
}

/// The next version, which waits already or comes with the page.
fn update(waits: bool) {
    if waits {
        worker::apply_update();
    } else {
        page::reload();
    }
}

#[component]
fn Waiting(capturing: RwSignal<bool>) -> impl IntoView {
    let (commands, state) = (use_commands(), use_state());
    let network = move || state.status.with(|status| status.as_ref().map(|status| status.network));
    let session_over = Memo::new(move |_| matches!(network(), Some(Network::SignedOut | Network::Revoked)));
    let busy = Memo::new(move |_| state.status.with(|status| status.as_ref().is_some_and(|status| status.busy)));
    view! {
        <Doorway title=tr!(door.lapsed_title)>
            <p>{tr!(door.lapsed_text, hours = commands.lease_hours())}</p>
            <p class="text-2">{tr!(door.lapsed_safe)}</p>
            <StatusLine />
            <Show when=move || session_over.get()>
                <Notice tone=Tone::Warn words=tr!(door.lapsed_session) />
                <LinkButton look=Look::Main href="/attiva" words=tr!(door.other_person) />
            </Show>
            <Show when=move || network() == Some(Network::TooOld) || state.update_ready.get()>
                <Button
                    look=Look::Main
                    on_press=move |_| update(state.update_ready.get_untracked())
                    words=tr!(sync.update_app)
                />
            </Show>
            <button
                type="button"
                class=move || if session_over.get() { "btn btn--soft" } else { "btn btn--main" }
                disabled=move || busy.get()
                on:click=move |_| commands.send_now()
            >
                <Icon name="refresh" />
                {move || if busy.get() { tr!(door.lapsed_busy) } else { tr!(door.lapsed_again) }}
            </button>
            <Button look=Look::Soft icon="plus" on_press=move |_| capturing.set(true) words=tr!(door.capture) />
            <Button
                look=Look::Text
                on_press=move |_| leptos::task::spawn_local(commands.lock())
                words=tr!(door.lock)
            />
        </Doorway>
    }
}

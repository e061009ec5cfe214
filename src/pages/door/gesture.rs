use leptos::prelude::*;

use super::{Doorway, PinSetting, sentence};
use crate::commands::use_commands;
use crate::components::{Button, Card, Look, Notice, Redirect, Show, Tone};
use crate::runtime::can_make_passkey;
use crate::tr;

/// The passphrase has just been chosen: what else is to open the notebook, each in a tap or two, or nothing.
#[component]
pub fn Gesture() -> impl IntoView {
    let commands = use_commands();
    if !commands.is_proved() {
        return view! { <Redirect path="/" /> }.into_any();
    }
    on_cleanup(move || commands.has_proved());
    let changed = RwSignal::new(());
    leptos::task::spawn_local(async move {
        commands.find_pin().await;
        changed.try_set(());
    });
    let has_any = move || {
        changed.track();
        commands.has_passkey() || commands.has_pin()
    };
    view! {
        <Doorway title=tr!(door.gesture_title)>
            <p class="text-2">{tr!(door.gesture_text)}</p>
            <PasskeyOffer />
            <PinSetting changed />
            <a class=move || if has_any() { "btn btn--main" } else { "btn btn--soft btn--large" } href="/">
                {move || if has_any() { tr!(door.gesture_go) } else { tr!(door.gesture_skip) }}
            </a>
        </Doorway>
    }
    .into_any()
}

/// The passkey, where this phone has them.
#[component]
fn PasskeyOffer() -> impl IntoView {
    let commands = use_commands();
    let able = RwSignal::new(false);
    let (failed, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    leptos::task::spawn_local(async move {
        able.try_set(can_make_passkey().await);
    });
    let add = move |_| {
        busy.set(true);
        failed.set(None);
        leptos::task::spawn_local(async move {
            failed.try_set(commands.add_passkey().await.err().map(|why| sentence(&why)));
            busy.try_set(false);
        });
    };
    view! {
        <Show when=move || able.get()>
            <Card
                title=tr!(door.passkey_title)
                facts=move || if commands.has_passkey() { tr!(door.passkey_on) } else { tr!(door.passkey_offer) }
            >
                <Show when=move || !commands.has_passkey()>
                    <Button
                        look=Look::Soft
                        icon="key"
                        disabled=move || busy.get()
                        on_press=add
                        words=move || if busy.get() { tr!(door.passkey_adding) } else { tr!(door.passkey_add) }
                    />
                </Show>
                <Show when=move || failed.get().is_some()>
                    <Notice tone=Tone::Err words=move || failed.get() />
                </Show>
            </Card>
        </Show>
    }
}

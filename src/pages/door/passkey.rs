use std::rc::Rc;

use leptos::prelude::*;

use super::phrase::{Asking, Phrase};
use super::{Chosen, sentence};
use crate::commands::use_commands;
use crate::components::{Button, Card, Look, Notice, Sheet, Show, Tone};
use crate::tr;

/// Whether the phone's own gesture opens the notebook, and what to do about it.
#[component]
pub fn PasskeySetting() -> impl IntoView {
    let commands = use_commands();
    let open = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let has = move || commands.has_passkey();
    let forget = move |_| {
        leptos::task::spawn_local(async move {
            failed.try_set(commands.forget_passkey().await.err().map(|why| sentence(&why)));
        });
    };
    view! {
        <Card
            title=tr!(door.passkey_title)
            facts=move || if has() { tr!(door.passkey_on) } else { tr!(door.passkey_off) }
        >
            <Show when=move || !has()>
                <Button look=Look::Soft icon="key" on_press=move |_| open.set(true) words=tr!(door.passkey_add) />
            </Show>
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get() />
            </Show>
            <Show when=has>
                <Button look=Look::Soft on_press=forget words=tr!(door.passkey_forget) />
            </Show>
        </Card>
        <Sheet open title=tr!(door.passkey_add).to_owned()>
            <AddPasskey open />
        </Sheet>
    }
}

#[component]
fn AddPasskey(open: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let add = move |passphrase: String| -> Chosen {
        Box::pin(async move {
            let mut done = commands.prove(&passphrase).await;
            if done.is_ok() {
                done = commands.add_passkey().await;
                commands.has_proved();
            }
            if done.is_ok() {
                open.try_set(false);
            }
            done
        })
    };
    view! {
        <p class="sheet__text">{tr!(door.passkey_text)}</p>
        <Phrase
            id="frase-impronta"
            label=tr!(door.passkey_go)
            waiting=tr!(door.passkey_adding)
            asking=Asking::new()
            go=Rc::new(add)
        />
    }
}

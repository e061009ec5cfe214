use leptos::prelude::*;

use super::{Secret, ShowIt, sentence};
use crate::commands::use_commands;
use crate::components::{Icon, Sheet, Show};
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
        <section class="card">
            <h2 class="card__title">{tr!(door.passkey_title)}</h2>
            <p class="card__facts">{move || if has() { tr!(door.passkey_on) } else { tr!(door.passkey_off) }}</p>
            <Show when=move || !has()>
                <button type="button" class="btn btn--soft" on:click=move |_| open.set(true)>
                    <Icon name="key" />
                    {tr!(door.passkey_add)}
                </button>
            </Show>
            <Show when=move || failed.get().is_some()>
                <p class="notice notice--err" role="alert">{move || failed.get()}</p>
            </Show>
            <Show when=has>
                <button type="button" class="btn btn--soft" on:click=forget>{tr!(door.passkey_forget)}</button>
            </Show>
        </section>
        <Sheet open title=tr!(door.passkey_add).to_owned()>
            <AddPasskey open />
        </Sheet>
    }
}

#[component]
fn AddPasskey(open: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let text = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let (busy, shown) = (RwSignal::new(false), RwSignal::new(false));
    let add = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            let mut done = commands.prove(&text.get_untracked()).await;
            if done.is_ok() {
                done = commands.add_passkey().await;
                commands.has_proved();
            }
            match done {
                Ok(()) => drop(open.try_set(false)),
                Err(why) => drop(error.try_set(Some(sentence(&why)))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form
            class="form"
            autocomplete="off"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <p class="sheet__text">{tr!(door.passkey_text)}</p>
            <Secret
                id="frase-impronta"
                label=tr!(door.passphrase)
                autocomplete="current-password"
                text
                error
                shown
            />
            <ShowIt shown />
            <button type="submit" class="btn btn--main" disabled=move || busy.get()>
                {move || if busy.get() { tr!(door.passkey_adding) } else { tr!(door.passkey_go) }}
            </button>
        </form>
    }
}

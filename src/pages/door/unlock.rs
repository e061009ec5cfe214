use leptos::prelude::*;

use super::{Capture, Doorway, Secret, ShowIt, Whose, sentence};
use crate::commands::use_commands;
use crate::components::{Button, Icon, LinkButton, Look, Notice, Show, Tone};
use crate::runtime::{Notebook, page};
use crate::state::use_state;
use crate::tr;

/// The notebook is shut. Whose it is, and what is in it, nobody sees; what happens now may be written down all the same.
#[component]
pub fn Unlock() -> impl IntoView {
    let compartments = use_state().compartments.get_untracked();
    // With several, nobody is offered the notebook of somebody else.
    let chosen = RwSignal::new(compartments.first().copied().filter(|_| compartments.len() == 1));
    let capturing = RwSignal::new(false);
    move || {
        if capturing.get() {
            view! { <Capture chosen capturing /> }.into_any()
        } else {
            view! { <Shut chosen capturing /> }.into_any()
        }
    }
}

#[component]
fn Shut(chosen: RwSignal<Option<Notebook>>, capturing: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let by_passkey = move || chosen.get().is_some_and(|notebook| notebook.passkey);
    let text = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let (busy, shown) = (RwSignal::new(false), RwSignal::new(false));
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        let Some(notebook) = chosen.get_untracked() else { return error.set(Some(tr!(door.choose_one).to_owned())) };
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            if let Err(why) = commands.unlock(notebook.id, &text.get_untracked()).await {
                error.try_set(Some(sentence(&why)));
            }
            busy.try_set(false);
        });
    };
    let touch = move |says_why: bool| {
        let Some(notebook) = chosen.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            if let Err(why) = commands.unlock_by_passkey(notebook.id).await
                && says_why
            {
                error.try_set(Some(sentence(&why)));
            }
            busy.try_set(false);
        });
    };
    // Whoever comes back to the notebook is asked at once: the gesture is all that it takes.
    if untrack(by_passkey) && !page::hidden() {
        touch(false);
    }
    view! {
        <Doorway title=tr!(door.title)>
            <form
                class="form"
                autocomplete="off"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    submit();
                }
            >
                <Whose chosen label=tr!(door.which) />
                <Show when=by_passkey>
                    <Button
                        look=Look::Main
                        icon="key"
                        disabled=move || busy.get()
                        on_press=move |_| touch(true)
                        words=tr!(door.passkey_open)
                    />
                </Show>
                <Secret
                    id="frase"
                    label=tr!(door.passphrase)
                    autocomplete="current-password"
                    text
                    error
                    shown
                />
                <ShowIt shown />
                <button
                    type="submit"
                    class=move || if by_passkey() { "btn btn--soft" } else { "btn btn--main" }
                    disabled=move || busy.get()
                >
                    {move || if busy.get() { tr!(door.opening) } else { tr!(door.open) }}
                </button>
            </form>
            <Show when=move || error.get().is_some()>
                <Notice tone=Tone::Warn words=tr!(door.forgotten) />
            </Show>
            <button
                type="button"
                class="btn btn--main enrol__without"
                disabled=move || busy.get()
                on:click=move |_| capturing.set(true)
            >
                <Icon name="plus" />
                {tr!(door.capture)}
            </button>
            <p class="text-2">{tr!(door.capture_note)}</p>
            <LinkButton look=Look::Text href="/attiva" words=tr!(door.other_person) />
        </Doorway>
    }
}

use leptos::prelude::*;

use super::{Doorway, Secret, ShowIt, sentence};
use crate::commands::use_commands;
use crate::components::{Icon, Show};
use crate::runtime::page;
use crate::state::use_state;
use crate::tr;

/// The notebook is shut. Whose it is, and what is in it, nobody sees.
#[component]
pub fn Unlock() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let compartments = state.compartments.get_untracked();
    let several = compartments.len() > 1;
    // With several, nobody is offered the notebook of somebody else.
    let chosen = RwSignal::new(compartments.first().copied().filter(|_| !several));
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
    let tiles = compartments
        .into_iter()
        .enumerate()
        .map(|(place, notebook)| {
            view! {
                <label class="tile">
                    <input
                        type="radio"
                        name="taccuino"
                        prop:checked=move || chosen.get() == Some(notebook)
                        on:change=move |_| chosen.set(Some(notebook))
                    />
                    <span>{tr!(door.notebook, number = place + 1)}</span>
                </label>
            }
        })
        .collect_view();
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
                {several
                    .then(|| {
                        view! {
                            <fieldset class="group">
                                <legend class="group__label">{tr!(door.which)}</legend>
                                <div class="tiles">{tiles}</div>
                            </fieldset>
                        }
                    })}
                <Show when=by_passkey>
                    <button
                        type="button"
                        class="btn btn--main"
                        disabled=move || busy.get()
                        on:click=move |_| touch(true)
                    >
                        <Icon name="key" />
                        {tr!(door.passkey_open)}
                    </button>
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
                <p class="notice notice--warn">
                    <span>{tr!(door.forgotten)}</span>
                </p>
            </Show>
            <a class="btn btn--text" href="/attiva">{tr!(door.other_person)}</a>
        </Doorway>
    }
}

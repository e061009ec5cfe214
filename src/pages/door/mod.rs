//! The door: the passphrase that opens the notebook, chosen once and asked for after that.

mod again;
mod capture;
mod choose;
mod choose_pin;
mod due_back;
mod gesture;
mod keypad;
mod lapsed;
mod passkey;
mod phrase;
mod pin;
mod unlock;

use std::rc::Rc;

use leptos::prelude::*;

use crate::commands::{DoorError, use_commands};
use crate::components::Icon;
use crate::i18n::words;
use crate::runtime::{NoPasskey, Notebook};
use crate::state::use_state;
use crate::tr;

pub use again::Again;
use capture::Capture;
pub use choose::{Chosen, NewPassphrase};
pub use choose_pin::PinSetting;
pub use gesture::Gesture;
pub use lapsed::Lapsed;
pub use passkey::PasskeySetting;
pub use pin::PinPage;
pub use unlock::Unlock;

/// Version 0.1 left its rows in clear: they are sealed before anything else.
#[component]
pub fn SealWhatIsClear() -> impl IntoView {
    let commands = use_commands();
    view! {
        <Doorway title=tr!(door.seal_title)>
            <p class="text-2">{tr!(door.seal_text)}</p>
            <NewPassphrase
                label=tr!(door.seal_do)
                go=Rc::new(move |chosen| Box::pin(async move { commands.seal_what_is_clear(&chosen).await }))
            />
        </Doorway>
    }
}

/// The frame of a page before the notebook is open: no name, no figure.
#[component]
pub fn Doorway(title: &'static str, children: Children) -> impl IntoView {
    crate::runtime::page::announce(title);
    view! {
        <div class="app">
            <main class="enrol">
                <p class="enrol__brand">
                    <img src="/icons/icon.svg" alt="" />
                    {tr!(common.app_name)}
                </p>
                <h1 class="enrol__title" tabindex="-1">{title}</h1>
                {children()}
            </main>
        </div>
    }
}

/// Which notebook, on a phone of several.
#[component]
fn Whose(chosen: RwSignal<Option<Notebook>>, label: &'static str) -> impl IntoView {
    let compartments = use_state().compartments.get_untracked();
    let several = compartments.len() > 1;
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
    several.then(|| {
        view! {
            <fieldset class="group">
                <legend class="group__label">{label}</legend>
                <div class="tiles">{tiles}</div>
            </fieldset>
        }
    })
}

/// What a person types to open the notebook, and what is wrong with it.
#[component]
fn Secret(
    id: &'static str,
    label: &'static str,
    #[prop(optional)] hint: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    text: RwSignal<String>,
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(into)] shown: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="field" class=("field--error", move || error.get().is_some())>
            <label class="field__label" for=id>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{id}-aiuto")>{hint}</p> })}
            <p class="field__error" role="alert">
                {move || error.get().map(|text| view! { <Icon name="warning-circle" size="icon--s" /> {text} })}
            </p>
            <input
                class="input"
                id=id
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=format!("{id}-aiuto")
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        </div>
    }
}

/// Shows what is typed. The form around it is `autocomplete="off"`: else the browser writes a passphrase that is shown to its
/// disk, to bring the tab back.
#[component]
fn ShowIt(shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || shown.get() on:change=move |_| shown.update(|on| *on = !*on) />
            <span>{tr!(door.show)}</span>
        </label>
    }
}

fn sentence(error: &DoorError) -> String {
    match error {
        DoorError::Passkey(NoPasskey::Refused) => tr!(door.passkey_refused).to_owned(),
        DoorError::Passkey(NoPasskey::Unable) => tr!(door.passkey_unable).to_owned(),
        DoorError::Wrong => tr!(door.wrong).to_owned(),
        DoorError::Weak(_) => tr!(door.weak).to_owned(),
        DoorError::Store(error) => words::store_error(error).to_owned(),
        DoorError::Vault(_) => tr!(door.failed).to_owned(),
    }
}

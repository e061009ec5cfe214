use std::rc::Rc;

use crate::components::{Button, Look};
use leptos::prelude::*;

use super::{Chosen, Secret, ShowIt, sentence};
use crate::tr;

/// What a page reads and says of a passphrase that is being typed.
#[derive(Clone, Copy)]
pub struct Asking {
    /// What is wrong with it.
    pub error: RwSignal<Option<String>>,
    /// It is being tried, or something else that opens the notebook is.
    pub busy: RwSignal<bool>,
}

impl Asking {
    /// Nothing typed yet.
    pub fn new() -> Self {
        Self { error: RwSignal::new(None), busy: RwSignal::new(false) }
    }
}

/// The passphrase, asked for once more; `go` tries it and says what is wrong with it.
#[component]
pub fn Phrase(
    /// Of its field.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// What it says meanwhile.
    waiting: &'static str,
    /// Shared with what else stands on the page.
    asking: Asking,
    /// What is done with it.
    go: Rc<dyn Fn(String) -> Chosen>,
) -> impl IntoView {
    let Asking { error, busy } = asking;
    let (text, shown) = (RwSignal::new(String::new()), RwSignal::new(false));
    let go = StoredValue::new_local(go);
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let going = go.with_value(|go| go(text.get_untracked()));
        leptos::task::spawn_local(async move {
            if let Err(why) = going.await {
                error.try_set(Some(sentence(&why)));
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
                submit();
            }
        >
            <Secret id label=tr!(door.passphrase) autocomplete="current-password" text error shown />
            <ShowIt shown />
            <Button
                look=Look::Main
                disabled=move || busy.get()
                submit=true
                words=move || if busy.get() { waiting } else { label }
            />
        </form>
    }
}

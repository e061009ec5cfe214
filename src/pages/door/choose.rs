use std::rc::Rc;

use crate::components::{Button, Look};
use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use super::{Secret, ShowIt, sentence};
use crate::commands::DoorError;
use crate::tr;

/// What is done with a passphrase that was chosen.
pub type Chosen = LocalBoxFuture<'static, Result<(), DoorError>>;

/// A passphrase is chosen: twice, so that a slip does not shut the person out.
#[component]
pub fn NewPassphrase(
    /// What the button says.
    label: &'static str,
    /// What happens with it; it is asked again when this fails.
    go: Rc<dyn Fn(String) -> Chosen>,
) -> impl IntoView {
    let go = StoredValue::new_local(go);
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (error, different) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let (busy, shown) = (RwSignal::new(false), RwSignal::new(false));
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        error.set(None);
        let same = first.get_untracked() == second.get_untracked();
        different.set((!same).then(|| tr!(door.different).to_owned()));
        if !same {
            return;
        }
        busy.set(true);
        let going = go.with_value(|go| go(first.get_untracked()));
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
            <Secret
                id="frase"
                label=tr!(door.choose)
                hint=tr!(door.choose_hint)
                autocomplete="new-password"
                text=first
                error
                shown
            />
            <Secret id="frase-2" label=tr!(door.again) autocomplete="new-password" text=second error=different shown />
            <ShowIt shown />
            <Button
                look=Look::Main
                disabled=move || busy.get()
                submit=true
                words=move || if busy.get() { tr!(door.busy) } else { label }
            />
        </form>
        <p class="text-2">{tr!(door.choose_warning)}</p>
    }
}

use std::rc::Rc;

use leptos::prelude::*;

use super::phrase::{Asking, Phrase};
use super::{Chosen, sentence};
use crate::commands::use_commands;
use crate::components::{Button, Fit, Look};
use crate::tr;

/// The passphrase once more, or the phone's own gesture where it opens the notebook.
#[component]
pub fn Again(
    /// Of the field of the passphrase.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// What it says meanwhile.
    waiting: &'static str,
    /// What is done with the passphrase.
    phrase: Rc<dyn Fn(String) -> Chosen>,
    /// Asks for the gesture, and does the same.
    gesture: Rc<dyn Fn() -> Chosen>,
) -> impl IntoView {
    let commands = use_commands();
    let asking = Asking::new();
    let Asking { error, busy } = asking;
    let touch = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let going = gesture();
        leptos::task::spawn_local(async move {
            if let Err(why) = going.await {
                error.try_set(Some(sentence(&why)));
            }
            busy.try_set(false);
        });
    };
    view! {
        <Phrase id label waiting asking go=phrase />
        {untrack(|| commands.has_passkey())
            .then(|| {
                view! {
                    <Button
                        look=Look::Soft
                        fit=Fit::Wide
                        icon="key"
                        disabled=move || busy.get()
                        on_press=touch
                        words=tr!(door.passkey_instead)
                    />
                }
            })}
    }
}

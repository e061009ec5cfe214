use std::rc::Rc;

use leptos::prelude::*;
use vault::Pin;

use super::due_back::DueBackNotice;
use super::keypad::Keypad;
use super::phrase::{Asking, Phrase};
use super::{Capture, Chosen, Doorway, sentence};
use crate::commands::{NoPin, is_doze_over, use_commands};
use crate::components::{Button, Look, Show};
use crate::runtime::page;
use crate::tr;

/// The notebook is behind its PIN or passkey for a while. Whose it is, and what is in it, nobody sees; what happens now may be
/// written down all the same.
#[component]
pub fn PinPage() -> impl IntoView {
    let capturing = RwSignal::new(false);
    let chosen = RwSignal::new(use_commands().notebook());
    move || {
        if capturing.get() {
            view! { <Capture chosen capturing /> }.into_any()
        } else {
            view! { <Paused capturing /> }.into_any()
        }
    }
}

#[component]
fn Paused(capturing: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let by_passkey = untrack(|| commands.has_passkey());
    let by_phrase = RwSignal::new(!commands.has_pin());
    let (text, error, busy) = (RwSignal::new(String::new()), RwSignal::new(None::<String>), RwSignal::new(false));
    let enter = move |digits: String| {
        let Some(pin) = Pin::parse(&digits) else { return };
        busy.set(true);
        leptos::task::spawn_local(async move {
            if let Err(why) = commands.unlock_by_pin(&pin).await {
                text.try_set(String::new());
                by_phrase.try_set(why == NoPin::Over);
                error.try_set(Some(refused(&why)));
            }
            busy.try_set(false);
        });
    };
    let touch = move |says_why: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        leptos::task::spawn_local(async move {
            if let Err(why) = commands.unlock_last_by_passkey().await
                && says_why
            {
                error.try_set(Some(sentence(&why)));
            }
            busy.try_set(false);
        });
    };
    Effect::new(move || {
        if is_doze_over() && !by_phrase.get_untracked() {
            by_phrase.set(true);
            text.set(String::new());
            error.set(Some(tr!(door.pin_late).to_owned()));
        }
    });
    if by_passkey && !commands.has_pin() {
        // Whoever comes back is asked at once; whoever hid the page is not.
        if page::left().is_some() && !page::hidden() {
            touch(false);
        }
        let back = StoredValue::new_local(page::watch_visible(move || touch(false)));
        on_cleanup(move || drop(back.try_update_value(Option::take)));
    }
    let phrase: Rc<dyn Fn(String) -> Chosen> =
        Rc::new(move |passphrase| Box::pin(async move { commands.unlock_last(&passphrase).await }));
    let phrase = StoredValue::new_local(phrase);
    let full: Rc<dyn Fn(String)> = Rc::new(enter);
    let full = StoredValue::new_local(full);
    view! {
        <Doorway title=tr!(door.pin_title)>
            <DueBackNotice />
            <Show
                when=move || by_phrase.get()
                fallback=move || {
                    view! { <Keypad label=tr!(door.pin_label).to_owned() text error busy full=full.get_value() /> }
                }
            >
                <Phrase
                    id="frase"
                    label=tr!(door.open)
                    waiting=tr!(door.opening)
                    asking=Asking { error, busy }
                    go=phrase.get_value()
                />
            </Show>
            {by_passkey
                .then(|| {
                    view! {
                        <Button
                            look=Look::Soft
                            icon="key"
                            disabled=move || busy.get()
                            on_press=move |_| touch(true)
                            words=tr!(door.passkey_open)
                        />
                    }
                })}
            <Show when=move || !is_doze_over() && (!by_phrase.get() || commands.has_pin())>
                <Button look=Look::Text on_press=move |_| {
                        error.set(None);
                        by_phrase.update(|on| *on = !*on);
                    }
                    words=move || if by_phrase.get() { tr!(door.pin_instead) } else { tr!(door.phrase_instead) }
                />
            </Show>
            <Button
                look=Look::Text
                icon="plus"
                disabled=move || busy.get()
                on_press=move |_| capturing.set(true)
                words=tr!(door.capture)
            />
        </Doorway>
    }
}

fn refused(error: &NoPin) -> String {
    match error {
        NoPin::Wrong(1) => tr!(door.pin_wrong_last).to_owned(),
        NoPin::Wrong(left) => tr!(door.pin_wrong, left = left),
        NoPin::Over if untrack(is_doze_over) => tr!(door.pin_late).to_owned(),
        NoPin::Over => tr!(door.pin_over).to_owned(),
        NoPin::Failed(error) => sentence(error),
    }
}

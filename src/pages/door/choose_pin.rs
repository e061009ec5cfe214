use std::rc::Rc;

use leptos::prelude::*;
use vault::Pin;

use super::keypad::Keypad;
use super::phrase::{Asking, Phrase};
use super::{Chosen, sentence};
use crate::commands::use_commands;
use crate::components::{Button, Card, Look, Notice, Sheet, Show, Tone};
use crate::tr;

/// Whether a PIN opens the notebook again, and what to do about it.
#[component]
pub fn PinSetting(
    /// Told of each change; whoever asks [`crate::commands::Commands::has_pin`] follows it.
    #[prop(optional)]
    changed: RwSignal<()>,
) -> impl IntoView {
    let commands = use_commands();
    let open = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let has = move || {
        changed.track();
        commands.has_pin()
    };
    let forget = move |_| {
        leptos::task::spawn_local(async move {
            failed.try_set(commands.forget_pin().await.err().map(|why| sentence(&why)));
            changed.try_set(());
        });
    };
    view! {
        <Card
            title=tr!(door.pin_setting)
            facts=move || if has() { tr!(door.pin_on) } else { tr!(door.pin_off) }
        >
            <Button
                look=Look::Soft
                icon="locked"
                on_press=move |_| open.set(true)
                words=move || if has() { tr!(door.pin_change) } else { tr!(door.pin_add) }
            />
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get() />
            </Show>
            <Show when=has>
                <Button look=Look::Text on_press=forget words=tr!(door.pin_forget) />
            </Show>
        </Card>
        <Sheet open title=tr!(door.pin_add).to_owned()>
            <Choose open changed />
        </Sheet>
    }
}

/// The passphrase, unless it has just been given; then the PIN, twice.
#[component]
fn Choose(open: RwSignal<bool>, changed: RwSignal<()>) -> impl IntoView {
    let commands = use_commands();
    let proved = RwSignal::new(commands.is_proved());
    let given_here = !proved.get_untracked();
    on_cleanup(move || {
        if given_here {
            commands.has_proved();
        }
    });
    view! {
        <Show when=move || proved.get() fallback=move || view! { <Prove proved /> }>
            <Twice open changed />
        </Show>
    }
}

/// The PIN, twice, so that a slip does not cost the passphrase later.
#[component]
fn Twice(open: RwSignal<bool>, changed: RwSignal<()>) -> impl IntoView {
    let commands = use_commands();
    let (text, error, busy) = (RwSignal::new(String::new()), RwSignal::new(None::<String>), RwSignal::new(false));
    let first = RwSignal::new(None::<String>);
    let label = move || {
        let label = if first.with(Option::is_none) { tr!(door.pin_choose) } else { tr!(door.pin_again) };
        label.to_owned()
    };
    let again = move |why: &str| {
        first.try_set(None);
        error.try_set(Some(why.to_owned()));
    };
    let take = move |digits: String| {
        text.set(String::new());
        error.set(None);
        let Some(pin) = Pin::chosen(&digits) else { return again(tr!(door.pin_weak)) };
        match first.get_untracked() {
            None => return first.set(Some(digits)),
            Some(first) if first != digits => return again(tr!(door.pin_different)),
            Some(_) => {}
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            match commands.choose_pin(&pin).await {
                Ok(()) => {
                    changed.try_set(());
                    open.try_set(false);
                }
                Err(why) => again(&sentence(&why)),
            }
            busy.try_set(false);
        });
    };
    view! {
        <p class="sheet__text">{tr!(door.pin_text)}</p>
        <Keypad label=Signal::derive(label) text error busy full=Rc::new(take) />
    }
}

/// The passphrase first.
#[component]
fn Prove(proved: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let prove = move |passphrase: String| -> Chosen {
        Box::pin(async move {
            commands.prove(&passphrase).await?;
            // Whoever closed the sheet meanwhile makes nothing.
            if proved.try_set(true).is_some() {
                commands.has_proved();
            }
            Ok(())
        })
    };
    view! {
        <Phrase
            id="frase-pin"
            label=tr!(door.pin_next)
            waiting=tr!(door.opening)
            asking=Asking::new()
            go=Rc::new(prove)
        />
    }
}

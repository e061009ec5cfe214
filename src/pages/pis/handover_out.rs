use std::rc::Rc;

use leptos::prelude::*;
use model::pis::Minimised;

use super::handover_words::outside;
use crate::commands::{DoorError, use_commands};
use crate::components::{Button, Fit, Look, Sheet, Show};
use crate::pages::door::{Again, Chosen};
use crate::runtime::{can_share, page, share_text};
use crate::state::use_state;
use crate::tr;

/// Out of Taccuino goes only code, Comune, time and a number, and only after the notebook was unlocked once more. The phone's
/// own sheet needs a tap of its own: a browser forgets the tap that came before the passphrase.
#[component]
pub fn ShareOut(
    /// What was given.
    said: Signal<Vec<Minimised>>,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let (open, proved) = (RwSignal::new(false), RwSignal::new(false));
    let number = RwSignal::new(String::new());
    // Whoever looks away has to unlock again.
    page::on_hidden_while_here(move || {
        proved.try_set(false);
    });
    Effect::new(move || {
        if !open.get() {
            proved.set(false);
        }
    });
    let done = move |proof: Result<(), DoorError>| -> Result<(), DoorError> {
        proof?;
        commands.has_proved();
        proved.try_set(true);
        Ok(())
    };
    let phrase =
        move |passphrase: String| -> Chosen { Box::pin(async move { done(commands.prove(&passphrase).await) }) };
    let gesture = move || -> Chosen { Box::pin(async move { done(commands.prove_by_passkey().await) }) };
    let text = move || said.with(|said| number.with(|number| outside(said, number.trim(), &state)));
    let shared =
        move || text().lines().map(|line| view! { <p class="card__title">{line.to_owned()}</p> }).collect_view();
    // Only what can be dialled: a name has no room here.
    let typed = move |text: String| number.set(text.chars().filter(|one| "0123456789+ ".contains(*one)).collect());
    view! {
        <Button look=Look::Soft icon="share" on_press=move |_| open.set(true) words=tr!(pis.out) />
        <Sheet open title=tr!(pis.out_title).to_owned()>
            <p class="sheet__text">{tr!(pis.out_text)}</p>
            <div class="field">
                <label class="field__label" for="richiama">{tr!(pis.out_number)}</label>
                <input
                    class="input"
                    id="richiama"
                    type="tel"
                    inputmode="tel"
                    autocomplete="tel"
                    prop:value=number
                    on:input=move |event| typed(event_target_value(&event))
                />
            </div>
            <Show
                when=move || proved.get()
                fallback=move || {
                    view! {
                        <Again
                            id="frase-consegna"
                            label=tr!(pis.out_unlock)
                            waiting=tr!(pis.out_unlocking)
                            phrase=Rc::new(phrase)
                            gesture=Rc::new(gesture)
                        />
                    }
                }
            >
                <div class="card">{shared}</div>
                <Show when=can_share fallback=|| view! { <p class="sheet__text">{tr!(pis.out_by_hand)}</p> }>
                    <Button icon="share" fit=Fit::Wide on_press=move |_| share_text(&untrack(text)) words=tr!(pis.out_ready) />
                </Show>
            </Show>
        </Sheet>
    }
}

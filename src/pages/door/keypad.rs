use std::rc::Rc;

use leptos::prelude::*;

use crate::components::{Button, Fit, Icon, Look};
use crate::tr;

const DIGITS: usize = 6;

/// Six digits, by a thumb on keys of its own; by a keyboard or a paste too. What is done with them is done at the sixth.
#[component]
pub fn Keypad(
    /// What is asked for.
    #[prop(into)]
    label: Signal<String>,
    text: RwSignal<String>,
    error: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    /// What happens with six digits.
    full: Rc<dyn Fn(String)>,
) -> impl IntoView {
    let full = StoredValue::new_local(full);
    let take = move |typed: String| {
        if busy.get_untracked() {
            return;
        }
        let digits: String = typed.chars().filter(char::is_ascii_digit).take(DIGITS).collect();
        text.set(digits.clone());
        if digits.len() == DIGITS {
            full.with_value(|full| full(digits));
        } else if !digits.is_empty() {
            error.set(None);
        }
    };
    let key = move |digit: char| {
        let press = move |_| take(text.get_untracked() + digit.encode_utf8(&mut [0; 4]));
        view! {
            <Button look=Look::Soft fit=Fit::Large on_press=press words=digit.to_string() />
        }
    };
    let clear = move |_| {
        let mut typed = text.get_untracked();
        typed.pop();
        take(typed);
    };
    view! {
        <div class="field" class=("field--error", move || error.get().is_some())>
            <label class="field__label" for="pin">{label}</label>
            <p class="field__error" role="alert">
                {move || error.get().map(|text| view! { <Icon name="warning-circle" size="icon--s" /> {text} })}
            </p>
            // A field of its own kind of keyboard would cover the keys.
            <input
                class="input input--code"
                id="pin"
                type="password"
                inputmode="none"
                autocomplete="off"
                maxlength="6"
                prop:value=move || text.get()
                on:input=move |event| take(event_target_value(&event))
            />
        </div>
        <div class="pad" aria-busy=move || busy.get().to_string()>
            {('1'..='9').map(key).collect_view()} <span></span> {key('0')}
            <Button look=Look::Text fit=Fit::Large icon="arrow-left" label=tr!(door.pin_clear) on_press=clear />
        </div>
    }
}

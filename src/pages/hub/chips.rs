use leptos::prelude::*;

use crate::components::form::{Opt, codes};
use crate::components::{Icon, Show};
use crate::state::use_state;
use crate::tr;

/// Objectives that stand on the card before "Altro…".
const FIRST: usize = 3;

/// The objectives on a card: the ticked ones and the first of the list, the others behind "Altro…".
#[component]
pub fn Chips(
    /// The codes ticked.
    ticked: Memo<Vec<String>>,
    /// Ticks or unticks one.
    tick: impl Fn(String) + Copy + Send + Sync + 'static,
    /// Whether it has to be said that none is ticked.
    none_ticked: RwSignal<bool>,
) -> impl IntoView {
    let state = use_state();
    let all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let mut options = codes(&state, "objectives");
        if !all.get() {
            // Untracked: a chip does not go away under the finger that unticks it.
            let ticked = ticked.get_untracked();
            let mut others = FIRST.saturating_sub(ticked.len());
            options.retain(|option| {
                let is_ticked = ticked.contains(&option.value);
                let kept = is_ticked || others > 0;
                others -= usize::from(!is_ticked && others > 0);
                kept
            });
        }
        options
    });
    view! {
        <fieldset class="group" class=("group--error", move || none_ticked.get())>
            <legend class="visually-hidden">{tr!(hub.objectives)}</legend>
            <Show when=move || none_ticked.get()>
                <p class="group__error" role="alert">
                    <Icon name="warning-circle" size="icon--s" />
                    {tr!(hub.objectives_missing)}
                </p>
            </Show>
            <div class="chips">
                {move || shown.get().into_iter().map(|one| chip(one, ticked.into(), tick)).collect_view()}
                <Show when=move || !all.get()>
                    <button type="button" class="chip" on:click=move |_| all.set(true)>
                        <span>{tr!(hub.other_objectives)}</span>
                    </button>
                </Show>
            </div>
        </fieldset>
    }
}

/// One of them.
pub fn chip(
    option: Opt,
    ticked: Signal<Vec<String>>,
    tick: impl Fn(String) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let value = StoredValue::new(option.value);
    view! {
        <label class="chip">
            <input
                type="checkbox"
                prop:checked=move || ticked.with(|ticked| ticked.contains(&value.get_value()))
                on:change=move |_| tick(value.get_value())
            />
            <span>{option.label}</span>
        </label>
    }
}

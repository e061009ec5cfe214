use leptos::prelude::*;

use super::answer::next_of_pis;
use super::case::Case;
use super::desk::use_desk;
use super::words;
use crate::components::Show;
use crate::tr;

/// The one big button: the next step of an activation, one tap.
#[component]
pub fn NextStepButton(
    /// The activation.
    case: Memo<Option<Case>>,
    /// The main action of its page.
    #[prop(optional)]
    main: bool,
) -> impl IntoView {
    let desk = use_desk();
    let next = Memo::new(move |_| case.with(|case| case.as_ref().and_then(next_of_pis)));
    let tap = move |_| {
        if let Some(case) = case.get_untracked() {
            desk.tap(&case);
        }
    };
    // After a tap the button says the next step at once: a second hit of the same thumb must not take it.
    let hits = move || desk.busy.get().then_some("none");
    // The card says by whom it was taken.
    let waits = move || case.with(|case| case.as_ref().is_some_and(|case| case.fold.taken_outside().is_none()));
    view! {
        <Show
            when=move || next.get().is_some()
            fallback=move || waits().then(|| view! { <p class="text-small">{tr!(pis.waits_for_receiver)}</p> })
        >
            <button
                type="button"
                class=if main { "btn btn--main" } else { "btn" }
                style:pointer-events=hits
                on:click=tap
            >
                {move || next.get().map(words::next)}
            </button>
        </Show>
    }
}

use leptos::prelude::*;

use super::answer::next_of_pis;
use super::case::Case;
use super::desk::use_desk;
use super::words;
use crate::i18n::words as sentences;
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
    view! {
        <Show
            when=move || next.get().is_some()
            fallback=|| view! { <p class="text-small">{tr!(pis.waits_for_receiver)}</p> }
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

/// What the last act was, with the way back, until the next act; or why it failed.
#[component]
pub fn LastAct() -> impl IntoView {
    let desk = use_desk();
    let state = crate::state::use_state();
    let said = move || {
        let done = desk.done.get();
        match done.as_slice() {
            [] => None,
            [one] => Some(tr!(pis.said, step = words::event(&one.fields, &state))),
            several => Some(tr!(pis.said_several, count = several.len())),
        }
    };
    view! {
        <Show when=move || desk.failed.with(Option::is_some)>
            <p class="notice notice--err" role="alert">
                {move || desk.failed.get().map(|error| sentences::store_error(&error))}
            </p>
        </Show>
        <div role="status">
            {move || {
                said()
                    .map(|said| {
                        view! {
                            <div class="undo">
                                <span class="badge badge--ok">{said}</span>
                                <span class="undo__actions">
                                    <button type="button" class="btn btn--text" on:click=move |_| desk.undo()>
                                        {tr!(pis.undo)}
                                    </button>
                                </span>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

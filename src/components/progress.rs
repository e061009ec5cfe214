use leptos::prelude::*;

use super::Words;

/// How far one is, in words first.
#[component]
pub fn Progress(
    /// How many are done.
    #[prop(into)]
    done: Signal<usize>,
    /// Of how many.
    #[prop(into)]
    total: Signal<usize>,
    /// "4 di 11".
    #[prop(into)]
    words: Words,
    /// What is counted.
    #[prop(into)]
    label: String,
    /// What stands at the end of the line.
    #[prop(optional, into)]
    end: Words,
) -> impl IntoView {
    view! {
        <div class="progress">
            <p class="progress__text">
                <span><strong>{words.view()}</strong>" "{label.clone()}</span>
                <span>{end.view()}</span>
            </p>
            <progress
                class="progress__bar"
                max=move || total.get().to_string()
                prop:value=move || done.get().to_string()
                aria-label=label
            ></progress>
        </div>
    }
}

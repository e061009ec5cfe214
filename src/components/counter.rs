use leptos::prelude::*;

use super::{Press, Words};

/// Which of the two counters of an outing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterKind {
    /// Met for the first time.
    New,
    /// Known already.
    Known,
}

/// One more with a wet thumb: 132 px, no swipe, no long press.
#[component]
pub fn Counter(
    /// Which.
    kind: CounterKind,
    /// How many so far.
    #[prop(into)]
    count: Words,
    /// What a tap adds.
    label: &'static str,
    /// Since when it counts.
    #[prop(into)]
    note: Words,
    /// What a tap does.
    #[prop(into)]
    on_press: Press,
) -> impl IntoView {
    let class = match kind {
        CounterKind::New => "counter counter--new",
        CounterKind::Known => "counter counter--known",
    };
    view! {
        <button type="button" class=class on:click=move |event| on_press.run(event)>
            <span class="counter__count">{count.view()}</span>
            <span class="counter__label">{label}</span>
            <span class="counter__note">{note.view()}</span>
        </button>
    }
}

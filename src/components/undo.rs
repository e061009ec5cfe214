use leptos::prelude::*;

use super::{Badge, Tone, Words};

/// What was just saved, with the way back; it stays until the next act, because a line that vanishes is not read in time.
///
/// Empty it leaves no gap, and stays in the page: only so is a change of it read aloud.
#[component]
pub fn Undo(
    /// What was saved or taken back; the row is there while there are words.
    #[prop(into)]
    words: Words,
    /// It was taken back.
    #[prop(optional, into)]
    taken_back: Signal<bool>,
    /// Annulla, Aggiungi dettagli.
    children: ChildrenFn,
) -> impl IntoView {
    let words = Memo::new(move |_| words.some());
    let row = move || {
        words.get().map(|words| {
            let tone = if taken_back.get() { Tone::Plain } else { Tone::Ok };
            view! {
                <div class="undo">
                    <Badge tone icon="check" words />
                    <span class="undo__actions">{children()}</span>
                </div>
            }
        })
    };
    view! { <div role="status" class=("visually-hidden", move || words.with(Option::is_none))>{row}</div> }
}

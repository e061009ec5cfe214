use leptos::prelude::*;

use super::{Badge, Tone, Words};

/// What was just saved, with the way back; it stays until the next act, because a line that vanishes is not read in time.
#[component]
pub fn Undo(
    /// What was saved or taken back; nothing hides the badge.
    #[prop(into)]
    words: Words,
    /// It was taken back.
    #[prop(optional, into)]
    taken_back: Signal<bool>,
    /// Annulla, Aggiungi dettagli.
    children: Children,
) -> impl IntoView {
    let badge = move || {
        let tone = if taken_back.get() { Tone::Plain } else { Tone::Ok };
        words.some().map(|words| view! { <Badge tone words=words /> })
    };
    view! { <div class="undo" role="status">{badge} <span class="undo__actions">{children()}</span></div> }
}

use leptos::prelude::*;

/// A symbol of the sprite; it always stands beside a word or inside a labelled control.
#[component]
pub fn Icon(
    /// Name without `it-`.
    #[prop(into)]
    name: Signal<&'static str>,
    /// More classes, such as `icon--s`.
    #[prop(optional)]
    size: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {size}") aria-hidden="true">
            <use href=move || format!("/icons/sprite.svg#it-{}", name.get())></use>
        </svg>
    }
}

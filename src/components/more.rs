use leptos::prelude::*;

use super::Icon;
use crate::tr;

/// The rest of a form, folded away: what is needed sometimes.
#[component]
pub fn More(
    /// What it says; Altri dettagli when empty.
    #[prop(optional, into)]
    label: String,
    children: Children,
) -> impl IntoView {
    let label = if label.is_empty() { tr!(common.more_details).to_owned() } else { label };
    view! {
        <details class="more">
            <summary>
                <Icon name="expand" />
                {label}
            </summary>
            <div class="more__body">{children()}</div>
        </details>
    }
}

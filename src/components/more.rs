use leptos::prelude::*;

use super::{Icon, Words};
use crate::tr;

/// The rest of a form, folded away: what is needed sometimes.
#[component]
pub fn More(
    /// What it says; Altri dettagli when empty.
    #[prop(optional, into)]
    label: Words,
    /// It opens with the page.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    let label = move || label.some().unwrap_or_else(|| tr!(common.more_details).to_owned());
    view! {
        <details class="more" open=open>
            <summary>
                <Icon name="expand" />
                {label}
            </summary>
            <div class="more__body">{children()}</div>
        </details>
    }
}

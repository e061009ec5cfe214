use leptos::prelude::*;

use super::case::Case;
use super::checks::Told;
use crate::components::form::codes;
use crate::pages::facts;
use crate::state::use_state;
use crate::tr;

/// Unaccompanied minor: the authorities told, ticked off one by one.
#[component]
pub fn Msna(
    /// The activation.
    case: Memo<Option<Case>>,
    /// Which person.
    n: i64,
) -> impl IntoView {
    let state = use_state();
    let boxes = move || {
        codes(&state, "msnaNotified")
            .into_iter()
            .map(|one| {
                let label = facts::code_label("msnaNotified", &one.value, &state);
                view! { <Told case n code=one.value label /> }
            })
            .collect_view()
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(pis.msna_title)}</legend>
            <div class="stack stack--tight">{boxes}</div>
        </fieldset>
    }
}

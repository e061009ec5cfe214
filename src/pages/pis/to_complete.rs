use leptos::prelude::*;

use super::case::Case;
use super::missing::Missing;
use crate::components::{Card, Fit, LinkButton, Look, Show, Urgency};
use crate::state::use_state;
use crate::tr;

/// "Da completare": what the state that was reached still asks for. It never keeps anybody from going on.
#[component]
pub fn ToComplete(
    /// The activation.
    case: Memo<Option<Case>>,
) -> impl IntoView {
    let state = use_state();
    let missing = Memo::new(move |_| {
        let of = |case: &Case| Missing::of(case, &state);
        case.with(|case| case.as_ref().map(of).unwrap_or_default())
    });
    let people = move || case.with(|case| case.as_ref().map_or(1, Case::count));
    let lines = move || missing.get().lines(people()).into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let form = move || {
        format!(
            "/pis/{}/modifica",
            case.with(|case| case.as_ref().map(|case| case.id().to_string()).unwrap_or_default())
        )
    };
    view! {
        <Show when=move || missing.with(|missing| missing.count() > 0)>
            <Card urgency=Urgency::Soon title=tr!(common.to_complete)>
                <ul class="card__facts">{lines}</ul>
                <Show when=move || missing.with(|missing| missing.in_form)>
                    <LinkButton look=Look::Soft fit=Fit::Small icon="pencil" href=form words=tr!(pis.complete_it) />
                </Show>
            </Card>
        </Show>
    }
}

use leptos::prelude::*;
use model::codes::{PisEventKind, TargetCategory};
use model::pis::State;

use super::answer::{Ask, What, is_followed};
use super::case::Case;
use super::desk::use_desk;
use super::events::step;
use super::reopen::Reopen;
use crate::components::{Button, LinkButton, Look, Show};
use crate::state::use_state;
use crate::tr;

/// The steps beside the next one: on the way, something done, given to the next shift, confirmed by the receiver.
#[component]
pub fn Actions(
    /// The activation.
    case: Memo<Option<Case>>,
) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let is = move |what: fn(&Case) -> bool| move || case.with(|case| case.as_ref().is_some_and(what));
    let ask = move |what: What| {
        if let Some(case) = case.get_untracked() {
            desk.ask.set(Some(Ask { cases: vec![case.id()], person: None, what, several: false, then_close: false }));
        }
    };
    let handover =
        move || case.with(|case| case.as_ref().map(|case| format!("/pis/{}/consegna", case.id())).unwrap_or_default());
    let guide = move |_| {
        let category =
            case.with_untracked(|case| case.as_ref().and_then(|case| case.fold.form().target_category.clone()));
        desk.guide.set(Some(category.unwrap_or(TargetCategory::TO_BE_DETERMINED)));
    };
    let back =
        move || case.with(|case| case.as_ref().map(|case| format!("/pis/{}/rientro", case.id())).unwrap_or_default());
    let make = move |kind: &PisEventKind| {
        if let Some(case) = case.get_untracked() {
            desk.act(vec![step(&state, &case, kind, None, None)]);
        }
    };
    view! {
        <div class="actions">
            <Button look=Look::Soft icon="help-circle" on_press=guide words=tr!(pis.guide_open) />
            <Show when=is(may_leave)>
                <Button look=Look::Soft on_press=move |_| make(&PisEventKind::DEPARTED) words=tr!(pis.departed_add) />
            </Show>
            <Show when=is(|case| case.fold.state != State::Closed)>
                <Button look=Look::Soft icon="plus" on_press=move |_| ask(What::Action) words=tr!(pis.action_add) />
            </Show>
            <Show when=is(is_followed)>
                <LinkButton look=Look::Soft icon="clock" href=back words=tr!(pis.back) />
                <LinkButton look=Look::Soft icon="share" href=handover words=tr!(pis.shift_one) />
            </Show>
            <Show when=is(|case| case.fold.state == State::HandedOver)>
                <Button
                    look=Look::Soft
                    icon="check"
                    on_press=move |_| make(&PisEventKind::ACKNOWLEDGED)
                    words=tr!(pis.receiver_confirmed)
                />
            </Show>
            <Reopen case />
        </div>
    }
}

/// On the way comes before on the spot.
fn may_leave(case: &Case) -> bool {
    case.fold.state == State::TakenOver && case.fold.departed_at.is_none() && case.fold.arrived_at.is_none()
}

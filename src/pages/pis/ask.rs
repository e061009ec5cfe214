use leptos::prelude::*;
use model::ids::RecordId;

use super::answer::{Ask, What, steps};
use super::case::Case;
use super::desk::{open_while, use_desk};
use super::places::Places;
use crate::components::form::codes;
use crate::components::{Button, Fit, Look, Sheet, Show};
use crate::state::use_state;
use crate::tr;

/// The sheet that asks; one tap answers.
#[component]
pub fn AskSheet() -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let open = open_while(desk.ask);
    let answer = move |code: Option<String>| {
        let Some(ask) = desk.ask.get_untracked() else { return };
        let answered =
            |id: &RecordId| untrack(|| Case::one(*id, &state)).map(|case| steps(&ask, &case, code.as_deref(), &state));
        let changes = ask.cases.iter().filter_map(answered).flatten().collect();
        desk.ask.set(None);
        desk.act(changes);
    };
    let option = move |code: String, label: String| {
        view! {
            <Button look=Look::Soft fit=Fit::Wide on_press=move |_| answer(Some(code.clone())) words=label />
        }
    };
    let options = move || {
        let list = desk.ask.with(|ask| ask.as_ref().map_or("", |ask| ask.what.list()));
        codes(&state, list).into_iter().map(|one| option(one.value, one.label)).collect_view()
    };
    let title = move || desk.ask.with(|ask| ask.as_ref().map_or("", |ask| ask.what.title()).to_owned());
    let text = move || desk.ask.with(|ask| ask.as_ref().and_then(explain));
    let may_wait = move || desk.ask.with(|ask| ask.as_ref().is_some_and(may_be_put_off));
    view! {
        <Sheet open title=Signal::derive(title)>
            {move || text().map(|text| view! { <p class="sheet__text">{text}</p> })}
            <div class="stack">{options}</div>
            <Show when=move || desk.ask.with(|ask| ask.as_ref().is_some_and(|ask| ask.what == What::Placement))>
                <Places />
            </Show>
            <Show when=may_wait>
                <Button look=Look::Outline fit=Fit::Wide on_press=move |_| answer(None) words=tr!(pis.ask_later) />
            </Show>
        </Sheet>
    }
}

/// An intervention may end before anybody knows how it went; what is missing stays listed.
fn may_be_put_off(ask: &Ask) -> bool {
    ask.what == What::Outcome && ask.person.is_none() && !ask.then_close
}

fn explain(ask: &Ask) -> Option<String> {
    match ask.what {
        What::Outcome if ask.several => Some(tr!(pis.ask_outcome_all).to_owned()),
        What::Handover if ask.several => Some(tr!(pis.ask_handover_all).to_owned()),
        What::Outcome | What::Handover | What::Placement | What::Action => None,
    }
}

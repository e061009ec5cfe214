use std::sync::Arc;

use leptos::prelude::*;
use protocol::Role;
use sync::client::RecordView;

use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Whose visits of the round: all of the team while nobody is chosen.
pub fn of(mut visits: Vec<Arc<RecordView>>, whose: Option<&String>) -> Vec<Arc<RecordView>> {
    visits.retain(|visit| whose.is_none_or(|who| visit.text("assignedOperatorId") == Some(who)));
    visits
}

/// "Giro di": for who has the rounds of a whole team on the phone; a volunteer has the own one only.
#[component]
pub fn Whose(
    /// The visits of today, of everybody.
    visits: Memo<Vec<Arc<RecordView>>>,
    /// Who is chosen.
    whose: RwSignal<Option<String>>,
) -> impl IntoView {
    let state = use_state();
    let who = Memo::new(move |_| {
        let mut who: Vec<String> = Vec::new();
        visits.with(|visits| {
            for id in visits.iter().filter_map(|visit| visit.text("assignedOperatorId")) {
                if !who.iter().any(|known| known == id) {
                    who.push(id.to_owned());
                }
            }
        });
        who
    });
    let chip = move |id: Option<String>, label: String| {
        let id = StoredValue::new(id);
        view! {
            <label class="chip">
                <input
                    type="radio"
                    name="giro-di"
                    prop:checked=move || id.with_value(|id| whose.with(|whose| whose == id))
                    on:change=move |_| whose.set(id.get_value())
                />
                <span>{label}</span>
            </label>
        }
    };
    move || {
        let who = who.get();
        (who.len() > 1 && state.has_role(Role::ProximityOperator)).then(|| {
            let chips = who.into_iter().map(|id| chip(Some(id.clone()), facts::operator(&id, &state))).collect_view();
            view! {
                <fieldset class="group">
                    <legend class="group__label">{tr!(people.round_of)}</legend>
                    <div class="chips">{chip(None, tr!(people.round_of_all).to_owned())} {chips}</div>
                    {move || {
                        whose
                            .get()
                            .map(|id| {
                                view! {
                                    <a href=format!("/giro/sostituzione?chi={id}") class="btn btn--text">
                                        {tr!(people.substitute)}
                                    </a>
                                }
                            })
                    }}
                </fieldset>
            }
        })
    }
}

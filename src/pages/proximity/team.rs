use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::Service;
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use crate::commands::use_commands;
use crate::components::form::Opt;
use crate::components::{Notice, Show, Tone};
use crate::i18n::words;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The operators of the own team, oneself first.
pub fn operators(state: &AppState) -> Vec<Opt> {
    let Some(team) = state.team_of(Service::Proximity) else { return Vec::new() };
    state.identity.with(|identity| {
        let Some(profile) = identity.as_ref().map(|identity| &identity.profile) else { return Vec::new() };
        let me = Opt { value: profile.operator_id.to_string(), label: profile.display_name.clone() };
        let others = profile.colleagues.iter().filter(|one| one.team_ids.contains(&team.id));
        let others = others.map(|one| Opt { value: one.operator_id.to_string(), label: one.display_name.clone() });
        std::iter::once(me).chain(others).collect()
    })
}

/// Who visits a person for good; each tap is kept, and the card goes to that phone.
#[component]
pub fn Assigned(card: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let assigned: Vec<String> = card.codes("assignedOperatorIds").into_iter().map(str::to_owned).collect();
    let visiting =
        card.codes("visitingOperatorIds").into_iter().map(|id| facts::operator(id, &state)).collect::<Vec<_>>();
    let kept = StoredValue::new(card);
    let chips = operators(&state)
        .into_iter()
        .map(|operator| {
            let mut after = assigned.clone();
            let among = after.iter().position(|id| *id == operator.value);
            match among {
                Some(at) => drop(after.remove(at)),
                None => after.push(operator.value),
            }
            let toggle = move |_| {
                let fields = order::tree([("assignedOperatorIds".to_owned(), Value::from(after.clone()))]);
                let card = kept.get_value();
                leptos::task::spawn_local(async move {
                    if let Err(error) = commands.patch(&card, fields).await {
                        failed.try_set(Some(error));
                    }
                });
            };
            view! {
                <label class="chip">
                    <input type="checkbox" prop:checked=among.is_some() on:change=toggle />
                    <span>{operator.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(people.who_visits)}</legend>
            <p class="group__hint">{tr!(people.who_visits_hint)}</p>
            <div class="chips">{chips}</div>
        </fieldset>
        {(!visiting.is_empty())
            .then(|| view! { <p class="text-2">{tr!(people.visiting, names = visiting.join(", "))}</p> })}
        <Show when=move || failed.get().is_some()>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
    }
}

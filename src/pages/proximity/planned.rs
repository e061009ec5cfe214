use leptos::prelude::*;
use model::round;

use super::desk::{Last, What, as_it_was, last};
use super::minutes::Minutes;
use super::outcome::LIST;
use super::round::{pending, who_and_what};
use super::visit::changed;
use crate::components::PlainFrame;
use crate::components::form::{DraftBanner, Errors, Form, Lines, SaveBar, SomeOf, When, codes};
use crate::pages::gone::RecordGone;
use crate::pages::{go, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// A visit that is still to be made: when, what, and what to buy.
#[component]
pub fn PlannedVisit() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id))).filter(|visit| pending(visit));
    let Some(record) = record else {
        return view! { <RecordGone title=tr!(proximity.visit) back="/giro" /> }.into_any();
    };
    let form = Form::edit(&record);
    let id = record.id;
    let planned_for = record.instant("scheduledAt").map(model::rome::day_of);
    let (who, _) = untrack(|| who_and_what(&record, &state));
    let then = go("/giro");
    let save = move || {
        let then = then.clone();
        let day = form.fields.with_untracked(|fields| fields.instant("scheduledAt")).map(model::rome::day_of);
        // On another day it stands where its time puts it.
        if day != planned_for {
            form.preset("roundPosition", serde_json::Value::Null);
        }
        let before = untrack(|| state.record(id));
        let after = form.fields.get_untracked();
        let back = before.map(|before| as_it_was(&before, &changed(&before, &after))).into_iter().collect();
        form.save(move |visit| {
            last().set(Some(Last { visit, what: What::Saved, back }));
            then();
        });
    };
    let services = Signal::derive(move || codes(&state, "serviceType"));
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    let is_over = round::shopping_list_is_over(&record.fields, state.now.get_untracked());
    view! {
        <PlainFrame
            title=tr!(proximity.planned_visit).to_owned()
            context=who
            back="/giro".to_owned()
            bar=Some(bar)
        >
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                {(!is_over)
                    .then(|| {
                        view! { <Lines form field=LIST label=tr!(proximity.shopping_list) hint=tr!(proximity.shopping_hint) /> }
                    })}
                <SomeOf form field="services" label=tr!(proximity.services) options=services />
                <Minutes form field="plannedMinutes" label=tr!(proximity.planned_minutes).to_owned() />
                <When form field="scheduledAt" label=tr!(proximity.scheduled_at) />
            </form>
        </PlainFrame>
    }
    .into_any()
}

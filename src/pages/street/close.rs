use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::Redirect;
use model::codes::{Code as _, OutingOutcome};
use model::ids::RecordId;
use model::street::derived_outcome;
use sync::client::RecordView;

use super::acts;
use super::guide::Guide;
use super::outings::{begins, current};
use super::work::work;
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, Lines, Toggle, When};
use crate::components::{Icon, PlainFrame};
use crate::i18n::dates;
use crate::pages::{go, now_field};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Ends the outing: what was counted says how it went, a person may say otherwise.
#[component]
pub fn Close() -> impl IntoView {
    let state = use_state();
    match untrack(|| current(&state)) {
        Some(outing) => view! { <CloseForm outing /> }.into_any(),
        None => view! { <Redirect path="/uscita" /> }.into_any(),
    }
}

#[component]
fn CloseForm(outing: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let id = outing.id;
    let form = Form::edit(&outing);
    form.preset("status", "completed");
    form.preset("endedAt", now_field());
    form.preset("outcome", untrack(|| suggested(id, &state)));
    form.preset("safeguardingRaised", outing.flag("safeguardingRaised"));
    let phase_missing = outing.text("activityPhase").is_none();
    let raised = Memo::new(move |_| form.get("safeguardingRaised").and_then(|yes| yes.as_bool()).unwrap_or_default());
    let nobody = move || form.text("outcome") == OutingOutcome::NOBODY_PRESENT.as_str();
    let then = go("/uscita");
    let save = move |_| {
        let then = then.clone();
        form.save(move |_| then());
    };
    let bar = view! {
        <button type="button" class="btn btn--main" disabled=move || form.saving.get() on:click=save>
            {move || if nobody() { tr!(street.nobody) } else { tr!(street.close) }}
        </button>
        <p class="bar__note">{tr!(street.close_note)}</p>
    }
    .into_any();
    view! {
        <PlainFrame title=tr!(street.close).to_owned() back="/uscita".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Sum outing />
                <Codes form field="outcome" label=tr!(street.outcome) list="outingOutcome" layout=Layout::Chips />
                <Show when=move || phase_missing>
                    <Codes form field="activityPhase" label=tr!(street.phase) list="activityPhase" layout=Layout::Chips />
                </Show>
                <Toggle form field="safeguardingRaised" label=tr!(street.safeguarding) />
                <Show when=move || raised.get()>
                    <Guide key="safeguarding" />
                </Show>
                <details class="more">
                    <summary>
                        <Icon name="expand" />
                        {tr!(common.more_details)}
                    </summary>
                    <div class="more__body">
                        <When form field="endedAt" label=tr!(street.ended_at) />
                        <Codes form field="outingConditions" label=tr!(street.conditions) list="outingConditions" layout=Layout::Chips />
                        <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                    </div>
                </details>
            </form>
        </PlainFrame>
    }
}

/// How long it was and how many were met.
#[component]
fn Sum(outing: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let id = outing.id;
    let began = begins(&outing);
    let elapsed = move || began.map(|began| dates::elapsed(began, state.now.get()));
    let met = Memo::new(move |_| acts::contacts(work(&state).contacts(id)));
    let groups = Memo::new(move |_| work(&state).meetings_of(id).len());
    view! {
        <section class="card">
            <div class="card__body--two">
                <p class="figure">{tr!(street.lasted)} <span class="figure__value">{elapsed}</span></p>
                <div class="card__end">
                    <strong>{met}</strong>
                    {move || tr!(street.groups_met, count = groups.get())}
                </div>
            </div>
        </section>
    }
}

/// How it went, from what was counted on all phones.
fn suggested(outing: RecordId, state: &AppState) -> String {
    let work = work(state);
    let observed = work.meetings_of(outing).iter().filter_map(|held| held.record.number("observedCount")).sum();
    derived_outcome(work.contacts(outing), observed).as_str().to_owned()
}

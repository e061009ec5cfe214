use std::sync::Arc;

use leptos::prelude::*;
use model::codes::{Code as _, OutingOutcome, TallyKind};
use model::ids::RecordId;
use model::street::derived_outcome;
use sync::client::{Change, RecordView};

use super::choices::save_without;
use super::doubles::Doubles;
use super::guide::Guide;
use super::outings::{begins, current};
use super::place::NOBODY_MET;
use super::work::work;
use super::{acts, words};
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, Lines, Stepper, Toggle, When};
use crate::components::{Button, Look, More, PlainFrame, Redirect, Show};
use crate::i18n::dates;
use crate::pages::{go, now_field};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Where the form keeps those who were met and not tapped.
const NOT_TAPPED: [(&str, TallyKind); 2] = [("notTappedNew", TallyKind::NEW), ("notTappedKnown", TallyKind::KNOWN)];

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
    let typed = move || NOT_TAPPED.iter().any(|(field, _)| form.number(field).is_some_and(|count| count > 0));
    let nobody = move || form.text("outcome") == OutingOutcome::NOBODY_PRESENT.as_str() && !typed();
    let then = go("/uscita");
    let save = move |_| {
        let then = then.clone();
        let tallies = untrack(|| not_tapped(form, id, &state));
        if !tallies.is_empty() && NOBODY_MET.contains(&form.text("outcome").as_str()) {
            form.preset("outcome", OutingOutcome::CONTACTS_MADE.as_str());
        }
        save_without(form, &NOT_TAPPED.map(|(field, _)| field), tallies, Vec::new(), move |_| then());
    };
    let close = words::close_title(&outing);
    let bar = view! {
        <Button
            look=Look::Main
            disabled=move || form.saving.get()
            on_press=save
            words=move || if nobody() { tr!(street.nobody) } else { close }
        />
        <p class="bar__note">{tr!(street.close_note)}</p>
    }
    .into_any();
    view! {
        <PlainFrame title=close.to_owned() back="/uscita".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Sum outing />
                <Doubles outing=id />
                <Codes form field="outcome" label=tr!(street.outcome) list="outingOutcome" layout=Layout::Chips />
                <Show when=move || phase_missing>
                    <Codes form field="activityPhase" label=tr!(street.phase) list="activityPhase" layout=Layout::Chips />
                </Show>
                <Toggle form field="safeguardingRaised" label=tr!(street.safeguarding) />
                <Show when=move || raised.get()>
                    <Guide key="safeguarding" />
                </Show>
                <More>
                    <h2 class="section-title">{tr!(street.not_tapped)}</h2>
                    <Stepper form field="notTappedNew" label=tr!(street.not_tapped_new) unit=tr!(common.people) max=99 />
                    <Stepper form field="notTappedKnown" label=tr!(street.not_tapped_known) unit=tr!(common.people) max=99 />
                    <When form field="endedAt" label=tr!(street.ended_at) />
                    <Codes form field="outingConditions" label=tr!(street.conditions) list="outingConditions" layout=Layout::Chips />
                    <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                </More>
            </form>
        </PlainFrame>
    }
}

/// What was counted in the head, as tallies.
fn not_tapped(form: Form, outing: RecordId, state: &AppState) -> Vec<Change> {
    let fields = form.fields.get_untracked();
    let counted = NOT_TAPPED.into_iter().filter_map(|(field, kind)| Some((kind, fields.number(field)?)));
    counted.filter(|(_, count)| *count > 0).map(|(kind, count)| acts::tally(outing, &kind, count, state)).collect()
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

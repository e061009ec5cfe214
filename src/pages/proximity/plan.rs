use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::plan;
use model::proximity::VisitPlan;
use model::record::{RecordType, Service};
use model::rome;
use model::time::Millis;
use serde_json::Value;

use super::name;
use super::person::asked_for;
use super::plan_when::{Weekdays, Window};
use super::plan_words::{holiday_rules, recurrences};
use super::team::operators;
use crate::components::form::{
    Codes, Day, DraftBanner, Errors, Form, Layout, OneOf, Opt, SaveBar, SomeOf, Stepper, codes,
};
use crate::components::{Icon, Notice, PlainFrame, Show};
use crate::i18n::dates;
use crate::pages::record::VoidControls;
use crate::pages::{new_fields, route_id};
use crate::runtime::{now, use_location};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Minutes of a visit that nobody chose others for.
const USUAL_MINUTES: i64 = 30;
/// How far the next days are shown.
const SHOWN_DAYS: u64 = 42;
/// How many of them.
const SHOWN: usize = 4;

/// Visits that recur, for the person that the address names.
#[component]
pub fn NewPlan() -> impl IntoView {
    let state = use_state();
    let Some(card) = asked_for(&state) else { return gone().into_any() };
    let mut fields = new_fields(&state, Service::Proximity, "");
    let tomorrow = rome::day_of(now().plus(Millis::DAY)).to_string();
    let usual = card.codes("assignedOperatorIds").first().map(|id| Value::from(*id));
    fields.extend(order::tree([
        ("beneficiaryId".to_owned(), Value::from(card.id.to_string())),
        ("recurrence".to_owned(), "weekly".into()),
        ("holidayRule".to_owned(), "skip".into()),
        ("durationMinutes".to_owned(), USUAL_MINUTES.into()),
        ("validFrom".to_owned(), tomorrow.into()),
        ("assignedOperatorId".to_owned(), usual.unwrap_or_default()),
    ]));
    if let Some(place) = card.fields.get("municipalityCode") {
        fields.insert("municipalityCode".to_owned(), place.clone());
    }
    view! { <PlanForm form=Form::create(RecordType::VISIT_PLAN, fields) person=card.id /> }.into_any()
}

/// A plan that exists.
#[component]
pub fn EditPlan() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record.as_ref().and_then(|plan| plan.reference("beneficiaryId").map(|person| (plan.clone(), person))) {
        Some((plan, person)) => view! { <PlanForm form=Form::edit(&plan) person plan=Some(plan) /> }.into_any(),
        None => gone().into_any(),
    }
}

fn gone() -> impl IntoView {
    view! {
        <PlainFrame title=tr!(people.edit_plan).to_owned() back="/beneficiario".to_owned()>
            <Notice words=tr!(people.gone) />
        </PlainFrame>
    }
}

#[component]
fn PlanForm(
    form: Form,
    /// Who is visited.
    person: RecordId,
    /// The plan as it was opened.
    #[prop(optional_no_strip)]
    plan: Option<std::sync::Arc<sync::client::RecordView>>,
) -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let back = format!("/beneficiario/{person}");
    let then = back.clone();
    let save = move || {
        let then = then.clone();
        form.save(move |_| location.go(&then));
    };
    let who = untrack(|| state.record(person)).map(|card| name(&card)).unwrap_or_default();
    let services = Signal::derive(move || codes(&state, "serviceType"));
    let options = |list: &[(&'static str, &'static str)]| -> Vec<Opt> {
        list.iter().map(|(value, label)| Opt { value: (*value).to_owned(), label: (*label).to_owned() }).collect()
    };
    let (often, holidays) = (options(&recurrences()), options(&holiday_rules()));
    let relational =
        Memo::new(move |_| form.fields.with(|fields| fields.codes("services").contains(&"relational_visit")));
    let bar = view! { <SaveBar form on_save=save note=tr!(people.preview_note) /> }.into_any();
    view! {
        <PlainFrame
            title=tr!(people.edit_plan).to_owned()
            context=who
            tab_title=tr!(people.edit_plan)
            back
            bar=Some(bar)
        >
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form about="beneficiaryId" />
                <Errors form />
                <SomeOf form field="services" label=tr!(people.what) options=services />
                <OneOf
                    form
                    field="recurrence"
                    label=tr!(people.recurrence)
                    options=Signal::derive(move || often.clone())
                    layout=Layout::Chips
                />
                <Weekdays form />
                <Window form />
                <Preview form />
                <OneOf
                    form
                    field="assignedOperatorId"
                    label=tr!(people.who_goes)
                    options=Signal::derive(move || operators(&state))
                    layout=Layout::Chips
                />
                <p class="text-small text-2">{tr!(people.who_goes_hint)}</p>
                <Stepper form field="durationMinutes" label=tr!(people.minutes) unit=tr!(common.minutes) min=5 max=480 step=5 />
                <Show when=move || relational.get()>
                    <Codes form field="reason" label=tr!(proximity.reason) list="relationalReason" layout=Layout::Chips />
                    <Codes form field="goal" label=tr!(proximity.goal) list="relationalGoal" layout=Layout::Chips />
                    <Day form field="nextReviewOn" label=tr!(proximity.next_review) />
                </Show>
                <OneOf
                    form
                    field="holidayRule"
                    label=tr!(people.holidays)
                    options=Signal::derive(move || holidays.clone())
                    layout=Layout::Chips
                />
                <div class="fields">
                    <Day form field="validFrom" label=tr!(people.valid_from) />
                    <Day form field="validTo" label=tr!(people.valid_to) />
                </div>
            </form>
            {plan.map(|record| view! { <VoidControls record /> })}
        </PlainFrame>
    }
}

/// The next days by the rule of the API: what was chosen, seen before it is saved.
#[component]
fn Preview(form: Form) -> impl IntoView {
    let state = use_state();
    let text = move || {
        form.fields.with(|fields| {
            let typed = VisitPlan::lenient(fields);
            let place = fields.text("municipalityCode").map(str::to_owned);
            let config = state.config.get();
            let is_patron_day = |day| place.as_ref().is_some_and(|place| config.holidays.is_patron_day(day, place));
            let from = typed.valid_from.unwrap_or_default().max(rome::day_of(state.now.get_untracked()));
            let until = from.checked_add_days(chrono::Days::new(SHOWN_DAYS)).unwrap_or(from);
            let days = plan::days(&typed, from, until, &is_patron_day);
            let words = |day| dates::long_day(rome::start_of_day(day));
            let days: Vec<String> = days.into_iter().take(SHOWN).map(words).collect();
            if days.is_empty() {
                tr!(people.preview_none).to_owned()
            } else {
                tr!(people.preview, days = days.join(", "))
            }
        })
    };
    view! {
        <p class="notice" aria-live="polite">
            <Icon name="calendar" />
            <span>{text}</span>
        </p>
    }
}

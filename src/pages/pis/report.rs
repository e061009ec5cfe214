use leptos::prelude::*;
use model::codes::Code as _;
use model::config::AmbitoConfig;
use model::hours::{time_band, within_service_hours};
use model::order;
use model::record::{Issue, IssueCode, RecordType, Service};
use model::time::Millis;
use serde_json::Value;

use super::people::{self, HowMany, follow_category};
use super::report_details::{Details, Warnings};
use super::{at_night, service_hours};
use crate::components::PlainFrame;
use crate::components::form::{Codes, DraftBanner, Errors, Form, Municipality, SaveBar};
use crate::i18n::dates;
use crate::pages::gone::RecordGone;
use crate::pages::{facts, new_fields, route_id};
use crate::runtime::use_location;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A report that comes in now.
#[component]
pub fn NewReport() -> impl IntoView {
    let state = use_state();
    at_night(&state);
    let mut fields = new_fields(&state, Service::Pis, "reported");
    fields.extend(order::tree([
        ("reportedAt".to_owned(), super::events::field(state.true_now())),
        (people::FIELD.to_owned(), people::one()),
    ]));
    let form = Form::create(RecordType::PIS_ACTIVATION, fields);
    view! { <ReportForm form title=tr!(pis.report) back="/pis".to_owned() /> }
}

/// The facts of a report that exists.
#[component]
pub fn EditReport() -> impl IntoView {
    let state = use_state();
    at_night(&state);
    // Read once: a pull in the middle must not replace what is being typed.
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => {
            let back = format!("/pis/{}", record.id);
            view! { <ReportForm form=Form::edit(&record) title=tr!(pis.edit_report) back /> }.into_any()
        }
        None => view! { <RecordGone title=tr!(pis.edit_report) back="/pis" /> }.into_any(),
    }
}

#[component]
fn ReportForm(form: Form, title: &'static str, back: String) -> impl IntoView {
    let state = use_state();
    let then = StoredValue::new(back.clone());
    let location = use_location();
    let category = StoredValue::new(form.get("targetCategory").and_then(|code| code.as_str().map(str::to_owned)));
    let save = move || {
        follow_category(form, category.get_value().as_deref());
        category.set_value(Some(untrack(|| form.text("targetCategory"))));
        state.config.with_untracked(|config| compute(form, config));
        if !has_place(form, &state) {
            return;
        }
        form.save(move |_| location.go(&then.get_value()));
    };
    let context = Signal::derive(move || state.config.with(|config| received(form, config, state.true_now())));
    let bar = view! { <SaveBar form note=tr!(pis.no_names) on_save=save /> }.into_any();
    view! {
        <PlainFrame title=title.to_owned() context back bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Warnings form />
                <Codes form field="referrerType" label=tr!(pis.referrer) list="referrerType" fold=true />
                <Codes form field="targetCategory" label=tr!(pis.category) list="targetCategory" fold=true />
                <ExactWords form />
                <HowMany form />
                <Municipality form fold=true />
                <Codes form field="triage" label=tr!(pis.triage) list="triage" fold=form.edits() />
                <Details form />
            </form>
        </PlainFrame>
    }
}

/// The category as the Piano words it, behind the short one.
#[component]
fn ExactWords(form: Form) -> impl IntoView {
    let state = use_state();
    let words = move || {
        let code = form.text("targetCategory");
        let exact = facts::code_label("targetCategory", &code, &state);
        let longer = !code.is_empty() && exact != facts::chip_label("targetCategory", &code, &state);
        longer.then(|| view! { <p class="text-small">{exact}</p> })
    };
    view! { {words} }
}

/// Every count of the service is by Comune: without one nothing is saved, and what else is wrong is said with it.
fn has_place(form: Form, state: &AppState) -> bool {
    let fields = form.fields.get_untracked();
    if fields.text("municipalityCode").is_some() {
        return true;
    }
    let mut issues = model::validate(&form.record_type(), &fields, &state.config.get_untracked());
    issues.push(Issue { field: "municipalityCode".to_owned(), code: IssueCode::Missing });
    form.issues.set(issues);
    false
}

/// What the time of the report decides: whether the service ran, and the band that reports count by.
fn compute(form: Form, config: &AmbitoConfig) {
    let at = form.fields.with_untracked(|fields| fields.instant("reportedAt"));
    let Some(at) = at else { return };
    form.preset("occurredAt", super::events::field(at));
    form.preset("withinServiceHours", within_service_hours(config, at).map_or(Value::Null, Value::from));
    form.preset("timeBand", time_band(at).as_str());
}

/// `ricevuta alle 23:22 · in orario di servizio`
fn received(form: Form, config: &AmbitoConfig, now: Millis) -> String {
    let Some(at) = form.instant("reportedAt") else { return String::new() };
    let hours = service_hours::words(config, at);
    if dates::same_day(at, now) {
        tr!(pis.received_at, time = dates::clock(at), hours = hours)
    } else {
        tr!(pis.received_on, time = dates::day_and_clock(at), hours = hours)
    }
}

use std::borrow::Cow;
use std::sync::Arc;

use leptos::prelude::*;
use model::record::{FieldSpec, Fields, Issue, RecordType};
use model::template;
use serde_json::Value;
use sync::client::RecordView;

use super::templates::{LIST, Removed, form_name, teams};
use crate::components::form::{
    Codes, DraftBanner, Errors, Form, Layout, OneOf, Opt, SaveBar, SomeOf, Stepper, Text, codes,
};
use crate::components::{Button, Fit, Look, PlainFrame, Sheet, Show};
use crate::pages::{facts, go, template as pages};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The field that holds what a template sets; on the page each of them stands by itself.
const VALUES: &str = "values";

/// A template: for which form, what it is called, what it sets.
#[component]
pub fn TemplateForm(
    /// The one to mend; none for a new one.
    template: Option<Arc<RecordView>>,
    /// What takes one away.
    removed: Removed,
) -> impl IntoView {
    let state = use_state();
    let form = match &template {
        Some(template) => {
            let form = Form::edit(template);
            pages::values(template).into_iter().for_each(|(name, value)| form.preset(&name, value));
            form
        }
        None => Form::create(RecordType::TEMPLATE, Fields::new()),
    };
    form.label(VALUES, tr!(template.values));
    let then = go(LIST);
    let save = move || save(form, &state, then.clone());
    let bar = view! { <SaveBar form label=tr!(template.save) on_save=save /> }.into_any();
    let kind = Memo::new(move |_| kind_of(&form.text("forType")));
    let (title, context) = match &template {
        Some(_) => (tr!(template.edit), untrack(|| kind.get()).as_ref().map_or("", form_name)),
        None => (tr!(template.new), ""),
    };
    let chosen = move |kind: RecordType| {
        let inputs = template::settable(&kind).map(|spec| input(form, &kind, spec, &state)).collect_view();
        view! { <div class="form">{inputs}</div> }
    };
    view! {
        <PlainFrame title=title.to_owned() context=context.to_owned() back=LIST.to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                {template.is_none().then(|| view! { <ForWhom form /> })}
                <Text form field="name" label=tr!(template.name) hint=tr!(template.name_hint) />
                <Show when=move || kind.with(Option::is_some)>
                    <section class="stack" id="campo-values" tabindex="-1" aria-label=tr!(template.values)>
                        <h2 class="section-title">{tr!(template.values)}</h2>
                        <p class="text-2">{tr!(template.values_hint)}</p>
                        {move || kind.get().map(chosen)}
                    </section>
                </Show>
            </form>
            {template.map(|template| view! { <Remove template removed /> })}
        </PlainFrame>
    }
}

/// The form, and the team where more than one has it.
#[component]
fn ForWhom(form: Form) -> impl IntoView {
    let state = use_state();
    let teams = StoredValue::new(teams(&state));
    let mut forms: Vec<Opt> = Vec::new();
    for kind in
        teams.with_value(|teams| teams.iter().flat_map(|team| template::forms_of(team.service)).collect::<Vec<_>>())
    {
        let one = Opt { value: kind.to_string(), label: form_name(&kind).to_owned() };
        if !forms.contains(&one) {
            forms.push(one);
        }
    }
    let of_service = Memo::new(move |_| {
        let service = kind_of(&form.text("forType")).and_then(|kind| kind.info()?.service);
        let mut of = teams.get_value();
        of.retain(|team| Some(team.service) == service);
        of
    });
    // Which team and which service follow from the form, where a person need not say.
    Effect::new(move || {
        let of = of_service.get();
        let Some(first) = of.first() else { return };
        // What is written here must not call this again.
        let named = untrack(|| form.text("teamId"));
        if of.iter().all(|team| team.id.to_string() != named) {
            form.preset("teamId", first.id.to_string());
        }
        form.preset("service", serde_json::to_value(first.service).unwrap_or_default());
    });
    let options = Signal::derive(move || {
        let option = |team: &protocol::TeamRef| Opt { value: team.id.to_string(), label: team.name.clone() };
        of_service.with(|of| of.iter().map(option).collect())
    });
    view! {
        <OneOf form field="forType" label=tr!(template.which_form) options=Signal::stored(forms) fold=true />
        <Show when=move || of_service.with(|of| of.len() > 1)>
            <OneOf form field="teamId" label=tr!(template.team) options layout=Layout::TilesOne />
        </Show>
    }
}

#[component]
fn Remove(template: Arc<RecordView>, removed: Removed) -> impl IntoView {
    let asked = RwSignal::new(false);
    let then = StoredValue::new_local(go(LIST));
    let template = StoredValue::new(template);
    let remove = move |_| {
        removed.remove(template.get_value(), move || {
            then.try_with_value(|then| then());
        });
    };
    view! {
        <Button
            look=Look::Text
            fit=Fit::Wide
            icon="close-circle"
            on_press=move |_| asked.set(true)
            words=tr!(template.remove)
        />
        <Sheet open=asked title=tr!(template.remove).to_owned()>
            <p class="sheet__text">{tr!(template.remove_text)}</p>
            <div class="actions">
                <Button look=Look::Outline on_press=move |_| asked.set(false) words=tr!(common.cancel) />
                <Button on_press=remove words=tr!(template.remove) />
            </div>
        </Sheet>
    }
}

/// The input of a field, as the form itself asks for it.
fn input(form: Form, kind: &RecordType, spec: &'static FieldSpec, state: &AppState) -> AnyView {
    let label = facts::label(kind, spec.name).unwrap_or(spec.name);
    let (state, field) = (*state, spec.name);
    match spec.codelist {
        Some(list) if spec.set => {
            let options = Signal::derive(move || codes(&state, list));
            view! { <SomeOf form field label options /> }.into_any()
        }
        Some(list) => view! { <Codes form field label list layout=Layout::Chips /> }.into_any(),
        None => view! { <Stepper form field label unit=tr!(common.minutes) min=15 max=480 step=15 /> }.into_any(),
    }
}

fn kind_of(code: &str) -> Option<RecordType> {
    let kind = RecordType(Cow::Owned(code.to_owned()));
    template::settable(&kind).next().is_some().then_some(kind)
}

/// Saves what stands on the page as one template; what does not pass is shown where it was chosen.
fn save(form: Form, state: &AppState, then: impl Fn() + 'static) {
    let typed = form.fields.get_untracked();
    let kind = kind_of(typed.text("forType").unwrap_or_default());
    let set = kind.iter().flat_map(template::settable).filter_map(|spec| {
        let says = |value: &&Value| !value.is_null() && value.as_array().is_none_or(|codes| !codes.is_empty());
        Some((spec.name.to_owned(), typed.get(spec.name).filter(says)?.clone()))
    });
    form.preset(VALUES, Value::Object(set.collect()));
    let config = state.config.get_untracked();
    let whole = form.fields.get_untracked();
    let mut issues = model::validate(&RecordType::TEMPLATE, &whole, &config);
    for issue in template::issues(&whole, &config) {
        let field = issue.field.strip_prefix("values.").unwrap_or(&issue.field).to_owned();
        let issue = Issue { field, ..issue };
        if issues.iter().all(|known| known.field != issue.field) {
            issues.push(issue);
        }
    }
    // Who has not said for which form is asked for that, and for nothing that follows from it.
    if kind.is_none() {
        issues.retain(|issue| !["service", "teamId", VALUES].contains(&issue.field.as_str()));
    }
    if !issues.is_empty() {
        form.issues.set(issues);
        return;
    }
    // On the record they stand in one field.
    let mut own = whole;
    own.retain(|name, _| template::OFFERED.iter().all(|(_, names)| !names.contains(&name.as_str())));
    form.save_as(own, Vec::new(), Vec::new(), move |_| then());
}

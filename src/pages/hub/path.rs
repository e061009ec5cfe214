use std::sync::Arc;

use leptos::prelude::*;
use model::hub::path_end;
use model::record::RecordType;
use sync::client::RecordView;

use super::appointment::statuses;
use super::new_path::{Contact, MorePath, NewPath};
use super::{citizen, status_label};
use crate::components::form::{DraftBanner, Errors, Form, Layout, Lines, OneOf, Opt, SaveBar};
use crate::components::{Mark, More, Notice, PlainFrame, Row, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::{go, route_id};
use crate::runtime::now;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The path of a citizen: its code, its meetings, what is known.
#[component]
pub fn EditPath() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <PathForm record /> }.into_any(),
        None => view! {
            <PlainFrame title=tr!(hub.path).to_owned() back="/hub".to_owned()>
                <Notice words=tr!(common.record_gone) />
            </PlainFrame>
        }
        .into_any(),
    }
}

#[component]
fn PathForm(record: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let form = Form::edit(&record);
    let then = go("/hub");
    let save = move || {
        let then = then.clone();
        if let Some(end) = form.fields.with_untracked(|fields| path_end(fields, now())) {
            form.preset("endedAt", end);
        }
        form.save(move |_| then());
    };
    let title = untrack(|| citizen::name(&record, &state));
    let options =
        statuses(RecordType::CITIZEN_PATH.info(), if record.status().is_empty() { "active" } else { record.status() });
    let code = record.text("code").unwrap_or_default().to_owned();
    let id = record.id;
    let meetings = move || {
        let meetings = citizen::meetings(id, &state).into_iter().enumerate();
        meetings.map(|(at, appointment)| meeting(at + 1, appointment)).collect_view()
    };
    let none = Memo::new(move |_| citizen::meetings(id, &state).is_empty());
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title tab_title=tr!(hub.path) back="/hub".to_owned() bar=Some(bar)>
            <section class="card">
                <p class="figure">
                    {tr!(hub.path_code)} <span class="figure__value">{code}</span>
                </p>
            </section>
            <Show when=move || !none.get()>
                <h2 class="section-title">{tr!(hub.path_meetings)}</h2>
                <ol class="list">{meetings}</ol>
            </Show>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <OneOf form field="status" label=tr!(hub.path_state) options=Signal::stored(options) layout=Layout::Chips />
                <Contact form />
                <NewPath form named=false />
                <More>
                    <MorePath form />
                    <Survey form field="preSurvey" label=tr!(hub.pre_survey) />
                    <Survey form field="postSurvey" label=tr!(hub.post_survey) />
                    <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
                </More>
            </form>
        </PlainFrame>
    }
}

fn meeting(ordinal: usize, appointment: Arc<RecordView>) -> impl IntoView {
    let status = status_label(appointment.status()).to_owned();
    let when = appointment.instant("startsAt").map(dates::day_and_clock).unwrap_or_default();
    let href = format!("/scheda/{}", appointment.id);
    view! {
        <Row href title=when note=status mark=Some(Mark::text(ordinal))><SaveBadge record=appointment /></Row>
    }
}

/// Where a questionnaire stands; it never blocks anything.
#[component]
fn Survey(form: Form, field: &'static str, label: &'static str) -> impl IntoView {
    let state = |value: &str, label: &str| Opt { value: value.to_owned(), label: label.to_owned() };
    let options = vec![
        state("done", tr!(hub.survey_done)),
        state("later", tr!(hub.survey_later)),
        state("refused", tr!(hub.survey_refused)),
    ];
    view! { <OneOf form field label options=Signal::stored(options) layout=Layout::Chips /> }
}

use std::sync::Arc;

use leptos::prelude::*;
use model::codes::{Code as _, SurveyPhase};
use model::hub::{QR_SIDE, path_end, qr, survey_state};
use model::record::{RecordRef, RecordType};
use sync::client::RecordView;

use super::appointment::statuses;
use super::new_path::{Contact, MorePath, NewPath};
use super::{citizen, joins, status_label, survey};
use crate::components::form::{DraftBanner, Errors, Form, Layout, Lines, OneOf, SaveBar};
use crate::components::{Icon, LinkButton, Look, Mark, More, Notice, PlainFrame, Row, SaveBadge, Show, Tone};
use crate::i18n::dates;
use crate::pages::gone::RecordGone;
use crate::pages::{facts, go, route_id};
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
        None => view! { <RecordGone title=tr!(hub.path) back="/hub" /> }.into_any(),
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
    let proposed = Memo::new(move |_| joins::is_proposed(id, &state));
    let none = Memo::new(move |_| citizen::meetings(id, &state).is_empty());
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title tab_title=tr!(hub.path) back="/hub".to_owned() bar=Some(bar)>
            <section class="card">
                <p class="figure">
                    {tr!(hub.path_code)} <span class="figure__value">{code.clone()}</span>
                </p>
                <Qr code />
            </section>
            <Show when=move || proposed.get()>
                <Notice tone=Tone::Warn icon="user" words=tr!(hub.joins_here) />
                <LinkButton look=Look::Soft href="/hub/unioni" words=tr!(hub.joins_look) />
            </Show>
            <Show when=move || !none.get()>
                <h2 class="section-title">{tr!(hub.path_meetings)}</h2>
                <ol class="list">{meetings}</ol>
            </Show>
            <Surveys path=Arc::clone(&record) />
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <OneOf form field="status" label=tr!(hub.path_state) options=Signal::stored(options) layout=Layout::Chips />
                <Contact form />
                <NewPath form named=false />
                <More>
                    <MorePath form />
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

/// The code for a card that a phone's camera reads.
#[component]
fn Qr(code: String) -> impl IntoView {
    let dark = qr(&code)?;
    let at = |row: usize, column: usize| format!("M{column} {row}h1v1h-1z");
    let cells = (0..QR_SIDE).flat_map(|row| (0..QR_SIDE).map(move |column| (row, column)));
    let path: String = cells.filter(|(row, column)| dark[*row][*column]).map(|(row, column)| at(row, column)).collect();
    Some(view! {
        <svg class="qr" viewBox="-4 -4 29 29" role="img" aria-label=tr!(hub.path_qr)>
            // In every theme: cameras read dark on white.
            <rect x="-4" y="-4" width="29" height="29" fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    })
}

/// The questionnaires and where they stand; they never block anything.
#[component]
fn Surveys(path: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let row = move |phase: SurveyPhase, title: &'static str| {
        let (href, path) = (survey::address(&path, &phase), Arc::clone(&path));
        let note = move || {
            let answers = state.of_type(&RecordType::SURVEY_ANSWER);
            let path = RecordRef::new(path.id, &path.record_type, &path.fields);
            let answers = answers.iter().map(|one| RecordRef::new(one.id, &one.record_type, &one.fields));
            let stands = survey_state(&path, &phase, answers);
            stands.map_or_else(
                || tr!(hub.survey_none).to_owned(),
                |stands| facts::chip_label("surveyState", stands.as_str(), &state),
            )
        };
        view! {
            <Row href title note>
                <Icon name="chevron-right" size="row__go" />
            </Row>
        }
    };
    view! {
        <h2 class="section-title">{tr!(hub.surveys)}</h2>
        <ul class="list">
            {row(SurveyPhase::BEFORE, tr!(hub.pre_survey))} {row(SurveyPhase::AFTER, tr!(hub.post_survey))}
        </ul>
    }
}

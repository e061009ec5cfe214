use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use model::codes::ServiceType;
use model::record::RecordType;
use model::round;
use sync::client::RecordView;

use super::calls::tel;
use super::desk::{Last, What, last, use_desk};
use super::round::beneficiary;
use super::{edit_path, name};
use crate::components::{Button, LinkButton, Look, Notice, Show, Tone, Undo};
use crate::i18n::dates;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What was done last, with the way back, until the next act. Where somebody who lives alone did not answer, the calls stay.
#[component]
pub fn LastAct() -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let done = last();
    let is_undone = {
        let done = done.clone();
        Memo::new(move |_| done.with(|done| done.as_ref().is_some_and(|done| done.what == What::Undone)))
    };
    let visit = {
        let done = done.clone();
        Memo::new(move |_| {
            done.with(|done| done.as_ref().map(|done| done.visit)).filter(|id| state.record(*id).is_some())
        })
    };
    let alone = {
        let done = done.clone();
        Memo::new(move |_| {
            let done = done.get().filter(|done| done.what == What::Outcome("not_found", None))?;
            let card = beneficiary(&*state.record(done.visit)?, &state)?;
            card.flag("livesAlone").then_some(card)
        })
    };
    let words = Memo::new(move |_| done.get().and_then(|done| said(&done, &state)));
    let details = move || visit.get().and_then(|id| edit_path(&*state.record(id)?)).unwrap_or_default();
    view! {
        <Undo words=move || words.get() taken_back=is_undone>
            <Show when=move || !is_undone.get()>
                <Button look=Look::Text on_press=move |_| desk.undo() words=tr!(common.cancel) />
                <LinkButton look=Look::Text href=details words=tr!(proximity.add_details) />
            </Show>
        </Undo>
        {move || alone.get().map(|card| view! { <StillCall card /> })}
    }
}

/// Somebody who lives alone did not answer: the calls stay at hand, in one line.
#[component]
fn StillCall(card: Arc<RecordView>) -> impl IntoView {
    let numbers = [
        (card.text("phone").map(str::to_owned), tr!(proximity.call_short_person)),
        (card.text("contactPersonPhone").map(str::to_owned), tr!(proximity.call_short_contact)),
        (Some("112".to_owned()), "112"),
    ];
    let calls = numbers
        .into_iter()
        .filter_map(|(number, words)| {
            let href = tel(&number?);
            Some(view! {
                <LinkButton look=Look::Soft icon="telephone" href leaves=true words />
            })
        })
        .collect_view();
    view! {
        <section class="stack" aria-label=tr!(proximity.alone_title)>
            <Notice tone=Tone::Warn icon="warning" words=tr!(proximity.alone_text) />
            <div class="actions">{calls}</div>
        </section>
    }
}

/// The last act in words; none where its record has left the phone.
fn said(done: &Last, state: &AppState) -> Option<String> {
    let visit = state.record(done.visit)?;
    let is_group = visit.record_type == RecordType::PROXIMITY_GROUP_SESSION;
    let somebody = || beneficiary(&visit, state).map_or(tr!(common.unknown_person).to_owned(), |card| name(&card));
    let who = if is_group { tr!(proximity.group).to_owned() } else { somebody() };
    Some(match &done.what {
        What::Saved if is_group => tr!(proximity.group_saved).to_owned(),
        What::Outcome(outcome, day) => ended(outcome, *day, &visit, who, state),
        What::Saved => tr!(proximity.last_saved, name = who),
        What::Undone => tr!(proximity.last_undone, name = who),
        What::Changed => tr!(proximity.last_changed, name = who),
    })
}

fn ended(outcome: &str, day: Option<NaiveDate>, visit: &RecordView, who: String, state: &AppState) -> String {
    let services: Vec<ServiceType> = visit.codes("services").into_iter().map(ServiceType::new).collect();
    match (outcome, day) {
        ("done", _) if round::is_delivery(&services) => tr!(proximity.last_delivered, name = who),
        ("done", _) => tr!(proximity.last_visited, name = who),
        ("postponed", Some(day)) if day == round::day_after(state.now.get()) => {
            tr!(proximity.last_tomorrow, name = who)
        }
        ("postponed", Some(day)) => tr!(proximity.last_postponed, name = who, day = dates::numeric_day(day)),
        (other, _) => {
            let how = crate::pages::facts::code_label("visitOutcome", other, state);
            tr!(proximity.last_other, how = how, name = who)
        }
    }
}

//! What is asked over the round: nobody answers, another outcome. Nobody needs it before the first tap.

use std::sync::Arc;

use leptos::prelude::*;
use model::round;
use model::time::parse_day;
use sync::client::RecordView;

use super::calls::Calls;
use super::desk::{Desk, use_desk};
use super::minutes::keys;
use super::outcome::{self, planned_minutes};
use super::round::beneficiary;
use crate::components::form::codes;
use crate::components::{Button, Fit, Icon, LinkButton, Look, Notice, Sheet, Show, Tone};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// The ends that need nothing more.
const ENDS: [&str; 4] = ["refused", "partly_done", "cancelled_by_person", "cancelled_by_service"];
/// Most services of one visit.
const MOST_SERVICES: usize = 4;

/// The sheets of the round.
#[component]
pub fn Sheets() -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let visit = Memo::new(move |_| desk.asked.get().and_then(|id| state.record(id)));
    view! {
        <Sheet open=desk.nobody title=tr!(proximity.no_answer).to_owned()>
            {move || visit.get().map(|visit| view! { <NoAnswer visit /> })}
        </Sheet>
        <Sheet open=desk.other title=tr!(proximity.other_outcome).to_owned()>
            {move || visit.get().map(|visit| view! { <Other visit /> })}
        </Sheet>
    }
}

/// Nobody answers: what to do, whom to call, and that it was so.
#[component]
fn NoAnswer(visit: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let card = beneficiary(&visit, &state);
    let guide =
        state.config.with_untracked(|config| config.guides.iter().find(|guide| guide.key == "no_answer").cloned());
    let steps = guide.map(|guide| guide.steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view());
    let alone = card.as_ref().is_some_and(|card| card.flag("livesAlone"));
    view! {
        {alone
            .then(|| {
                view! {
                    <Notice tone=Tone::Warn icon="warning" words=tr!(proximity.alone_title) />
                }
            })}
        {steps.map(|steps| view! { <ol class="steps">{steps}</ol> })}
        <Calls card />
        <Failed desk />
        <button
            type="button"
            class="btn btn--main sheet__stick"
            on:click=move |_| outcome::close(desk, &visit, "not_found", &state)
        >
            {tr!(proximity.mark_no_answer)}
        </button>
    }
}

/// The other ways a visit may end: refused, moved to another day, cancelled; or delivered with something changed.
#[component]
fn Other(visit: Arc<RecordView>) -> impl IntoView {
    let desk = use_desk();
    let when = RwSignal::new(false);
    let visit = StoredValue::new(visit);
    view! {
        <Show when=move || when.get() fallback=move || view! { <Ends visit when /> }>
            <ToWhen visit />
        </Show>
        <Failed desk />
    }
}

/// One tap each, and the way to deliver with something changed.
#[component]
fn Ends(visit: StoredValue<Arc<RecordView>>, when: RwSignal<bool>) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let ends = ENDS
        .into_iter()
        .map(|end| {
            let close = move |_| visit.with_value(|visit| outcome::close(desk, visit, end, &state));
            view! {
                <Button look=Look::Soft on_press=close words=facts::chip_label("visitOutcome", end, &state) />
            }
        })
        .collect_view();
    let id = visit.with_value(|visit| visit.id);
    view! {
        <div class="tiles">
            {ends}
            <Button look=Look::Soft on_press=move |_| when.set(true) words=tr!(proximity.postpone) />
            <LinkButton look=Look::Outline href=format!("/visita/{id}/programma") words=tr!(proximity.change_plan) />
        </div>
        <Changed visit />
    }
}

/// Delivered, but not as planned: other services, other minutes.
#[component]
fn Changed(visit: StoredValue<Arc<RecordView>>) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let planned = visit.with_value(|visit| visit.codes("services").into_iter().map(str::to_owned).collect());
    let services: RwSignal<Vec<String>> = RwSignal::new(planned);
    let minutes = RwSignal::new(visit.with_value(|visit| planned_minutes(visit)));
    let toggle = move |code: &String| {
        services.update(|chosen| match chosen.iter().position(|other| other == code) {
            Some(at) => drop(chosen.remove(at)),
            None => chosen.push(code.clone()),
        });
    };
    let chips = codes(&state, "serviceType")
        .into_iter()
        .map(|option| {
            let code = StoredValue::new(option.value);
            let is_in = move || services.with(|chosen| code.with_value(|code| chosen.contains(code)));
            view! {
                <label class="chip">
                    <input type="checkbox" prop:checked=is_in on:change=move |_| code.with_value(toggle) />
                    <span>{option.label}</span>
                </label>
            }
        })
        .collect_view();
    let save = move |_| {
        let services = services.get_untracked();
        visit.with_value(|visit| outcome::deliver_changed(desk, visit, services, minutes.get_untracked(), &state));
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(proximity.changed_services)}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
        <fieldset class="group">
            <legend class="group__label">{tr!(proximity.how_long)}</legend>
            <div class="keys">{keys(move || Some(minutes.get()), move |chosen| minutes.set(chosen))}</div>
        </fieldset>
        <LinkButton
            look=Look::Text
            fit=Fit::Wide
            href=visit.with_value(|visit| format!("/visita/{}/modifica", visit.id))
            words=tr!(common.more_details)
        />
        <button
            type="button"
            class="btn btn--done btn--large sheet__stick"
            disabled=move || !services.with(|chosen| (1..=MOST_SERVICES).contains(&chosen.len()))
            on:click=save
        >
            <Icon name="check" />
            {tr!(proximity.delivered_so)}
        </button>
    }
}

/// Moved to tomorrow with one tap, or to a day that is chosen.
#[component]
fn ToWhen(visit: StoredValue<Arc<RecordView>>) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let now = state.now.get_untracked();
    let tomorrow = round::day_after(now);
    let day = RwSignal::new(String::new());
    let move_to = move |day| visit.with_value(|visit| outcome::postpone(desk, visit, day, &state));
    let wanted = move || day.with(|day| parse_day(day)).filter(|day| *day > model::rome::day_of(now));
    view! {
        <Button
            look=Look::Main
            on_press=move |_| move_to(tomorrow)
            words=tr!(proximity.tomorrow, day = dates::long_day(now.plus(model::time::Millis::DAY)))
        />
        <div class="field">
            <label class="field__label" for="altro-giorno">{tr!(proximity.other_day)}</label>
            <input
                class="input"
                id="altro-giorno"
                type="date"
                min=tomorrow.to_string()
                on:input=move |event| day.set(event_target_value(&event))
            />
        </div>
        <Button look=Look::Soft fit=Fit::Wide disabled=move || wanted().is_none() on_press=move |_| {
                if let Some(day) = wanted() {
                    move_to(day);
                }
            }
            words=tr!(proximity.postpone_to)
        />
    }
}

/// What the phone could not keep is said where the tap was.
#[component]
fn Failed(desk: Desk) -> impl IntoView {
    view! {
        <Show when=move || desk.failed.with(Option::is_some)>
            <Notice tone=Tone::Err words=move || desk.failed.get().map(|error| words::store_error(&error)) />
        </Show>
    }
}

use chrono::Datelike as _;
use leptos::prelude::*;
use model::codes::{Code as _, TargetCategory};
use model::ids::RecordId;
use model::rome;

use super::case::Case;
use super::desk::use_desk;
use super::facts_line::facts_line;
use super::last_act::LastAct;
use super::missing::Missing;
use super::next::NextStepButton;
use super::urgency::Urgency;
use super::urgency_badge::UrgencyBadge;
use crate::components::{Badge, Button, Fit, LinkButton, Look, Tone};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// An open activation: why it is urgent, what it is, its next step.
#[component]
pub fn CaseCard(
    /// Which one.
    id: RecordId,
    /// Every activation.
    cases: Memo<Vec<Case>>,
) -> impl IntoView {
    let state = use_state();
    let case = Memo::new(move |_| cases.with(|cases| cases.iter().find(|case| case.id() == id).cloned()));
    let show = move |what: fn(&Case, &AppState) -> String| {
        move || case.with(|case| case.as_ref().map(|case| what(case, &state)).unwrap_or_default())
    };
    // The deadline leads to where it is met.
    let due = move || {
        let person = case.with(|case| Some(case.as_ref()?.deadline()?.person_n))?;
        Some(format!("/pis/{id}?scadenza={person}"))
    };
    let edge = move || case.with(|case| case.as_ref().map_or("card", |case| edge(case.urgency())));
    view! {
        <article class=edge>
            <div class="card__head">
                <a class="badge-link" href=due>
                    <UrgencyBadge case />
                </a>
                <span class="card__aside">{show(short_code)}</span>
            </div>
            <h2 class="card__title">
                <a href=format!("/pis/{id}")>{show(Case::headline)}</a>
            </h2>
            <p class="card__facts">{show(facts_line)}</p>
            <Notes case />
            <div class="actions">
                <NextStepButton case />
                <Help case />
            </div>
            <LastAct of=id />
        </article>
    }
}

/// To whom the shift gave it, and what still has to be written.
#[component]
fn Notes(case: Memo<Option<Case>>) -> impl IntoView {
    let state = use_state();
    let badges = move || {
        let case = case.get()?;
        let handed = case.fold.shift_handed_to.as_ref().map(|to| {
            let who = facts::chip_label("consegnaTo", to.as_str(), &state);
            if case.fold.waits_for_shift() {
                view! { <li><Badge tone=Tone::Act words=tr!(pis.handed_to, who = who) /></li> }
            } else {
                view! { <li><Badge tone=Tone::Ok words=tr!(pis.taken_by, who = who) /></li> }
            }
        });
        let count = if case.fold.carried_out { Missing::of(&case, &state).count() } else { 0 };
        let missing = (count > 0).then(|| {
            view! { <li><Badge tone=Tone::Warn words=tr!(pis.to_complete_count, count = count) /></li> }
        });
        (handed.is_some() || missing.is_some()).then(|| view! { <ul class="badges">{handed} {missing}</ul> })
    };
    view! { {badges} }
}

/// Calls back who reported, where a number is known; else opens the guide.
#[component]
fn Help(case: Memo<Option<Case>>) -> impl IntoView {
    let desk = use_desk();
    let number = Memo::new(move |_| {
        case.with(|case| case.as_ref().and_then(|case| number(case.record.text("referrerContact")?)))
    });
    let category = move || case.with(|case| case.as_ref().and_then(|case| case.fold.form().target_category.clone()));
    let guide = move |_| desk.guide.set(Some(category().unwrap_or(TargetCategory::TO_BE_DETERMINED)));
    move || match number.get() {
        Some(number) => view! {
            <LinkButton
                look=Look::Outline
                fit=Fit::Icon
                icon="telephone"
                href=format!("tel:{number}")
                leaves=true
                label=tr!(pis.call_back)
             />
        }
        .into_any(),
        None => view! {
            <Button look=Look::Outline fit=Fit::Icon icon="help-circle" label=tr!(pis.guide_open) on_press=guide />
        }
        .into_any(),
    }
}

/// Beside the badge there is room for a short code: the number of this year goes without its year.
fn short_code(case: &Case, state: &AppState) -> String {
    let year = format!("-{}-", rome::to_rome(state.true_now()).year());
    case.code().replacen(&year, "-", 1)
}

/// What can be dialled; a text without at least three digits cannot.
fn number(text: &str) -> Option<String> {
    let number: String = text.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    (number.len() >= 3).then_some(number)
}

const fn edge(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Legal(_) => "card card--urgent",
        Urgency::Emergency => "card card--warn",
        Urgency::Deferrable => "card card--now",
        Urgency::Other => "card",
        Urgency::Finished => "card card--done",
    }
}

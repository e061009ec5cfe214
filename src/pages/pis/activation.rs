use leptos::prelude::*;
use model::codes::Code as _;
use model::pis::State;

use super::actions::Actions;
use super::answer::next_of_pis;
use super::ask::AskSheet;
use super::awake::screen_awake;
use super::case::Case;
use super::desk::{Desk, use_desk};
use super::facts_line::facts_line;
use super::guide::GuideSheet;
use super::last_act::LastActElsewhere;
use super::next::NextStepButton;
use super::person::PersonCard;
use super::timeline::Timeline;
use super::to_complete::ToComplete;
use super::urgency_badge::UrgencyBadge;
use super::{at_night, words};
use crate::components::{Each, Fit, LinkButton, Look, Notice, PlainFrame, SaveBadge, Show, Tone};
use crate::i18n::dates;
use crate::pages::conflict::ClashBanner;
use crate::pages::{facts, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// One activation: its facts, its people, its steps, and the next one.
#[component]
pub fn Activation() -> impl IntoView {
    let state = use_state();
    Desk::open();
    at_night(&state);
    let case = Memo::new(move |_| Case::one(route_id()?, &state));
    let there = Memo::new(move |_| case.with(Option::is_some));
    let title = move || case.with(|case| case.as_ref().map_or_else(|| tr!(pis.of_report).to_owned(), Case::code));
    let context = move || {
        case.with(|case| case.as_ref().map(|case| words::state(case.fold.state).to_owned())).unwrap_or_default()
    };
    let acts = |case: &Case| (case.is_open() || next_of_pis(case).is_some()) && !case.record.voided();
    let open = move || case.with(|case| case.as_ref().is_some_and(acts));
    screen_awake(move || case.with(|case| case.as_ref().is_some_and(|case| case.fold.state == State::TakenOver)));
    // On this page the last act is told in the bar: it stays in sight wherever the page is scrolled to.
    let nowhere = Memo::new(|_| Vec::new());
    let bar = view! {
        <LastActElsewhere open=nowhere />
        <Show when=open>
            <NextStepButton case main=true />
        </Show>
    };
    view! {
        <PlainFrame
            title=Signal::derive(title)
            context=Signal::derive(context)
            back="/pis".to_owned()
            bar=Some(bar.into_any())
        >
            <Show when=move || there.get() fallback=|| view! { <Notice words=tr!(common.record_gone) /> }>
                <Summary case />
                {move || {
                    case.get()
                        .map(|case| {
                            let rows = facts::rows(&case.record.record_type);
                            view! { <ClashBanner record=case.record.clone() rows /> }
                        })
                }}
                <ToComplete case />
                <People case />
                <Actions case />
                <Timeline case />
            </Show>
            <Sheets />
        </PlainFrame>
    }
}

/// The question that is open, or the guide.
#[component]
pub fn Sheets() -> impl IntoView {
    view! {
        <AskSheet />
        <GuideSheet asked=use_desk().guide />
    }
}

/// What it is, in a card as on the home.
#[component]
fn Summary(case: Memo<Option<Case>>) -> impl IntoView {
    let state = use_state();
    let badge = move || case.get().map(|case| view! { <SaveBadge record=case.slowest /> });
    let show = move |what: fn(&Case, &crate::state::AppState) -> String| {
        move || case.with(|case| case.as_ref().map(|case| what(case, &state)).unwrap_or_default())
    };
    let in_charge = move || {
        let operator = case.with(|case| case.as_ref()?.fold.in_charge)?;
        let who = facts::operator(&operator.to_string(), &state);
        Some(view! { <p class="card__facts">{tr!(pis.in_charge, who = who)}</p> })
    };
    let handed = move || {
        let handed = |case: &Case| {
            let to = case.fold.shift_handed_to.as_ref().filter(|_| case.fold.waits_for_shift())?;
            let who = facts::code_label("consegnaTo", to.as_str(), &state);
            Some(tr!(pis.handed_waits, who = who))
        };
        let said =
            case.with(|case| case.as_ref().and_then(|case| handed(case).or_else(|| words::taken(case, &state))))?;
        Some(view! { <p class="card__facts">{said}</p> })
    };
    let late = move || {
        let hours = state.config.with(|config| config.pis.warn_handover_hours);
        case.with(|case| case.as_ref().is_some_and(|case| case.fold.late_handover(hours))).then(|| {
            view! { <Notice tone=Tone::Warn words=tr!(pis.late_handover, hours = hours) /> }
        })
    };
    let id = move || case.with(|case| case.as_ref().map(|case| case.id().to_string()).unwrap_or_default());
    view! {
        <WrongClock />
        <section class="card">
            <div class="card__head">
                <UrgencyBadge case />
                {badge}
            </div>
            <h2 class="card__title">{show(Case::headline)}</h2>
            <p class="card__facts">{show(facts_line)}</p>
            {in_charge}
            {handed}
            {late}
            <div class="actions">
                <LinkButton
                    look=Look::Soft
                    fit=Fit::Small
                    icon="pencil"
                    href=move || format!("/pis/{}/modifica", id())
                    words=tr!(pis.edit_facts)
                />
                <LinkButton
                    look=Look::Outline
                    fit=Fit::Small
                    href=move || format!("/scheda/{}", id())
                    words=tr!(pis.sheet_link)
                />
            </div>
        </section>
    }
}

/// Where the clock of the phone is wrong, what is shown and written here goes by another one.
#[component]
fn WrongClock() -> impl IntoView {
    let state = use_state();
    move || {
        let skew = state.status.with(|_| state.clock_skew())?;
        let age = dates::age(skew);
        let said = if skew < 0 { tr!(pis.clock_ahead, age = age) } else { tr!(pis.clock_behind, age = age) };
        Some(view! { <Notice tone=Tone::Warn icon="clock" words=said /> })
    }
}

/// The people, each with what the events say.
#[component]
fn People(case: Memo<Option<Case>>) -> impl IntoView {
    let keys = Memo::new(move |_| {
        let numbers = |case: &Case| {
            case.fold.people.iter().filter_map(|person| u128::try_from(person.n).ok()).collect::<Vec<_>>()
        };
        case.with(|case| case.as_ref().map(numbers).unwrap_or_default())
    });
    let item = move |key: u128| {
        let n = i64::try_from(key).unwrap_or_default();
        view! { <PersonCard case n /> }.into_any()
    };
    view! {
        <h2 class="section-title">{tr!(pis.people)}</h2>
        <Each keys item />
    }
}

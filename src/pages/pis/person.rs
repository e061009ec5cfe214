use leptos::prelude::*;
use model::codes::{Code as _, TargetCategory};
use model::pis::{PersonState, State};

use super::answer::{Ask, What};
use super::art403::Art403;
use super::case::Case;
use super::desk::use_desk;
use super::msna::Msna;
use crate::components::{Button, Fit, Look, Show};
use crate::pages::facts;
use crate::state::{AppState, use_state};
use crate::tr;

/// A person: facts without a name, and what happened to them.
#[component]
pub fn PersonCard(
    /// The activation.
    case: Memo<Option<Case>>,
    /// Which person; 1 is the first.
    n: i64,
) -> impl IntoView {
    let state = use_state();
    let person =
        Memo::new(move |_| case.with(|case| case.as_ref()?.fold.people.iter().find(|person| person.n == n).cloned()));
    let alone = move || case.with(|case| case.as_ref().is_some_and(|case| case.count() == 1));
    let title = move || if alone() { tr!(pis.person_alone).to_owned() } else { tr!(pis.person_n, n = n) };
    let line = move || person.with(|person| person.as_ref().map(|person| who(person, &state)).unwrap_or_default());
    let is = move |category: &TargetCategory| {
        case.with(|case| {
            case.as_ref().is_some_and(|case| {
                person.with(|person| person.as_ref().and_then(|one| one.category(case.fold.form())) == Some(category))
            })
        })
    };
    view! {
        <section class="card">
            <h3 class="card__title">{title}</h3>
            <p class="card__facts">{line}</p>
            <ul class="list">
                <Told case person what=What::Placement />
                <Told case person what=What::Outcome />
                <Told case person what=What::Handover />
            </ul>
            <Show when=move || is(&TargetCategory::UNACCOMPANIED_FOREIGN_MINOR)>
                <Msna case n />
            </Show>
            <Show when=move || is(&TargetCategory::MINOR_ART_403)>
                <Art403 case person n />
            </Show>
        </section>
    }
}

/// Placement, outcome and handover: what is known, and the way to say it.
#[component]
fn Told(case: Memo<Option<Case>>, person: Memo<Option<PersonState>>, what: What) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let label = match what {
        What::Placement => tr!(pis.placement),
        What::Outcome => tr!(pis.outcome),
        _ => tr!(pis.handover),
    };
    let known = Memo::new(move |_| person.with(|person| told(person.as_ref()?, what, &state)));
    let may = move || case.with(|case| case.as_ref().is_some_and(|case| may_be_told(what, case.fold.state)));
    let ask = move |_| {
        if let (Some(case), Some(person)) = (case.get_untracked(), person.get_untracked()) {
            let ask = Ask { cases: vec![case.id()], person: Some(person.n), what, several: false, then_close: false };
            desk.ask.set(Some(ask));
        }
    };
    let act = move || if known.with(Option::is_some) { tr!(pis.tell_again) } else { tr!(pis.tell) };
    view! {
        <li>
            <div class="row">
                <span class="row__text">
                    <span class="row__note">{label}</span>
                    <span class="row__title">{move || known.get().unwrap_or_else(|| tr!(pis.not_yet).to_owned())}</span>
                </span>
                <Show when=may>
                    <Button
                        look=Look::Soft
                        fit=Fit::Small
                        label=move || format!("{label}: {}", act())
                        on_press=ask
                        words=act
                    />
                </Show>
            </div>
        </li>
    }
}

/// What makes sense in which state: nobody has an outcome before anybody took it over.
fn may_be_told(what: What, state: State) -> bool {
    match what {
        What::Placement => state != State::Closed,
        What::Outcome => !matches!(state, State::Reported | State::Closed),
        _ => matches!(state, State::Intervened | State::HandedOver | State::Acknowledged),
    }
}

/// `Minore · Femmina · MSNA`
fn who(person: &PersonState, state: &AppState) -> String {
    let Some(known) = &person.facts else { return tr!(common.not_recorded).to_owned() };
    let shown = [
        known.age_class.as_ref().map(|age| ("ageClass", age.as_str())),
        known.gender.as_ref().map(|gender| ("gender", gender.as_str())),
        known.category.as_ref().map(|category| ("targetCategory", category.as_str())),
        known.msna_declared_age_band.as_ref().map(|band| ("msnaDeclaredAgeBand", band.as_str())),
    ];
    shown.iter().flatten().map(|(list, code)| facts::chip_label(list, code, state)).collect::<Vec<_>>().join(" · ")
}

/// What the events say of it.
fn told(person: &PersonState, what: What, state: &AppState) -> Option<String> {
    let code = match what {
        What::Placement => person.placement.as_ref()?.0.as_str(),
        What::Outcome => person.outcome.as_ref()?.as_str(),
        _ => person.handover.as_ref()?.0.as_str(),
    };
    Some(facts::code_label(what.list(), code, state))
}

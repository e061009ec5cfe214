use leptos::prelude::*;
use model::codes::{Code, TargetCategory};
use model::pis::{PersonState, State};

use super::answer::{Ask, What};
use super::art403::Art403;
use super::case::Case;
use super::desk::use_desk;
use super::msna::Msna;
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
    let told = move || person.with(|person| person.as_ref().map(|person| told(person, &state)).unwrap_or_default());
    let rows = move || told().into_iter().map(|(label, value)| row(label, value)).collect_view();
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
            <dl class="facts">{rows}</dl>
            <Questions case n />
            <Show when=move || is(&TargetCategory::UNACCOMPANIED_FOREIGN_MINOR)>
                <Msna case n />
            </Show>
            <Show when=move || is(&TargetCategory::MINOR_ART_403)>
                <Art403 case person n />
            </Show>
        </section>
    }
}

/// What may be said of this person now.
#[component]
fn Questions(case: Memo<Option<Case>>, n: i64) -> impl IntoView {
    let desk = use_desk();
    let state = move || case.with(|case| case.as_ref().map_or(State::Closed, |case| case.fold.state));
    let may = move |what: What| match what {
        What::Placement => state() != State::Closed,
        What::Outcome => !matches!(state(), State::Reported | State::Closed),
        _ => matches!(state(), State::Intervened | State::HandedOver | State::Acknowledged),
    };
    let ask = move |what: What| {
        if let Some(case) = case.get_untracked() {
            let ask = Ask { cases: vec![case.id()], person: Some(n), what, several: false, then_close: false };
            desk.ask.set(Some(ask));
        }
    };
    let button = move |what: What, label: &'static str| {
        view! {
            <Show when=move || may(what)>
                <button type="button" class="btn btn--soft btn--small" on:click=move |_| ask(what)>
                    {label}
                </button>
            </Show>
        }
    };
    view! {
        <div class="actions">
            {button(What::Placement, tr!(pis.set_placement))} {button(What::Outcome, tr!(pis.set_outcome))}
            {button(What::Handover, tr!(pis.set_handover))}
        </div>
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

/// Placement, outcome and handover; what is missing is said.
fn told(person: &PersonState, state: &AppState) -> [(&'static str, Option<String>); 3] {
    let label = |list: &str, code: &dyn Coded| facts::code_label(list, code.code(), state);
    [
        (tr!(pis.placement), person.placement.as_ref().map(|(kind, _)| label("placementKind", kind))),
        (tr!(pis.outcome), person.outcome.as_ref().map(|outcome| label("pisOutcome", outcome))),
        (tr!(pis.handover), person.handover.as_ref().map(|(to, _)| label("handoverTo", to))),
    ]
}

/// Codes of different lists, in one table.
trait Coded {
    fn code(&self) -> &str;
}

impl<C: Code> Coded for C {
    fn code(&self) -> &str {
        self.as_str()
    }
}

fn row(label: &'static str, value: Option<String>) -> impl IntoView {
    let class = if value.is_none() { "facts__missing" } else { "" };
    view! {
        <div class="facts__item">
            <dt>{label}</dt>
            <dd class=class>{value.unwrap_or_else(|| tr!(pis.not_yet).to_owned())}</dd>
        </div>
    }
}

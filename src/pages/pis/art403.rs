use leptos::prelude::*;
use model::codes::{Art403Authority, Code as _};
use model::pis::{ART403_ORAL_NOTICE, ART403_SENT, Deadline, PersonState};

use super::case::Case;
use super::checks::Told;
use super::desk::use_desk;
use super::events::duty;
use super::reminder::Reminder;
use super::words;
use crate::components::form::codes;
use crate::components::{Icon, Show};
use crate::i18n::dates;
use crate::runtime::{page, use_location};
use crate::state::use_state;
use crate::tr;

/// Art. 403: whose duty it is, the oral notice, the documents within 24 hours of the placement.
#[component]
pub fn Art403(
    /// The activation.
    case: Memo<Option<Case>>,
    /// The person as the events tell.
    person: Memo<Option<PersonState>>,
    /// Which person.
    n: i64,
) -> impl IntoView {
    let deadlines = Memo::new(move |_| {
        case.with(|case| person.with(|person| person.as_ref()?.deadlines(case.as_ref()?.fold.form())))
    });
    let oral = Memo::new(move |_| deadlines.get().map(|[oral, _]| oral));
    let deadline = Memo::new(move |_| deadlines.get().map(|[_, documents]| documents));
    let running = move || deadline.with(|deadline| deadline.as_ref().is_some_and(|one| one.met_at.is_none()));
    let id = format!("scadenza-{n}");
    if untrack(|| use_location().query("scadenza")) == Some(n.to_string()) {
        page::bring_into_sight(id.clone());
    }
    view! {
        <fieldset class="group" id=id tabindex="-1">
            <legend class="group__label">{tr!(pis.art403_title)}</legend>
            <div class="stack stack--tight">
                <Clock deadline />
                <Duty case person n />
                <AtOnce oral />
                <Told case n code=ART403_ORAL_NOTICE label=tr!(pis.art403_oral) />
                <Told case n code=ART403_SENT label=tr!(pis.art403_sent) />
                <Show when=running>
                    <Reminder case deadline />
                </Show>
            </div>
        </fieldset>
    }
}

/// The oral notice, for as long as nobody gave it.
#[component]
fn AtOnce(oral: Memo<Option<Deadline>>) -> impl IntoView {
    let state = use_state();
    move || {
        let oral = oral.get().filter(|oral| oral.met_at.is_none())?;
        let said = words::deadline(&oral, state.ticks());
        Some(view! { <span class="badge badge--err"><Icon name="clock" size="icon--s" />{said}</span> })
    }
}

/// By when, in words and by a clock that runs.
#[component]
fn Clock(deadline: Memo<Option<Deadline>>) -> impl IntoView {
    let state = use_state();
    move || {
        let Some(deadline) = deadline.get() else {
            return view! { <p class="text-small">{tr!(pis.art403_not_placed)}</p> }.into_any();
        };
        let now = state.ticks();
        let (class, words) = match deadline.met_at {
            Some(met) => ("badge badge--ok", tr!(pis.art403_met, when = dates::day_and_clock(met))),
            None => ("badge badge--err", words::deadline(&deadline, now)),
        };
        let due = tr!(pis.art403_due, when = dates::day_and_clock(deadline.due_at));
        view! {
            <p>
                <span class=class>
                    <Icon name="clock" size="icon--s" />
                    {words}
                </span>
            </p>
            <p class="text-small">{due}</p>
        }
        .into_any()
    }
}

/// Whose duty the steps are.
#[component]
fn Duty(case: Memo<Option<Case>>, person: Memo<Option<PersonState>>, n: i64) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let chosen = Memo::new(move |_| person.with(|person| person.as_ref()?.art403_authority.clone()));
    let choose = move |code: String| {
        if let Some(case) = case.get_untracked() {
            desk.act(vec![duty(&state, &case, n, &code)]);
        }
    };
    let radio = move |code: String, label: String| {
        let own = Art403Authority::new(code.clone());
        view! {
            <label class="chip">
                <input
                    type="radio"
                    name=format!("tocca-{n}")
                    value=own.as_str().to_owned()
                    prop:checked=move || chosen.with(|chosen| chosen.as_ref() == Some(&own))
                    on:change=move |_| choose(code.clone())
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(pis.art403_authority)}</legend>
            <div class="chips">
                {move || codes(&state, "art403Authority").into_iter().map(|one| radio(one.value, one.label)).collect_view()}
            </div>
        </fieldset>
    }
}

use leptos::prelude::*;
use model::codes::{Code as _, ConsegnaTo, PisEventKind};
use model::hours::{next_change, next_shift, within_service_hours};
use model::ids::RecordId;
use uuid::Uuid;

use super::at_night;
use super::awake::screen_awake;
use super::case::Case;
use super::desk::{Desk, use_desk};
use super::events::step;
use super::handover_out::ShareOut;
use super::handover_words::{lines, title};
use super::last_act::LastActElsewhere;
use crate::components::form::codes;
use crate::components::{Button, Each, Empty, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::dates;
use crate::pages::{facts, route_id};
use crate::state::{AppState, use_state};
use crate::tr;

/// What is given, and to whom.
#[derive(Clone, Copy)]
struct Giving {
    /// Everything that may be given.
    cases: Memo<Vec<Case>>,
    /// Of these, what is not given now.
    left_out: RwSignal<Vec<RecordId>>,
    /// Code of `consegnaTo`.
    to: RwSignal<Option<String>>,
    /// Nobody was chosen, and somebody was asked for.
    nobody: RwSignal<bool>,
    /// What was given, once it was.
    given: RwSignal<Vec<RecordId>>,
}

/// Consegna: what is open goes to whoever comes after, with a text that is made of the records and of nothing that was typed.
#[component]
pub fn Handover() -> impl IntoView {
    let state = use_state();
    let desk = Desk::open();
    at_night(&state);
    let only = route_id();
    let given = RwSignal::new(Vec::<RecordId>::new());
    let cases = Memo::new(move |_| {
        let mut cases = Case::all(&state);
        let given = given.get();
        cases.retain(|case| match only {
            Some(only) => case.id() == only,
            None if given.is_empty() => case.fold.is_followed(),
            None => given.contains(&case.id()),
        });
        cases
    });
    // It is read out on the telephone.
    screen_awake(move || cases.with(|cases| !cases.is_empty()));
    let giving =
        Giving { cases, left_out: RwSignal::default(), to: RwSignal::default(), nobody: RwSignal::default(), given };
    // Taken back or not kept, it is all there to be chosen again. While it is being saved there is nothing done yet either.
    let (nothing, failed) =
        (Memo::new(move |_| desk.done.with(Vec::is_empty)), Memo::new(move |_| desk.failed.with(Option::is_some)));
    Effect::new(move |was: Option<(bool, bool)>| {
        let is = (nothing.get(), failed.get());
        let (nothing_was, failed_was) = was.unwrap_or(is);
        if (is.1 && !failed_was || is.0 && !nothing_was) && !given.with_untracked(Vec::is_empty) {
            given.set(Vec::new());
        }
        is
    });
    let done = Memo::new(move |_| !giving.given.with(Vec::is_empty) && !desk.done.with(Vec::is_empty));
    let back = only.map_or_else(|| "/pis".to_owned(), |id| format!("/pis/{id}"));
    let context = move || dates::day_and_clock(state.ticks());
    let nowhere = Memo::new(|_| Vec::new());
    let bar = view! {
        <LastActElsewhere open=nowhere />
        <Show when=move || !done.get() && cases.with(|cases| !cases.is_empty())>
            <Give giving />
        </Show>
        <Show when=move || done.get()>
            <Beyond giving />
        </Show>
    };
    view! {
        <PlainFrame
            title=tr!(pis.shift_one).to_owned()
            context=Signal::derive(context)
            back
            bar=Some(bar.into_any())
        >
            <Show
                when=move || cases.with(|cases| !cases.is_empty())
                fallback=|| view! { <Empty icon="inbox" title=tr!(pis.handover_nothing)><p>{tr!(pis.handover_nothing_text)}</p></Empty> }
            >
                <Show when=move || !done.get() fallback=move || view! { <Given giving /> }>
                    <Choose giving />
                </Show>
                <Texts giving done />
            </Show>
        </PlainFrame>
    }
}

/// To whom.
#[component]
fn Choose(giving: Giving) -> impl IntoView {
    let state = use_state();
    let next = Memo::new(move |_| state.config.with(|config| next_shift(config, state.ticks())));
    let options = move || {
        let mut options = codes(&state, "consegnaTo");
        options.retain(|option| option.value != ConsegnaTo::NEXT_PIS_SHIFT.as_str() || next.get().is_some());
        options
            .into_iter()
            .map(|option| {
                let value = StoredValue::new(Some(option.value));
                view! {
                    <label class="tile">
                        <input
                            type="radio"
                            name="consegna"
                            prop:checked=move || giving.to.get() == value.get_value()
                            on:change=move |_| {
                                giving.nobody.set(false);
                                giving.to.set(value.get_value());
                            }
                        />
                        <span>{option.label}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="group" class=("group--error", move || giving.nobody.get()) tabindex="-1">
            <legend class="group__label">{tr!(pis.ask_shift)}</legend>
            <Show when=move || giving.nobody.get()>
                <p class="group__error" role="alert">{tr!(pis.handover_nobody)}</p>
            </Show>
            <div class="tiles tiles--one">{options}</div>
        </fieldset>
        <Show when=move || next.get().is_none()>
            <p class="text-small">{move || no_next(&state)}</p>
        </Show>
    }
}

/// Why the next shift cannot be chosen, and when there is one.
fn no_next(state: &AppState) -> String {
    let at = state.ticks();
    let opens = state.config.with(|config| {
        let change = next_change(config, at)?;
        if within_service_hours(config, at) == Some(true) { next_change(config, change) } else { Some(change) }
    });
    opens.map_or_else(
        || tr!(pis.handover_no_shift).to_owned(),
        |opens| tr!(pis.handover_no_shift_until, day = dates::long_day(opens), time = dates::clock(opens)),
    )
}

/// What each receiver reads. As long as nothing was given, each can be left out.
#[component]
fn Texts(giving: Giving, done: Memo<bool>) -> impl IntoView {
    let keys = Memo::new(move |_| {
        giving.cases.with(|cases| cases.iter().map(|case| case.id().0.as_u128()).collect::<Vec<_>>())
    });
    let item = move |key: u128| view! { <Text giving id=RecordId(Uuid::from_u128(key)) done /> }.into_any();
    view! {
        <Each keys item />
    }
}

#[component]
fn Text(giving: Giving, id: RecordId, done: Memo<bool>) -> impl IntoView {
    let state = use_state();
    let said =
        Memo::new(move |_| giving.cases.with(|cases| cases.iter().find(|case| case.id() == id).map(Case::minimised)));
    let title = move || said.with(|said| said.as_ref().map(|said| title(said, &state)).unwrap_or_default());
    let lines = move || {
        let lines = said.with(|said| said.as_ref().map(|said| lines(said, &state)).unwrap_or_default());
        lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()
    };
    let goes = move || giving.left_out.with(|out| !out.contains(&id));
    let toggle = move |_| {
        giving.left_out.update(|out| {
            if let Some(place) = out.iter().position(|one| *one == id) {
                out.swap_remove(place);
            } else {
                out.push(id);
            }
        });
    };
    let several = move || giving.cases.with(|cases| cases.len() > 1);
    view! {
        <article class="card">
            <Show
                when=move || !done.get() && several()
                fallback=move || view! { <h2 class="card__title">{title}</h2> }
            >
                <label class="check">
                    <input type="checkbox" prop:checked=goes on:change=toggle />
                    <span>{title}</span>
                </label>
            </Show>
            <ul class="card__facts">{lines}</ul>
        </article>
    }
}

/// The one button: everything that was not left out goes, in one act.
#[component]
fn Give(giving: Giving) -> impl IntoView {
    let state = use_state();
    let desk = use_desk();
    let goes = move |case: &&Case| giving.left_out.with(|out| !out.contains(&case.id()));
    let count = Memo::new(move |_| giving.cases.with(|cases| cases.iter().filter(goes).count()));
    let give = move |_| {
        let to = giving.to.get_untracked();
        giving.nobody.set(to.is_none());
        let Some(to) = to else { return };
        let cases: Vec<Case> = untrack(|| giving.cases.with(|cases| cases.iter().filter(goes).cloned().collect()));
        if cases.is_empty() {
            return;
        }
        let kind = PisEventKind::SHIFT_HANDED_OVER;
        let steps = cases.iter().map(|case| step(&state, case, &kind, None, Some(&to))).collect();
        giving.given.set(cases.iter().map(Case::id).collect());
        desk.act(steps);
    };
    view! {
        <Button
            look=Look::Main
            // A second tap is the same tap.
            disabled=move || count.get() == 0 || desk.busy.get()
            on_press=give
            words=move || tr!(pis.handover_do, count = count.get())
        />
    }
}

/// It was given.
#[component]
fn Given(giving: Giving) -> impl IntoView {
    let state = use_state();
    let (to, at) = (giving.to.get_untracked().unwrap_or_default(), state.true_now());
    let who = facts::code_label("consegnaTo", &to, &state);
    let text = if to == ConsegnaTo::NEXT_PIS_SHIFT.as_str() { tr!(pis.given_to_shift) } else { tr!(pis.given_outside) };
    view! {
        <h2 class="section-title">{tr!(pis.given_title, who = who)}</h2>
        <p class="text-small">{dates::day_and_clock(at)}</p>
        <Notice tone=Tone::Ok icon="check" words=text />
    }
}

/// On paper, or out of the app.
#[component]
fn Beyond(giving: Giving) -> impl IntoView {
    let said = Signal::derive(move || giving.cases.with(|cases| cases.iter().map(Case::minimised).collect::<Vec<_>>()));
    view! {
        <div class="actions">
            <Button look=Look::Soft icon="file-sheet" on_press=|_| crate::runtime::page::print() words=tr!(pis.print) />
            <ShareOut said />
        </div>
    }
}

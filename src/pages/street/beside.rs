use leptos::prelude::*;
use model::follow_up::Due;

use super::danger::Danger;
use super::doubles::Doubles;
use super::just_planned::JustPlanned;
use super::later::{Later, Spots};
use super::met_so_far::Meetings;
use super::outings::current;
use super::todo::{TodoList, open};
use super::youth::Known;
use crate::components::{Icon, Show};
use crate::state::use_state;
use crate::tr;

/// What stands on the home and is not needed before the first tap: it comes with the pages behind it.
#[component]
pub fn Beside() -> impl IntoView {
    let state = use_state();
    let outing = Memo::new(move |_| current(&state).map(|outing| outing.id));
    move || match outing.get() {
        Some(outing) => view! {
            <Danger outing />
            <Doubles outing />
            <Meetings outing />
        }
        .into_any(),
        None => view! { <Ahead /> }.into_any(),
    }
}

/// What is due, and the ways to what the team knows.
#[component]
fn Ahead() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| open(None, &state));
    let due = Memo::new(move |_| {
        let mut due = all.get();
        due.retain(|one| one.due != Due::Later);
        due
    });
    let later = move || match all.with(Vec::len) - due.with(Vec::len) {
        0 if all.with(Vec::is_empty) => tr!(street.todo_empty).to_owned(),
        0 => tr!(street.todo_no_more).to_owned(),
        count => tr!(street.todo_later, count = count),
    };
    let cards = move || match Known::of(&state).heads().len() {
        0 => tr!(street.no_cards).to_owned(),
        count => tr!(street.cards_count, count = count),
    };
    view! {
        <JustPlanned />
        <Show when=move || due.with(|due| !due.is_empty())>
            <h2 class="section-title">{tr!(street.todo)}</h2>
        </Show>
        <TodoList items=due />
        <ul class="list">
            <li>{place("/uscita/da-fare", "calendar", tr!(street.todo), later)}</li>
            <li>{place("/uscita/schede", "user", tr!(street.cards), cards)}</li>
            <li>{place("/uscita/svolte", "list", tr!(street.past), || tr!(street.past_text).to_owned())}</li>
        </ul>
        <Spots />
        <Later />
    }
}

fn place(
    href: &'static str,
    icon: &'static str,
    title: &'static str,
    note: impl Fn() -> String + Send + 'static,
) -> impl IntoView {
    view! {
        <a href=href class="row">
            <span class="row__mark">
                <Icon name=icon size="icon--s" />
            </span>
            <span class="row__text">
                <span class="row__title">{title}</span>
                <span class="row__note">{note}</span>
            </span>
            <Icon name="chevron-right" size="row__go" />
        </a>
    }
}

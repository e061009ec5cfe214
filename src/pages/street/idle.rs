use leptos::prelude::*;

use super::cards::{JustClosed, OfColleague, Tonight};
use super::outings::{of_colleagues, planned, spots};
use super::{PAGES, Page};
use crate::components::{Empty, Frame, LinkButton, Look, Main};
use crate::i18n::dates;
use crate::state::use_state;
use crate::tr;

/// No outing is open: what is planned for tonight, and the way to begin.
#[component]
pub fn Idle() -> impl IntoView {
    let state = use_state();
    let tonight = Memo::new(move |_| planned(&state).0);
    let is_planned = Memo::new(move |_| tonight.with(|outings| !outings.is_empty()));
    let cards = move || {
        let state = use_state();
        let began = of_colleagues(&state).into_iter().map(|outing| view! { <OfColleague outing /> }).collect_view();
        let tonight = tonight.get().into_iter().map(|outing| view! { <Tonight outing /> }).collect_view();
        (began, tonight)
    };
    let frame = move |is_planned: bool| {
        // The main action stands on the card of what is planned.
        let label = if is_planned { tr!(street.start_unplanned) } else { tr!(street.start) };
        let main = Main { href: "/uscita/inizia", icon: "flag", label: label.to_owned(), soft: is_planned };
        let context = Signal::derive(move || dates::long_day(state.now.get()));
        view! {
            <Frame title=tr!(street.title).to_owned() context main=Some(main)>
                <JustClosed />
                {cards}
                {(!is_planned).then(|| view! { <NothingPlanned /> })}
                {PAGES.beside(Page::Beside)}
                <div class="actions">
                    <LinkButton look=Look::Text icon="calendar" href="/uscita/programma" words=tr!(street.plan) />
                    <LinkButton look=Look::Text icon="comment" href="/uscita/sportello" words=tr!(street.desk) />
                    <LinkButton look=Look::Text icon="plus" href="/uscita/gruppo" words=tr!(street.meeting) />
                </div>
            </Frame>
        }
    };
    move || frame(is_planned.get())
}

#[component]
fn NothingPlanned() -> impl IntoView {
    let state = use_state();
    let known = Memo::new(move |_| !spots(&[], &state).is_empty());
    view! {
        <Empty icon="flag" title=tr!(street.empty_title)>
            <p>{move || if known.get() { tr!(street.empty_text) } else { tr!(street.empty_no_spots) }}</p>
        </Empty>
    }
}

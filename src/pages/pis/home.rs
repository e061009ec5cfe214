use leptos::prelude::*;
use model::ids::RecordId;
use sync::client::DraftView;
use uuid::Uuid;

use super::answer::is_followed;
use super::card::CaseCard;
use super::case::Case;
use super::desk::Desk;
use super::last_act::LastActElsewhere;
use super::urgency::open;
use super::{PAGES, Page, at_night, service_hours};
use crate::commands::EXPECTED_RETURN;
use crate::components::{Each, Empty, Frame, LinkButton, Look, Main, Show};
use crate::i18n::dates;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What is open, the most urgent first, each with its next step.
#[component]
pub fn PisHome() -> impl IntoView {
    let state = use_state();
    let desk = Desk::open();
    at_night(&state);
    let cases = Memo::new(move |_| Case::all(&state));
    let shown = Memo::new(move |_| cases.with(|cases| open(cases)));
    let keys = Memo::new(move |_| shown.with(|shown| shown.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>()));
    let item = move |key: u128| view! { <CaseCard id=RecordId(Uuid::from_u128(key)) cases /> }.into_any();
    provide_context(cases);
    let asked = Memo::new(move |_| desk.ask.with(Option::is_some) || desk.guide.with(Option::is_some));
    let main = Main { href: "/pis/nuova", icon: "plus", label: tr!(pis.new_report).to_owned(), soft: false };
    let context = Memo::new(move |_| service_hours::context(&state));
    view! {
        <Frame title=tr!(pis.title).to_owned() context main=Some(main)>
            <Show
                when=move || shown.with(|shown| !shown.is_empty())
                fallback=|| {
                    view! {
                        <Empty icon="inbox" title=tr!(pis.empty_title)><p>{tr!(pis.empty_text)}</p></Empty>
                    }
                }
            >
                <Each keys item />
            </Show>
            <Beside cases />
            // Between the open ones and those that left: an act that took one away is told where the eye looks for it.
            <LastActElsewhere open=shown />
            {PAGES.page_or_wait(Page::Gone)}
            {move || asked.get().then(|| PAGES.page_or_wait(Page::Sheets))}
        </Frame>
    }
}

/// "Consegna turno", where something is followed; and when somebody who is out is expected back.
#[component]
fn Beside(cases: Memo<Vec<Case>>) -> impl IntoView {
    let state = use_state();
    let followed = move || cases.with(|cases| cases.iter().any(is_followed));
    view! {
        <div class="actions">
            <Show when=followed>
                <LinkButton look=Look::Text icon="share" href="/pis/consegna" words=tr!(pis.shift_all) />
            </Show>
            <LinkButton look=Look::Text icon="clock" href="/pis/rientro" words=move || expected(&state) />
        </div>
    }
}

/// `Rientro`, or by when somebody is expected back.
fn expected(state: &AppState) -> String {
    let due = state.drafts.with(|drafts| {
        let out = |draft: &&DraftView| draft.record_type == EXPECTED_RETURN;
        let told = drafts.iter().filter(out).filter(|draft| draft.fields.text("told") != Some("back"));
        told.filter_map(|draft| draft.fields.instant("dueAt")).max()
    });
    due.map_or_else(|| tr!(pis.back).to_owned(), |due| tr!(pis.back_link, time = dates::clock(due)))
}

use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::RecordType;
use sync::client::{DraftView, RecordView};
use uuid::Uuid;

use super::answer::is_followed;
use super::card::CaseCard;
use super::case::Case;
use super::desk::Desk;
use super::last_act::LastActElsewhere;
use super::urgency::{left, open};
use super::{PAGES, Page, at_night, service_hours, words};
use crate::commands::EXPECTED_RETURN;
use crate::components::{Each, Empty, Frame, LinkButton, Look, Main, Row, RowWith, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::facts;
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
    let rest = Memo::new(move |_| left(&cases.get(), state.ticks()));
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
            <Show when=move || rest.with(|rest| !rest.is_empty())>
                <h2 class="section-title">{tr!(pis.waiting_title)}</h2>
                <ul class="list">
                    {move || rest.get().into_iter().map(|case| row(case, &state)).collect_view()}
                </ul>
            </Show>
            <Stubs />
            {move || asked.get().then(|| PAGES.page_or_wait(Page::Sheets))}
        </Frame>
    }
}

/// What has left this phone and nobody has acknowledged: whom to call, and by when.
#[component]
fn Stubs() -> impl IntoView {
    let state = use_state();
    let stubs = Memo::new(move |_| state.of_type(&RecordType::PIS_STUB));
    let row = move |stub: Arc<RecordView>| {
        let to = stub.text("handedTo").unwrap_or_default();
        let list = if ["next_pis_shift", "on_call"].contains(&to) { "consegnaTo" } else { "handoverTo" };
        let due = stub.instant("dueAt").map(|at| tr!(pis.stub_due, when = dates::day_and_clock(at)));
        let place = stub.text("municipalityCode").map(|code| facts::municipality(code, &state));
        let note = [place, Some(facts::code_label(list, to, &state)), due].into_iter().flatten();
        let note = note.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        view! { <RowWith title=stub.text("code").unwrap_or_default().to_owned() note /> }
    };
    view! {
        <Show when=move || stubs.with(|stubs| !stubs.is_empty())>
            <h2 class="section-title">{tr!(pis.stubs_title)}</h2>
            <ul class="list">{move || stubs.get().into_iter().map(row).collect_view()}</ul>
            <p class="text-small text-2">{tr!(pis.stubs_text)}</p>
        </Show>
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

fn row(case: Case, state: &AppState) -> impl IntoView + use<> {
    let headline = case.headline(state);
    let note = format!("{} · {}", words::state(case.fold.state), case.code());
    let href = format!("/pis/{}", case.id());
    view! {
        <Row href title=headline note><SaveBadge record=case.slowest /></Row>
    }
}

use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::RecordType;
use model::round::{self, Stop};
use protocol::Role;
use sync::client::{LocalSave, RecordView};

use super::card::VisitCard;
use super::desk::Desk;
use super::last::LastAct;
use super::outcome::{lists_that_are_over, planned_minutes};
use super::whose::{self, Whose};
use super::{PAGES, Page, name, services, summary};
use crate::commands::use_commands;
use crate::components::{Empty, Frame, Icon, LinkButton, Look, Main, Notice, Progress, Row, SaveBadge, Show, Tone};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Giro di oggi: the visits of today in order, one of them open, one green action.
#[component]
pub fn Round() -> impl IntoView {
    let state = use_state();
    let desk = Desk::open();
    clear_lists(&state);
    let whose = RwSignal::new(None);
    let of_all = Memo::new(move |_| visits_of_today(&state));
    let visits = Memo::new(move |_| whose::of(of_all.get(), whose.get().as_ref()));
    let waiting = Memo::new(move |_| visits.get().into_iter().filter(|visit| pending(visit)).collect::<Vec<_>>());
    let closed = Memo::new(move |_| visits.get().into_iter().filter(|visit| !pending(visit)).collect::<Vec<_>>());
    let now = Memo::new(move |_| {
        let chosen = desk.chosen.get();
        waiting.with(|waiting| waiting.iter().find(|visit| Some(visit.id) == chosen).or(waiting.first()).cloned())
    });
    // The card of the person with it: an address that was put right meanwhile is the one to go to.
    let open = Memo::new(move |_| now.get().map(|visit| (beneficiary(&visit, &state), visit)));
    let total = move || visits.with(Vec::len);
    let asked = Memo::new(move |_| desk.nobody.get() || desk.other.get());
    let main = Main { href: "/visita/nuova", icon: "plus", label: tr!(proximity.unplanned).to_owned(), soft: true };
    view! {
        <Frame
            title=tr!(proximity.round).to_owned()
            context=Signal::derive(move || dates::long_day(state.now.get()))
            main=Some(main)
        >
            <Whose visits=of_all whose />
            <Show
                when=move || total() != 0
                fallback=|| {
                    view! {
                        <LastAct />
                        <Empty icon="calendar" title=tr!(proximity.empty_title)>
                            <p>{tr!(proximity.empty_text)}</p>
                        </Empty>
                    }
                }
            >
                <HowFar waiting closed />
                <div class="stage" aria-busy=move || desk.busy.get().then_some("true")>
                    <LastAct />
                    {move || open.get().map(|(card, visit)| view! { <VisitCard visit card /> })}
                    <Show when=move || waiting.with(Vec::is_empty)>
                        <Notice tone=Tone::Ok icon="check-circle" words=tr!(proximity.all_done) />
                    </Show>
                </div>
                <ol class="list">
                    {move || {
                        let first = closed.with(Vec::len) + 1;
                        let open = now.with(|now| now.as_ref().map(|visit| visit.id));
                        let rows = waiting.get().into_iter().enumerate().filter(|(_, visit)| Some(visit.id) != open);
                        rows.map(|(at, visit)| waiting_row(first + at, &visit, desk, &state)).collect_view()
                    }}
                </ol>
                <Show when=move || waiting.with(|waiting| waiting.len() > 1)>
                    <div class="actions">
                        <LinkButton
                            look=Look::Text
                            icon="list"
                            href=move || whose.get().map_or_else(|| "/giro/ordine".to_owned(), |who: String| format!("/giro/ordine?chi={who}"))
                            words=tr!(proximity.change_order)
                        />
                    </div>
                </Show>
                <Show when=move || closed.with(|closed| !closed.is_empty())>
                    <h2 class="section-title">{tr!(proximity.closed_today)}</h2>
                    <ul class="list">
                        {move || closed.get().into_iter().map(|visit| closed_row(visit, &state)).collect_view()}
                    </ul>
                </Show>
            </Show>
            {PAGES.beside(Page::LeftOpen)}
            <div class="actions">
                <LinkButton look=Look::Text icon="search" href="/beneficiario" words=tr!(people.people) />
                // Of a volunteer the Ambito takes visits alone.
                <Show when=move || state.has_role(Role::ProximityOperator)>
                    <LinkButton
                        look=Look::Text
                        icon="user"
                        href="/gruppo-prossimita/nuovo"
                        words=tr!(proximity.group)
                    />
                    <LinkButton
                        look=Look::Text
                        icon="plus"
                        href="/beneficiario/nuovo"
                        words=tr!(proximity.new_beneficiary)
                    />
                </Show>
            </div>
            {move || asked.get().then(|| PAGES.page_or_wait(Page::Sheets))}
        </Frame>
    }
}

/// How far the round is, and when it is planned to end.
#[component]
fn HowFar(waiting: Memo<Vec<Arc<RecordView>>>, closed: Memo<Vec<Arc<RecordView>>>) -> impl IntoView {
    let done = move || closed.with(Vec::len);
    let total = move || done() + waiting.with(Vec::len);
    let until = move || {
        let stops: Vec<Stop> = waiting.with(|waiting| waiting.iter().map(|visit| stop(visit)).collect());
        round::until(&stops).map(|at| tr!(proximity.until, time = dates::clock(at)))
    };
    view! {
        <Progress
            done=Signal::derive(done)
            total=Signal::derive(total)
            words=move || tr!(proximity.progress, done = done(), total = total())
            label=tr!(proximity.deliveries)
            end=until
        />
    }
}

/// A visit that waits: a tap opens it, whatever the order was.
fn waiting_row(number: usize, visit: &RecordView, desk: Desk, state: &AppState) -> impl IntoView + use<> {
    let (who, note) = who_and_what(visit, state);
    let id = visit.id;
    view! {
        <li>
            <button type="button" class="row" on:click=move |_| open_now(desk, id)>
                <span class="row__mark">{number}</span>
                <span class="row__text">
                    <span class="row__title">{who}</span>
                    <span class="row__note">{note}</span>
                </span>
                <Icon name="chevron-right" size="row__go" />
            </button>
        </li>
    }
}

fn open_now(desk: Desk, visit: RecordId) {
    desk.chosen.set(Some(visit));
    // The card is above the rows.
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Who is visited; when, what and where.
pub fn who_and_what(visit: &RecordView, state: &AppState) -> (String, String) {
    let card = beneficiary(visit, state);
    let who = card.as_ref().map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(card));
    let place =
        card.as_ref().and_then(|card| card.text("municipalityCode")).map(|code| facts::municipality(code, state));
    let time = visit.instant("scheduledAt").map(dates::clock);
    let parts = [time, Some(services(visit, state)), place];
    (who, parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

fn closed_row(visit: Arc<RecordView>, state: &AppState) -> impl IntoView + use<> {
    let (title, note) = summary(&visit, state).unwrap_or_default();
    let href = format!("/scheda/{}", visit.id);
    view! {
        <Row href title note><SaveBadge record=visit /></Row>
    }
}

/// The card of a visit's beneficiary, if it is on this phone.
pub fn beneficiary(visit: &RecordView, state: &AppState) -> Option<Arc<RecordView>> {
    state.record(visit.reference("beneficiaryId")?)
}

/// Whether a visit is still to be made.
pub fn pending(visit: &RecordView) -> bool {
    visit.status() == "scheduled"
}

/// A visit as the order of the round sees it.
pub fn stop(visit: &RecordView) -> Stop {
    Stop {
        id: visit.id,
        at: visit.instant("scheduledAt").or_else(|| visit.instant("startedAt")),
        minutes: planned_minutes(visit),
        position: visit.number("roundPosition"),
    }
}

/// Visits planned for today or made today, in the order of the round; voided ones left out.
pub fn visits_of_today(state: &AppState) -> Vec<Arc<RecordView>> {
    let now = state.now.get();
    let mut visits = state.of_type(&RecordType::PROXIMITY_VISIT);
    visits.retain(|visit| !visit.voided() && stop(visit).at.is_some_and(|at| dates::same_day(at, now)));
    round::sort(&mut visits, |visit| stop(visit));
    visits
}

/// A list of what to buy is nobody's the day after.
fn clear_lists(state: &AppState) {
    let changes = lists_that_are_over(state);
    if changes.is_empty() {
        return;
    }
    let commands = use_commands();
    leptos::task::spawn_local(async move {
        // Where the phone cannot keep it the list is not shown either, and the next start tries again.
        let _ = commands.save(LocalSave { changes, drop_draft: None }).await;
    });
}

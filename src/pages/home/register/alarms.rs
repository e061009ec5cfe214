//! What somebody is to look at now, as the API says it: a phone that is shut or dead cannot.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use model::time::Millis;
use protocol::{Alarm, AlarmKind, AlarmsResponse};

use crate::commands::use_commands;
use crate::components::{Button, Card, Fit, Look, Notice, Row, RowWith, Show, Tone, Urgency};
use crate::i18n::dates;
use crate::pages::facts;
use crate::runtime::page;
use crate::state::{AppState, use_state};
use crate::tr;

/// How often the board asks while it is looked at.
const EACH_MS: u32 = 30_000;

/// The board. Copy.
#[derive(Clone, Copy)]
struct Board {
    /// What was heard last.
    heard: RwSignal<Option<AlarmsResponse>>,
    /// The last question had no answer.
    deaf: RwSignal<bool>,
    coordinates: bool,
}

/// Those who went out alone and are not back, deadlines, handovers that nobody acknowledged. Silence is never shown as calm: the
/// board says when it heard last.
#[component]
pub fn Alarms(
    /// Whether the records of the Ambito can be opened from here.
    coordinates: bool,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let board = Board { heard: RwSignal::new(None), deaf: RwSignal::new(false), coordinates };
    let ask = move || {
        leptos::task::spawn_local(async move {
            match commands.alarms().await {
                Ok(found) => {
                    board.deaf.try_set(false);
                    board.heard.try_set(Some(found));
                }
                Err(_) => drop(board.deaf.try_set(true)),
            }
        });
    };
    ask();
    let asks = move || {
        if page::is_visible() {
            ask();
        }
    };
    let kept = StoredValue::new_local(Some((Interval::new(EACH_MS, asks), page::watch_visible(ask))));
    on_cleanup(move || kept.dispose());
    let shown = move || board.heard.get().map(|heard| heard.alarms).unwrap_or_default();
    let (of_people, of_cases) = (move || cards(shown(), board, &state), move || rows(shown(), board, &state));
    let heard_at = move || board.heard.with(|heard| heard.as_ref().map(|heard| dates::clock(heard.server_time)));
    let words = move || match (board.deaf.get(), heard_at()) {
        (true, None) => tr!(register.alarms_deaf).to_owned(),
        (true, Some(clock)) => tr!(register.alarms_deaf_since, clock = clock),
        (false, Some(clock)) => tr!(register.alarms_heard, clock = clock),
        (false, None) => String::new(),
    };
    let calm = move || {
        board
            .heard
            .with(|heard| heard.as_ref().is_some_and(|heard| heard.alarms.iter().all(|alarm| elsewhere(alarm, board))))
    };
    view! {
        <section class="stack" aria-label=tr!(register.alarms)>
            <h2 class="section-title">{tr!(register.alarms)}</h2>
            <Show when=move || board.deaf.get()>
                <Notice tone=Tone::Err icon="wifi-off" words />
            </Show>
            <div class="stack" role="alert">{of_people}</div>
            <ul class="list">{of_cases}</ul>
            <Show when=calm>
                <p class="text-2">{if coordinates { tr!(register.alarms_none) } else { tr!(register.alarms_none_due) }}</p>
            </Show>
            <Show when=move || !board.deaf.get()>
                <p class="text-small text-2">{words}</p>
            </Show>
        </section>
    }
}

/// A handover that waits stands as a card on the page of the social service, with what is to be done.
fn elsewhere(alarm: &Alarm, board: Board) -> bool {
    alarm.kind == AlarmKind::HandoverWaiting && !board.coordinates
}

/// Who is not back: read out at once, and ended by who spoke with the person.
fn cards(alarms: Vec<Alarm>, board: Board, state: &AppState) -> impl IntoView + use<> {
    let commands = use_commands();
    let now = state.ticks();
    let overdue = alarms.into_iter().filter(|alarm| alarm.kind == AlarmKind::ReturnOverdue);
    let card = move |alarm: Alarm| {
        let name = alarm.operator_name.unwrap_or_else(|| tr!(common.unknown_person).to_owned());
        let when = tr!(
            register.alarms_overdue_since,
            when = dates::day_and_clock(alarm.at),
            late = dates::age(now.since(alarm.at).max(0))
        );
        let for_case = alarm.code.map(|code| tr!(register.alarms_for, code = code));
        let facts = [Some(when), for_case].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let end = move |_| {
            let Some(id) = alarm.return_id else { return };
            leptos::task::spawn_local(async move {
                let ended = commands.is_well(id).await;
                let found = commands.alarms().await;
                board.deaf.try_set(ended.is_err() || found.is_err());
                if let Ok(found) = found {
                    board.heard.try_set(Some(found));
                }
            });
        };
        view! {
            <Card urgency=Urgency::Urgent title=tr!(register.alarms_overdue, name = name) facts>
                <p class="text-small">{tr!(register.alarms_overdue_do)}</p>
                <Button look=Look::Soft fit=Fit::Wide icon="check" on_press=end words=tr!(register.alarms_is_well) />
            </Card>
        }
    };
    overdue.map(card).collect_view()
}

fn rows(alarms: Vec<Alarm>, board: Board, state: &AppState) -> impl IntoView + use<> {
    let now = state.ticks();
    let rest = alarms.into_iter().filter(|alarm| alarm.kind != AlarmKind::ReturnOverdue && !elsewhere(alarm, board));
    let row = |alarm: Alarm| {
        let (title, note) = (title(&alarm), note(&alarm, now, state));
        // What has left this phone cannot be opened from it.
        match alarm.activation_id.filter(|id| state.record(*id).is_some()) {
            Some(id) if board.coordinates => {
                view! { <Row href=format!("/registro?scheda={id}") title note /> }.into_any()
            }
            Some(id) => view! { <Row href=format!("/scheda/{id}") title note /> }.into_any(),
            None => view! { <RowWith title note /> }.into_any(),
        }
    };
    rest.filter(|alarm| alarm.kind != AlarmKind::Other).map(row).collect_view()
}

fn title(alarm: &Alarm) -> String {
    let code = alarm.code.clone().unwrap_or_default();
    match alarm.kind {
        AlarmKind::OralNoticeMissing => tr!(register.alarms_oral, code = code),
        AlarmKind::DeadlineOver => tr!(register.alarms_documents_over, code = code),
        AlarmKind::DeadlineWhenClosed => tr!(register.alarms_documents_closed, code = code),
        AlarmKind::DeadlineRunning => tr!(register.alarms_documents, code = code),
        AlarmKind::HandoverWaiting => tr!(register.alarms_handover, code = code),
        AlarmKind::ReturnExpected | AlarmKind::ReturnOverdue | AlarmKind::Other => {
            tr!(register.alarms_out, name = alarm.operator_name.clone().unwrap_or_default())
        }
    }
}

fn note(alarm: &Alarm, now: Millis, state: &AppState) -> String {
    let at = dates::day_and_clock(alarm.at);
    let when = match alarm.kind {
        AlarmKind::OralNoticeMissing | AlarmKind::DeadlineOver => tr!(register.alarms_was_due, when = at),
        AlarmKind::HandoverWaiting => tr!(register.alarms_since, time = dates::age(now.since(alarm.at).max(0))),
        AlarmKind::ReturnExpected => tr!(register.alarms_out_until, when = at),
        _ => tr!(register.alarms_due, when = at),
    };
    let place = alarm.municipality_code.as_deref().map(|code| facts::municipality(code, state));
    let person = alarm.person_n.map(|n| tr!(register.alarms_person, n = n));
    let duty = alarm.duty.as_deref().map(|duty| facts::code_label("art403Authority", duty, state));
    let duty = duty.map(|who| tr!(register.alarms_duty, who = who));
    [place, person, Some(when), duty].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

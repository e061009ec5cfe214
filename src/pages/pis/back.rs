use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::time::Millis;

use super::at_night;
use crate::commands::{Expected, Told, use_commands};
use crate::components::{Button, Card, Look, Notice, PlainFrame, Show, Tone, Urgency};
use crate::i18n::dates;
use crate::pages::route_id;
use crate::runtime::may_sound;
use crate::state::{AppState, use_state};
use crate::tr;

/// Minutes to be chosen.
const AWAY: [i64; 4] = [15, 30, 60, 90];
/// Minutes more.
const MORE: [i64; 2] = [15, 30];

/// Who goes out alone says when to be back. One tap, and the truth about who knows.
#[component]
pub fn Back() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    at_night(&state);
    let activation = route_id();
    let out = Memo::new(move |_| out(&state));
    let is_out = Memo::new(move |_| out.with(Option::is_some));
    let back = activation.map_or_else(|| "/pis".to_owned(), |id| format!("/pis/{id}"));
    let context = move || dates::clock(state.ticks());
    let context = Signal::derive(context);
    let title = tr!(pis.back).to_owned();
    move || {
        let (title, back) = (title.clone(), back.clone());
        if is_out.get() {
            let done = move |_| commands.is_back();
            let bar = view! { <Button look=Look::Main icon="check" on_press=done words=tr!(pis.back_done) /> };
            view! {
                <PlainFrame title context back bar=Some(bar.into_any())>
                    <Out out />
                    <p class="text-small">{tr!(pis.back_page)}</p>
                </PlainFrame>
            }
            .into_any()
        } else {
            view! {
                <PlainFrame title context back>
                    <Choose activation />
                    <p class="text-small">{tr!(pis.back_page)}</p>
                </PlainFrame>
            }
            .into_any()
        }
    }
}

/// The one who is out, the latest that was said.
pub fn out(state: &AppState) -> Option<Expected> {
    let mut all = state.expected_returns();
    all.retain(|one| one.told != Told::Back);
    order::by_key(&mut all, |one| one.id);
    all.pop()
}

#[component]
fn Choose(activation: Option<RecordId>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let unsaid = move || state.expected_returns().iter().any(|one| one.told == Told::Back);
    let away = move |minutes: i64| {
        let go = move |_| {
            may_sound();
            commands.expect_back(state.true_now().plus(minutes * Millis::MINUTE), activation);
        };
        view! { <Button look=Look::Soft on_press=go words=length(minutes) /> }
    };
    view! {
        <Show when=unsaid>
            <Notice tone=Tone::Warn icon="phone-only" words=tr!(pis.back_unsaid) />
        </Show>
        <p>{tr!(pis.back_text)}</p>
        <h2 class="section-title">{tr!(pis.back_when)}</h2>
        <div class="tiles">{AWAY.map(away).collect_view()}</div>
    }
}

/// By when, and whether anybody would notice.
#[component]
fn Out(out: Memo<Option<Expected>>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let due = move || out.with(|out| out.as_ref().map(|out| out.due_at)).unwrap_or_default();
    let told = move || out.with(|out| out.as_ref().map_or(Told::Nobody, |out| out.told));
    let card = move || {
        let (now, due) = (state.ticks(), due());
        let over = now >= due;
        let urgency = if over { Urgency::Urgent } else { Urgency::Soon };
        let told = told();
        let urgency = if told == Told::Ambito && !over { Urgency::Done } else { urgency };
        let clock = if over { dates::elapsed(due, now) } else { dates::elapsed(now, due) };
        let title = if over { tr!(pis.back_over).to_owned() } else { tr!(pis.back_by, time = dates::clock(due)) };
        let text = match (told, over) {
            (Told::Ambito, false) => tr!(pis.back_told),
            (Told::Ambito, true) => tr!(pis.back_alarm),
            (Told::Uncoordinated, _) => tr!(pis.back_uncoordinated),
            (Told::Nobody | Told::Back, _) => tr!(pis.back_nobody),
        };
        view! {
            <Card urgency title>
                <p class="figure">
                    <span class="figure__value">{clock}</span>
                </p>
                <p class="card__facts">{text}</p>
            </Card>
        }
    };
    let more = move |minutes: i64| {
        let go = move |_| {
            may_sound();
            let activation = out.with_untracked(|out| out.as_ref().and_then(|out| out.activation));
            let from = untrack(due).max(state.true_now());
            commands.expect_back(from.plus(minutes * Millis::MINUTE), activation);
        };
        view! { <Button look=Look::Soft on_press=go words=tr!(pis.back_more, minutes = minutes) /> }
    };
    view! {
        <div aria-live="polite">{card}</div>
        <div class="actions">{MORE.map(more).collect_view()}</div>
    }
}

/// `15 minuti`, `1 ora`, `1 ora e mezza`
fn length(minutes: i64) -> String {
    match minutes {
        60 => tr!(pis.away_hour).to_owned(),
        90 => tr!(pis.away_hour_and_half).to_owned(),
        minutes => tr!(pis.away_minutes, minutes = minutes),
    }
}

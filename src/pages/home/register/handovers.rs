//! What the Pronto Intervento has handed to the social service of a Comune: taken charge of with one tap.

use leptos::prelude::*;
use model::codes::{ConsegnaTo, PisEventKind};
use model::ids::RecordId;
use model::order;
use model::pis::State;
use model::time::Millis;
use store::StoreError;
use sync::client::{Change, LocalSave};

use crate::commands::use_commands;
use crate::components::{Button, Card, Fit, LinkButton, Look, Notice, SaveBadge, Show, Tone, Undo, Urgency};
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::pages::pis::{Case, step, voiding};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// How many hours after a handover its edge turns red.
const LATE: i64 = 12 * Millis::HOUR;

/// The act that was done last, with what it was about.
#[derive(Clone, PartialEq)]
struct Done {
    step: Change,
    code: String,
    taken_back: bool,
}

/// The handovers of the own Comune that wait.
#[component]
pub fn Handovers() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let waiting = Memo::new(move |_| waiting(&state));
    let done = RwSignal::new(None::<Done>);
    let failed = RwSignal::new(None::<StoreError>);
    let busy = RwSignal::new(false);
    let save = move |next: Done, change: Change| {
        // A second tap is the same tap.
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            let saved = commands.save(LocalSave { changes: vec![change], drop_draft: None }).await;
            busy.try_set(false);
            match saved {
                Ok(()) => {
                    failed.try_set(None);
                    done.try_set(Some(next));
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let take = move |case: &Case| {
        let change = step(&state, case, &PisEventKind::ACKNOWLEDGED, None, None);
        save(Done { step: change.clone(), code: case.code(), taken_back: false }, change);
    };
    let undo = move |_| {
        if let Some(was) = done.get_untracked().filter(|done| !done.taken_back) {
            let back = voiding(&state, &was.step);
            save(Done { taken_back: true, ..was }, back);
        }
    };
    let said = move || {
        done.get().map(|done| {
            if done.taken_back {
                tr!(people.handover_taken_back, code = done.code)
            } else {
                tr!(people.handover_taken, code = done.code)
            }
        })
    };
    let taken_back = Signal::derive(move || done.with(|done| done.as_ref().is_some_and(|done| done.taken_back)));
    let cards = move || waiting.get().into_iter().map(|case| card(case, take, &state)).collect_view();
    view! {
        <h2 class="section-title">{tr!(people.handovers)}</h2>
        <Undo words=said taken_back>
            <Show when=move || !taken_back.get()>
                <Button look=Look::Text on_press=undo words=tr!(people.handover_undo) />
            </Show>
        </Undo>
        <Show when=move || failed.get().is_some()>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
        </Show>
        <Show
            when=move || waiting.with(|waiting| !waiting.is_empty())
            fallback=|| view! { <p class="text-2">{tr!(people.handovers_none)}</p> }
        >
            {cards}
        </Show>
    }
}

fn waiting(state: &AppState) -> Vec<Case> {
    let mut cases = Case::all(state);
    cases.retain(|case| since(case).is_some());
    order::by_key(&mut cases, |case| (since(case), case.id()));
    cases
}

/// Since when it waits for the social service. What the shift gave to somebody else is not for it.
fn since(case: &Case) -> Option<Millis> {
    let given = case.fold.shift_handed_to.as_ref() == Some(&ConsegnaTo::MUNICIPAL_SOCIAL_SERVICE);
    case.fold.unacknowledged_since().filter(|_| case.fold.state == State::HandedOver || given)
}

fn card<T: Fn(&Case) + Copy + Send + Sync + 'static>(case: Case, take: T, state: &AppState) -> impl IntoView + use<T> {
    let id: RecordId = case.id();
    let at = since(&case).unwrap_or_default();
    let age = state.ticks().since(at).max(0);
    let place = case.record.text("municipalityCode").map(|code| facts::municipality(code, state));
    let since = tr!(people.handover_since, when = dates::day_and_clock(at), time = dates::age(age));
    let facts = [Some(case.code()), place, Some(since)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let title = case.headline(state);
    let urgency = if age > LATE { Urgency::Urgent } else { Urgency::Soon };
    let record = case.slowest.clone();
    let kept = StoredValue::new(case);
    let head = view! { <SaveBadge record /> }.into_any();
    view! {
        <Card urgency head=Some(head) title facts>
            <Button
                look=Look::Done
                fit=Fit::Large
                icon="check"
                on_press=move |_| kept.with_value(take)
                words=tr!(people.handover_take)
            />
            <LinkButton look=Look::Soft fit=Fit::Wide href=format!("/pis/{id}") words=tr!(people.handover_open) />
        </Card>
    }
}

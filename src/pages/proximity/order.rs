use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::round::{Stop, Way, moved};
use store::StoreError;
use sync::client::LocalSave;

use super::desk::patch;
use super::round::{pending, stop, visits_of_today, who_and_what};
use super::whose;
use crate::commands::use_commands;
use crate::components::{Button, Empty, Fit, LinkButton, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::words;
use crate::pages::facts;
use crate::runtime::use_location;
use crate::state::use_state;
use crate::tr;

/// The order of the round, changed by two buttons a row: what is dragged is not for one hand. Each tap is saved.
#[component]
pub fn Order() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let busy = RwSignal::new(false);
    // Of whose round it is asked: the visits of the others keep their places.
    let who = untrack(|| use_location().query("chi"));
    let context = untrack(|| who.as_ref().map(|id| facts::operator(id, &state))).unwrap_or_default();
    let waiting = Memo::new(move |_| {
        let mut waiting = whose::of(visits_of_today(&state), who.as_ref());
        waiting.retain(|visit| pending(visit));
        waiting
    });
    let go = Callback::new(move |(id, way): (RecordId, Way)| {
        let stops: Vec<Stop> = waiting.with_untracked(|waiting| waiting.iter().map(|visit| stop(visit)).collect());
        let changes: Vec<_> = moved(&stops, id, way)
            .into_iter()
            .filter_map(|(id, position)| {
                let fields = order::tree([("roundPosition".to_owned(), position.into())]);
                Some(patch(&*untrack(|| state.record(id))?, fields))
            })
            .collect();
        if changes.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        leptos::task::spawn_local(async move {
            let saved = commands.save(LocalSave { changes, drop_draft: None }).await;
            failed.try_set(saved.err());
            busy.try_set(false);
        });
    });
    let rows = move || {
        let waiting = waiting.get();
        let last = waiting.len();
        let row = |(at, visit): (usize, std::sync::Arc<sync::client::RecordView>)| {
            let (who, note) = who_and_what(&visit, &state);
            let id = visit.id;
            let (up, down) = (tr!(proximity.move_up, name = who), tr!(proximity.move_down, name = who));
            view! {
                <li class="row">
                    <span class="row__mark">{at + 1}</span>
                    <span class="row__text">
                        <span class="row__title">{who}</span>
                        <span class="row__note">{note}</span>
                    </span>
                    <Button
                        look=Look::Outline
                        fit=Fit::Icon
                        icon="arrow-up"
                        disabled=at == 0
                        label=up
                        on_press=move |_| go.run((id, Way::Up)) />
                    <Button
                        look=Look::Outline
                        fit=Fit::Icon
                        icon="arrow-down"
                        disabled=at + 1 == last
                        label=down
                        on_press=move |_| go.run((id, Way::Down)) />
                </li>
            }
        };
        waiting.into_iter().enumerate().map(row).collect_view()
    };
    let bar = view! { <LinkButton look=Look::Main href="/giro" words=tr!(proximity.order_done) /> }.into_any();
    view! {
        <PlainFrame title=tr!(proximity.order).to_owned() context back="/giro".to_owned() bar=Some(bar)>
            <p class="text-2">{tr!(proximity.order_text)}</p>
            <Show when=move || failed.with(Option::is_some)>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
            <ol class="list">{rows}</ol>
            <Show when=move || waiting.with(Vec::is_empty)>
                <Empty icon="calendar" title=tr!(proximity.order_empty) />
            </Show>
        </PlainFrame>
    }
}

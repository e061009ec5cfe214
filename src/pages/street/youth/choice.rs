use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use serde_json::Value;

use super::form::QuickCard;
use super::known::Known;
use crate::components::form::{Form, Layout, Opt, SomeOf};
use crate::components::{Button, Look, Sheet, Show};
use crate::pages::street::words;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// How many cards are shown before "Altre schede…".
const FIRST: usize = 8;

/// Who of the young people that the team knows was there: those of the group first, then the last met.
#[component]
pub fn CardChoice(
    /// The form of the meeting.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let all = RwSignal::new(false);
    let making = RwSignal::new(false);
    let group = move || form.fields.with(|fields| fields.reference("groupId"));
    let cards = Memo::new(move |_| {
        let group = group();
        let mut cards = Known::of(&state).heads();
        order::by_key(&mut cards, |card| group.is_none() || card.reference("groupId") != group);
        cards
    });
    let options = Signal::derive(move || {
        let known = Known::of(&state);
        let chosen: Vec<RecordId> =
            form.fields.with(|fields| fields.codes("cardIds").into_iter().filter_map(|id| id.parse().ok()).collect());
        let shown = cards.get().into_iter().enumerate();
        let shown = shown.filter(|(at, card)| all.get() || *at < FIRST || chosen.contains(&card.id));
        let mut options: Vec<Opt> =
            shown.map(|(_, card)| Opt { value: card.id.to_string(), label: words::title(&card, &state) }).collect();
        // A card that was joined to another since then stands as it was chosen.
        let joined = chosen.into_iter().filter(|id| known.head(*id) != *id).filter_map(|id| state.record(id));
        options.extend(joined.map(|card| Opt { value: card.id.to_string(), label: words::title(&card, &state) }));
        options
    });
    let made = move |id: RecordId| {
        making.set(false);
        let mut chosen: Vec<Value> =
            form.fields.with_untracked(|fields| fields.codes("cardIds").into_iter().map(Value::from).collect());
        chosen.push(id.to_string().into());
        form.set("cardIds", chosen);
    };
    view! {
        <Show when=move || cards.with(|cards| !cards.is_empty())>
            <SomeOf form field="cardIds" label=tr!(street.who_was_there) options layout=Layout::Chips />
        </Show>
        <div class="actions">
            <Show when=move || !all.get() && cards.with(|cards| cards.len() > FIRST)>
                <Button look=Look::Text on_press=move |_| all.set(true) words=tr!(street.more_cards) />
            </Show>
            <Button look=Look::Text on_press=move |_| making.set(true) words=tr!(street.new_card_here) />
        </div>
        <Sheet open=making title=tr!(street.new_card).to_owned()>
            <QuickCard group=untrack(group) on_made=made />
        </Sheet>
    }
}

use leptos::prelude::*;
use model::ids::RecordId;
use serde_json::Value;
use store::StoreError;

use super::outings::{current, plan_of, spots};
use super::spot::QuickSpot;
use super::{acts, words};
use crate::commands::use_commands;
use crate::components::{Button, Fit, Icon, Look, Notice, PlainFrame, Redirect, Sheet, Show, Tone};
use crate::i18n::words as sentences;
use crate::pages::pin::{on_top, pinned};
use crate::pages::{go, now_field};
use crate::state::use_state;
use crate::tr;

/// The team moves on: one tap on the next spot writes the arrival.
#[component]
pub fn Arrive() -> impl IntoView {
    let state = use_state();
    let outing = untrack(|| current(&state));
    match outing {
        Some(outing) => view! { <Places outing=outing.id plan=plan_of(&outing) /> }.into_any(),
        None => view! { <Redirect path="/uscita" /> }.into_any(),
    }
}

#[component]
fn Places(outing: RecordId, plan: Vec<RecordId>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let making = RwSignal::new(false);
    let then = StoredValue::new_local(go("/uscita"));
    let arrive = Callback::new(move |spot: RecordId| {
        let stop = untrack(|| acts::arrival(outing, Some(spot), Value::Null, now_field(), &state));
        leptos::task::spawn_local(async move {
            match commands.save(acts::alone(stop)).await {
                Ok(()) => drop(then.try_with_value(|then| then())),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    });
    let rows = move || {
        let (mut known, top) = (spots(&plan, &state), pinned(&state, commands));
        on_top(&mut known, &top);
        known
            .into_iter()
            .map(|spot| {
                let id = spot.id;
                let mark = top.contains(&id).then(|| tr!(common.pinned).to_owned());
                view! {
                    <li>
                        <button type="button" class="row" on:click=move |_| arrive.run(id)>
                            <span class="row__mark">
                                <Icon name="map-marker" size="icon--s" />
                            </span>
                            <span class="row__text">
                                <span class="row__title">{words::title(&spot, &state)}</span>
                                <span class="row__note">{words::joined([mark, Some(words::spot_note(&spot, &state))])}</span>
                            </span>
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <PlainFrame title=tr!(street.move_on).to_owned() back="/uscita".to_owned() bar=None>
            <p class="text-2">{tr!(street.move_on_text)}</p>
            <Show when=move || failed.with(Option::is_some)>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| sentences::store_error(&error)) />
            </Show>
            <ul class="list">{rows}</ul>
            <Button
                look=Look::Soft
                fit=Fit::Wide
                icon="plus"
                on_press=move |_| making.set(true)
                words=tr!(street.new_spot_here)
            />
            <Sheet open=making title=tr!(street.new_spot).to_owned()>
                <QuickSpot on_made=move |id: RecordId| arrive.run(id) />
            </Sheet>
        </PlainFrame>
    }
}

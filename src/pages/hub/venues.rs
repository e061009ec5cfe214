//! Where and when the hubs are open, for who coordinates them: a change reaches the phones with their next sync.

use std::sync::Arc;

use leptos::prelude::*;
use model::hub;
use model::record::RecordType;
use model::rome;
use serde_json::Value;
use sync::client::RecordView;

use super::notice::in_words;
use super::slot_form::SlotForm;
use super::venue::{name, venues};
use crate::components::form::{DraftBanner, Errors, Form, Municipality, SaveBar, Text};
use crate::components::{Button, Empty, Fit, Icon, LinkButton, Look, PlainFrame, Row, RowWith, SaveBadge, Show};
use crate::pages::gone::RecordGone;
use crate::pages::{go, route_id};
use crate::runtime::now;
use crate::state::use_state;
use crate::tr;

/// The venues with their hours.
#[component]
pub fn Venues() -> impl IntoView {
    let state = use_state();
    let today = rome::day_of(now());
    let row = move |venue: Arc<RecordView>| {
        let slots = hub::timetable(&venue.fields);
        let open: Vec<String> =
            slots.iter().filter(|slot| slot.valid_to.is_none_or(|to| today <= to)).map(in_words).collect();
        let note = if open.is_empty() { tr!(hub.venue_no_hours).to_owned() } else { open.join(" · ") };
        view! {
            <Row href=format!("/hub/sedi/{}", venue.id) title=name(&venue) note>
                <SaveBadge record=venue />
                <Icon name="chevron-right" size="row__go" />
            </Row>
        }
    };
    let none = Memo::new(move |_| venues(&state).is_empty());
    let bar = view! { <LinkButton look=Look::Main icon="plus" href="/hub/sedi/nuova" words=tr!(hub.venue_new) /> };
    view! {
        <PlainFrame title=tr!(hub.venues).to_owned() back="/".to_owned() bar=Some(bar.into_any())>
            <Show when=move || none.get()>
                <Empty icon="map-marker" title=tr!(hub.no_venues_title)><p>{tr!(hub.venues_none)}</p></Empty>
            </Show>
            <ul class="list">{move || venues(&state).into_iter().map(row).collect_view()}</ul>
        </PlainFrame>
    }
}

/// A venue that opens.
#[component]
pub fn NewVenue() -> impl IntoView {
    view! { <VenueForm form=Form::create(RecordType::VENUE, model::record::Fields::new()) /> }
}

/// A venue that exists.
#[component]
pub fn EditVenue() -> impl IntoView {
    let state = use_state();
    match untrack(|| route_id().and_then(|id| state.record(id))) {
        Some(record) => view! { <VenueForm form=Form::edit(&record) /> }.into_any(),
        None => view! { <RecordGone title=tr!(hub.venue) back="/hub/sedi" /> }.into_any(),
    }
}

#[component]
fn VenueForm(form: Form) -> impl IntoView {
    let then = go("/hub/sedi");
    let save = move || {
        let then = then.clone();
        form.save(move |_| then());
    };
    let adding = RwSignal::new(false);
    let today = rome::day_of(now());
    let slots = move || {
        form.fields.with(|fields| fields.get("timetable").and_then(Value::as_array).cloned()).unwrap_or_default()
    };
    let change = move |at: usize, ends: bool| {
        let mut all = slots();
        match all.get_mut(at) {
            // Its past stays in the report: it ends, and does not go.
            Some(slot) if ends => slot["validTo"] = today.to_string().into(),
            Some(_) => drop(all.remove(at)),
            None => {}
        }
        form.set("timetable", all);
    };
    let rows = move || {
        let all = slots().into_iter().enumerate();
        all.filter_map(|(at, value)| {
            let slot = hub::timetable_of(std::slice::from_ref(&value)).pop()?;
            let over = slot.valid_to.is_some_and(|to| to <= today);
            let begun = slot.valid_from.is_none_or(|from| from < today);
            let label = if begun { tr!(hub.slot_end) } else { tr!(hub.slot_remove) };
            Some(view! {
                <RowWith title=in_words(&slot)>
                    {(!over)
                        .then(|| {
                            view! {
                                <Button
                                    look=Look::Outline
                                    fit=Fit::Small
                                    on_press=move |_| change(at, begun)
                                    words=label
                                />
                            }
                        })}
                </RowWith>
            })
        })
        .collect_view()
    };
    let add = move |slot: Value| {
        let mut all = slots();
        all.push(slot);
        form.set("timetable", all);
        adding.set(false);
    };
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=tr!(hub.venue).to_owned() back="/hub/sedi".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Text form field="name" label=tr!(hub.venue_name) />
                <Municipality form fold=true />
                <fieldset class="group">
                    <legend class="group__label">{tr!(hub.venue_hours)}</legend>
                    <ul class="list">{rows}</ul>
                </fieldset>
                <Button look=Look::Soft icon="plus" on_press=move |_| adding.set(true) words=tr!(hub.slot_add) />
                <p class="text-small">{tr!(hub.venue_sync)}</p>
            </form>
            <SlotForm open=adding on_add=add />
        </PlainFrame>
    }
}

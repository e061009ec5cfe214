use std::sync::Arc;

use leptos::prelude::*;
use model::record::RecordType;
use model::time::parse_day;
use sync::client::RecordView;

use super::all::CardRow;
use super::known::Known;
use super::page::{Ids, Meetings};
use crate::components::{LinkButton, Look, Notice, PlainFrame, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::street::todo::About;
use crate::pages::street::told::Facts;
use crate::pages::street::words;
use crate::pages::street::work::work;
use crate::pages::{facts, route_id};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// An informal group: where it is met, who belongs to it, what is to be done.
#[component]
pub fn GroupPage() -> impl IntoView {
    let state = use_state();
    let is_group = |record: &Arc<RecordView>| record.record_type == RecordType::YOUTH_GROUP && !record.voided();
    let group = Memo::new(move |_| route_id().and_then(|id| state.record(id)).filter(is_group));
    let title = Signal::derive(move || {
        group.get().map_or_else(|| tr!(common.record_gone).to_owned(), |group| words::title(&group, &state))
    });
    view! {
        <PlainFrame title tab_title=tr!(street.group) back="/uscita/schede".to_owned() bar=None>
            {move || match group.get() {
                Some(group) => view! { <Body group /> }.into_any(),
                None => view! { <Notice words=tr!(common.record_gone) /> }.into_any(),
            }}
        </PlainFrame>
    }
}

#[component]
fn Body(group: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let id = group.id;
    let told = StoredValue::new(group.clone());
    let rows = Signal::derive(move || {
        told.with_value(|group| {
            let place = group.text("municipalityCode").map(|code| facts::municipality(code, &state));
            let spots = group.codes("usualSpotIds").into_iter().map(|spot| facts::record_title(spot, &state));
            let spots: Vec<String> = spots.collect();
            let met = group.text("lastMetOn").and_then(parse_day).map(dates::numeric_day);
            vec![
                (tr!(common.municipality), place),
                (tr!(street.usual_spots), (!spots.is_empty()).then(|| spots.join(", "))),
                (tr!(street.last_met_on), met),
            ]
        })
    });
    let meetings = Memo::new(move |_| {
        let work = work(&state);
        Ids(work.meetings.iter().rev().filter(|held| held.record.reference("groupId") == Some(id)).cloned().collect())
    });
    let members = Memo::new(move |_| {
        let mut members = Known::of(&state).heads();
        members.retain(|card| card.reference("groupId") == Some(id));
        members
    });
    let member_rows = move || members.get().into_iter().map(|card| view! { <CardRow card /> }).collect_view();
    view! {
        <div class="split">
            <SaveBadge record=group.clone() />
        </div>
        <Facts rows />
        <Show when=move || members.with(|members| !members.is_empty())>
            <h2 class="section-title">{tr!(street.cards)}</h2>
            <ul class="list">{member_rows}</ul>
        </Show>
        <Meetings meetings />
        <About about=group.clone() />
        <div class="actions">
            <LinkButton
                look=Look::Soft
                icon="pencil"
                href=format!("/gruppo-strada/{id}/modifica")
                words=tr!(common.edit)
            />
            <LinkButton look=Look::Text href=format!("/scheda/{id}") words=tr!(street.record_page) />
        </div>
    }
}

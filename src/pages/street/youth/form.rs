use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{RecordType, Service};
use serde_json::Value;

use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, OneOf, SaveBar, Text};
use crate::components::{Button, Fit, PlainFrame};
use crate::pages::gone::RecordGone;
use crate::pages::street::choices::groups;
use crate::pages::{new_fields, now_field, route_id};
use crate::runtime::{now, use_location};
use crate::state::{AppState, use_state};
use crate::tr;

/// The card of a young person: a nickname of the team, and what may be known beside it.
#[component]
pub fn NewCard() -> impl IntoView {
    let form = new_card(&use_state());
    view! { <CardForm form title=tr!(street.new_card).to_owned() /> }
}

/// A card that exists.
#[component]
pub fn EditCard() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => view! { <CardForm form=Form::edit(&record) title=tr!(street.card).to_owned() /> }.into_any(),
        None => view! { <RecordGone title=tr!(street.card) back="/uscita/schede" /> }.into_any(),
    }
}

/// Making a card is a contact: it leaves the phones when none follows.
fn new_card(state: &AppState) -> Form {
    let mut fields = new_fields(state, Service::Street, "");
    fields.insert("lastMetOn".to_owned(), model::rome::day_of(now()).to_string().into());
    Form::create(RecordType::YOUTH_CARD, fields)
}

#[component]
fn CardForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let save = move || {
        if form.text("groupId").is_empty() {
            form.preset("groupId", Value::Null);
        }
        form.save(move |id| location.go(&format!("/uscita/scheda/{id}")));
    };
    let groups = Signal::derive(move || {
        let mut groups = groups(None, &state);
        // The last answer is that it was none of them.
        groups
            .iter_mut()
            .filter(|one| one.value.is_empty())
            .for_each(|one| one.label = tr!(street.no_group).to_owned());
        groups
    });
    let back =
        if form.edits() { format!("/uscita/scheda/{}", form.id.get_untracked()) } else { "/uscita/schede".to_owned() };
    let bar = view! { <SaveBar form note=tr!(street.card_no_names).to_owned() on_save=save /> }.into_any();
    view! {
        <PlainFrame title tab_title=tr!(street.card) back bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Text form field="nickname" label=tr!(street.card_nickname) hint=tr!(street.card_nickname_hint) />
                <Codes form field="ageBand" label=tr!(street.card_age) list="streetAgeBand" layout=Layout::Chips />
                <Codes form field="gender" label=tr!(street.card_gender) list="gender" layout=Layout::Chips />
                <OneOf form field="groupId" label=tr!(street.card_group) options=groups layout=Layout::Chips />
            </form>
        </PlainFrame>
    }
}

/// A nickname is enough: the rest of a card is noted later.
#[component]
pub fn QuickCard(
    /// The group of the meeting, where it is known.
    group: Option<RecordId>,
    /// Gets the id of the card once it is on the phone.
    #[prop(into)]
    on_made: Callback<RecordId>,
) -> impl IntoView {
    let form = new_card(&use_state());
    form.preset("groupId", group.map_or(Value::Null, |group| group.to_string().into()));
    let save = move |_| {
        form.preset("recordedAt", now_field());
        form.save(move |id| on_made.run(id));
    };
    view! {
        <div class="stack">
            <DraftBanner form about="groupId" />
            <Errors form />
            <Text form field="nickname" label=tr!(street.card_nickname) hint=tr!(street.card_nickname_hint) />
            <Button fit=Fit::Wide disabled=move || form.saving.get() on_press=save words=tr!(common.save) />
        </div>
    }
}

use leptos::prelude::*;
use model::order;
use model::record::{RecordType, Service};
use serde_json::Value;

use super::maybe::MaybeKnown;
use crate::components::form::{
    Codes, DraftBanner, Errors, Form, Layout, Lines, Municipality, SaveBar, Stepper, Text, Toggle,
};
use crate::components::{More, PlainFrame};
use crate::pages::gone::RecordGone;
use crate::pages::{new_fields, route_id};
use crate::runtime::use_location;
use crate::state::use_state;
use crate::tr;

/// A person met in the field: provisional until a coordinator links it to the cartella sociale.
#[component]
pub fn NewBeneficiary() -> impl IntoView {
    let state = use_state();
    let mut fields = new_fields(&state, Service::Proximity, "");
    let me = state.identity.with_untracked(|identity| identity.as_ref().map(|one| one.profile.operator_id.to_string()));
    fields.extend(order::tree([
        ("provisional".to_owned(), Value::from(true)),
        ("episode".to_owned(), "open".into()),
        ("assignedOperatorIds".to_owned(), me.into_iter().collect::<Vec<_>>().into()),
    ]));
    view! { <CardForm form=Form::create(RecordType::BENEFICIARY, fields) title=tr!(proximity.new_beneficiary).to_owned() /> }
}

/// A card that exists.
#[component]
pub fn EditBeneficiary() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id)));
    match record {
        Some(record) => {
            view! { <CardForm form=Form::edit(&record) title=tr!(proximity.edit_beneficiary).to_owned() /> }.into_any()
        }
        None => view! { <RecordGone title=tr!(proximity.edit_beneficiary) back="/giro" /> }.into_any(),
    }
}

#[component]
fn CardForm(form: Form, #[prop(into)] title: String) -> impl IntoView {
    let location = use_location();
    // Whoever came from the page of the person goes back there.
    let back = untrack(|| {
        let from_person = form.edits() && location.query("da").is_some();
        if from_person { format!("/beneficiario/{}", form.id.get()) } else { "/giro".to_owned() }
    });
    let then = back.clone();
    let save = move || {
        let then = then.clone();
        form.save(move |_| location.go(&then));
    };
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title back bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <Codes form field="beneficiaryType" label=tr!(proximity.beneficiary_type) list="beneficiaryType" layout=Layout::Chips />
                <Text form field="firstName" label=tr!(proximity.first_name) optional=true />
                <Text form field="lastName" label=tr!(proximity.last_name) optional=true />
                {(!form.edits()).then(|| view! { <MaybeKnown form /> })}
                <Text form field="address" label=tr!(proximity.address) hint=tr!(proximity.address_hint) />
                <Municipality form fold=true />
                <Text form field="phone" label=tr!(proximity.phone) optional=true inputmode="tel" />
                <More>
                    <Text form field="doorbell" label=tr!(proximity.doorbell) optional=true />
                    <Lines form field="accessNotes" label=tr!(proximity.access_notes) />
                    <Text form field="contactPersonName" label=tr!(proximity.contact_name) optional=true />
                    <Text form field="contactPersonPhone" label=tr!(proximity.contact_phone) optional=true inputmode="tel" />
                    <Text form field="socialServicePhone" label=tr!(proximity.service_phone) optional=true inputmode="tel" />
                    <Stepper form field="householdSize" label=tr!(proximity.household) unit=tr!(common.people) min=1 max=20 />
                    <Toggle form field="livesAlone" label=tr!(proximity.lives_alone) />
                    <Toggle form field="handlesCash" label=tr!(proximity.cash) />
                </More>
            </form>
        </PlainFrame>
    }
}

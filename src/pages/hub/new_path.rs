//! What is asked of a citizen: for a path that opens, and on the page of one that exists.

use leptos::prelude::*;

use crate::components::More;
use crate::components::form::{Codes, Form, Layout, Municipality, OneOf, Text, Toggle, codes};
use crate::state::use_state;
use crate::tr;

/// What a new path asks, once: the age band and the gender; the name where a citizen is to be called.
#[component]
pub fn NewPath(
    /// The form of the appointment.
    form: Form,
    /// Whether the name stands first: for a booking.
    named: bool,
) -> impl IntoView {
    let state = use_state();
    let ages = Signal::derive(move || {
        let minors = state.config.with(|config| config.hub.minors_enabled);
        let mut ages = codes(&state, "hubAgeBand");
        ages.retain(|age| minors || age.value != "14_17");
        ages
    });
    if form.get("firstTime").is_none() {
        form.preset("firstTime", true);
    }
    view! {
        {named.then(|| view! { <Contact form /> })}
        <OneOf form field="ageBand" label=tr!(hub.age_band) options=ages layout=Layout::Chips />
        <Codes form field="gender" label=tr!(hub.gender) list="gender" layout=Layout::Chips />
        <Toggle form field="firstTime" label=tr!(hub.first_time) />
    }
}

/// How a citizen is called and reached.
#[component]
pub fn Contact(
    /// A form that holds the fields of a path.
    form: Form,
) -> impl IntoView {
    view! {
        <div class="fields">
            <Text form field="firstName" label=tr!(hub.first_name) optional=true />
            <Text form field="initial" label=tr!(hub.initial) optional=true />
        </div>
        <Text form field="phone" label=tr!(hub.phone) hint=tr!(hub.phone_hint) optional=true inputmode="tel" />
    }
}

/// The rest of a path, for who has the time to ask.
#[component]
pub fn MorePath(
    /// A form that holds the fields of a path.
    form: Form,
) -> impl IntoView {
    view! {
        <Codes form field="howHeard" label=tr!(hub.how_heard) list="howHeard" layout=Layout::Chips />
        <Municipality form field="residenceMunicipalityCode" fold=true />
        <More label=tr!(hub.facilita_more)>
            <Codes form field="facilitaEducation" label=tr!(hub.facilita_education) list="facilitaEducation" layout=Layout::Chips />
            <Codes form field="facilitaOccupation" label=tr!(hub.facilita_occupation) list="facilitaOccupation" layout=Layout::Chips />
            <Codes form field="facilitaCitizenship" label=tr!(hub.facilita_citizenship) list="facilitaCitizenship" layout=Layout::Chips />
            <Text form field="facilitaProvince" label=tr!(hub.facilita_province) hint=tr!(hub.facilita_province_hint) optional=true />
        </More>
    }
}

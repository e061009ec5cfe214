//! Educativa di strada: the outing in progress, groups met, meeting spots. Nobody is identified.

mod acts;
mod arrive;
mod cards;
mod choices;
mod close;
mod counters;
mod details;
mod group;
mod guide;
mod hours;
mod idle;
mod meeting;
mod met;
mod outing;
mod outings;
mod patch;
mod place;
mod rows;
mod running;
mod spot;
mod start;
mod words;
mod work;

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, path};
use model::record::RecordType;
use sync::client::RecordView;

use crate::pages::Gate;
use crate::state::use_state;

use arrive::Arrive;
use close::Close;
use group::EditGroup;
use idle::Idle;
use meeting::{CorrectMeeting, NewMeeting};
use outing::{EditOuting, Plan};
use running::Running;
use spot::{EditSpot, NewSpot, Spots};
use start::Start;

pub use rows::rows;
pub use words::summary;

/// The routes of the service.
#[component(transparent)]
pub fn StreetRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/uscita") view=|| view! { <Gate>{Tonight}</Gate> } />
        <Route path=path!("/uscita/inizia") view=|| view! { <Gate>{Start}</Gate> } />
        <Route path=path!("/uscita/inizia/:id") view=|| view! { <Gate>{Start}</Gate> } />
        <Route path=path!("/uscita/luogo") view=|| view! { <Gate>{Arrive}</Gate> } />
        <Route path=path!("/uscita/gruppo") view=|| view! { <Gate>{NewMeeting}</Gate> } />
        <Route path=path!("/uscita/chiudi") view=|| view! { <Gate>{Close}</Gate> } />
        <Route path=path!("/uscita/programma") view=|| view! { <Gate>{Plan}</Gate> } />
        <Route path=path!("/uscita/:id/modifica") view=|| view! { <Gate>{EditOuting}</Gate> } />
        <Route path=path!("/gruppo-incontrato/:id/modifica") view=|| view! { <Gate>{CorrectMeeting}</Gate> } />
        <Route path=path!("/luoghi") view=|| view! { <Gate>{Spots}</Gate> } />
        <Route path=path!("/luogo/nuovo") view=|| view! { <Gate>{NewSpot}</Gate> } />
        <Route path=path!("/luogo/:id/modifica") view=|| view! { <Gate>{EditSpot}</Gate> } />
        <Route path=path!("/gruppo-strada/:id/modifica") view=|| view! { <Gate>{EditGroup}</Gate> } />
    }
    .into_inner()
}

/// The home of the service: the outing in progress, else the way to begin one.
#[component]
fn Tonight() -> impl IntoView {
    let state = use_state();
    let open = Memo::new(move |_| outings::current(&state).map(|outing| outing.id));
    move || match open.get() {
        Some(outing) => view! { <Running outing /> }.into_any(),
        None => view! { <Idle /> }.into_any(),
    }
}

/// Where a record of this service is edited. Arrivals and tallies are taken back, not edited.
pub fn edit_path(record: &RecordView) -> Option<String> {
    let folder = if record.record_type == RecordType::STREET_OUTING {
        "uscita"
    } else if record.record_type == RecordType::STREET_GROUP_MEETING {
        "gruppo-incontrato"
    } else if record.record_type == RecordType::MEETING_SPOT {
        "luogo"
    } else if record.record_type == RecordType::YOUTH_GROUP {
        "gruppo-strada"
    } else {
        return None;
    };
    Some(format!("/{folder}/{}/modifica", record.id))
}

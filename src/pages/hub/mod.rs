//! Digital hubs: the day of a venue, walk-ins, bookings, lessons and the paths of citizens.

mod access;
mod act;
mod appointment;
mod around;
mod booking;
mod card;
mod chips;
mod citizen;
mod day;
mod describe;
mod lesson;
mod new_path;
mod parts;
mod path;
mod row;
mod section;
mod slots;
mod venue;
mod when;
mod who;

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route};
use leptos_router::{MatchNestedRoutes, path};

pub use describe::{edit_path, rows, status_label, summary};

use access::NewAccess;
use appointment::EditAppointment;
use booking::Booking;
use day::Hub;
use lesson::{EditLesson, NewLesson};
use path::EditPath;
use section::HubSection;

/// The routes of the service.
#[component(transparent)]
pub fn HubRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/hub") view=HubSection>
            <Route path=path!("") view=Hub />
            <Route path=path!("/nuovo") view=NewAccess />
            <Route path=path!("/prenota") view=Booking />
            <Route path=path!("/lezione") view=NewLesson />
            <Route path=path!("/lezione/:id/modifica") view=EditLesson />
            <Route path=path!("/appuntamento/:id/modifica") view=EditAppointment />
            <Route path=path!("/percorso/:id/modifica") view=EditPath />
        </ParentRoute>
    }
    .into_inner()
}

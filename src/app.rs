//! Providers and the route table, nothing else.

use leptos::prelude::*;

use crate::boot;
use crate::pages::enrol::Enrol;
use crate::pages::home::{Home, NotFound, register};
use crate::pages::{Gate, RouteId, StoreProblem, common, hub, pis, proximity, street};
use crate::runtime::Location;

/// An address, with `:id` for any one segment, and what it shows.
type Route = (&'static str, fn() -> AnyView);

/// The first that fits is taken.
const ROUTES: [Route; 43] = [
    ("/", || view! { <Gate>{Home}</Gate> }.into_any()),
    ("/attiva", || view! { <Enrol /> }.into_any()),
    ("/gesto", || common::PART.show(common::Page::Gesture)),
    ("/registro", || register::PART.show(register::Page)),
    ("/elenco", || common::PART.show(common::Page::List)),
    ("/bozze", || common::PART.show(common::Page::Drafts)),
    ("/scheda/:id", || common::PART.show(common::Page::Record)),
    ("/appunto/:id", || common::PART.show(common::Page::Capture)),
    ("/conflitti/:id", || common::PART.show(common::Page::Conflict)),
    ("/invio", || common::PART.show(common::Page::Sync)),
    ("/altro", || common::PART.show(common::Page::More)),
    ("/telefono", || common::PART.show(common::Page::Phone)),
    ("/giro", || proximity::HOME.show(())),
    ("/visita/nuova", || proximity::PAGES.show(proximity::Page::NewVisit)),
    ("/visita/:id/modifica", || proximity::PAGES.show(proximity::Page::EditVisit)),
    ("/gruppo-prossimita/nuovo", || proximity::PAGES.show(proximity::Page::NewGroup)),
    ("/gruppo-prossimita/:id/modifica", || proximity::PAGES.show(proximity::Page::EditGroup)),
    ("/beneficiario/nuovo", || proximity::PAGES.show(proximity::Page::NewBeneficiary)),
    ("/beneficiario/:id/modifica", || proximity::PAGES.show(proximity::Page::EditBeneficiary)),
    ("/uscita", || street::HOME.show(())),
    ("/uscita/inizia", || street::PAGES.show(street::Page::Start)),
    ("/uscita/inizia/:id", || street::PAGES.show(street::Page::Start)),
    ("/uscita/luogo", || street::PAGES.show(street::Page::Arrive)),
    ("/uscita/gruppo", || street::PAGES.show(street::Page::NewMeeting)),
    ("/uscita/chiudi", || street::PAGES.show(street::Page::Close)),
    ("/uscita/programma", || street::PAGES.show(street::Page::Plan)),
    ("/uscita/:id/modifica", || street::PAGES.show(street::Page::EditOuting)),
    ("/gruppo-incontrato/:id/modifica", || street::PAGES.show(street::Page::CorrectMeeting)),
    ("/luoghi", || street::PAGES.show(street::Page::Spots)),
    ("/luogo/nuovo", || street::PAGES.show(street::Page::NewSpot)),
    ("/luogo/:id/modifica", || street::PAGES.show(street::Page::EditSpot)),
    ("/gruppo-strada/:id/modifica", || street::PAGES.show(street::Page::EditGroup)),
    ("/pis", || pis::HOME.show(())),
    ("/pis/nuova", || pis::PAGES.show(pis::Page::NewReport)),
    ("/pis/:id", || pis::PAGES.show(pis::Page::Activation)),
    ("/pis/:id/modifica", || pis::PAGES.show(pis::Page::EditReport)),
    ("/hub", || hub::HOME.show(())),
    ("/hub/nuovo", || hub::PAGES.show(hub::Page::NewAccess)),
    ("/hub/prenota", || hub::PAGES.show(hub::Page::Booking)),
    ("/hub/lezione", || hub::PAGES.show(hub::Page::NewLesson)),
    ("/hub/lezione/:id/modifica", || hub::PAGES.show(hub::Page::EditLesson)),
    ("/hub/appuntamento/:id/modifica", || hub::PAGES.show(hub::Page::EditAppointment)),
    ("/hub/percorso/:id/modifica", || hub::PAGES.show(hub::Page::EditPath)),
];

/// The app.
#[component]
pub fn App() -> impl IntoView {
    boot::start();
    let location = Location::watch();
    provide_context(location);
    let hub = hub::Section::new();
    provide_context(hub);
    // A page is built anew when the route or its id changes, not when only the query does.
    let found = Memo::new(move |_| find(&location.path()));
    view! {
        <StoreProblem>
            {move || {
                if !untrack(|| location.path()).starts_with("/hub") {
                    hub.leave();
                }
                match found.get() {
                    Some((route, id)) => {
                        provide_context(RouteId(id));
                        ROUTES[route].1()
                    }
                    None => view! { <NotFound /> }.into_any(),
                }
            }}
        </StoreProblem>
    }
}

/// The place of the route in the table, and the `:id` of the address.
fn find(path: &str) -> Option<(usize, Option<String>)> {
    ROUTES.iter().enumerate().find_map(|(place, (pattern, _))| Some((place, fit(pattern, path)?)))
}

/// Whether the address fits the pattern, and with which `:id`.
fn fit(pattern: &str, path: &str) -> Option<Option<String>> {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut id = None;
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(id),
            (Some(":id"), Some(given)) if !given.is_empty() => id = Some(given.to_owned()),
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

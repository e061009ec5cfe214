//! Providers and the route table, nothing else.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::boot;
use crate::pages::enrol::Enrol;
use crate::pages::home::{Home, NotFound, Register};
use crate::pages::hub::HubRoutes;
use crate::pages::list::{Drafts, List};
use crate::pages::more::More;
use crate::pages::pis::PisRoutes;
use crate::pages::proximity::ProximityRoutes;
use crate::pages::record::RecordPage;
use crate::pages::street::StreetRoutes;
use crate::pages::sync::SyncPage;
use crate::pages::{Gate, StoreProblem};

/// The app.
#[component]
pub fn App() -> impl IntoView {
    boot::start();
    view! {
        <Router>
            <StoreProblem>
                <Routes fallback=NotFound>
                    <Route path=path!("/attiva") view=Enrol />
                    <Route path=path!("/") view=|| view! { <Gate>{Home}</Gate> } />
                    <Route path=path!("/registro") view=|| view! { <Gate>{Register}</Gate> } />
                    <Route path=path!("/elenco") view=|| view! { <Gate>{List}</Gate> } />
                    <Route path=path!("/bozze") view=|| view! { <Gate>{Drafts}</Gate> } />
                    <Route path=path!("/scheda/:id") view=|| view! { <Gate>{RecordPage}</Gate> } />
                    <Route path=path!("/invio") view=|| view! { <Gate>{SyncPage}</Gate> } />
                    <Route path=path!("/altro") view=|| view! { <Gate>{More}</Gate> } />
                    <ProximityRoutes />
                    <StreetRoutes />
                    <PisRoutes />
                    <HubRoutes />
                </Routes>
            </StoreProblem>
        </Router>
    }
}

//! The way in: each field role has its home; the others have a plain list until theirs is built.

pub mod register;

use leptos::prelude::*;
use protocol::Role;

use crate::components::{LinkButton, Look, PageMessage, Redirect};
use crate::state::use_state;
use crate::tr;

/// Leads to the home of the operator's role.
#[component]
pub fn Home() -> impl IntoView {
    let state = use_state();
    let path = state.identity.with_untracked(|identity| {
        let roles = identity.as_ref().map(|identity| identity.profile.roles.clone()).unwrap_or_default();
        roles.iter().find_map(home_of).unwrap_or("/registro")
    });
    view! { <Redirect path=path /> }
}

/// The home of a field role.
fn home_of(role: &Role) -> Option<&'static str> {
    match role {
        Role::StreetEducator => Some("/uscita"),
        Role::ProximityOperator | Role::Volunteer => Some("/giro"),
        Role::PisOperator => Some("/pis"),
        Role::DigitalFacilitator => Some("/hub"),
        Role::MunicipalSocialWorker | Role::Coordinator | Role::PlanningOffice | Role::DpoAuditor | Role::Admin => None,
    }
}

/// An address that does not exist.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <PageMessage title=tr!(common.not_found_title)>
            <p class="page-message__text">{tr!(common.not_found_text)}</p>
            <LinkButton look=Look::Main href="/" words=tr!(common.go_home) />
        </PageMessage>
    }
}

//! The plain page of the roles whose home is not built yet: what the Ambito has, or what is on this phone.

mod ask;
mod desk;
mod figures;
mod found;
mod mine;
mod search;
mod tables;

use leptos::prelude::*;
use protocol::Role;

use crate::state::use_state;

use desk::Desk;
use mine::Mine;

/// The page of `/registro`.
#[component]
pub fn Register() -> impl IntoView {
    let state = use_state();
    let coordinates = untrack(|| state.has_role(Role::Coordinator));
    if coordinates || untrack(|| state.has_role(Role::PlanningOffice)) {
        view! { <Desk coordinates /> }.into_any()
    } else {
        view! { <Mine /> }.into_any()
    }
}

//! The plain page of the roles whose home is not built yet: what the Ambito has, or what is on this phone.

mod alarms;
mod ask;
mod desk;
mod figures;
mod found;
mod handovers;
mod held;
mod hidden;
mod mine;
mod pair_rows;
mod pairs;
mod phones;
mod rescue;
mod search;
mod social;
mod tables;
mod template_form;
mod templates;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use protocol::Role;

use crate::pages::part::{Part, SplitLoaderError};
use crate::state::use_state;

use desk::Desk;
use mine::Mine;
use social::Social;

/// The one page.
#[derive(Clone, Copy)]
pub struct Page;

/// The part of the program that holds it: field roles never load it.
pub static PART: Part<Page> = Part::new(|| Box::pin(load()), |page| Box::pin(show(page)));

#[wasm_split(register, wasm_split_path = leptos::wasm_split, preload(load), fallible)]
fn show(Page: Page) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Register /> }.into_any())
}

/// The page of `/registro`.
#[component]
fn Register() -> impl IntoView {
    let state = use_state();
    let coordinates = untrack(|| state.has_role(Role::Coordinator));
    if coordinates || untrack(|| state.has_role(Role::PlanningOffice)) {
        view! { <Desk coordinates /> }.into_any()
    } else if untrack(|| state.has_role(Role::MunicipalSocialWorker)) {
        view! { <Social /> }.into_any()
    } else {
        view! { <Mine /> }.into_any()
    }
}

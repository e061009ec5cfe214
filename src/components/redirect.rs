use leptos::prelude::*;

use crate::runtime::use_location;

/// Leads elsewhere at once; the address that led here leaves the history.
#[component]
pub fn Redirect(
    /// Where to.
    path: &'static str,
) -> impl IntoView {
    let location = use_location();
    // After the view that is being built now: it is what the new address replaces.
    leptos::task::spawn_local(async move { location.replace(path) });
}

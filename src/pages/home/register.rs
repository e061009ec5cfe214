use leptos::prelude::*;

use crate::components::Frame;
use crate::tr;

/// placeholder
#[component]
pub fn Register() -> impl IntoView {
    view! { <Frame title=tr!(common.nav_list).to_owned()>""</Frame> }
}

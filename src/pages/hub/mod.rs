//! placeholder

use leptos::prelude::*;
use leptos_router::components::Route;
use leptos_router::{MatchNestedRoutes, path};
use model::record::RecordType;
use sync::client::RecordView;

use crate::pages::facts::FieldRow;
use crate::state::AppState;

/// The routes of the service.
#[component(transparent)]
pub fn HubRoutes() -> impl MatchNestedRoutes + Clone {
    view! { <Route path=path!("/hub-x") view=|| "" /> }.into_inner()
}

/// Title and note in a list.
pub fn summary(_record: &RecordView, _state: &AppState) -> Option<(String, String)> {
    None
}

/// Where a record of this service is edited.
pub fn edit_path(_record: &RecordView) -> Option<String> {
    None
}

/// The rows of the record page.
pub fn rows(_kind: &RecordType) -> Option<Vec<FieldRow>> {
    None
}

use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::list::TodoList;
use super::open::open;
use crate::components::{LinkButton, Look};
use crate::state::use_state;
use crate::tr;

/// What is to be done about one record, and the way to add to it.
#[component]
pub fn About(
    /// A spot, a group or a card.
    about: Arc<RecordView>,
) -> impl IntoView {
    let state = use_state();
    let id = about.id;
    let items = Memo::new(move |_| open(Some(id), &state));
    view! {
        <div class="split">
            <h2 class="section-title">{tr!(street.todo)}</h2>
            <LinkButton look=Look::Text icon="plus" href=format!("/uscita/da-fare/{id}") words=tr!(street.todo_add) />
        </div>
        <TodoList items />
    }
}

//! "Tieni in cima": people and spots that this operator wants first where one is chosen and in their lists. It is kept on this
//! phone, sealed.

use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use sync::client::RecordView;

use crate::commands::{Commands, use_commands};
use crate::components::{Button, Fit, Look};
use crate::state::AppState;
use crate::tr;

/// Keeps a person or a spot on top, or does so no more.
#[component]
pub fn Pin(
    /// The record.
    id: RecordId,
    /// The state, which tells of every change.
    state: AppState,
) -> impl IntoView {
    let commands = use_commands();
    let is_pinned = Memo::new(move |_| pinned(&state, commands).contains(&id));
    let words = move || if is_pinned.get() { tr!(common.unpin) } else { tr!(common.pin) };
    view! { <Button look=Look::Soft fit=Fit::Wide icon="arrow-up" on_press=move |_| commands.pin(id, !is_pinned.get_untracked()) words /> }
}

/// What is kept on top, tracked.
pub fn pinned(state: &AppState, commands: Commands) -> Vec<RecordId> {
    state.records.track();
    commands.pinned()
}

/// Puts those on top first; the others keep their order.
pub fn on_top(records: &mut Vec<Arc<RecordView>>, pinned: &[RecordId]) {
    order::by_key(records, |record| !pinned.contains(&record.id));
}

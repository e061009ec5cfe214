use std::sync::Arc;

use leptos::prelude::*;
use sync::client::{RecordView, SaveState};

use super::{Icon, Tone, Words};
use crate::state::RecordFacts as _;
use crate::tr;

/// A state or a kind in words.
#[component]
pub fn Badge(
    /// What the colour means.
    #[prop(optional)]
    tone: Tone,
    /// Icon before the words, without `it-`.
    #[prop(optional)]
    icon: &'static str,
    /// The words.
    #[prop(into)]
    words: Words,
) -> impl IntoView {
    view! {
        <span class=tone.class("badge")>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon size="icon--s" /> })}
            {words.view()}
        </span>
    }
}

/// Where the newest change of a record is, in words: Sul telefono, Invio…, Ricevuto, Da correggere, Conflitto.
#[component]
pub fn SaveBadge(
    /// The record.
    record: Arc<RecordView>,
) -> impl IntoView {
    let (tone, icon, words) = told(record.state, record.in_conflict(), record.voided());
    view! { <Badge tone icon words=words /> }
}

/// How a state looks and reads.
pub fn told(state: SaveState, in_conflict: bool, voided: bool) -> (Tone, &'static str, &'static str) {
    match state {
        SaveState::ToFix => (Tone::Err, "warning-circle", tr!(common.state_to_fix)),
        _ if in_conflict => (Tone::Err, "error", tr!(common.state_conflict)),
        SaveState::Sending { .. } => (Tone::Act, "upload", tr!(common.state_sending)),
        SaveState::OnPhone => (Tone::Warn, "phone-only", tr!(common.state_on_phone)),
        SaveState::Received if voided => (Tone::Plain, "close-circle", tr!(common.state_void)),
        SaveState::Received => (Tone::Ok, "check", tr!(common.state_received)),
    }
}

use leptos::prelude::*;
use sync::client::{RecordView, SaveState};

use super::Icon;
use crate::state::RecordFacts as _;
use crate::tr;

/// Where the newest change of a record is, in words: Sul telefono, Invio…, Ricevuto, Da correggere, Conflitto.
#[component]
pub fn SaveBadge(
    /// The record.
    record: std::sync::Arc<RecordView>,
) -> impl IntoView {
    let (class, icon, words) = if record.state == SaveState::ToFix {
        ("badge badge--err", "warning-circle", tr!(common.state_to_fix))
    } else if record.in_conflict() {
        ("badge badge--err", "error", tr!(common.state_conflict))
    } else {
        match record.state {
            SaveState::Sending { .. } => ("badge badge--act", "upload", tr!(common.state_sending)),
            SaveState::OnPhone => ("badge badge--warn", "phone-only", tr!(common.state_on_phone)),
            SaveState::Received if record.voided() => ("badge", "close-circle", tr!(common.state_void)),
            SaveState::Received | SaveState::ToFix => ("badge badge--ok", "check", tr!(common.state_received)),
        }
    };
    view! {
        <span class=class>
            <Icon name=icon size="icon--s" />
            {words}
        </span>
    }
}

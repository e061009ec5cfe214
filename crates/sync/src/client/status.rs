//! The truth for the status line and for the Invio page.

use model::order;

use super::Client;
use super::{OutboxView, SaveState, SyncStatus};

pub(super) fn status(client: &Client) -> SyncStatus {
    let state = &client.state;
    let parked = state.outbox.values().filter(|row| row.parked.is_some());
    let to_fix = order::set(parked.map(|row| row.op.record_id));
    SyncStatus {
        network: client.net.network,
        unsent: state.dirty().count(),
        to_fix: to_fix.len(),
        conflicts: state.records.values().filter(|row| !row.base.siblings.is_empty()).count(),
        last_contact: state.meta.last_contact,
        oldest_unsent: state.outbox.values().map(|row| row.saved_at).min(),
        clock_skew: state.meta.clock_skew,
        busy: client.net.busy(),
        next_attempt: client.net.next_attempt(),
        other_operator: client.net.other_operator,
        storage_fault: client.storage_fault.clone(),
        unreadable: state.unreadable.len(),
    }
}

pub(super) fn outbox(client: &Client) -> Vec<OutboxView> {
    let sending = client.net.sending();
    let view = |row: &super::rows::OutboxRow| OutboxView {
        op_id: row.op.op_id,
        record_id: row.op.record_id,
        record_type: row.op.record_type.clone(),
        kind: row.op.kind,
        saved_at: row.saved_at,
        state: match (&row.parked, sending.get(&row.op.op_id)) {
            (Some(_), _) => SaveState::ToFix,
            (None, Some(attempt)) => SaveState::Sending { attempt: *attempt },
            (None, None) => SaveState::OnPhone,
        },
        attempts: client.net.attempts.get(&row.op.op_id).copied().unwrap_or(0),
        fault: row.parked.clone(),
    };
    client.state.outbox.values().map(view).collect()
}

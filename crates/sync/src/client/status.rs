//! The truth for the status line and for the Invio page.

use model::order;
use model::time::Millis;
use protocol::{Heartbeat, PROTOCOL, StorageHealth};

use super::Client;
use super::ring;
use super::{Alarm, OutboxView, SaveState, SyncStatus};

pub(super) fn status(client: &Client, now: Millis) -> SyncStatus {
    let state = &client.state;
    let parked = state.outbox.values().filter(|row| row.parked.is_some());
    let to_fix = order::set(parked.map(|row| row.op.record_id));
    let oldest = state.outbox.values().map(|row| row.saved_at).min();
    SyncStatus {
        network: client.net.network,
        unsent: state.dirty().count(),
        to_fix: to_fix.len(),
        conflicts: client.views.values().filter(|view| view.in_conflict()).count(),
        needs_review: client.views.values().filter(|view| view.needs_review()).count(),
        alarm: alarm(oldest.map(|at| now.since(at))),
        sent_again: state.outbox.values().filter(|row| row.sent_again.is_some()).count(),
        of_others: state.ring.values().filter(|row| ring::is_of_another_epoch(row, &state.meta)).count(),
        kept: state.ring.len(),
        erased: state.meta.erased.clone(),
        backed_up: state.meta.backed_up,
        last_contact: state.meta.last_contact,
        oldest_unsent: oldest,
        clock_skew: state.meta.clock_skew,
        busy: client.net.busy(),
        next_attempt: client.net.next_attempt(),
        other_operator: client.net.other_operator,
        storage_fault: client.storage_fault.clone(),
        unreadable: state.unreadable.len(),
    }
}

/// Half a day and a whole one, by the clock of the phone.
fn alarm(age: Option<i64>) -> Alarm {
    match age {
        Some(age) if age >= Millis::DAY => Alarm::Day,
        Some(age) if age >= Millis::DAY / 2 => Alarm::HalfDay,
        Some(_) | None => Alarm::None,
    }
}

pub(super) fn heartbeat(client: &Client, app_version: &str, storage: StorageHealth, now: Millis) -> Option<Heartbeat> {
    let identity = client.state.identity.as_ref()?;
    let status = status(client, now);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Heartbeat {
        device_id: identity.profile.device_id,
        protocol: PROTOCOL,
        app_version: app_version.to_owned(),
        config_version: identity.config_version.clone(),
        pending: count(status.unsent + status.of_others),
        to_fix: count(status.to_fix),
        oldest_pending_ms: status.oldest_unsent.map(|at| now.since(at)),
        clock_skew_ms: status.clock_skew,
        last_pull: client.state.meta.last_pull,
        storage: StorageHealth {
            fault: status.storage_fault.is_some(),
            unreadable: count(status.unreadable),
            ..storage
        },
    })
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
        quarantined: row.quarantined.is_some(),
        attempts: client.net.attempts.get(&row.op.op_id).copied().unwrap_or(0),
        fault: row.parked.clone(),
    };
    client.state.outbox.values().map(view).collect()
}

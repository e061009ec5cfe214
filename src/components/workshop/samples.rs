//! What the components are shown with.

use model::time::Millis;
use sync::client::{Alarm, Network, SyncStatus};

/// The instant of the page: no clock is read, or its pictures would differ each day.
pub const NOW: Millis = Millis(1_795_471_200_000);

/// Each thing that the status line may say.
pub fn statuses() -> Vec<SyncStatus> {
    let heard = Some(NOW.plus(-3 * Millis::MINUTE));
    let ok = SyncStatus { network: Network::Ok, last_contact: heard, ..quiet() };
    let waits = |network: Network, unsent: usize| SyncStatus { network, unsent, last_contact: heard, ..quiet() };
    let old = |alarm: Alarm, hours: i64| SyncStatus {
        alarm,
        oldest_unsent: Some(NOW.plus(-hours * Millis::HOUR)),
        ..waits(Network::Offline, 3)
    };
    vec![
        quiet(),
        ok.clone(),
        SyncStatus { unsent: 1, ..ok.clone() },
        SyncStatus { unsent: 12, busy: true, ..ok.clone() },
        waits(Network::Offline, 3),
        old(Alarm::HalfDay, 13),
        old(Alarm::Day, 30),
        waits(Network::Portal, 2),
        waits(Network::ServerTrouble, 2),
        waits(Network::SignedOut, 2),
        waits(Network::Revoked, 2),
        waits(Network::TooOld, 2),
        SyncStatus { to_fix: 1, ..ok },
    ]
}

fn quiet() -> SyncStatus {
    SyncStatus {
        network: Network::Unknown,
        unsent: 0,
        to_fix: 0,
        conflicts: 0,
        needs_review: 0,
        alarm: Alarm::None,
        sent_again: 0,
        of_others: 0,
        kept: 0,
        erased: Vec::new(),
        backed_up: None,
        last_contact: None,
        oldest_unsent: None,
        clock_skew: None,
        busy: false,
        next_attempt: None,
        other_operator: false,
        storage_fault: None,
        unreadable: 0,
    }
}

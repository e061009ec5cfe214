//! The sign of life of this phone: how much waits and since when, versions, the health of the storage; nothing of a
//! person. It travels apart from the sync that it tells of, so that a phone whose sync is stuck is seen too, and its
//! failure changes nothing.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use model::time::Millis;
use protocol::StorageHealth;
use store_indexeddb::{estimate, persisted};
use sync::client::Entropy as _;

use super::{BrowserEntropy, now};

/// Where it goes.
pub const PATH: &str = "/v1/heartbeat";
/// Version of the app.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Shortest time between two.
const PERIOD: i64 = 15 * Millis::MINUTE;
/// What chance adds to it, so that the phones of a team do not beat together.
const SPREAD: i64 = 3 * Millis::MINUTE;
/// After the start, should no round of the sync end before.
const FIRST: i64 = 20 * Millis::SECOND;
/// After a round of the sync, for what it brought to be written.
const SETTLED: i64 = 2 * Millis::SECOND;

/// When this tab beats.
#[derive(Default)]
pub struct Pulse {
    leads: Cell<bool>,
    busy: Cell<bool>,
    last: Cell<Option<Millis>>,
    period: Cell<i64>,
    timer: RefCell<Option<Timeout>>,
}

impl Pulse {
    /// This tab is the one that sends, or is not any more.
    pub fn lead(&self, leads: bool, beat: impl FnOnce() + 'static) {
        self.leads.set(leads);
        self.arm(FIRST + chance(FIRST), beat);
    }

    /// The page came back.
    pub fn visible(&self, beat: impl FnOnce() + 'static) {
        if self.is_due() {
            self.arm(0, beat);
        }
    }

    /// Whether a request of the sync is under way.
    pub fn busy(&self, busy: bool, beat: impl FnOnce() + 'static) {
        if self.busy.replace(busy) && !busy && self.is_due() {
            self.arm(SETTLED, beat);
        }
    }

    /// Takes the turn, if it is one; else it comes later.
    pub fn take(&self, beat: impl FnOnce() + 'static) -> bool {
        let due = self.is_due();
        if due {
            self.last.set(Some(now()));
            self.period.set(PERIOD + chance(SPREAD));
        }
        if self.leads.get() {
            let gone = self.last.get().map_or(0, |last| now().since(last).max(0));
            self.arm((self.period.get() - gone).max(0), beat);
        }
        due
    }

    fn is_due(&self) -> bool {
        // A clock that was put back does not silence the phone.
        let gone = self.last.get().map(|last| now().since(last));
        self.leads.get() && gone.is_none_or(|gone| gone >= self.period.get() || gone < 0)
    }

    fn arm(&self, delay: i64, beat: impl FnOnce() + 'static) {
        let delay = u32::try_from(delay).unwrap_or_default();
        *self.timer.borrow_mut() = Some(Timeout::new(delay, beat));
    }
}

/// How the storage of the browser stands, as far as the browser says; the engine knows the rest.
pub async fn storage() -> StorageHealth {
    let space = estimate().await;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole bytes, never negative")]
    let bytes = |bytes: f64| bytes as u64;
    StorageHealth {
        persisted: persisted().await,
        used: space.map(|space| bytes(space.usage)),
        quota: space.map(|space| bytes(space.quota)),
        ..StorageHealth::default()
    }
}

/// From nothing to `most` milliseconds.
fn chance(most: i64) -> i64 {
    let mut bytes = [0; 2];
    BrowserEntropy.fill(&mut bytes);
    most * i64::from(u16::from_le_bytes(bytes)) / i64::from(u16::MAX)
}

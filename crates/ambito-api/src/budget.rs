//! How much of the feed a device may be given again: a phone needs it once and then what is new, a stolen session takes
//! everything from anywhere.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::ids::DeviceId;

use crate::limits::{Elapsed, REMEMBERED, whole_seconds};

/// What a device may be given again in an hour. What it never had costs nothing, so that a phone that waits goes on
/// with what is new.
#[derive(Clone, Copy, Debug)]
pub struct PullBudget {
    /// Whole listings, counted in positions of the feed, wherever they begin.
    pub listings: u64,
    /// Positions, where the feed is so short that a bad network asks for all of it more often.
    pub at_least: u64,
}

impl PullBudget {
    /// A phone whose answers are lost all the time stays below.
    pub const USUAL: Self = Self { listings: 4, at_least: 10_000 };
}

const HOUR: Duration = Duration::from_secs(3_600);
/// A phone waits with its whole round: what it has to send must not wait for what it may not read.
const PATIENCE: Duration = Duration::from_secs(300);

/// What the devices of one process were given.
pub struct Budgets {
    budget: PullBudget,
    elapsed: Elapsed,
    devices: Mutex<HashMap<DeviceId, Walked>>,
}

#[derive(Default)]
struct Walked {
    /// The furthest position that it was given.
    reached: u64,
    /// Positions that it was given again in this hour.
    again: u64,
    /// When this hour began.
    since: Duration,
    /// Somebody was told of it in this hour.
    told: bool,
}

/// Nothing is left of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Until then, in seconds.
    pub wait: u64,
    /// For the first time in its hour: somebody is to be told.
    pub first: bool,
}

impl Budgets {
    pub fn new(budget: PullBudget, elapsed: Elapsed) -> Self {
        Self { budget, elapsed, devices: Mutex::default() }
    }

    /// Takes what a page of `limit` records after this position costs at least, from a feed that ends at `head`; the rest of
    /// it is taken by [`Budgets::given`]. So requests at the same time cannot share one last page.
    pub fn take(&self, device: DeviceId, after: u64, limit: u32, head: u64) -> Result<u64, Spent> {
        let now = (self.elapsed)();
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        if devices.len() > REMEMBERED {
            devices.retain(|_, walked| now.saturating_sub(walked.since) < HOUR);
        }
        let walked = devices.entry(device).or_default();
        if now.saturating_sub(walked.since) >= HOUR {
            *walked = Walked { reached: walked.reached, since: now, ..Walked::default() };
        }
        // Another incarnation of the server may have a shorter feed.
        walked.reached = walked.reached.min(head);
        let again = walked.reached.saturating_sub(after);
        let most = self.budget.at_least.max(self.budget.listings.saturating_mul(head));
        if again > 0 && walked.again >= most {
            let wait = whole_seconds((walked.since + HOUR).saturating_sub(now).min(PATIENCE));
            return Err(Spent { wait, first: !std::mem::replace(&mut walked.told, true) });
        }
        let least = again.min(u64::from(limit));
        walked.again += least;
        Ok(least)
    }

    /// The page ended at `next`, and `taken` of it was taken before.
    pub fn given(&self, device: DeviceId, after: u64, next: u64, taken: u64) {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        let walked = devices.entry(device).or_default();
        walked.again += next.min(walked.reached).saturating_sub(after).saturating_sub(taken);
        walked.reached = walked.reached.max(next);
    }
}

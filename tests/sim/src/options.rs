//! What a seed decides beforehand: how many phones, and how bad the world is to them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rng::Rng;

/// The options of one history, drawn from its seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Phones of one team.
    pub phones: usize,
    /// Tabs on each phone.
    pub tabs: usize,
    /// People who share a phone.
    pub crew: usize,
    /// Acts of people before the world heals.
    pub acts: u32,
    /// Faults, each in a thousand.
    pub faults: Faults,
    /// Records that the API puts in a page.
    pub page: usize,
    /// Operations that the API takes at once; more is 413.
    pub most_ops: usize,
    /// Saves that the API refuses, in a thousand.
    pub invalid: u32,
    /// Operations that make the API fail, in a thousand.
    pub poison: u32,
    /// Two tabs may believe that they lead.
    pub two_leaders: bool,
}

/// How often each fault happens, in a thousand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Faults {
    /// The request never reaches the API.
    pub drop: u32,
    /// The answer never reaches the phone.
    pub lose_ack: u32,
    /// The request arrives a second time, perhaps hours later.
    pub duplicate: u32,
    /// The request or its answer takes very long.
    pub delay: u32,
    /// The answer is cut.
    pub truncate: u32,
    /// A captive portal answers.
    pub portal: u32,
    /// A cache answers with what the API said before.
    pub replay: u32,
    /// The API answers 500, 503, 429, 404 or nonsense.
    pub status: u32,
    /// Results are missing, repeated or foreign.
    pub results: u32,
    /// The session ends; the operator enrols again later.
    pub sign_out: u32,
    /// The API forgets the cursor and starts the listing over.
    pub reset: u32,
    /// The tab dies before the batch is written.
    pub crash_before: u32,
    /// The tab dies after the batch is written and before anybody knows.
    pub crash_after: u32,
    /// A phone that dies loses what nobody was told of yet.
    pub lost_suffix: u32,
    /// The batch is written and reported as failed.
    pub false_failure: u32,
    /// The store is full.
    pub quota: u32,
    /// A row cannot be read any more.
    pub damage: u32,
    /// Another tab hears of a write at once; otherwise only when its own batch is stale.
    pub broadcast: u32,
    /// The clock of a phone jumps.
    pub clock: u32,
    /// Somebody else of the crew enrols on the phone.
    pub switch: u32,
    /// An operator leaves the team, or comes back.
    pub scope: u32,
    /// A device is revoked.
    pub revoke: u32,
    /// The API makes a backup.
    pub backup: u32,
    /// The API comes back from its last backup.
    pub restore: u32,
    /// A record is erased by law.
    pub erase: u32,
    /// The API is of the version before, and is upgraded.
    pub upgrade: u32,
    /// A phone has the app of the version before, and is updated later.
    pub old_app: u32,
    /// What a phone sealed is brought by another way.
    pub courier: u32,
}

impl Options {
    /// The options of a seed. What was added later is drawn `apart`: a seed that was found before is the same history
    /// still, but for that.
    #[must_use]
    pub fn draw([rng, apart, later]: &mut [Rng; 3]) -> Self {
        // Every third history or so is calm in one respect: faults hide each other.
        let mut rate = |most: i64| if rng.chance(350) { 0 } else { u32::try_from(rng.between(0, most)).unwrap_or(0) };
        let faults = Faults {
            drop: rate(250),
            lose_ack: rate(250),
            duplicate: rate(200),
            delay: rate(200),
            truncate: rate(80),
            portal: rate(80),
            replay: rate(60),
            status: rate(150),
            results: rate(80),
            sign_out: rate(20),
            reset: rate(60),
            crash_before: rate(40),
            crash_after: rate(60),
            lost_suffix: rate(500),
            false_failure: rate(60),
            quota: rate(30),
            damage: 0,
            broadcast: rate(1_000),
            clock: rate(30),
            switch: rate(200),
            scope: rate(200),
            revoke: rate(100),
            backup: rate(1_000),
            restore: rate(300),
            erase: rate(300),
            upgrade: rate(300),
            courier: if later.chance(500) { 0 } else { u32::try_from(later.between(100, 800)).unwrap_or(0) },
            old_app: if apart.chance(700) { 0 } else { u32::try_from(apart.between(200, 1_000)).unwrap_or(0) },
        };
        // Few phones meet more often; damaged disks are rare, and make the other checks blind.
        let many = rng.chance(100);
        Self {
            phones: usize::try_from(rng.between(2, if many { 8 } else { 4 })).unwrap_or(2),
            tabs: usize::try_from(rng.between(1, 2)).unwrap_or(1),
            crew: if rng.chance(300) { 2 } else { 1 },
            acts: u32::try_from(rng.between(10, 60)).unwrap_or(10),
            faults: Faults { damage: if rng.chance(80) { 100 } else { 0 }, ..faults },
            page: usize::try_from(rng.between(1, 30)).unwrap_or(1),
            most_ops: usize::try_from(rng.between(1, 40)).unwrap_or(1),
            invalid: u32::try_from(rng.between(0, 120)).unwrap_or(0),
            poison: if rng.chance(200) { 30 } else { 0 },
            two_leaders: rng.chance(250),
        }
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

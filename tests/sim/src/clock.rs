//! The virtual clock: what is to happen, in the order of its time.

use std::collections::BTreeMap;

use model::ids::DeviceId;
use model::time::Millis;
use protocol::Snapshot;
use store::{Batch, Generation};
use sync::client::{CommitId, Event, HttpRequest, RequestId};

use crate::courier::Sealed;
use crate::rng::Rng;

/// A tab in one of its lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    pub phone: usize,
    pub tab: usize,
    pub life: u32,
}

/// Something that happens.
#[derive(Debug)]
pub enum What {
    /// A person does something, the `n`th act of the history.
    Act { phone: usize, n: u32, chance: Rng },
    /// A person saves the form that was opened on `seen`.
    SaveForm { who: Who, seen: Snapshot, with_seen: bool },
    /// A tab hears that its batch is durable.
    Durable { who: Who, id: CommitId, generation: Generation },
    /// A fact reaches a tab.
    Event { who: Who, event: Box<Event> },
    /// A timer ends; only the last one asked for counts.
    Timer { who: Who, timer: u64 },
    /// The driver reads the store again.
    Reload { who: Who },
    /// The store takes a batch.
    Commit { who: Who, id: CommitId, batch: Batch },
    /// A request reaches the API; `echo` is false for the second copy of one.
    Arrive { who: Who, device: DeviceId, request: RequestId, http: HttpRequest, echo: bool, sent: Millis },
    /// A dead tab is opened again.
    Open { phone: usize, tab: usize },
    /// The lock goes to a living tab.
    Lead { phone: usize },
    /// A tab steals the lock and the former holder does not notice.
    SecondLeader { phone: usize },
    /// What a phone has sealed sets out.
    Courier { phone: usize },
    /// A sealed operation reaches the API.
    Deliver { sealed: Box<Sealed> },
    /// The network of a phone goes or comes.
    Network { phone: usize, online: bool },
    /// The clock of a phone jumps.
    Clock { phone: usize, jump: i64 },
    /// The session of a phone ends.
    SignOut { phone: usize },
    /// Its person enrols again.
    SignIn { phone: usize },
    /// Somebody else of the crew enrols.
    Switch { phone: usize },
    /// The device of a phone is revoked.
    Revoke { phone: usize },
    /// A row of the disk of a phone is damaged.
    Damage { phone: usize, nth: u64 },
    /// An operator leaves the team, or comes back.
    Scope { phone: usize },
    /// The API makes a backup.
    BackUp,
    /// The API comes back from its last backup.
    Restore,
    /// One of the records is erased by law.
    Erase { nth: u64 },
    /// The API is put back to the version before, or upgraded.
    Upgrade,
    /// A phone gets the app of today in the place of the version before.
    Update { phone: usize },
    /// All faults end.
    Heal,
    /// People mend what was refused.
    Mend,
    /// A look at whether all is at rest.
    Look,
}

/// What is to happen.
#[derive(Debug, Default)]
pub struct Agenda {
    entries: BTreeMap<(Millis, u64), What>,
    count: u64,
    looked: Option<Millis>,
}

impl Agenda {
    /// Something happens at an instant.
    pub fn put(&mut self, at: Millis, what: What) {
        self.count += 1;
        self.entries.insert((at, self.count), what);
    }

    /// The next thing.
    pub fn pop(&mut self) -> Option<(Millis, What)> {
        let ((at, _), what) = self.entries.pop_first()?;
        if matches!(what, What::Look) {
            self.looked = Some(at);
        }
        Some((at, what))
    }

    /// Whether the event of this instant was a look; puts the next one.
    pub fn is_look_due(&mut self, now: Millis) -> bool {
        let due = self.looked.take().is_some();
        if due {
            self.put(now.plus(Millis::MINUTE), What::Look);
        }
        due
    }
}

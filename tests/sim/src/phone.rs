//! A phone: one disk, some tabs, the people who share it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::ids::{DeviceId, OperatorId, RecordId};
use model::time::Millis;
use protocol::{PROTOCOL, Profile};
use sync::client::{Client, Ticket};

use crate::disk::{Disk, Kept};
use crate::rng::Rng;

/// A phone.
pub struct Phone {
    /// The device of the session that the browser holds.
    pub device: DeviceId,
    /// The people who use it, in turns; the one of the session first.
    pub crew: Vec<Profile>,
    /// Whose session it is, of the crew.
    pub shift: usize,
    pub tabs: Vec<Tab>,
    pub clock_offset: i64,
    pub online: bool,
    /// The version of the protocol that its app speaks.
    pub app: u32,
    pub disk: Disk,
    /// The person knows that the session ended, or that it is another's.
    pub enrol_due: bool,
    /// Chances of this phone: its network, its disk.
    pub rng: Rng,
    /// When it sent its last requests, for the bound on the load.
    pub requests: VecDeque<Millis>,
}

/// A tab; `client` is `None` while it is dead.
pub struct Tab {
    pub client: Option<Client>,
    /// Counts its lives: what was under way in a former one means nothing.
    pub life: u32,
    pub leads: bool,
    pub rng: Rng,
    /// Saves that the tab has not answered yet.
    pub open_saves: BTreeMap<Ticket, Vec<Typed>>,
    /// Only the last timer counts.
    pub timer: u64,
    /// That timer is still to ring.
    pub armed: bool,
    /// Batches that were handed out and not answered.
    pub commits: u32,
}

/// A value that a person typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub record: RecordId,
    pub field: String,
    pub value: String,
    /// What the person saw in that field.
    pub saw: Option<String>,
    /// Who typed it.
    pub by: Option<OperatorId>,
}

impl Tab {
    /// Something will wake the engine of this tab: an answer, a batch or a timer.
    pub fn will_wake(&self) -> bool {
        let busy = self.client.as_ref().is_some_and(Client::is_busy);
        !self.leads || self.armed || self.commits > 0 || busy
    }
}

impl Typed {
    /// Its place among all that was typed.
    pub fn number(&self) -> u64 {
        self.value.trim_start_matches('t').parse().unwrap_or(0)
    }
}

impl Phone {
    /// Whose session the browser holds.
    pub fn profile(&self) -> &Profile {
        &self.crew[self.shift]
    }

    /// The instant on the clock of the phone.
    pub fn clock(&self, now: Millis) -> Millis {
        now.plus(self.clock_offset)
    }

    /// What a new start would show: the durable truth.
    pub fn durable(&self, now: Millis) -> Client {
        Client::open(&self.disk.load(), self.clock(now))
    }

    /// Something unsent waits neither for a person nor for another day.
    pub fn has_something_to_send(&self) -> bool {
        let mut lanes_aside = BTreeSet::new();
        let waits = |kept: &&Kept| !kept.ringed;
        self.disk.ops().filter(waits).any(|kept| {
            // What stands behind something set aside waits with it.
            if kept.aside {
                lanes_aside.insert(kept.op.record_id);
            }
            !lanes_aside.contains(&kept.op.record_id)
        })
    }

    /// Whether its app is of the version before.
    pub const fn is_old(&self) -> bool {
        self.app < PROTOCOL
    }

    /// Tabs that live.
    pub fn living(&self) -> impl Iterator<Item = (usize, &Tab)> {
        self.tabs.iter().enumerate().filter(|(_, tab)| tab.client.is_some())
    }
}

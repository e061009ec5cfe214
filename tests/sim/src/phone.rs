//! A phone: one store, some tabs, one person.

use std::collections::{BTreeMap, BTreeSet};

use futures::FutureExt;
use model::ids::{DeviceId, OpId, RecordId};
use model::time::Millis;
use protocol::Profile;
use serde_json::Value;
use store::{Batch, Generation, MemoryStore, Snapshot, Store, StoreError, Table};
use sync::client::{Client, RecordView, Ticket};

use crate::rng::Rng;

/// A phone.
pub struct Phone {
    pub device: DeviceId,
    pub profile: Profile,
    pub tabs: Vec<Tab>,
    pub clock_offset: i64,
    pub online: bool,
    pub store: MemoryStore,
    /// The person knows that the session ended.
    pub enrol_due: bool,
    /// Requests sent, for the bound on the load.
    pub requests: u64,
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
}

impl Tab {
    /// Something will wake the engine of this tab: an answer, a batch or a timer.
    pub fn will_wake(&self, now: Millis) -> bool {
        let busy = self.client.as_ref().is_some_and(|client| client.status(now).busy);
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
    /// The instant on the clock of the phone.
    pub fn clock(&self, now: Millis) -> Millis {
        now.plus(self.clock_offset)
    }

    /// All that is stored.
    pub fn load(&self) -> Snapshot {
        self.store.load().now_or_never().expect("a store in memory never waits").expect("a store in memory never fails")
    }

    /// Writes a batch.
    pub fn commit(&self, batch: Batch) -> Result<Generation, StoreError> {
        self.store.commit(batch).now_or_never().expect("a store in memory never waits")
    }

    /// What a new start would show: the durable truth.
    pub fn durable(&self, now: Millis) -> Client {
        Client::open(&self.load(), self.clock(now))
    }

    /// Refused operations that others in the outbox carry on.
    pub fn carried_on(&self) -> BTreeSet<OpId> {
        let rows = self.load().rows.into_iter().filter(|row| row.table == Table::Outbox);
        let ids = |row: store::Row| {
            let value: Value = serde_json::from_slice(&row.value).ok()?;
            serde_json::from_value::<Vec<OpId>>(value.get("supersedes")?.clone()).ok()
        };
        rows.filter_map(ids).flatten().collect()
    }

    /// Tabs that live.
    pub fn living(&self) -> impl Iterator<Item = (usize, &Tab)> {
        self.tabs.iter().enumerate().filter(|(_, tab)| tab.client.is_some())
    }
}

/// The text of a field, where it has one.
pub fn text(view: &RecordView, field: &str) -> Option<String> {
    view.fields.get(field).and_then(|value| value.as_str()).map(str::to_owned)
}

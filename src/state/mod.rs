//! What the views read: projections of the engine, written by one hand, the driver's.

mod at_work;
mod clock;
mod facts;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::*;
use litemap::LiteMap;
use model::config::AmbitoConfig;
use model::ids::RecordId;
use model::record::{RecordType, Service};
use model::time::Millis;
use protocol::Role;
use store::StoreError;
use sync::client::{Alarm, Client, DraftView, Identity, RecordView, SyncStatus};

use crate::runtime::Notebook;

pub use facts::RecordFacts;

/// How long it may wait where the browser may free the storage.
const SOON: i64 = 2 * Millis::HOUR;

thread_local! {
    /// The browser said that it may.
    static UNPROTECTED: Cell<bool> = const { Cell::new(false) };
    /// What else goes with what the notebook says.
    static FORGETS: RefCell<Vec<Box<dyn Fn()>>> = const { RefCell::new(Vec::new()) };
}

/// Has this run each time that the notebook is shut and its page stays: nothing that outlives its pages outlives the notebook.
pub fn when_forgotten(forget: impl Fn() + 'static) {
    FORGETS.with_borrow_mut(|forgets| forgets.push(Box::new(forget)));
}

/// What the browser says of the storage: whether it may free it.
pub fn heed_storage(unprotected: bool) {
    UNPROTECTED.set(unprotected);
}

/// The truth about network and unsent records, urgent sooner where the phone may lose them.
pub fn status_of(client: &Client, now: Millis) -> SyncStatus {
    let mut status = client.status(now);
    let late = status.oldest_unsent.is_some_and(|at| now.since(at) >= SOON);
    if late && status.alarm == Alarm::None && UNPROTECTED.get() {
        status.alarm = Alarm::HalfDay;
    }
    status
}

/// Records by id.
pub type Records = LiteMap<RecordId, Arc<RecordView>>;

/// Where the app is in its life.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The database is being opened.
    Starting,
    /// Nobody uses this phone yet.
    NotEnrolled,
    /// Somebody does, and has to open the notebook first.
    Locked,
    /// It is unlocked, and the phone has not heard the API for too long: it is read again once it does.
    Lapsed,
    /// Version 0.1 left data in clear, which are to be sealed first.
    InClear,
    /// At work.
    Ready,
    /// The database cannot be used.
    NoStore(StoreError),
}

/// The projections. Copy; lives as long as the app.
#[derive(Clone, Copy)]
pub struct AppState {
    /// Where the app is in its life.
    pub phase: RwSignal<Phase>,
    /// The compartments of this phone, the oldest first.
    pub compartments: RwSignal<Vec<Notebook>>,
    /// Who uses the phone.
    pub identity: RwSignal<Option<Arc<Identity>>>,
    /// Rules and codelists of the Ambito; the empty configuration until enrolled.
    pub config: RwSignal<Arc<AmbitoConfig>>,
    /// Every record on this phone.
    pub records: RwSignal<Arc<Records>>,
    /// What was being typed.
    pub drafts: RwSignal<Arc<Vec<DraftView>>>,
    /// The truth about network and unsent records.
    pub status: RwSignal<Option<SyncStatus>>,
    /// A new version of the app waits for consent.
    pub update_ready: RwSignal<bool>,
    /// The device clock, every 10 seconds.
    pub now: RwSignal<Millis>,
}

impl AppState {
    /// The empty state, before the database is open.
    pub fn new(now: Millis) -> Self {
        Self {
            phase: RwSignal::new(Phase::Starting),
            compartments: RwSignal::new(Vec::new()),
            identity: RwSignal::new(None),
            config: RwSignal::new(Arc::default()),
            records: RwSignal::new(Arc::default()),
            drafts: RwSignal::new(Arc::default()),
            status: RwSignal::new(None),
            update_ready: RwSignal::new(false),
            now: RwSignal::new(now),
        }
    }

    /// Reads the engine again.
    pub fn refresh(&self, client: &Client, now: Millis) {
        let known = self.records.get_untracked();
        let mut records = Records::new();
        for record in client.records() {
            let same = known.get(&record.id).filter(|same| ***same == *record);
            records.insert(record.id, same.cloned().unwrap_or_else(|| Arc::new(record.clone())));
        }
        self.records.set(Arc::new(records));
        self.drafts.set(Arc::new(client.drafts().cloned().collect()));
        self.status.set(Some(status_of(client, now)));
        self.take_identity(client.identity());
    }

    /// Nothing of a person is left here; the rules of the Ambito are.
    pub fn forget(&self) {
        self.identity.set(None);
        self.records.set(Arc::default());
        self.drafts.set(Arc::default());
        self.status.set(None);
        FORGETS.with_borrow(|forgets| forgets.iter().for_each(|forget| forget()));
    }

    fn take_identity(&self, identity: Option<&Identity>) {
        if self.identity.with_untracked(|known| known.as_deref() == identity) {
            if identity.is_none() {
                self.phase.set(Phase::NotEnrolled);
            }
            return;
        }
        if let Some(identity) = identity {
            // A configuration that this version cannot read keeps the one before: capture goes on.
            if let Some(config) = AmbitoConfig::from_json(&identity.config) {
                self.config.set(Arc::new(config));
            }
            self.phase.set(Phase::Ready);
        } else {
            self.phase.set(Phase::NotEnrolled);
        }
        self.identity.set(identity.cloned().map(Arc::new));
    }

    /// Whether the operator has a role.
    pub fn has_role(&self, role: Role) -> bool {
        self.identity.with(|identity| identity.as_ref().is_some_and(|identity| identity.profile.roles.contains(&role)))
    }

    /// The first team of the operator in a service, for the records made there.
    pub fn team_of(&self, service: Service) -> Option<protocol::TeamRef> {
        self.identity
            .with(|identity| identity.as_ref()?.profile.teams.iter().find(|team| team.service == service).cloned())
    }

    /// One record, tracked.
    pub fn record(&self, id: RecordId) -> Option<Arc<RecordView>> {
        self.records.with(|records| records.get(&id).cloned())
    }

    /// All records of a type, tracked; voided ones included.
    pub fn of_type(&self, record_type: &RecordType) -> Vec<Arc<RecordView>> {
        self.records
            .with(|records| records.values().filter(|record| record.record_type == *record_type).cloned().collect())
    }
}

/// The state, from the context that `boot` gave.
pub fn use_state() -> AppState {
    expect_context()
}

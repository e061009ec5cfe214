//! The phone's end.

mod ack;
mod api;
mod backoff;
mod classify;
mod commit;
mod group;
mod net;
mod plan;
mod pull;
mod purge;
mod push;
mod ring;
mod rows;
mod save;
mod schedule;
mod shut;
mod state;
mod status;
mod view;
mod views;

use std::collections::VecDeque;

use litemap::LiteMap;
use model::ids::RecordId;
use model::order;
use model::time::Millis;
use protocol::{Heartbeat, Op, StorageHealth};
use store::{Generation, Snapshot, StoreError, Table};

pub use api::{
    Change, ChangeKind, CommitId, Effect, Entropy, Event, HttpFailure, HttpReply, HttpRequest, LocalSave, RequestId,
    Route, Ticket, Trigger,
};
use net::{Net, Step};
use plan::{IdPool, Intent, Plan, SaveIntent, Verdict};
use rows::RowChange;
pub use shut::{Capture, shut_operation};
use state::State;
pub(crate) use view::is_wanted;
pub use views::{
    Alarm, DraftView, Erasure, FaultView, Identity, Network, OutboxView, Receipt, RecordView, SaveState, SyncStatus,
};

use crate::mutants::{Mutant, off};

/// A batch that another tab's write made stale is tried again after this, should the store not be read again.
const RELOAD_PATIENCE: i64 = 5 * Millis::SECOND;

/// The engine of one tab.
///
/// Its methods are of four kinds:
/// - [`Client::open`] makes it from what the store holds;
/// - [`Client::handle`] takes facts in: events of people, of the store, of the network and of the clock;
/// - [`Client::poll_effect`] gives orders out: batches to commit, requests to send, when to wake;
/// - getters ([`Client::records`], [`Client::status`], …) say how things stand and change nothing.
///
/// After each `handle`, call `poll_effect` until it gives `None`, and carry out every effect:
///
/// ```text
/// client.handle(event, now, entropy);
/// while let Some(effect) = client.poll_effect() { … }
/// ```
///
/// A tab may show and capture without being the leader; only the one told [`Event::Leader`]`(true)` sends. Every batch
/// names the generation of the store that it was decided on: when another tab wrote first, the batch is refused, the
/// store is read again, and what was meant is planned again on what is there.
#[derive(Debug)]
pub struct Client {
    state: State,
    views: LiteMap<RecordId, RecordView>,
    net: Net,
    intents: VecDeque<Intent>,
    commit: Option<Commit>,
    next_commit: u64,
    utc_offset: i32,
    storage_fault: Option<StoreError>,
    effects: VecDeque<Effect>,
    wake_asked: Option<Millis>,
    /// When it was last looked for what is over.
    purged: Option<Millis>,
    changed: bool,
}

/// A batch that was handed out.
#[derive(Debug)]
struct Commit {
    id: CommitId,
    expect: Generation,
    intent: Intent,
    changes: Vec<RowChange>,
    verdict: Verdict,
    /// Since when the store is to be read again.
    stale_since: Option<Millis>,
}

impl Client {
    /// The engine on what the store holds. A row that does not decode stays where it is and is listed.
    #[must_use]
    pub fn open(snapshot: &Snapshot, now: Millis) -> Self {
        let mut client = Self {
            state: State::load(snapshot),
            views: LiteMap::new(),
            net: Net::new(now),
            intents: VecDeque::from([Intent::Tidy]),
            commit: None,
            next_commit: 0,
            utc_offset: 0,
            storage_fault: None,
            effects: VecDeque::new(),
            wake_asked: None,
            purged: None,
            changed: false,
        };
        client.rebuild();
        client
    }

    /// Takes a fact in.
    pub fn handle(&mut self, event: Event, now: Millis, entropy: &mut dyn Entropy) {
        if let (Event::Triggered(Trigger::Timer), Some(rings)) = (&event, self.wake_asked) {
            // However the clock of the phone jumped meanwhile, so much time has passed.
            self.net.clock(rings);
        }
        self.net.clock(now);
        let sending = self.net.sending();
        match event {
            Event::Zone { .. } if off(Mutant::Zone) => {}
            Event::Zone { utc_offset } => self.utc_offset = utc_offset,
            Event::Enrolled { session, config } => {
                self.intents.push_back(Intent::Identity { session, config: Some(config) });
            }
            Event::Saved { ticket, save } => self.saved(ticket, save, now),
            Event::DraftChanged(draft) => self.draft(draft),
            Event::DraftDropped(id) => self.intents.push_back(Intent::DropDraft(id)),
            Event::Retry(record) => {
                self.net.schedule.retry(record);
                self.intents.push_back(Intent::Retry(record));
            }
            Event::Pinned(record, on) => self.intents.push_back(Intent::Pin(record, on)),
            Event::ErasuresRead => self.intents.push_back(Intent::ErasuresRead),
            Event::Committed { commit, generation } => self.committed(commit, generation, entropy),
            Event::CommitFailed { commit, error } => self.commit_failed(commit, error, now, entropy),
            Event::Reloaded(snapshot) => self.reloaded(&snapshot),
            Event::Replied { request, reply } => {
                let intent = self.net.replied(request, &reply, &self.state, now, entropy);
                self.intents.extend(intent);
                self.changed = true;
            }
            Event::Failed { request, failure } => {
                self.net.failed(request, failure, entropy);
                self.changed = true;
            }
            Event::Triggered(trigger) => {
                if trigger == Trigger::Timer {
                    self.wake_asked = None;
                }
                self.net.schedule.trigger(trigger);
                self.purge(now);
            }
            Event::Leader(leader) => self.net.lead(leader),
        }
        self.advance(now, entropy);
        self.refresh_sending(&sending);
        self.ask_wake();
        if std::mem::take(&mut self.changed) {
            self.effects.push_back(Effect::Changed);
        }
    }

    /// The next order; `None` when there is nothing to do until the next event.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Who uses this phone.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.state.identity.as_ref()
    }

    /// When the API was heard last, on its clock and on that of the phone; `None` before the first word.
    #[must_use]
    pub fn heard(&self) -> Option<(Millis, Millis)> {
        let contact = self.state.meta.last_contact?;
        Some((contact, contact.plus(-self.state.meta.clock_skew.unwrap_or_default())))
    }

    /// Every record on this phone, by id: the API's version with the unsent changes on top.
    pub fn records(&self) -> impl Iterator<Item = &RecordView> {
        self.views.values()
    }

    /// One record.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&RecordView> {
        self.views.get(&id)
    }

    /// What this operator was typing.
    pub fn drafts(&self) -> impl Iterator<Item = &DraftView> {
        self.state.own_drafts().map(|(_, row)| &row.draft)
    }

    /// The records that this operator keeps on top of lists; not all of them need be on this phone.
    #[must_use]
    pub fn pinned(&self) -> &[RecordId] {
        &self.state.meta.pinned
    }

    /// How things stand.
    #[must_use]
    pub fn status(&self, now: Millis) -> SyncStatus {
        status::status(self, now)
    }

    /// The sign of life that this phone gives beside its sync; `None` before an enrolment.
    #[must_use]
    pub fn heartbeat(&self, app_version: &str, storage: StorageHealth, now: Millis) -> Option<Heartbeat> {
        status::heartbeat(self, app_version, storage, now)
    }

    /// What the last try to reach the API came to.
    #[must_use]
    pub const fn network(&self) -> Network {
        self.net.network
    }

    /// A push or a pull is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.net.busy()
    }

    /// Something that was said is not in the store yet.
    #[must_use]
    pub fn has_unwritten(&self) -> bool {
        self.commit.is_some() || !self.intents.is_empty()
    }

    /// The queue, oldest first, for the Invio page.
    #[must_use]
    pub fn outbox(&self) -> Vec<OutboxView> {
        status::outbox(self)
    }

    /// What is unsent of the operator whose phone this is, in the order of the stream and as it is sent, and the incarnation
    /// of the API that the phone knew (empty before the first): for the sealed carrier. What waits for a person to mend it,
    /// and what stands behind that on its record, is among it for a file alone.
    #[must_use]
    pub fn unsent(&self, for_file: bool) -> (Vec<&Op>, &str) {
        let own = |row: &&rows::OutboxRow| row.author.is_none() || row.author == self.state.operator();
        let mut stopped = order::Set::new();
        let goes = |row: &&rows::OutboxRow| {
            if row.parked.is_some() {
                stopped.insert(row.op.record_id);
            }
            for_file || !stopped.contains(&row.op.record_id)
        };
        let ops = self.state.outbox.values().filter(own).filter(goes).map(|row| &row.op).collect();
        (ops, self.state.known_epoch().unwrap_or_default())
    }

    /// Rows that could not be read; they are kept as they are.
    #[must_use]
    pub fn unreadable(&self) -> &[(Table, Vec<u8>)] {
        &self.state.unreadable
    }

    fn saved(&mut self, ticket: Ticket, mut save: LocalSave, now: Millis) {
        // What the person sees at this moment: should the save be planned again, others may have written meanwhile.
        for change in &mut save.changes {
            if change.seen.is_none() && !off(Mutant::BaseRule) {
                change.seen = self.views.get(&change.record_id).map(|view| Box::new(view.seen()));
            }
        }
        let author = self.state.operator();
        let intent = SaveIntent { ticket, author, save, at: now, utc_offset: self.utc_offset, ids: IdPool::default() };
        self.intents.push_back(Intent::Save(intent));
    }

    /// Looks for what is over, once an hour; at once where the clock went back.
    fn purge(&mut self, now: Millis) {
        if self.purged.is_none_or(|last| !(0..purge::EVERY).contains(&now.since(last))) {
            self.purged = Some(now);
            self.intents.push_back(Intent::Purge { now });
        }
    }

    /// Only the last text that a person typed is worth writing.
    fn draft(&mut self, draft: DraftView) {
        if let Some(Intent::Draft(last)) = self.intents.back_mut()
            && (last.record_id, last.typed_by) == (draft.record_id, draft.typed_by)
        {
            *last = draft;
            return;
        }
        self.intents.push_back(Intent::Draft(draft));
    }

    /// Plans the next intent, hands out its batch, and lets the network go on when nothing waits to be written.
    fn advance(&mut self, now: Millis, entropy: &mut dyn Entropy) {
        let lost_patience =
            |commit: &Commit| commit.stale_since.is_some_and(|since| now.since(since).abs() >= RELOAD_PATIENCE);
        if let Some(commit) = self.commit.take_if(|commit| lost_patience(commit)) {
            self.intents.push_front(commit.intent);
        }
        loop {
            while self.commit.is_none() {
                let Some(mut intent) = self.intents.pop_front() else { break };
                if matches!(&intent, Intent::Save(save) if save.is_of_another(&self.state)) {
                    let reason = "another person uses this phone".to_owned();
                    self.gave_up(intent, StoreError::Unavailable { reason }, entropy);
                    continue;
                }
                let Plan { changes, verdict } = intent.plan(&self.state, entropy);
                if changes.is_empty() {
                    self.done(intent, &verdict, entropy);
                } else {
                    self.hand_out(intent, changes, verdict, entropy);
                }
            }
            if self.commit.is_some() {
                return;
            }
            match self.net.drive(&self.state, now, entropy) {
                Step::Rest => return,
                Step::Send(effect) => {
                    self.effects.push_back(effect);
                    self.changed = true;
                    return;
                }
                Step::Write(intent) => self.intents.push_back(intent),
            }
        }
    }

    fn reloaded(&mut self, snapshot: &Snapshot) {
        if snapshot.generation < self.state.generation {
            return;
        }
        let session = |state: &State| state.identity.as_ref().map(|identity| identity.profile.device_id);
        let former = session(&self.state);
        self.state = State::load(snapshot);
        if session(&self.state) != former {
            // Another tab enrolled.
            self.net.renewed(false);
        }
        if let Some(commit) = self.commit.take_if(|commit| commit.stale_since.is_some()) {
            self.intents.push_front(commit.intent);
        }
        self.rebuild();
        self.changed = true;
    }

    fn rebuild(&mut self) {
        let sending = self.net.sending();
        self.views.clear();
        let records: Vec<RecordId> = self.state.records.keys().copied().chain(self.state.dirty()).collect();
        for record in records {
            self.refresh(record, &sending);
        }
    }

    fn refresh(&mut self, record: RecordId, sending: &LiteMap<model::ids::OpId, u32>) {
        match view::view(&self.state, record, sending) {
            Some(view) => self.views.insert(record, view),
            None => self.views.remove(&record),
        };
    }

    /// Records whose operations went on their way, or are no longer, look different.
    fn refresh_sending(&mut self, before: &LiteMap<model::ids::OpId, u32>) {
        let after = self.net.sending();
        if *before == after {
            return;
        }
        let touched: Vec<RecordId> =
            before.keys().chain(after.keys()).filter_map(|op| self.state.op(*op)).map(|row| row.op.record_id).collect();
        for record in touched {
            self.refresh(record, &after);
        }
    }

    fn ask_wake(&mut self) {
        let reload =
            self.commit.as_ref().and_then(|commit| commit.stale_since).map(|since| since.plus(RELOAD_PATIENCE));
        let net = if self.commit.is_none() { self.net.wake() } else { None };
        let wake = reload.into_iter().chain(net).min();
        if let Some(at) = wake.filter(|at| self.wake_asked != Some(*at)) {
            self.wake_asked = Some(at);
            self.effects.push_back(Effect::WakeAt(at));
        }
    }
}

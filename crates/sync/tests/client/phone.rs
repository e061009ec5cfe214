//! A phone of a test: one store, one tab or two, an API to talk to. Time passes only when the test says so.

use std::rc::Rc;

use futures::FutureExt;
use model::ids::RecordId;
use model::time::Millis;
use protocol::{Op, Profile, PushRequest};
use store::{Batch, MemoryStore, Snapshot, Store, StoreError};
use sync::client::{
    Client, CommitId, Effect, Entropy, Event, HttpFailure, HttpReply, HttpRequest, LocalSave, RecordView, RequestId,
    Route, SyncStatus, Ticket, Trigger,
};

use crate::api::{Shared, session};
use crate::people::id;

/// The instant at which every test starts.
pub const START: Millis = Millis(1_795_334_400_000);

/// A tab of a phone.
pub struct Phone {
    pub client: Client,
    pub store: Rc<MemoryStore>,
    pub api: Shared,
    pub profile: Profile,
    pub now: Millis,
    /// Requests that were not answered yet.
    pub sent: Vec<(RequestId, HttpRequest)>,
    pub done: Vec<Ticket>,
    pub failed: Vec<(Ticket, StoreError)>,
    pub wake: Option<Millis>,
    /// When set, batches wait here for the test to carry them out.
    pub hold: bool,
    pub held: Vec<(CommitId, Batch)>,
    entropy: Counter,
    tickets: u64,
}

/// Bytes that differ at each draw; the spread of a real source does not matter here.
pub struct Counter(pub u64);

impl Entropy for Counter {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            chunk.copy_from_slice(&self.0.rotate_left(29).to_le_bytes()[..chunk.len()]);
        }
    }
}

impl Phone {
    /// A phone enrolled for this operator that leads and has made its first round.
    pub fn enrolled(api: &Shared, profile: Profile) -> Self {
        let mut phone = Self::tab(api, profile, Rc::new(MemoryStore::default()));
        phone.enrol();
        phone.say(Event::Leader(true));
        phone.settle();
        phone.now = phone.now.plus(10_000);
        phone
    }

    /// A tab on a store.
    pub fn tab(api: &Shared, profile: Profile, store: Rc<MemoryStore>) -> Self {
        let client = Client::open(&load(&store), START);
        let entropy =
            Counter(u64::try_from(profile.device_id.0.as_u128()).unwrap() ^ ((Rc::strong_count(&store) as u64) << 32));
        Self {
            client,
            store,
            api: Rc::clone(api),
            profile,
            now: START,
            sent: Vec::new(),
            done: Vec::new(),
            failed: Vec::new(),
            wake: None,
            hold: false,
            held: Vec::new(),
            entropy,
            tickets: 0,
        }
    }

    /// The page is killed and opened again on what the store has.
    pub fn restart(&mut self) {
        self.client = Client::open(&load(&self.store), self.now);
        (self.sent, self.held, self.wake) = (Vec::new(), Vec::new(), None);
        self.say(Event::Leader(true));
    }

    /// Tells the engine a fact and carries out what follows.
    pub fn say(&mut self, event: Event) {
        self.client.handle(event, self.now, &mut self.entropy);
        while let Some(effect) = self.client.poll_effect() {
            match effect {
                Effect::Commit { id, batch } if self.hold => self.held.push((id, batch)),
                Effect::Commit { id, batch } => self.commit(id, batch),
                Effect::Send { id, request } => self.sent.push((id, request)),
                Effect::WakeAt(at) => self.wake = Some(at),
                Effect::SaveDone(ticket) => self.done.push(ticket),
                Effect::SaveFailed { ticket, error } => self.failed.push((ticket, error)),
                Effect::Changed => {}
            }
        }
    }

    /// Carries a batch out, as the driver does.
    pub fn commit(&mut self, id: CommitId, batch: Batch) {
        match self.store.commit(batch).now_or_never().unwrap() {
            Ok(generation) => self.say(Event::Committed { commit: id, generation }),
            Err(error) => {
                self.say(Event::CommitFailed { commit: id, error });
                self.reload();
            }
        }
    }

    pub fn reload(&mut self) {
        self.say(Event::Reloaded(load(&self.store)));
    }

    pub fn enrol(&mut self) {
        let version = self.api.borrow().config.version.clone();
        let session = Box::new(session(&self.profile, &version, self.now));
        self.say(Event::Enrolled { session, config: serde_json::json!({"id": "test"}) });
    }

    pub fn save(&mut self, save: LocalSave) -> Ticket {
        self.tickets += 1;
        self.say(Event::Saved { ticket: Ticket(self.tickets), save });
        Ticket(self.tickets)
    }

    /// The request under way.
    pub fn request(&self) -> HttpRequest {
        self.sent.last().expect("a request is under way").1.clone()
    }

    /// Answers the request under way.
    pub fn reply(&mut self, reply: HttpReply) {
        let (request, _) = self.sent.pop().expect("a request is under way");
        self.say(Event::Replied { request, reply });
    }

    pub fn fail(&mut self, failure: HttpFailure) {
        let (request, _) = self.sent.pop().expect("a request is under way");
        self.say(Event::Failed { request, failure });
    }

    /// What the API answers to the request under way; it takes effect there.
    pub fn answer(&self) -> HttpReply {
        self.api.borrow_mut().answer(&self.profile, &self.request(), self.now)
    }

    /// Time passes until the next round, and the API answers until it is over.
    pub fn settle(&mut self) {
        self.until_request();
        for _ in 0..50 {
            if self.sent.is_empty() {
                return;
            }
            let reply = self.answer();
            self.reply(reply);
        }
        panic!("no end of requests");
    }

    /// Time passes until the timer that was asked for rings.
    pub fn ring(&mut self) {
        self.now = self.now.max(self.wake.take().expect("there is always a timer"));
        self.say(Event::Triggered(Trigger::Timer));
    }

    /// Time passes until a request is under way.
    pub fn until_request(&mut self) {
        for _ in 0..20 {
            if !self.sent.is_empty() {
                return;
            }
            self.ring();
        }
        panic!("no request after twenty timers");
    }

    /// Time passes until a request for this route is under way; the API answers the others.
    pub fn until(&mut self, route: Route) {
        for _ in 0..40 {
            self.until_request();
            if self.request().route == route {
                return;
            }
            let reply = self.answer();
            self.reply(reply);
        }
        panic!("no {route:?} in forty requests");
    }

    /// A person asks, and the API answers all.
    pub fn send_now(&mut self) {
        self.now = self.now.plus(11_000);
        self.say(Event::Triggered(Trigger::Manual));
        self.settle();
    }

    /// The operations of the push under way.
    pub fn pushed(&self) -> Vec<Op> {
        serde_json::from_str::<PushRequest>(&self.request().body).expect("a push is under way").ops
    }

    pub fn view(&self, n: u128) -> RecordView {
        self.client.record(id(n)).expect("the record is on the phone").clone()
    }

    pub fn text(&self, n: u128, field: &str) -> Option<String> {
        self.view(n).fields.get(field).and_then(|value| value.as_str()).map(str::to_owned)
    }

    pub fn has(&self, id: RecordId) -> bool {
        self.client.record(id).is_some()
    }

    pub fn status(&self) -> SyncStatus {
        self.client.status(self.now)
    }
}

/// All that a store holds.
pub fn load(store: &MemoryStore) -> Snapshot {
    store.load().now_or_never().unwrap().unwrap()
}

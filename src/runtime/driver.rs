//! Carries the engine's orders out and brings the facts back.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use futures::channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use litemap::LiteMap;
use model::ids::OpId;
use model::order;
use model::order::Set;
use store::{Batch, Store as _, StoreError};
use store_indexeddb::{IndexedDbStore, VaultCodec};
use sync::client::{Client, CommitId, Effect, Event, HttpRequest, LocalSave, RequestId, Ticket, Trigger};
use wasm_bindgen_futures::spawn_local;

use super::heartbeat::{self, Pulse};
use super::tabs::{self, Herald, Lead, Word};
use super::{BrowserEntropy, now, page, transport, utc_offset_minutes};

/// The rows of one person, sealed; or those of the phone, in clear.
pub type PhoneStore = IndexedDbStore<VaultCodec<fn(&mut [u8])>>;

thread_local! {
    static COURIER: Cell<Option<fn(&Client)>> = const { Cell::new(None) };
}

/// Has a part of the program that comes later hear of every change of the engine too.
pub fn heed(courier: fn(&Client)) {
    // As for the watcher (watch.rs).
    COURIER.set(Some(std::hint::black_box(courier)));
}

/// The engine at work in this tab. Cheap to clone. What listens and waits in its name does not keep it: once nobody holds it
/// any more, what it knew goes, and another tab may lead.
#[derive(Clone)]
pub struct Driver(Rc<Inner>);

struct Inner {
    client: RefCell<Client>,
    store: PhoneStore,
    /// Names what tabs of the same compartment share.
    compartment: String,
    herald: RefCell<Option<Herald>>,
    listeners: RefCell<[Option<EventListener>; 2]>,
    lead: RefCell<Option<Lead>>,
    /// Batches in the order given; one is written at a time.
    commits: RefCell<VecDeque<(CommitId, Batch)>>,
    writing: Cell<bool>,
    /// Batches that the phone did not take.
    refused: Cell<u32>,
    saves: RefCell<LiteMap<Ticket, oneshot::Sender<Result<(), StoreError>>>>,
    next_ticket: Cell<u64>,
    /// Who waits until nothing is left to write.
    flushed: RefCell<Vec<oneshot::Sender<()>>>,
    alarm: RefCell<Option<Timeout>>,
    pulse: Pulse,
    on_change: Box<dyn Fn(&Client)>,
    on_shut: Box<dyn Fn()>,
}

impl Driver {
    /// Starts the engine over an open store: it hears the page, the network and the other tabs from here on.
    pub fn start(
        client: Client,
        store: PhoneStore,
        compartment: String,
        on_change: impl Fn(&Client) + 'static,
        on_shut: impl Fn() + 'static,
    ) -> Self {
        let driver = Self(Rc::new(Inner {
            client: RefCell::new(client),
            store,
            compartment,
            herald: RefCell::default(),
            listeners: RefCell::default(),
            lead: RefCell::default(),
            commits: RefCell::default(),
            writing: Cell::default(),
            refused: Cell::default(),
            saves: RefCell::default(),
            next_ticket: Cell::default(),
            flushed: RefCell::default(),
            alarm: RefCell::default(),
            pulse: Pulse::default(),
            on_change: Box::new(on_change),
            on_shut: Box::new(on_shut),
        }));
        driver.listen();
        driver.changed();
        driver.say(Event::Zone { utc_offset: utc_offset_minutes() });
        driver.say(Event::Triggered(Trigger::Start));
        driver
    }

    /// Tells the engine a fact and carries out what follows.
    pub fn say(&self, event: Event) {
        self.0.client.borrow_mut().handle(event, now(), &mut BrowserEntropy);
        loop {
            let effect = self.0.client.borrow_mut().poll_effect();
            let Some(effect) = effect else { break };
            self.carry_out(effect);
        }
    }

    /// Saves, and waits until it is durable on this phone. Never waits for a network.
    pub async fn save(&self, save: LocalSave) -> Result<(), StoreError> {
        let ticket = Ticket(self.0.next_ticket.get());
        self.0.next_ticket.set(ticket.0 + 1);
        let (done, waiting) = oneshot::channel();
        self.0.saves.borrow_mut().insert(ticket, done);
        self.say(Event::Saved { ticket, save });
        waiting.await.unwrap_or_else(|_| {
            Err(StoreError::Failed { name: "Cancelled".to_owned(), message: "the save was dropped".to_owned() })
        })
    }

    /// "Invia ora", for whichever tab is the one that sends.
    pub fn send_now(&self) {
        self.say(Event::Triggered(Trigger::Manual));
        self.herald(Word::SendNow);
    }

    /// The database is no longer needed: nothing is written after this.
    pub fn close(&self) {
        self.0.store.close();
    }

    /// The other tabs of this compartment shut it too.
    pub fn shut_elsewhere(&self) {
        self.herald(Word::Shut);
    }

    /// What a tab behind its PIN knows of who is out is so no more.
    pub fn back_elsewhere(&self) {
        self.herald(Word::Back);
    }

    /// Reads the engine, for what changes with the time alone.
    pub fn look<T>(&self, read: impl FnOnce(&Client) -> T) -> T {
        read(&self.0.client.borrow())
    }

    /// Waits until everything said so far is written, or could not be.
    pub async fn flush(&self) {
        if self.0.writing.get() {
            let (done, waiting) = oneshot::channel();
            self.0.flushed.borrow_mut().push(done);
            // A dropped sender means that the page is going: nothing left to wait for.
            let _ = waiting.await;
        }
    }

    /// Whether all that `say` says, and what was said before, is written; false when the phone does not take it. A fault of
    /// before does not count, and one that a later batch made good does.
    pub async fn takes(&self, say: impl FnOnce()) -> bool {
        let refused = self.0.refused.get();
        say();
        self.flush().await;
        self.0.refused.get() == refused && !self.look(Client::has_unwritten)
    }

    fn listen(&self) {
        let leader = self.weak();
        let lead = tabs::lead(&self.0.compartment, move |leads| {
            let Some(driver) = upgrade(&leader) else { return };
            driver.say(Event::Leader(leads));
            driver.0.pulse.lead(leads, driver.beats());
        });
        *self.0.lead.borrow_mut() = Some(lead);
        let heard = self.weak();
        *self.0.herald.borrow_mut() = Some(Herald::new(&self.0.compartment, move |word| {
            let Some(heard) = upgrade(&heard) else { return };
            match word {
                Word::Wrote => heard.reload(),
                Word::SendNow => heard.say(Event::Triggered(Trigger::Manual)),
                Word::Shut => (heard.0.on_shut)(),
                // What it says of who is out came with what the other tab wrote.
                Word::Back => {}
            }
        }));
        let visible = self.weak();
        let visible = page::watch_visible(move || {
            let Some(driver) = upgrade(&visible) else { return };
            driver.say(Event::Zone { utc_offset: utc_offset_minutes() });
            driver.say(Event::Triggered(Trigger::Visible));
            driver.0.pulse.visible(driver.beats());
        });
        let online = self.triggers(Trigger::Online);
        *self.0.listeners.borrow_mut() = [visible, page::watch_online(online)];
    }

    fn weak(&self) -> Weak<Inner> {
        Rc::downgrade(&self.0)
    }

    /// Says this trigger, while somebody holds the driver.
    fn triggers(&self, trigger: Trigger) -> impl Fn() + use<> {
        let driver = self.weak();
        move || {
            if let Some(driver) = upgrade(&driver) {
                driver.say(Event::Triggered(trigger));
            }
        }
    }

    /// Gives the sign of life, while somebody holds the driver.
    fn beats(&self) -> impl Fn() + use<> {
        let driver = self.weak();
        move || {
            if let Some(driver) = upgrade(&driver) {
                driver.beat();
            }
        }
    }

    fn carry_out(&self, effect: Effect) {
        match effect {
            Effect::Commit { id, batch } => {
                self.0.commits.borrow_mut().push_back((id, batch));
                self.write_next();
            }
            Effect::Send { id, request } => self.send(id, request),
            Effect::WakeAt(at) => {
                // A delay over 24 days would overflow the browser's timer; the engine asks again before that.
                let delay = u32::try_from(at.since(now()).clamp(0, 24 * 60 * 60 * 1000)).unwrap_or_default();
                let alarm = Timeout::new(delay, self.triggers(Trigger::Timer));
                *self.0.alarm.borrow_mut() = Some(alarm);
            }
            Effect::SaveDone(ticket) => self.settle(ticket, Ok(())),
            Effect::SaveFailed { ticket, error } => self.settle(ticket, Err(error)),
            Effect::Changed => self.changed(),
        }
    }

    fn settle(&self, ticket: Ticket, result: Result<(), StoreError>) {
        if let Some(waiting) = self.0.saves.borrow_mut().remove(&ticket) {
            // The view that waited may be gone: the save itself is what counts.
            let _ = waiting.send(result);
        }
    }

    fn changed(&self) {
        let client = self.0.client.borrow();
        (self.0.on_change)(&client);
        if let Some(courier) = COURIER.get() {
            courier(&client);
        }
        self.0.pulse.busy(client.status(now()).busy, self.beats());
    }

    /// The sign of life, if it is time for one.
    fn beat(&self) {
        if self.0.client.borrow().identity().is_none() || !self.0.pulse.take(self.beats()) {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            let storage = heartbeat::storage().await;
            let told = driver.look(|client| client.heartbeat(heartbeat::VERSION, storage, now()));
            drop(driver);
            if let Some(told) = told {
                transport::post_and_forget(heartbeat::PATH, Some(told.device_id), &told).await;
            }
        });
    }

    /// An answer that comes when nobody holds the driver any more counts as one that never came.
    fn send(&self, id: RequestId, request: HttpRequest) {
        let driver = self.weak();
        let of = self.look(|client| client.identity().map(|identity| identity.profile.device_id));
        spawn_local(async move {
            let event = match transport::send(of, &request).await {
                Ok(reply) => Event::Replied { request: id, reply },
                Err(failure) => Event::Failed { request: id, failure },
            };
            if let Some(driver) = upgrade(&driver) {
                driver.say(event);
            }
        });
    }

    fn write_next(&self) {
        if self.0.writing.replace(true) {
            return;
        }
        let driver = self.clone();
        spawn_local(async move {
            loop {
                let next = driver.0.commits.borrow_mut().pop_front();
                let Some((id, batch)) = next else { break };
                driver.write(id, batch).await;
            }
            driver.0.writing.set(false);
            for waiting in driver.0.flushed.take() {
                // Whoever waited may have gone.
                let _ = waiting.send(());
            }
        });
    }

    async fn write(&self, commit: CommitId, batch: Batch) {
        match self.0.store.commit(batch).await {
            Ok(generation) => {
                self.herald(Word::Wrote);
                self.say(Event::Committed { commit, generation });
            }
            Err(error) => {
                let stale = matches!(error, StoreError::Stale { .. });
                self.0.refused.set(self.0.refused.get() + u32::from(!stale));
                self.say(Event::CommitFailed { commit, error });
                if stale {
                    self.load().await;
                }
            }
        }
    }

    fn reload(&self) {
        let driver = self.clone();
        spawn_local(async move { driver.load().await });
    }

    async fn load(&self) {
        let Ok(snapshot) = self.0.store.load().await else { return };
        let known = self.unsent();
        self.say(Event::Reloaded(snapshot));
        if self.unsent().iter().any(|op| !known.contains(op)) {
            // Somebody saved in another tab: a reason to look at the queue, should this be the tab that sends.
            self.say(Event::Triggered(Trigger::Visible));
        }
    }

    fn unsent(&self) -> Set<OpId> {
        order::set(self.0.client.borrow().outbox().iter().map(|row| row.op_id))
    }

    fn herald(&self, word: Word) {
        if let Some(herald) = self.0.herald.borrow().as_ref() {
            herald.say(word);
        }
    }
}

fn upgrade(driver: &Weak<Inner>) -> Option<Driver> {
    driver.upgrade().map(Driver)
}

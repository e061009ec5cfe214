//! Phones and an API whose talk is written down.

use std::collections::BTreeMap;
use std::rc::Rc;

use model::time::Millis;
use protocol::PROTOCOL;
use serde_json::json;
use store::MemoryStore;
use sync::client::{HttpFailure, LocalSave, RecordView, RequestId, Route};
use test_support::traces::{Enrolled, Lost, Step, Trace, What};

use super::wire;
use crate::api::{Api, Shared, operator, session};
use crate::phone::{Phone, START};

/// The incarnations of the API, the first and that after the restore.
const EPOCHS: [&str; 2] = ["e0", "e1"];

/// What a story is told with.
pub struct Recorder {
    api: Shared,
    phones: BTreeMap<u8, Phone>,
    now: Millis,
    steps: Vec<Step>,
    /// The last request of each phone that was written down.
    noted: BTreeMap<u8, RequestId>,
}

/// Writes a story down.
pub fn record(title: &str, tell: fn(&mut Recorder)) -> Trace {
    let api = Api::shared();
    EPOCHS[0].clone_into(&mut api.borrow_mut().epoch);
    api.borrow_mut().speaks = PROTOCOL;
    let mut recorder = Recorder { api, phones: BTreeMap::new(), now: START, steps: Vec::new(), noted: BTreeMap::new() };
    tell(&mut recorder);
    Trace { title: title.to_owned(), steps: recorder.steps }
}

impl Recorder {
    /// A phone is enrolled for the operator of its number.
    pub fn enrol(&mut self, n: u8) {
        let version = self.api.borrow().config.version.clone();
        self.enrol_with_config(n, &version);
    }

    /// A phone is enrolled with a configuration of this version.
    pub fn enrol_with_config(&mut self, n: u8, version: &str) {
        let profile = operator(n.into());
        let session = session(&profile, version, self.now);
        let config = json!({"version": version});
        let enrolled = Enrolled { session: serde_json::to_value(&session).unwrap(), config: config.clone() };
        self.say(n, What::Enrol(enrolled));
        let mut phone = Phone::tab(&self.api, profile, Rc::new(MemoryStore::default()));
        phone.now = self.now;
        super::enrol(&mut phone, session, config);
        self.phones.insert(n, phone);
        self.note(n);
    }

    /// The app is closed and opened again.
    pub fn start(&mut self, n: u8) {
        self.pass(n, Millis::MINUTE);
        self.say(n, What::Start);
        super::start(self.phone(n));
        // A start counts its requests anew.
        self.noted.remove(&n);
        self.note(n);
    }

    /// A person saves.
    pub fn save(&mut self, n: u8, save: LocalSave) {
        self.pass(n, 1_000);
        self.say(n, What::Save(save.changes.iter().map(wire::saved).collect()));
        self.phone(n).save(save);
        self.note(n);
    }

    /// Time passes until the phone talks, and the API answers until it has no more to say.
    pub fn sync(&mut self, n: u8) {
        self.until_request(n);
        while !self.phone(n).sent.is_empty() {
            self.exchange(n);
        }
    }

    /// The phone talks until it pushes, and what it pushes, or the answer to it, is lost.
    pub fn lose_push(&mut self, n: u8, lost: Lost) {
        self.until_request(n);
        while self.phone(n).request().route != Route::Push {
            self.exchange(n);
            self.until_request(n);
        }
        self.pass(n, 2_000);
        if lost == Lost::Answer {
            self.phone(n).answer();
        }
        self.say(n, What::Lost(lost));
        self.phone(n).fail(HttpFailure::Network);
        self.note(n);
    }

    /// A backup of the API is made.
    pub fn back_up(&mut self) {
        self.say(0, What::Backup);
        self.api.borrow_mut().back_up();
    }

    /// The API comes back from its backup.
    pub fn restore(&mut self) {
        self.say(0, What::Restore);
        self.api.borrow_mut().restore(EPOCHS[1]);
    }

    /// The record as the phone shows it.
    pub fn view(&mut self, n: u8, record: u128) -> RecordView {
        self.phone(n).view(record)
    }

    /// The API answers the request under way.
    fn exchange(&mut self, n: u8) {
        self.pass(n, 400);
        let reply = self.phone(n).answer();
        self.say(n, What::Answer(wire::answer(&reply)));
        self.phone(n).reply(reply);
        self.note(n);
    }

    fn until_request(&mut self, n: u8) {
        if self.phone(n).sent.is_empty() {
            self.pass(n, 0);
            self.phone(n).until_request();
            self.now = self.phone(n).now;
            self.note(n);
        }
    }

    /// Writes the request under way down, at the time at which the phone asked for it.
    fn note(&mut self, n: u8) {
        let under_way = self.phone(n).sent.last().map(|(id, request)| (*id, wire::asked(request)));
        if let Some((id, request)) = under_way
            && self.noted.insert(n, id) != Some(id)
        {
            self.say(n, What::Send(request));
        }
    }

    /// Time passes, for the phone too.
    fn pass(&mut self, n: u8, millis: i64) {
        let phone = self.phones.get_mut(&n).expect("it is enrolled");
        phone.now = phone.now.max(self.now).plus(millis);
        self.now = phone.now;
    }

    fn phone(&mut self, n: u8) -> &mut Phone {
        self.phones.get_mut(&n).expect("it is enrolled")
    }

    fn say(&mut self, phone: u8, what: What) {
        self.steps.push(Step { phone, at: self.now, what });
    }
}

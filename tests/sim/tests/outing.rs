//! One outing on three phones, with no network in turns, on a network that loses and repeats: what each of them counts
//! in the end is what the three of them did.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use futures::FutureExt;
use model::ids::{DeviceId, IdMint, OperatorId, RecordId, TeamId};
use model::record::{Fields, RecordRef, RecordType, Service};
use model::street::{Contacts, StreetSums};
use model::time::Millis;
use protocol::{Profile, Role, SessionResponse};
use serde_json::{Value, json};
use sim::people;
use sim::rng::Rng;
use sim::server::Server;
use store::{MemoryStore, Store};
use sync::client::{
    Change, ChangeKind, Client, Effect, Entropy as _, Event, HttpFailure, HttpReply, HttpRequest, LocalSave, RequestId,
    Ticket, Trigger,
};
use uuid::Uuid;

const START: Millis = Millis(1_795_334_400_000);
const PHONES: usize = 3;
/// How long the outing is, and how much longer until all is quiet.
const OUTING: i64 = 3 * Millis::HOUR;
const QUIET: i64 = 3 * Millis::HOUR;
/// What the three do in all.
const ACTS: usize = 90;
const SEEDS: u64 = 40;

/// Whatever is lost on the way, said twice or late: three phones, the API, and the people agree on the number.
#[test]
fn three_phones_on_one_outing_count_what_was_done() {
    for seed in 0..SEEDS {
        let (story, done) = Story::new(seed).tell();
        let expected = done.sum();
        for (n, phone) in story.phones.iter().enumerate() {
            let seen = phone.client.records().map(|view| RecordRef::new(view.id, &view.record_type, &view.fields));
            assert_eq!(story.sum(seen), expected, "seed {seed}, phone {n}");
            assert_eq!(phone.client.status(story.now).unsent, 0, "seed {seed}, phone {n} has sent all");
        }
        let held = story.server.records.values().map(|(record, _)| &record.snapshot);
        let at_api = held.map(|it| RecordRef::new(it.id, &it.record_type, &it.fields));
        assert_eq!(story.sum(at_api), expected, "seed {seed}, the API");
        let once: std::collections::BTreeSet<_> = story.server.effects.iter().map(|effect| effect.op.op_id).collect();
        assert_eq!(once.len(), story.server.effects.len(), "seed {seed}: no operation took effect twice");
    }
}

/// The histories are worth it: answers are lost after they took effect, groups are noted twice, taps are taken back.
#[test]
fn the_outings_have_what_would_count_double() {
    let told: Vec<_> = (0..SEEDS).map(|seed| Story::new(seed).tell()).collect();
    assert!(told.iter().all(|(story, _)| story.lost_answers > 0));
    assert!(told.iter().any(|(_, done)| done.met.values().any(|met| met.double_of.is_some())));
    assert!(told.iter().any(|(_, done)| done.taps.len() > done.holding().count()));
}

/// What people did, by simple arithmetic.
#[derive(Default)]
struct Done {
    /// Taps, and whether each was taken back.
    taps: BTreeMap<RecordId, (Contacts, bool)>,
    met: BTreeMap<RecordId, Met>,
}

#[derive(Clone, Copy)]
struct Met {
    contacts: Contacts,
    by: usize,
    double_of: Option<RecordId>,
    has_double: bool,
}

impl Done {
    fn holding(&self) -> impl Iterator<Item = Contacts> {
        self.taps.values().filter(|(_, back)| !back).map(|(tap, _)| *tap)
    }

    /// Of a pair the larger; no two have the same number.
    fn sum(&self) -> Contacts {
        let of_met = self.met.values().map(|met| match met.double_of {
            Some(first) => {
                let first = self.met[&first].contacts;
                let larger = if met.contacts.total() > first.total() { met.contacts } else { first };
                Contacts { new: larger.new - first.new, known: larger.known - first.known }
            }
            None => met.contacts,
        });
        self.holding().chain(of_met).fold(Contacts::default(), Contacts::plus)
    }
}

struct Phone {
    client: Client,
    store: MemoryStore,
    device: DeviceId,
    operator: OperatorId,
    rng: Rng,
    wake: Option<Millis>,
    online: bool,
    tickets: u64,
}

#[derive(Debug)]
enum What {
    Act(usize),
    Turn,
    Timer(usize),
    Arrives(usize, RequestId, Box<HttpRequest>),
    Again(usize, Box<HttpRequest>),
    Answered(usize, RequestId, Box<HttpReply>),
    Fails(usize, RequestId),
}

struct Story {
    server: Server,
    phones: Vec<Phone>,
    next: BinaryHeap<Reverse<(Millis, u64)>>,
    planned: BTreeMap<u64, What>,
    plans: u64,
    rng: Rng,
    mint: IdMint,
    outing: RecordId,
    stop: RecordId,
    now: Millis,
    lost_answers: u32,
}

impl Story {
    fn new(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut mint = IdMint::default();
        let mut id = |rng: &mut Rng| {
            let mut random = [0; 10];
            rng.fill(&mut random);
            RecordId(mint.mint(START, random))
        };
        let (outing, stop) = (id(&mut rng), id(&mut rng));
        let mut story = Self {
            server: Server::new(sim::config(), 500, 20),
            phones: Vec::new(),
            next: BinaryHeap::new(),
            planned: BTreeMap::new(),
            plans: 0,
            rng: rng.fork(),
            mint,
            outing,
            stop,
            now: START,
            lost_answers: 0,
        };
        for n in 0..PHONES {
            story.add(n, &mut rng);
        }
        let crew: Vec<_> = story.phones.iter().map(|phone| phone.operator.to_string()).collect();
        let at = START.to_rfc3339();
        let begun = json!({
            "status": "in_progress", "outingKind": "street", "startedAt": at, "crewIds": crew,
        });
        let begun = vec![
            create(outing, RecordType::STREET_OUTING, begun),
            create(stop, RecordType::STREET_STOP, json!({"outingId": outing.to_string(), "arrivedAt": at})),
        ];
        story.save(0, begun);
        for act in 0..ACTS {
            let at = story.rng.between(Millis::MINUTE, OUTING);
            story.plan(START.plus(at), What::Act(act % PHONES));
        }
        for turn in 1..=OUTING / (10 * Millis::MINUTE) {
            story.plan(START.plus(turn * 10 * Millis::MINUTE), What::Turn);
        }
        story
    }

    /// A phone of the street team.
    fn add(&mut self, n: usize, rng: &mut Rng) {
        let device = DeviceId(Uuid::from_u128(0xD000 + n as u128));
        let mut profile = people::profile(n, 0, PHONES, device);
        profile.roles = vec![Role::StreetEducator];
        profile.teams[0].service = Service::Street;
        profile.teams[0].id = TeamId(Uuid::from_u128(0x0B00));
        self.server.people.insert(profile.operator_id, profile.clone());
        self.server.enrol(device, profile.operator_id, START);
        let store = MemoryStore::default();
        let snapshot = store.load().now_or_never().expect("it is in memory").expect("it is there");
        let client = Client::open(&snapshot, START);
        let (operator, rng) = (profile.operator_id, rng.fork());
        self.phones.push(Phone { client, store, device, operator, rng, wake: None, online: true, tickets: 0 });
        self.say(n, enrolled(profile));
        self.say(n, Event::Leader(true));
    }

    fn tell(mut self) -> (Self, Done) {
        let mut done = Done::default();
        while let Some(Reverse((at, plan))) = self.next.pop() {
            if at > START.plus(OUTING + QUIET) {
                break;
            }
            self.now = at;
            match self.planned.remove(&plan).expect("it is planned once") {
                What::Act(who) => self.act(who, &mut done),
                What::Turn => self.turn(),
                What::Timer(who) if self.phones[who].wake == Some(at) => {
                    self.phones[who].wake = None;
                    self.say(who, Event::Triggered(Trigger::Timer));
                }
                // Another timer took its place.
                What::Timer(_) => {}
                What::Arrives(who, id, request) => self.arrives(who, id, &request),
                What::Again(who, request) => drop(self.answer(who, &request)),
                What::Answered(who, request, reply) => self.say(who, Event::Replied { request, reply: *reply }),
                What::Fails(who, request) => self.say(who, Event::Failed { request, failure: HttpFailure::Network }),
            }
        }
        (self, done)
    }

    /// One of them has a network, one has none, the third as it happens; from the end on all have one, and look for it.
    fn turn(&mut self) {
        let over = self.now >= START.plus(OUTING);
        let off = usize::try_from(self.rng.below(PHONES as u64)).unwrap_or_default();
        for who in 0..PHONES {
            self.phones[who].online = over || (who != off && self.rng.chance(600));
            if self.phones[who].online {
                self.say(who, Event::Triggered(Trigger::Online));
            }
        }
        if self.now < START.plus(OUTING + QUIET - 10 * Millis::MINUTE) {
            self.plan(self.now.plus(5 * Millis::MINUTE), What::Turn);
        }
    }

    /// A tap, a tap taken back, a group, a group that a colleague noted too.
    fn act(&mut self, who: usize, done: &mut Done) {
        let view = |phone: &Phone, id: RecordId| phone.client.records().any(|view| view.id == id);
        let own_taps: Vec<RecordId> = done.taps.iter().filter(|(_, (_, back))| !back).map(|(id, _)| *id).collect();
        let here = &self.phones[who];
        let free = done
            .met
            .iter()
            .filter(|(id, met)| met.by != who && met.double_of.is_none() && !met.has_double && view(here, **id));
        let free: Vec<RecordId> = free.map(|(id, _)| *id).collect();
        let tapped: Vec<RecordId> = own_taps.into_iter().filter(|id| view(here, *id)).collect();
        let id = self.id();
        match (self.rng.below(6), self.rng.pick(&tapped).copied(), self.rng.pick(&free).copied()) {
            (0, Some(tap), _) => {
                let fields = json!({"correctsId": tap.to_string(), "voidReason": "entry_error"});
                self.save(who, vec![create(id, RecordType::STREET_TALLY, fields)]);
                done.taps.get_mut(&tap).expect("it was tapped").1 = true;
            }
            (1, ..) => {
                let met = self.group(done);
                self.save(who, vec![meeting(id, self.stop, met, None)]);
                done.met.insert(id, Met { contacts: met, by: who, double_of: None, has_double: false });
            }
            (2, _, Some(first)) => {
                let met = self.group(done);
                // Noted first, said to be the same by an event that corrects it.
                let linked = self.id();
                let mut correction = meeting(linked, self.stop, met, Some(first));
                correction.fields.insert("correctsId".to_owned(), json!(id.to_string()));
                self.save(who, vec![meeting(id, self.stop, met, None)]);
                self.save(who, vec![correction]);
                done.met.insert(id, Met { contacts: met, by: who, double_of: Some(first), has_double: false });
                done.met.get_mut(&first).expect("it was noted").has_double = true;
            }
            _ => {
                let new = self.rng.chance(500);
                let kind = if new { "new" } else { "known" };
                let fields = json!({"outingId": self.outing.to_string(), "kind": kind, "delta": 1});
                self.save(who, vec![create(id, RecordType::STREET_TALLY, fields)]);
                let tap = Contacts { new: i64::from(new), known: i64::from(!new) };
                done.taps.insert(id, (tap, false));
            }
        }
    }

    /// A group whose number no other has: of two, one is the larger.
    fn group(&mut self, done: &Done) -> Contacts {
        let total = i64::try_from(done.met.len()).unwrap_or_default() + 1;
        let new = self.rng.between(0, total);
        Contacts { new, known: total - new }
    }

    fn arrives(&mut self, who: usize, id: RequestId, request: &HttpRequest) {
        let heals = self.now >= START.plus(OUTING);
        if !self.phones[who].online || (!heals && self.rng.chance(200)) {
            let at = self.now.plus(Millis::SECOND);
            return self.plan(at, What::Fails(who, id));
        }
        let reply = self.answer(who, request);
        if !heals && self.rng.chance(150) {
            // It arrives again, perhaps much later.
            let at = self.now.plus(self.rng.between(1, 40 * Millis::MINUTE));
            self.plan(at, What::Again(who, Box::new(request.clone())));
        }
        let at = self.now.plus(200);
        if !heals && self.rng.chance(250) {
            self.lost_answers += 1;
            self.plan(at, What::Fails(who, id));
        } else {
            self.plan(at, What::Answered(who, id, Box::new(reply)));
        }
    }

    fn answer(&mut self, who: usize, request: &HttpRequest) -> HttpReply {
        self.server.answer(self.phones[who].device, request.route, &request.body, self.now, &mut self.rng)
    }

    fn save(&mut self, who: usize, changes: Vec<Change>) {
        self.phones[who].tickets += 1;
        let ticket = Ticket(self.phones[who].tickets);
        self.say(who, Event::Saved { ticket, save: LocalSave { changes, drop_draft: None } });
    }

    /// Tells the engine a fact and carries out what follows.
    fn say(&mut self, who: usize, event: Event) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            let phone = &mut self.phones[who];
            phone.client.handle(event, self.now, &mut phone.rng);
            while let Some(effect) = self.phones[who].client.poll_effect() {
                match effect {
                    Effect::Commit { id, batch } => {
                        let written = self.phones[who].store.commit(batch).now_or_never().expect("it is in memory");
                        let generation = written.expect("there is one tab");
                        events.push(Event::Committed { commit: id, generation });
                    }
                    Effect::Send { id, request } => {
                        let at = self.now.plus(100);
                        self.plan(at, What::Arrives(who, id, Box::new(request)));
                    }
                    Effect::WakeAt(wake) => {
                        let wake = wake.max(self.now);
                        self.phones[who].wake = Some(wake);
                        self.plan(wake, What::Timer(who));
                    }
                    Effect::SaveDone(_) | Effect::Changed => {}
                    Effect::SaveFailed { error, .. } => panic!("{error:?}"),
                }
            }
        }
    }

    fn sum<'a>(&self, records: impl Iterator<Item = RecordRef<'a>>) -> Contacts {
        StreetSums::of(records).by_outing.get(&self.outing).copied().unwrap_or_default()
    }

    fn id(&mut self) -> RecordId {
        let mut random = [0; 10];
        self.rng.fill(&mut random);
        RecordId(self.mint.mint(self.now, random))
    }

    fn plan(&mut self, at: Millis, what: What) {
        self.plans += 1;
        self.planned.insert(self.plans, what);
        self.next.push(Reverse((at, self.plans)));
    }
}

fn meeting(id: RecordId, stop: RecordId, met: Contacts, same_as: Option<RecordId>) -> Change {
    let mut fields = json!({
        "stopId": stop.to_string(), "firstTimeContacts": met.new, "returningContacts": met.known,
    });
    if let Some(same) = same_as {
        fields["sameGroupAs"] = json!(same.to_string());
    }
    create(id, RecordType::STREET_GROUP_MEETING, fields)
}

fn create(id: RecordId, record_type: RecordType, fields: Value) -> Change {
    let mut fields: Fields = serde_json::from_value(fields).expect("an object");
    fields.insert("occurredAt".to_owned(), json!(START.to_rfc3339()));
    Change { record_id: id, record_type, kind: ChangeKind::Create, fields, seen: None }
}

fn enrolled(profile: Profile) -> Event {
    let session = SessionResponse { profile, config_version: String::new(), server_time: START, last_client_seq: 0 };
    Event::Enrolled { session: Box::new(session), config: json!({"id": "test"}) }
}

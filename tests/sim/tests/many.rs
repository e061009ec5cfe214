//! Many phones against one API that was down for hours: they come back spread over time, and all drain.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use futures::FutureExt;
use model::ids::{DeviceId, OperatorId, RecordId, TeamId};
use model::record::RecordType;
use model::time::Millis;
use protocol::{Profile, SessionResponse};
use serde_json::json;
use sim::people;
use sim::rng::Rng;
use sim::server::Server;
use store::{MemoryStore, Store};
use sync::client::{
    Change, ChangeKind, Client, Effect, Event, HttpReply, HttpRequest, LocalSave, RequestId, Ticket, Trigger,
};
use uuid::Uuid;

const START: Millis = Millis(1_795_334_400_000);
/// The API is down this long.
const DOWN: i64 = 3 * Millis::HOUR;
/// Requests that the API takes in a second; the others are told to come back later.
const CAPACITY: u32 = 2;
/// What it tells them.
const RETRY_AFTER: &str = "20";
const PHONES: u32 = 200;
const NOTES: u32 = 5;
/// Time on the way, each way.
const LATENCY: i64 = 100;

/// H11: after three hours of 503 two hundred phones, which all started in the same second, drain through an API that
/// takes two requests a second and turns the rest away: 95 of 100 within twenty minutes, all within half an hour, and
/// never more than eight requests a second over ten seconds.
#[test]
fn h11_phones_come_back_spread_over_time() {
    let told = Story::new(11, PHONES).tell();
    println!("p95 {} s, last {} s, peak {} in ten seconds, {} turned away", told.p95, told.last, told.peak, told.shed);
    assert_eq!(told.received, usize::try_from(PHONES * NOTES).expect("it is small"));
    assert!(told.p95 <= 20 * 60, "95 of 100 phones drained within {} s", told.p95);
    assert!(told.last <= 30 * 60, "the last phone drained after {} s", told.last);
    assert!(told.peak <= 10 * 8, "{} requests in ten seconds", told.peak);
}

/// The same seed is the same hour.
#[test]
fn h11_a_seed_is_a_story() {
    let told = |seed| Story::new(seed, 20).tell();
    assert_eq!(told(3), told(3));
    assert_ne!(told(3), told(4));
}

/// What became of it; times in seconds after the API came back.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    p95: i64,
    last: i64,
    /// Most requests in ten seconds, those turned away included.
    peak: u32,
    shed: u32,
    received: usize,
}

struct Phone {
    client: Client,
    store: MemoryStore,
    device: DeviceId,
    rng: Rng,
    wake: Option<Millis>,
    drained: Option<Millis>,
}

#[derive(Debug)]
enum What {
    Timer,
    Arrives(RequestId, HttpRequest),
    Answered(RequestId, HttpReply),
}

struct Story {
    server: Server,
    phones: Vec<Phone>,
    /// What happens next, in the order of time and then of planning.
    next: BinaryHeap<Reverse<(Millis, u64)>>,
    planned: BTreeMap<u64, (usize, What)>,
    plans: u64,
    rng: Rng,
    /// Requests in each second since the API came back, and those that it took.
    asked: BTreeMap<i64, u32>,
    taken: BTreeMap<i64, u32>,
}

impl Story {
    fn new(seed: u64, phones: u32) -> Self {
        let mut rng = Rng::new(seed);
        let mut story = Self {
            server: Server::new(sim::config(), 500, 200),
            phones: Vec::new(),
            next: BinaryHeap::new(),
            planned: BTreeMap::new(),
            plans: 0,
            rng: rng.fork(),
            asked: BTreeMap::new(),
            taken: BTreeMap::new(),
        };
        for n in 0..phones {
            story.add(n, &mut rng);
        }
        story
    }

    /// A phone with its own operator and team, that saves its notes with no API to send them to.
    fn add(&mut self, n: u32, rng: &mut Rng) {
        let device = DeviceId(Uuid::from_u128(0xD000 + u128::from(n)));
        let mut profile = people::profile(0, 0, 1, device);
        profile.operator_id = OperatorId(Uuid::from_u128(0xA000 + u128::from(n)));
        profile.teams[0].id = TeamId(Uuid::from_u128(0xB000 + u128::from(n)));
        self.server.people.insert(profile.operator_id, profile.clone());
        self.server.enrol(device, profile.operator_id, START);
        let store = MemoryStore::default();
        let snapshot = store.load().now_or_never().expect("it is in memory").expect("it is there");
        let client = Client::open(&snapshot, START);
        self.phones.push(Phone { client, store, device, rng: rng.fork(), wake: None, drained: None });
        let at = self.phones.len() - 1;
        self.say(at, enrolled(profile), START);
        for note in 0..NOTES {
            let ticket = Ticket(u64::from(note));
            self.say(at, Event::Saved { ticket, save: a_note(n, note) }, START);
        }
        self.say(at, Event::Leader(true), START);
    }

    fn tell(mut self) -> Told {
        let up = START.plus(DOWN);
        while self.phones.iter().any(|phone| phone.drained.is_none()) {
            let Reverse((now, plan)) = self.next.pop().expect("whatever waits has a timer");
            assert!(now < up.plus(Millis::DAY), "not drained within a day");
            let (at, what) = self.planned.remove(&plan).expect("it is planned once");
            match what {
                What::Timer if self.phones[at].wake == Some(now) => {
                    self.phones[at].wake = None;
                    self.say(at, Event::Triggered(Trigger::Timer), now);
                }
                // Another timer took its place.
                What::Timer => {}
                What::Arrives(id, request) => {
                    let reply = self.answer(at, &request, now);
                    self.plan(now.plus(LATENCY), at, What::Answered(id, reply));
                }
                What::Answered(request, reply) => self.say(at, Event::Replied { request, reply }, now),
            }
        }
        let mut seconds: Vec<i64> =
            self.phones.iter().filter_map(|phone| Some(phone.drained?.since(up) / Millis::SECOND)).collect();
        seconds.sort_unstable();
        let in_ten = |from: &i64| self.asked.range(*from..*from + 10).map(|(_, count)| *count).sum::<u32>();
        Told {
            p95: seconds[seconds.len() * 95 / 100],
            last: seconds[seconds.len() - 1],
            peak: self.asked.keys().map(in_ten).max().unwrap_or(0),
            shed: self.asked.values().sum::<u32>() - self.taken.values().sum::<u32>(),
            received: self.server.records.len(),
        }
    }

    fn answer(&mut self, at: usize, request: &HttpRequest, now: Millis) -> HttpReply {
        if now < START.plus(DOWN) {
            return plain(503, None);
        }
        let second = now.since(START) / Millis::SECOND;
        *self.asked.entry(second).or_default() += 1;
        let taken = self.taken.entry(second).or_default();
        if *taken == CAPACITY {
            return plain(429, Some(RETRY_AFTER));
        }
        *taken += 1;
        self.server.answer(self.phones[at].device, request.route, &request.body, now, &mut self.rng)
    }

    /// Tells the engine a fact and carries out what follows.
    fn say(&mut self, at: usize, event: Event, now: Millis) {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            let phone = &mut self.phones[at];
            phone.client.handle(event, now, &mut phone.rng);
            while let Some(effect) = self.phones[at].client.poll_effect() {
                match effect {
                    Effect::Commit { id, batch } => {
                        let written = self.phones[at].store.commit(batch).now_or_never().expect("it is in memory");
                        let generation = written.expect("there is one tab");
                        events.push(Event::Committed { commit: id, generation });
                    }
                    Effect::Send { id, request } => self.plan(now.plus(LATENCY), at, What::Arrives(id, request)),
                    Effect::WakeAt(wake) => {
                        let wake = wake.max(now);
                        self.phones[at].wake = Some(wake);
                        self.plan(wake, at, What::Timer);
                    }
                    Effect::SaveDone(_) | Effect::Changed => {}
                    Effect::SaveFailed { error, .. } => panic!("{error:?}"),
                }
            }
        }
        let phone = &mut self.phones[at];
        if now > START && phone.drained.is_none() && phone.client.status(now).unsent == 0 {
            phone.drained = Some(now);
        }
    }

    fn plan(&mut self, at: Millis, phone: usize, what: What) {
        self.plans += 1;
        self.planned.insert(self.plans, (phone, what));
        self.next.push(Reverse((at, self.plans)));
    }
}

fn enrolled(profile: Profile) -> Event {
    let session = SessionResponse { profile, config_version: String::new(), server_time: START, last_client_seq: 0 };
    Event::Enrolled { session: Box::new(session), config: json!({"id": "test"}) }
}

fn a_note(phone: u32, note: u32) -> LocalSave {
    let id = |n: u128| RecordId(Uuid::from_u128(0x018f_0000_0000_7000_8000_0000_0000_0000 + n));
    let about = id(u128::from(phone));
    let fields = [("aboutId", json!(about.to_string())), ("text", json!(format!("nota {note}")))];
    let change = Change {
        record_id: id((u128::from(phone) << 16) + 0x1_0000_0000 + u128::from(note)),
        record_type: RecordType::NOTE,
        kind: ChangeKind::Create,
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        seen: None,
    };
    LocalSave { changes: vec![change], drop_draft: None }
}

fn plain(status: u16, retry_after: Option<&str>) -> HttpReply {
    HttpReply {
        status,
        content_type: Some("text/plain".to_owned()),
        protocol: None,
        retry_after: retry_after.map(str::to_owned),
        body: String::new(),
    }
}

//! One history: phones, people, a network and an API on one virtual clock.

use std::collections::BTreeMap;

use model::config::AmbitoConfig;
use model::time::Millis;
use protocol::{SessionResponse, Snapshot};
use store::MemoryStore;
use sync::client::{Event, HttpReply, SaveState, Ticket, Trigger};

use crate::checks::{Broken, Reference};
use crate::clock::{Agenda, What, Who};
use crate::options::{Faults, Options};
use crate::people::{Act, People, profile};
use crate::phone::{Phone, Tab};
use crate::rng::Rng;
use crate::server::{Guard, Server};

/// Nothing in a history takes longer than this to come to rest once the world is well.
const REST: i64 = 2 * Millis::HOUR;
/// The same where an answer may have asked to wait: its cap is a day.
const LONG_REST: i64 = 27 * Millis::HOUR;
/// How many events pass between two looks at everything.
const LOOK_EVERY: u64 = 40;

/// The world of one seed.
pub struct World {
    pub now: Millis,
    pub rng: Rng,
    pub options: Options,
    pub faults: Faults,
    pub phones: Vec<Phone>,
    pub server: Server,
    pub reference: Reference,
    pub story: Option<Vec<String>>,
    pub people: People,
    pub agenda: Agenda,
    pub healed_at: Option<Millis>,
    tickets: u64,
    pub last_answers: BTreeMap<(usize, u8), HttpReply>,
    events: u64,
}

/// How a history went.
#[derive(Clone, Debug)]
pub struct Report {
    pub seed: u64,
    pub options: Options,
    pub events: u64,
    pub effects: usize,
    /// From healing to rest.
    pub rest_ms: i64,
    /// What happened, if it was to be told.
    pub story: Vec<String>,
}

/// A history that broke a promise.
#[derive(Clone, Debug)]
pub struct Failure {
    pub seed: u64,
    pub options: Options,
    pub at: Millis,
    pub broken: Broken,
    pub story: Vec<String>,
}

/// Runs the history of a seed. With `story`, it is told event by event.
///
/// # Errors
/// The first broken promise.
pub fn run(seed: u64, story: bool, switched_off: Option<Guard>, config: &AmbitoConfig) -> Result<Report, Box<Failure>> {
    let mut rng = Rng::new(seed);
    let options = Options::draw(&mut rng);
    let mut world = World::new(options.clone(), rng, story, switched_off, config);
    let outcome = world.live();
    let story = world.story.take().unwrap_or_default();
    match outcome {
        Ok(rest_ms) => {
            Ok(Report { seed, options, events: world.events, effects: world.server.effects.len(), rest_ms, story })
        }
        Err(broken) => Err(Box::new(Failure { seed, options, at: world.now, broken, story })),
    }
}

impl World {
    fn new(options: Options, mut rng: Rng, story: bool, switched_off: Option<Guard>, config: &AmbitoConfig) -> Self {
        let start = Millis(1_795_334_400_000);
        let mut server = Server::new(config.clone(), options.most_ops, options.page);
        server.switched_off = switched_off;
        server.reset_per_mille = options.faults.reset;
        let mut phones = Vec::new();
        for n in 0..options.phones {
            let profile = profile(n, options.phones, &mut rng);
            server.profiles.insert(profile.device_id, profile.clone());
            let tabs = (0..options.tabs).map(|_| Tab {
                client: None,
                life: 0,
                leads: false,
                rng: rng.fork(),
                open_saves: BTreeMap::new(),
                timer: 0,
                armed: false,
                commits: 0,
            });
            phones.push(Phone {
                device: profile.device_id,
                profile,
                tabs: tabs.collect(),
                clock_offset: 0,
                online: true,
                store: MemoryStore::default(),
                enrol_due: false,
                requests: 0,
            });
        }
        Self {
            now: start,
            people: People::new(options.invalid),
            faults: options.faults,
            phones,
            server,
            reference: Reference::default(),
            story: story.then(Vec::new),
            agenda: Agenda::default(),
            healed_at: None,
            tickets: 0,
            last_answers: BTreeMap::new(),
            events: 0,
            options,
            rng,
        }
    }

    fn live(&mut self) -> Result<i64, Broken> {
        for phone in 0..self.phones.len() {
            for tab in 0..self.phones[phone].tabs.len() {
                self.open_tab(phone, tab)?;
            }
            self.enrol(phone)?;
        }
        let mut at = 1_000;
        for _ in 0..self.options.acts {
            at += self.rng.between(500, 300_000);
            let phone = self.any_phone();
            self.agenda.put(self.now.plus(at), What::Act { phone });
        }
        self.agenda.put(self.now.plus(at + 60_000), What::Heal);
        self.trouble_ahead(at);
        while let Some((time, what)) = self.agenda.pop() {
            self.now = self.now.max(time);
            self.events += 1;
            self.happen(what)?;
            self.reference.look_at_effects(&self.server)?;
            if self.events.is_multiple_of(LOOK_EVERY) {
                self.reference.no_loss(&self.phones, self.now)?;
            }
            if let Some(rest) = self.at_rest()? {
                self.reference.no_loss(&self.phones, self.now)?;
                self.reference.all_arrived()?;
                return Ok(rest);
            }
        }
        Err(Broken { check: "liveness", what: "nothing is left to happen".to_owned() })
    }

    /// Once a look finds all quiet and equal, the history is over; if that takes too long, it is broken.
    fn at_rest(&mut self) -> Result<Option<i64>, Broken> {
        let Some(healed) = self.healed_at else { return Ok(None) };
        let rest = self.now.since(healed);
        let longest = if self.options.faults.status > 0 || self.options.poison > 0 { LONG_REST } else { REST };
        if !self.agenda.is_look_due(self.now) {
            return Ok(None);
        }
        match self.reference.converged(&self.phones, &self.server, healed, self.now) {
            Ok(()) => Ok(Some(rest)),
            Err(broken) if rest > longest => Err(broken),
            Err(broken) => {
                self.tell(&format!("not at rest: {} {}", broken.check, broken.what));
                Ok(None)
            }
        }
    }

    fn happen(&mut self, what: What) -> Result<(), Broken> {
        if self.story.is_some() && !matches!(what, What::Timer { .. } | What::Look) {
            let line = format!("{what:?}");
            self.tell(&line);
        }
        match what {
            What::Act { phone } => self.act(phone),
            What::SaveForm { who, seen, with_seen } => self.save_form(who, &seen, with_seen),
            What::Event { who, event } => self.give(who, *event),
            What::Timer { who, timer } => {
                let fits = self.tab(who).is_some_and(|tab| tab.timer == timer && std::mem::take(&mut tab.armed));
                if fits { self.give(who, Event::Triggered(Trigger::Timer)) } else { Ok(()) }
            }
            What::Reload { who } => {
                let snapshot = self.phones[who.phone].load();
                self.give(who, Event::Reloaded(snapshot))
            }
            What::Commit { who, id, batch } => self.commit(who, id, batch),
            What::Arrive { who, device, request, http, echo, sent } => {
                self.arrive(who, device, request, &http, echo, sent)
            }
            What::Open { phone, tab } => self.open_tab(phone, tab),
            What::Lead { phone } => self.lead(phone),
            What::SecondLeader { phone } => self.second_leader(phone),
            What::Network { phone, online } => {
                self.phones[phone].online = online;
                if online { self.to_all_tabs(phone, &Event::Triggered(Trigger::Online)) } else { Ok(()) }
            }
            What::Clock { phone, jump } => {
                self.phones[phone].clock_offset += jump;
                Ok(())
            }
            What::SignOut { phone } => {
                self.server.ended_sessions.insert(self.phones[phone].device);
                self.phones[phone].enrol_due = true;
                let back = self.now.plus(self.rng.between(Millis::MINUTE, Millis::HOUR));
                self.agenda.put(back, What::SignIn { phone });
                Ok(())
            }
            What::SignIn { phone } => self.enrol(phone),
            What::Heal => self.heal(),
            What::Mend => self.mend(),
            What::Look => Ok(()),
        }
    }

    fn act(&mut self, phone: usize) -> Result<(), Broken> {
        let Some(who) = self.living_tab(phone) else { return Ok(()) };
        let service = self.phones[phone].profile.teams[0].service;
        let now = self.phones[phone].clock(self.now);
        let Some(client) = &self.phones[phone].tabs[who.tab].client else { return Ok(()) };
        let views: Vec<_> = client.records().collect();
        let any = self.rng.pick(&views).copied();
        let act = match (self.rng.below(20), any) {
            (8..=15, Some(view)) => {
                let (seen, with_seen) = (view.seen(), self.rng.chance(700));
                let later = if with_seen { self.rng.between(0, 120_000) } else { 0 };
                self.agenda.put(self.now.plus(later), What::SaveForm { who, seen, with_seen });
                return Ok(());
            }
            (16, Some(view)) => self.people.void(view),
            (17 | 18, Some(view)) => match self.people.mend(view) {
                Some(act) => act,
                None => return Ok(()),
            },
            _ => self.people.new_record(client, service, now, &mut self.rng),
        };
        self.save(who, act)
    }

    fn save_form(&mut self, who: Who, seen: &Snapshot, with_seen: bool) -> Result<(), Broken> {
        match self.people.change(seen, &mut self.rng, with_seen) {
            Some(act) => self.save(who, act),
            None => Ok(()),
        }
    }

    fn save(&mut self, who: Who, act: Act) -> Result<(), Broken> {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let Some(tab) = self.tab(who) else { return Ok(()) };
        tab.open_saves.insert(ticket, act.typed.clone());
        self.reference.typed(who.phone, &act.typed);
        self.give(who, Event::Saved { ticket, save: act.save })
    }

    /// People look at Da correggere.
    pub fn mend(&mut self) -> Result<(), Broken> {
        for phone in 0..self.phones.len() {
            let Some(who) = self.living_tab(phone) else { continue };
            let Some(client) = &self.phones[phone].tabs[who.tab].client else { continue };
            let to_fix: Vec<_> = client.records().filter(|view| view.state == SaveState::ToFix).cloned().collect();
            for view in to_fix {
                if let Some(act) = self.people.mend(&view) {
                    self.save(who, act)?;
                }
            }
        }
        self.agenda.put(self.now.plus(10 * Millis::MINUTE), What::Mend);
        Ok(())
    }

    /// The person types a code: a new device, the same operator.
    pub fn enrol(&mut self, phone: usize) -> Result<(), Broken> {
        let Some(who) = self.living_tab(phone) else {
            self.agenda.put(self.now.plus(Millis::MINUTE), What::SignIn { phone });
            return Ok(());
        };
        let device = crate::people::device(&mut self.rng);
        let it = &mut self.phones[phone];
        self.server.ended_sessions.insert(it.device);
        it.device = device;
        it.profile.device_id = device;
        it.enrol_due = false;
        self.server.profiles.insert(device, it.profile.clone());
        let session = SessionResponse {
            profile: it.profile.clone(),
            config_version: self.server.config.version.clone(),
            server_time: self.now,
            last_client_seq: 0,
        };
        self.give(who, Event::Enrolled { session: Box::new(session), config: serde_json::json!({"id": "sim"}) })
    }

    pub fn later(&mut self, at: Millis, who: Who, event: Event) {
        self.agenda.put(at, What::Event { who, event: Box::new(event) });
    }

    /// The tab, if it still lives the life that was meant.
    pub fn tab(&mut self, who: Who) -> Option<&mut Tab> {
        self.phones[who.phone].tabs.get_mut(who.tab).filter(|tab| tab.life == who.life && tab.client.is_some())
    }

    pub fn tell(&mut self, line: &str) {
        let now = self.now;
        if let Some(story) = &mut self.story {
            let short: String = line.chars().take(600).collect();
            story.push(format!("{} {short}", now.to_rfc3339()));
        }
    }
}

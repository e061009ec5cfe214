//! One history: phones, people, a network and an API on one virtual clock.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use model::config::AmbitoConfig;
use model::time::Millis;
use protocol::{PROTOCOL, SessionResponse, Snapshot};
use sync::client::{Event, HttpReply, SaveState, Ticket, Trigger};

use crate::checks::{Broken, Reference, broken};
use crate::clock::{Agenda, What, Who};
use crate::disk::Disk;
use crate::options::{Faults, Options};
use crate::people::{Act, People, profile};
use crate::phone::{Phone, Tab};
use crate::rng::Rng;
use crate::server::{Guard, Server};
use crate::story::Names;

/// Nothing in a history takes longer than this to come to rest once the world is well.
const REST: i64 = 2 * Millis::HOUR;
/// The same where an answer may have asked to wait: its cap is a day.
const LONG_REST: i64 = 27 * Millis::HOUR;
/// How many events pass between two looks at everything.
const LOOK_EVERY: u64 = 100;

/// The world of one seed.
pub struct World {
    pub now: Millis,
    pub rng: Rng,
    /// Chances of what was added later: they leave the others as they were.
    pub apart: Rng,
    /// The same of what was added after that.
    pub later: Rng,
    pub options: Options,
    pub faults: Faults,
    pub phones: Vec<Phone>,
    pub server: Server,
    pub reference: Reference,
    pub story: Option<Vec<String>>,
    /// A tab shows something new: what it shows is looked at once its effects are carried out.
    pub look_due: Option<Who>,
    /// Something was written or done since the last look at everything.
    pub changed: bool,
    pub people: People,
    pub names: Names,
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
    /// Sealed operations: applied by that way, held, and applied after they were held.
    pub carried: [usize; 3],
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

/// What is asked of a run.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    pub seed: u64,
    /// Instead of those of the seed.
    pub options: Option<Options>,
    /// Acts of people that are left out: a failure that does not need them is shorter to tell.
    pub without: BTreeSet<u32>,
    /// Told event by event.
    pub story: bool,
    /// The API keeps its records with the real repository on a real SQLite file.
    pub sqlite: bool,
    pub switched_off: Option<Guard>,
}

impl Ask {
    /// The history of a seed.
    #[must_use]
    pub fn seed(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }
}

/// The options of a seed.
#[must_use]
pub fn options(seed: u64) -> Options {
    draw(seed).0
}

/// The options of a seed, and the chances that are left.
fn draw(seed: u64) -> (Options, [Rng; 3]) {
    let mut rngs = [Rng::new(seed), Rng::new(!seed), Rng::new(seed.rotate_left(32))];
    (Options::draw(&mut rngs), rngs)
}

/// Runs a history.
///
/// # Errors
/// The first broken promise.
pub fn run(ask: &Ask, config: &AmbitoConfig) -> Result<Report, Box<Failure>> {
    let (drawn, rngs) = draw(ask.seed);
    let options = ask.options.clone().unwrap_or(drawn);
    let mut world = World::new(options.clone(), rngs, ask, config);
    let outcome = world.live(&ask.without);
    let mut story = world.story.take().unwrap_or_default();
    if outcome.is_err() && ask.story {
        story.extend(world.names.legend());
    }
    match outcome {
        Ok(rest_ms) => Ok(Report {
            seed: ask.seed,
            options,
            events: world.events,
            effects: world.server.effects.len(),
            carried: world.server.carried,
            rest_ms,
            story,
        }),
        Err(broken) => Err(Box::new(Failure { seed: ask.seed, options, at: world.now, broken, story })),
    }
}

impl World {
    fn new(options: Options, [mut rng, mut apart, later]: [Rng; 3], ask: &Ask, config: &AmbitoConfig) -> Self {
        let start = Millis(1_795_334_400_000);
        let mut server = Server::new(config.clone(), options.most_ops, options.page);
        server.switched_off = ask.switched_off;
        server.reset_per_mille = options.faults.reset;
        if rng.chance(options.faults.upgrade) {
            server.speaks = PROTOCOL - 1;
        }
        let mut phones = Vec::new();
        for n in 0..options.phones {
            let device = crate::people::device(&mut rng);
            let crew: Vec<_> = (0..options.crew).map(|k| profile(n, k, options.phones, device)).collect();
            for person in &crew {
                server.people.insert(person.operator_id, person.clone());
            }
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
                device,
                crew,
                shift: 0,
                tabs: tabs.collect(),
                clock_offset: 0,
                online: true,
                app: if apart.chance(options.faults.old_app) { PROTOCOL - 1 } else { PROTOCOL },
                disk: Disk::default(),
                enrol_due: false,
                rng: Rng::new(0),
                requests: VecDeque::new(),
            });
        }
        for phone in &mut phones {
            phone.rng = rng.fork();
        }
        if ask.sqlite {
            // That repository is of today.
            server.speaks = PROTOCOL;
            server.on_sqlite();
        }
        Self {
            now: start,
            people: People::new(options.invalid),
            faults: options.faults,
            phones,
            server,
            reference: Reference::default(),
            story: ask.story.then(Vec::new),
            look_due: None,
            changed: true,
            names: Names::default(),
            agenda: Agenda::default(),
            healed_at: None,
            tickets: 0,
            last_answers: BTreeMap::new(),
            events: 0,
            options,
            rng,
            apart,
            later,
        }
    }

    fn live(&mut self, without: &BTreeSet<u32>) -> Result<i64, Broken> {
        for phone in 0..self.phones.len() {
            for tab in 0..self.phones[phone].tabs.len() {
                self.open_tab(phone, tab)?;
            }
            self.enrol(phone)?;
        }
        let mut at = 1_000;
        for n in 0..self.options.acts {
            at += self.rng.between(500, 300_000);
            let phone = self.rng.below(self.phones.len() as u64);
            let phone = usize::try_from(phone).unwrap_or(0);
            let chance = self.rng.fork();
            if !without.contains(&n) {
                self.agenda.put(self.now.plus(at), What::Act { phone, n, chance });
            }
        }
        self.agenda.put(self.now.plus(at + 60_000), What::Heal);
        self.trouble_ahead(at);
        while let Some((time, what)) = self.agenda.pop() {
            self.now = self.now.max(time);
            self.events += 1;
            self.happen(what)?;
            self.reference.look_at_effects(&self.server)?;
            if self.server.forked {
                return broken("stream", "two phones seem to write one stream");
            }
            if let Some(who) = self.look_due.take()
                && let Some(client) = &self.phones[who.phone].tabs[who.tab].client
            {
                self.reference.ack_honesty(&self.phones[who.phone], client)?;
            }
            if self.events.is_multiple_of(LOOK_EVERY) {
                self.reference.no_loss()?;
            }
            if let Some(rest) = self.at_rest()? {
                self.reference.all_arrived(&self.server)?;
                return Ok(rest);
            }
        }
        broken("liveness", "nothing is left to happen")
    }

    /// Once a look finds all quiet and equal, the history is over; if that takes too long, it is broken.
    fn at_rest(&mut self) -> Result<Option<i64>, Broken> {
        let Some(healed) = self.healed_at else { return Ok(None) };
        let rest = self.now.since(healed);
        let longest = if self.options.faults.status > 0 || self.options.poison > 0 { LONG_REST } else { REST };
        if !self.agenda.is_look_due(self.now) {
            return Ok(None);
        }
        // A look at everything takes long: only where something may have come to rest, or time is over.
        let is_first_look = std::mem::take(&mut self.changed);
        if rest <= longest && (!is_first_look || self.phones.iter().any(Phone::has_something_to_send)) {
            self.changed |= is_first_look;
            return Ok(None);
        }
        match self.reference.converged(&self.phones, &self.server, healed, self.now) {
            Ok(()) => Ok(Some(rest)),
            Err(broken) if rest > longest => Err(broken),
            Err(broken) => {
                self.tell(|| format!("not at rest: {} {}", broken.check, broken.what));
                Ok(None)
            }
        }
    }

    fn happen(&mut self, what: What) -> Result<(), Broken> {
        if self.story.is_some() {
            self.tell_of(&what);
        }
        match what {
            What::Act { phone, chance, .. } => self.act(phone, chance),
            What::SaveForm { who, seen, with_seen } => self.save_form(who, &seen, with_seen),
            What::Event { who, event } => self.give(who, *event),
            What::Durable { who, id, generation } => {
                if self.tab(who).is_some() {
                    self.phones[who.phone].disk.confirmed(generation);
                }
                self.give(who, Event::Committed { commit: id, generation })
            }
            What::Timer { who, timer } => {
                let fits = self.tab(who).is_some_and(|tab| tab.timer == timer && std::mem::take(&mut tab.armed));
                if fits { self.give(who, Event::Triggered(Trigger::Timer)) } else { Ok(()) }
            }
            What::Reload { who } => {
                let snapshot = self.phones[who.phone].disk.read();
                self.give(who, Event::Reloaded(snapshot))
            }
            What::Commit { who, id, batch } => self.commit(who, id, batch),
            What::Arrive { who, device, request, http, echo, sent } => {
                self.arrive(who, device, request, &http, echo, sent)
            }
            What::Open { phone, tab } => self.open_tab(phone, tab),
            What::Lead { phone } => self.lead(phone),
            What::SecondLeader { phone } => self.second_leader(phone),
            What::Courier { phone } => {
                self.carry(phone);
                Ok(())
            }
            What::Deliver { sealed } => {
                self.server.deliver(*sealed, self.now);
                self.changed = true;
                Ok(())
            }
            What::Network { phone, online } => {
                self.phones[phone].online = online;
                if online { self.to_all_tabs(phone, &Event::Triggered(Trigger::Online)) } else { Ok(()) }
            }
            What::Clock { phone, jump } => {
                self.phones[phone].clock_offset += jump;
                Ok(())
            }
            What::SignOut { phone } => {
                let device = self.phones[phone].device;
                self.server.sessions.remove(&device);
                self.session_ends(phone);
                Ok(())
            }
            What::SignIn { phone } => self.enrol(phone),
            What::Switch { phone } => self.switch(phone),
            // A tab that leads asks once an hour, and may not hear of the new code from the tab that has it.
            What::Revoke { .. } if self.healed_at.is_some() => Ok(()),
            What::Revoke { phone } => {
                self.revoke(phone);
                Ok(())
            }
            What::Damage { phone, nth } => self.damage(phone, nth),
            What::Scope { phone } => {
                self.change_scope(phone);
                Ok(())
            }
            // An API of the first version knows neither backups nor erasures.
            What::BackUp | What::Restore | What::Erase { .. } if self.server.speaks < 2 => Ok(()),
            What::BackUp => {
                self.server.back_up(self.now);
                Ok(())
            }
            What::Restore => self.restore(),
            What::Erase { nth } => {
                self.erase(nth);
                Ok(())
            }
            What::Upgrade => {
                self.server.speaks = PROTOCOL;
                Ok(())
            }
            What::Update { phone } => {
                self.update(phone);
                Ok(())
            }
            What::Heal => self.heal(),
            What::Mend => self.mend(),
            What::Look => Ok(()),
        }
    }

    fn act(&mut self, phone: usize, mut chance: Rng) -> Result<(), Broken> {
        let Some(who) = self.living_tab(phone) else { return Ok(()) };
        let service = self.phones[phone].profile().teams[0].service;
        let now = self.phones[phone].clock(self.now);
        let Some(client) = &self.phones[phone].tabs[who.tab].client else { return Ok(()) };
        let views: Vec<_> = client.records().collect();
        let any = chance.pick(&views).copied();
        let in_conflict: Vec<_> = views.iter().copied().filter(|view| view.in_conflict()).collect();
        let act = match (chance.below(22), any) {
            (8..=15, Some(view)) => {
                let (seen, with_seen) = (view.seen(), chance.chance(700));
                let later = if with_seen { chance.between(0, 120_000) } else { 0 };
                self.agenda.put(self.now.plus(later), What::SaveForm { who, seen, with_seen });
                return Ok(());
            }
            (16, Some(view)) => self.people.void(view),
            (17 | 18, Some(view)) => match self.people.mend(view) {
                Some(act) => act,
                None => return Ok(()),
            },
            (19 | 20, _) => match chance.pick(&in_conflict) {
                Some(view) => self.people.resolve(view, &mut chance),
                None => return Ok(()),
            },
            (21, Some(view)) => {
                let again = Event::Retry(view.id);
                self.give(who, Event::ErasuresRead)?;
                return self.give(who, again);
            }
            _ => self.people.new_record(client, service, now, &mut chance),
        };
        self.save(who, act)
    }

    fn save_form(&mut self, who: Who, seen: &Snapshot, with_seen: bool) -> Result<(), Broken> {
        let rng = &mut self.phones[who.phone].rng;
        match self.people.change(seen, rng, with_seen) {
            Some(act) => self.save(who, act),
            None => Ok(()),
        }
    }

    fn save(&mut self, who: Who, mut act: Act) -> Result<(), Broken> {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let Some(tab) = self.tab(who) else { return Ok(()) };
        let by = tab.client.as_ref().and_then(|client| client.identity()).map(|identity| identity.profile.operator_id);
        act.typed.iter_mut().for_each(|typed| typed.by = by);
        tab.open_saves.insert(ticket, act.typed.clone());
        self.reference.typed(who.phone, &act.typed);
        self.tell_save(who.phone, &act.save);
        self.give(who, Event::Saved { ticket, save: act.save })
    }

    /// People look at Da correggere, and sign in where the phone waits for somebody.
    pub fn mend(&mut self) -> Result<(), Broken> {
        for phone in 0..self.phones.len() {
            let Some(who) = self.living_tab(phone) else { continue };
            let Some(client) = &self.phones[phone].tabs[who.tab].client else { continue };
            // Only the tab that sends is told; the person looks at all of them.
            let told = |tab: &Tab| tab.client.as_ref().is_some_and(|client| client.status(self.now).other_operator);
            let foreign = self.phones[phone].tabs.iter().any(told);
            let to_fix: Vec<_> = client.records().filter(|view| view.state == SaveState::ToFix).cloned().collect();
            if foreign && let Some(awaited) = self.who_is_awaited(phone) {
                self.phones[phone].shift = awaited;
                self.enrol(phone)?;
            }
            for view in to_fix {
                self.give(who, Event::Retry(view.id))?;
                if let Some(act) = self.people.mend(&view) {
                    self.save(who, act)?;
                }
            }
        }
        self.agenda.put(self.now.plus(10 * Millis::MINUTE), What::Mend);
        Ok(())
    }

    /// Somebody else of the crew types a code. Where something of the former one is unsent, the phone keeps it for that
    /// one, who has to come back.
    fn switch(&mut self, phone: usize) -> Result<(), Broken> {
        let it = &mut self.phones[phone];
        it.shift = (it.shift + 1) % it.crew.len();
        self.enrol(phone)
    }

    /// A row of the disk can no longer be read.
    fn damage(&mut self, phone: usize, nth: u64) -> Result<(), Broken> {
        if let Some((_, Some(kept))) = self.phones[phone].disk.damage(nth) {
            self.reference.damaged(&kept);
        }
        for who in self.tabs_of(phone) {
            let snapshot = self.phones[phone].disk.read();
            self.give(who, Event::Reloaded(snapshot))?;
        }
        Ok(())
    }

    /// The person types a code: a new device, the same operator.
    pub fn enrol(&mut self, phone: usize) -> Result<(), Broken> {
        let Some(who) = self.living_tab(phone) else {
            self.agenda.put(self.now.plus(Millis::MINUTE), What::SignIn { phone });
            return Ok(());
        };
        let it = &mut self.phones[phone];
        let device = crate::people::device(&mut it.rng);
        self.server.sessions.remove(&it.device);
        it.device = device;
        it.crew.iter_mut().for_each(|person| person.device_id = device);
        it.enrol_due = false;
        let operator = it.profile().operator_id;
        self.server.enrol(device, operator, self.now);
        let it = &self.phones[phone];
        let session = SessionResponse {
            profile: self.server.profile_of(it.profile()),
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

    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(story) = &mut self.story {
            story.push(format!("{} {}", now.to_rfc3339(), line()));
        }
    }
}

//! What befalls phones and the API: crashes, lost networks, ended sessions, jumping clocks, backups put back; and the end
//! of all that.

use model::ids::TeamId;
use model::time::Millis;
use protocol::{PROTOCOL, Profile};
use sync::client::{Client, Event, Trigger};
use uuid::Uuid;

use crate::checks::Broken;
use crate::clock::{What, Who};
use crate::options::Faults;
use crate::world::World;

impl World {
    /// Puts on the agenda what befalls phones and API in the next `span` milliseconds.
    pub fn trouble_ahead(&mut self, span: i64) {
        for phone in 0..self.phones.len() {
            let mut at = 0;
            while at < span {
                at += self.rng.between(Millis::MINUTE, 20 * Millis::MINUTE);
                let when = self.now.plus(at);
                let back = when.plus(self.rng.between(Millis::SECOND, 30 * Millis::MINUTE));
                let (dice, luck, nth) = (self.rng.below(12), self.rng.below(1_000), self.rng.draw());
                let faults = &self.options.faults;
                let hits = |per_mille: u32| luck < u64::from(per_mille);
                let what = match dice {
                    0 | 1 => {
                        self.agenda.put(back, What::Network { phone, online: true });
                        What::Network { phone, online: false }
                    }
                    2 if hits(faults.sign_out * 10) => What::SignOut { phone },
                    3 if hits(faults.clock * 10) => {
                        let jump = self.rng.between(-400 * Millis::DAY, 400 * Millis::DAY);
                        What::Clock { phone, jump }
                    }
                    4 if self.options.two_leaders => What::SecondLeader { phone },
                    5 if self.options.crew > 1 && hits(faults.switch * 3) => What::Switch { phone },
                    6 if hits(faults.revoke) => What::Revoke { phone },
                    7 if hits(faults.damage) => What::Damage { phone, nth },
                    8 if hits(faults.scope) => What::Scope { phone },
                    _ => continue,
                };
                self.agenda.put(when, what);
            }
        }
        for phone in (0..self.phones.len()).filter(|phone| self.phones[*phone].is_old()) {
            // Some are updated when all is well only.
            let at = self.apart.between(0, span + span / 4);
            if at < span {
                self.agenda.put(self.now.plus(at), What::Update { phone });
            }
        }
        // The real repository is asked by pushes alone.
        for phone in (0..self.phones.len()).filter(|_| !self.server.is_sql()) {
            let mut at = 0;
            while at < span {
                at += self.later.between(10 * Millis::SECOND, 4 * Millis::MINUTE);
                if self.later.chance(self.options.faults.courier) {
                    self.agenda.put(self.now.plus(at), What::Courier { phone });
                }
            }
        }
        let mut at = 0;
        while at < span {
            at += self.rng.between(5 * Millis::MINUTE, 40 * Millis::MINUTE);
            let (dice, luck, nth) = (self.rng.below(4), self.rng.below(1_000), self.rng.draw());
            let faults = &self.options.faults;
            let hits = |per_mille: u32| luck < u64::from(per_mille);
            let what = match dice {
                0 if hits(faults.backup) => What::BackUp,
                1 if hits(faults.restore) => What::Restore,
                2 if hits(faults.erase) => What::Erase { nth },
                3 if hits(faults.upgrade) => What::Upgrade,
                _ => continue,
            };
            self.agenda.put(self.now.plus(at), what);
        }
    }

    /// All faults end: networks work, tabs live, one tab leads, sessions are renewed, the API is mended and up to date.
    pub fn heal(&mut self) -> Result<(), Broken> {
        self.tell(|| "--- the world is well from here on ---".to_owned());
        self.healed_at = Some(self.now);
        self.faults = Faults { broadcast: self.faults.broadcast, ..Faults::default() };
        self.server.poison.clear();
        self.server.reset_per_mille = 0;
        self.server.speaks = PROTOCOL;
        self.server.try_held(self.now);
        for phone in 0..self.phones.len() {
            self.update(phone);
            for tab in 0..self.phones[phone].tabs.len() {
                if self.phones[phone].tabs[tab].client.is_none() {
                    self.open_tab(phone, tab)?;
                }
            }
            self.only_one_leads(phone)?;
            self.phones[phone].online = true;
            if self.phones[phone].enrol_due {
                self.enrol(phone)?;
            }
        }
        self.agenda.put(self.now.plus(Millis::MINUTE), What::Look);
        self.mend()
    }

    /// The session of a phone ends at the API, for whatever reason; its person finds out and enrols again.
    pub fn session_ends(&mut self, phone: usize) {
        self.phones[phone].enrol_due = true;
        let back = self.now.plus(self.rng.between(Millis::MINUTE, Millis::HOUR));
        self.agenda.put(back, What::SignIn { phone });
    }

    /// The API comes back from its last backup. Devices that were enrolled since have no session there.
    pub fn restore(&mut self) -> Result<(), Broken> {
        if !self.server.restore(self.now) {
            return Ok(());
        }
        self.last_answers.clear();
        self.reference.restored(&self.server)?;
        for phone in 0..self.phones.len() {
            let device = self.phones[phone].device;
            if !self.server.sessions.contains_key(&device) {
                self.session_ends(phone);
            }
        }
        Ok(())
    }

    /// An operator goes to another team of the service, or comes back.
    pub fn change_scope(&mut self, phone: usize) {
        let operator = self.phones[phone].profile().operator_id;
        let Some(person) = self.server.people.get_mut(&operator) else { return };
        let away = TeamId(Uuid::from_u128(0x0B09));
        let home = crate::people::team_of(person);
        for team in &mut person.teams {
            team.id = if team.id == away { home } else { away };
        }
    }

    /// The device of a phone is revoked; later its person gets a new one.
    pub fn revoke(&mut self, phone: usize) {
        self.server.revoked.insert(self.phones[phone].device);
        self.session_ends(phone);
    }

    /// One of the records of the API is erased by law.
    pub fn erase(&mut self, nth: u64) {
        let ids: Vec<_> = self.server.records.keys().copied().collect();
        let at = usize::try_from(nth).unwrap_or(0).checked_rem(ids.len());
        if let Some(id) = at.map(|at| ids[at])
            && self.server.erase(id, self.now)
        {
            self.reference.erased(id);
        }
    }

    /// A tab dies, or the whole phone does and may lose what was not confirmed; somebody opens it again.
    pub fn crash(&mut self, who: Who) -> Result<(), Broken> {
        let phone = &mut self.phones[who.phone];
        let whole = phone.rng.chance(300);
        let power_fails = whole && phone.rng.chance(self.faults.lost_suffix);
        for other in self.tabs_of(who.phone) {
            if whole || other.tab == who.tab {
                self.close(other);
                let back = self.now.plus(self.rng.between(Millis::SECOND, 10 * Millis::MINUTE));
                self.agenda.put(back, What::Open { phone: other.phone, tab: other.tab });
            }
        }
        if power_fails {
            let at_most = 1 + self.phones[who.phone].rng.below(3);
            let lost = self.phones[who.phone].disk.lose_suffix(at_most);
            self.reference.never_written(&lost);
        }
        Ok(())
    }

    /// A phone gets the app of today: its tabs start again, with the rows of the one before.
    pub fn update(&mut self, phone: usize) {
        if !self.phones[phone].is_old() {
            return;
        }
        self.phones[phone].app = PROTOCOL;
        for who in self.tabs_of(phone) {
            self.close(who);
            let back = self.now.plus(self.apart.between(Millis::SECOND, Millis::MINUTE));
            self.agenda.put(back, What::Open { phone, tab: who.tab });
        }
    }

    pub fn open_tab(&mut self, phone: usize, tab: usize) -> Result<(), Broken> {
        if self.phones[phone].tabs[tab].client.is_some() {
            return Ok(());
        }
        let client = Client::open(&self.phones[phone].disk.read(), self.phones[phone].clock(self.now));
        self.reference.ack_honesty(&self.phones[phone], &client)?;
        let it = &mut self.phones[phone].tabs[tab];
        it.client = Some(client);
        let who = Who { phone, tab, life: it.life };
        self.give(who, Event::Zone { utc_offset: 60 })?;
        self.give(who, Event::Triggered(Trigger::Start))?;
        self.lead(phone)
    }

    /// The lock goes to a living tab, if nobody holds it.
    pub fn lead(&mut self, phone: usize) -> Result<(), Broken> {
        if self.phones[phone].tabs.iter().any(|tab| tab.leads) {
            return Ok(());
        }
        let Some(who) = self.living_tab(phone) else { return Ok(()) };
        self.phones[phone].tabs[who.tab].leads = true;
        self.give(who, Event::Leader(true))
    }

    pub fn second_leader(&mut self, phone: usize) -> Result<(), Broken> {
        if self.healed_at.is_some() {
            return Ok(());
        }
        let Some(who) = self.living_tab(phone) else { return Ok(()) };
        self.phones[phone].tabs[who.tab].leads = true;
        self.give(who, Event::Leader(true))
    }

    fn only_one_leads(&mut self, phone: usize) -> Result<(), Broken> {
        for who in self.tabs_of(phone) {
            if std::mem::take(&mut self.phones[phone].tabs[who.tab].leads) {
                self.give(who, Event::Leader(false))?;
            }
        }
        self.lead(phone)
    }

    pub fn to_all_tabs(&mut self, phone: usize, event: &Event) -> Result<(), Broken> {
        self.tabs_of(phone).into_iter().try_for_each(|who| self.give(who, event.clone()))
    }

    pub fn living_tab(&mut self, phone: usize) -> Option<Who> {
        let living = self.tabs_of(phone);
        self.phones[phone].rng.pick(&living).copied()
    }

    pub fn tabs_of(&self, phone: usize) -> Vec<Who> {
        self.phones[phone].living().map(|(tab, it)| Who { phone, tab, life: it.life }).collect()
    }

    /// Who wrote what is unsent on a phone, of its crew: only that person's session can send it.
    pub fn who_is_awaited(&self, phone: usize) -> Option<usize> {
        let it = &self.phones[phone];
        let client = it.durable(self.now);
        let holder = client.identity().map(|identity| identity.profile.operator_id);
        // Where the row that says it cannot be read, those who wrote know it.
        let writer = || it.disk.ops().filter(|kept| !kept.ringed).find_map(|kept| kept.author);
        let holder = holder.or_else(writer)?;
        it.crew.iter().position(|person: &Profile| person.operator_id == holder)
    }

    fn close(&mut self, who: Who) {
        let phone = &mut self.phones[who.phone];
        let at = self.now.plus(phone.rng.between(10, 2_000));
        let tab = &mut phone.tabs[who.tab];
        tab.client = None;
        tab.life += 1;
        tab.open_saves.clear();
        (tab.armed, tab.commits) = (false, 0);
        if std::mem::take(&mut tab.leads) {
            self.agenda.put(at, What::Lead { phone: who.phone });
        }
    }
}

//! What befalls phones: crashes, lost networks, ended sessions, jumping clocks; and the end of all that.

use model::time::Millis;
use sync::client::{Client, Event, Trigger};

use crate::checks::Broken;
use crate::clock::{What, Who};
use crate::options::Faults;
use crate::world::World;

impl World {
    /// Puts on the agenda what befalls the phones in the next `span` milliseconds.
    pub fn trouble_ahead(&mut self, span: i64) {
        for phone in 0..self.phones.len() {
            let mut at = 0;
            while at < span {
                at += self.rng.between(Millis::MINUTE, 20 * Millis::MINUTE);
                let when = self.now.plus(at);
                match self.rng.below(8) {
                    0 | 1 => {
                        let back = when.plus(self.rng.between(Millis::SECOND, 30 * Millis::MINUTE));
                        self.agenda.put(when, What::Network { phone, online: false });
                        self.agenda.put(back, What::Network { phone, online: true });
                    }
                    2 if self.rng.chance(self.options.faults.sign_out * 10) => {
                        self.agenda.put(when, What::SignOut { phone })
                    }
                    3 if self.rng.chance(self.options.faults.clock * 10) => {
                        let jump = self.rng.between(-400 * Millis::DAY, 400 * Millis::DAY);
                        self.agenda.put(when, What::Clock { phone, jump });
                    }
                    4 if self.options.two_leaders => self.agenda.put(when, What::SecondLeader { phone }),
                    _ => {}
                }
            }
        }
    }

    /// All faults end: networks work, tabs live, one tab leads, sessions are renewed, the API is mended.
    pub fn heal(&mut self) -> Result<(), Broken> {
        self.tell("--- healed ---");
        self.healed_at = Some(self.now);
        self.faults = Faults { broadcast: self.faults.broadcast, ..Faults::default() };
        self.server.poison.clear();
        self.server.reset_per_mille = 0;
        for phone in 0..self.phones.len() {
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

    /// A tab dies, or the whole phone does; somebody opens it again.
    pub fn crash(&mut self, who: Who) -> Result<(), Broken> {
        let whole = self.rng.chance(300);
        for other in self.tabs_of(who.phone) {
            if whole || other.tab == who.tab {
                self.close(other);
                let back = self.now.plus(self.rng.between(Millis::SECOND, 10 * Millis::MINUTE));
                self.agenda.put(back, What::Open { phone: other.phone, tab: other.tab });
            }
        }
        Ok(())
    }

    pub fn open_tab(&mut self, phone: usize, tab: usize) -> Result<(), Broken> {
        if self.phones[phone].tabs[tab].client.is_some() {
            return Ok(());
        }
        let client = Client::open(&self.phones[phone].load(), self.phones[phone].clock(self.now));
        self.reference.ack_honesty(&client, &self.server)?;
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
        self.rng.pick(&living).copied()
    }

    pub fn tabs_of(&self, phone: usize) -> Vec<Who> {
        self.phones[phone].living().map(|(tab, it)| Who { phone, tab, life: it.life }).collect()
    }

    pub fn any_phone(&mut self) -> usize {
        usize::try_from(self.rng.below(self.phones.len() as u64)).unwrap_or(0)
    }

    fn close(&mut self, who: Who) {
        let tab = &mut self.phones[who.phone].tabs[who.tab];
        tab.client = None;
        tab.life += 1;
        tab.open_saves.clear();
        (tab.armed, tab.commits) = (false, 0);
        if std::mem::take(&mut tab.leads) {
            let at = self.now.plus(self.rng.between(10, 2_000));
            self.agenda.put(at, What::Lead { phone: who.phone });
        }
    }
}

//! What the driver of a tab does: hands events over, carries effects out, writes and sends.

use model::time::Millis;
use store::{Batch, StoreError};
use sync::client::{CommitId, Effect, Event, HttpFailure, HttpRequest, RequestId, Route};

use crate::checks::{Broken, broken};
use crate::clock::{What, Who};
use crate::disk::Changed;
use crate::network::{Fate, Way, as_version_1_reads, fate, way};
use crate::world::World;

/// No fault makes a phone ask more often in an hour: its budget of fruitless requests, and what had a result.
const MOST_REQUESTS: usize = 1_500;

impl World {
    /// Gives an event to a tab, if it is the life that it was meant for, and carries out what it orders.
    pub fn give(&mut self, who: Who, event: Event) -> Result<(), Broken> {
        let now = self.phones[who.phone].clock(self.now);
        let Some(tab) = self.tab(who) else { return Ok(()) };
        if matches!(event, Event::Committed { .. } | Event::CommitFailed { .. }) {
            tab.commits -= 1;
        }
        let Some(client) = &mut tab.client else { return Ok(()) };
        client.handle(event, now, &mut tab.rng);
        let mut effects = Vec::new();
        while let Some(effect) = client.poll_effect() {
            effects.push(effect);
        }
        for effect in effects {
            self.carry_out(who, effect)?;
        }
        match self.tab(who) {
            Some(tab) if !tab.will_wake() => broken("liveness", format!("nothing will wake {who:?}")),
            Some(_) | None => Ok(()),
        }
    }

    fn carry_out(&mut self, who: Who, effect: Effect) -> Result<(), Broken> {
        match effect {
            Effect::Commit { id, batch } => {
                self.tab(who).into_iter().for_each(|tab| tab.commits += 1);
                let at = self.now.plus(self.phones[who.phone].rng.between(1, 40));
                self.agenda.put(at, What::Commit { who, id, batch });
            }
            Effect::Send { id, request } => self.send(who, id, request)?,
            Effect::WakeAt(at) => {
                let offset = self.phones[who.phone].clock_offset;
                let now = self.now;
                if let Some(tab) = self.tab(who) {
                    tab.timer += 1;
                    tab.armed = true;
                    let timer = tab.timer;
                    self.agenda.put(at.plus(-offset).max(now.plus(1)), What::Timer { who, timer });
                }
            }
            Effect::SaveDone(ticket) => {
                let saved = self.tab(who).and_then(|tab| tab.open_saves.remove(&ticket));
                self.reference.promised(saved.unwrap_or_default())?;
            }
            Effect::SaveFailed { ticket, .. } => {
                if let Some(tab) = self.tab(who) {
                    tab.open_saves.remove(&ticket);
                }
            }
            Effect::Changed => self.look_due = Some(who),
        }
        Ok(())
    }

    pub fn commit(&mut self, who: Who, id: CommitId, batch: Batch) -> Result<(), Broken> {
        if self.tab(who).is_none() {
            return Ok(());
        }
        let faults = self.faults;
        let phone = &mut self.phones[who.phone];
        if phone.rng.chance(faults.crash_before) {
            return self.crash(who);
        }
        if phone.rng.chance(faults.quota) {
            return self.give(who, Event::CommitFailed { commit: id, error: StoreError::Quota });
        }
        let result = phone.disk.commit(batch);
        let soon = self.now.plus(phone.rng.between(0, 20));
        let (crashes, fails) = (phone.rng.chance(faults.crash_after), phone.rng.chance(faults.false_failure));
        let faults_again = phone.rng.chance(500);
        match result {
            Ok((generation, changed)) => {
                self.changed = true;
                self.reference.outbox_changed(&changed, &self.server)?;
                self.poison(who.phone, &changed);
                if crashes {
                    return self.crash(who);
                }
                if fails && faults_again {
                    // The driver tried again on a new connection, and met what it had written itself.
                    self.later(
                        soon,
                        who,
                        Event::CommitFailed { commit: id, error: StoreError::Stale { actual: generation } },
                    );
                    self.agenda.put(soon.plus(5), What::Reload { who });
                } else if fails {
                    let (name, message) = ("InvalidStateError".to_owned(), "closing".to_owned());
                    let error = StoreError::Failed { name, message };
                    self.later(soon, who, Event::CommitFailed { commit: id, error });
                } else {
                    self.agenda.put(soon, What::Durable { who, id, generation });
                }
            }
            Err(error) => {
                let reload = soon.plus(phone.rng.between(1, 50));
                self.later(soon, who, Event::CommitFailed { commit: id, error });
                self.agenda.put(reload, What::Reload { who });
                return Ok(());
            }
        }
        if self.phones[who.phone].rng.chance(faults.broadcast) {
            let others: Vec<Who> = self.tabs_of(who.phone).into_iter().filter(|other| other.tab != who.tab).collect();
            for other in others {
                let at = soon.plus(self.phones[who.phone].rng.between(1, 500));
                self.agenda.put(at, What::Reload { who: other });
            }
        }
        Ok(())
    }

    /// New operations may be poison to the API.
    fn poison(&mut self, phone: usize, changed: &Changed) {
        if self.healed_at.is_some() || self.options.poison == 0 {
            return;
        }
        for kept in &changed.added {
            let known = changed.gone.iter().any(|gone| gone.op.op_id == kept.op.op_id);
            if !known && self.phones[phone].rng.chance(self.options.poison) {
                self.server.poison.insert(kept.op.op_id);
            }
        }
    }

    fn send(&mut self, who: Who, id: RequestId, http: HttpRequest) -> Result<(), Broken> {
        let now = self.now;
        let phone = &mut self.phones[who.phone];
        phone.requests.retain(|at| now.since(*at) < Millis::HOUR);
        phone.requests.push_back(now);
        if phone.requests.len() > MOST_REQUESTS {
            return broken("load", format!("{} requests in an hour from phone {}", phone.requests.len(), who.phone));
        }
        self.send_out(who, id, http);
        Ok(())
    }

    fn send_out(&mut self, who: Who, id: RequestId, http: HttpRequest) {
        let timeout = i64::from(http.timeout_ms);
        let timed_out = |failure| Event::Failed { request: id, failure };
        if !self.phones[who.phone].online {
            let at = self.now.plus(self.phones[who.phone].rng.between(10, 3_000));
            return self.later(at, who, timed_out(HttpFailure::Network));
        }
        match fate(&self.faults, &mut self.phones[who.phone].rng, self.now) {
            Fate::Lost { timed_out: true } => self.later(self.now.plus(timeout), who, timed_out(HttpFailure::TimedOut)),
            Fate::Lost { timed_out: false } => self.later(self.now.plus(300), who, timed_out(HttpFailure::Network)),
            Fate::Answered(reply) => self.later(self.now.plus(200), who, Event::Replied { request: id, reply }),
            Fate::Replayed => {
                let old = self.last_answers.get(&(who.phone, key(http.route))).cloned();
                let event = match old {
                    Some(reply) => Event::Replied { request: id, reply },
                    None => timed_out(HttpFailure::Network),
                };
                self.later(self.now.plus(100), who, event);
            }
            Fate::Arrives { after, again } => {
                let device = self.phones[who.phone].device;
                let sent = self.now;
                if let Some(again) = again {
                    let http = http.clone();
                    self.agenda
                        .put(self.now.plus(again), What::Arrive { who, device, request: id, http, echo: false, sent });
                }
                self.agenda
                    .put(self.now.plus(after), What::Arrive { who, device, request: id, http, echo: true, sent });
                self.later(self.now.plus(timeout), who, timed_out(HttpFailure::TimedOut));
            }
        }
    }

    pub fn arrive(
        &mut self,
        who: Who,
        device: model::ids::DeviceId,
        request: RequestId,
        http: &HttpRequest,
        echo: bool,
        _sent: Millis,
    ) -> Result<(), Broken> {
        let rng = &mut self.phones[who.phone].rng;
        let mut reply = self.server.answer(device, http.route, &http.body, self.now, rng);
        self.tell_exchange(who.phone, http, &reply, echo);
        self.reference.look_at_effects(&self.server)?;
        if !echo {
            return Ok(());
        }
        let old_app = self.phones[who.phone].is_old();
        if old_app {
            as_version_1_reads(&mut reply, http.route);
        }
        // Against an old page no phone can guard itself where one of the two is of the first version: it names no request.
        if (self.server.speaks >= 2 && !old_app) || http.route != Route::Pull {
            self.last_answers.insert((who.phone, key(http.route)), reply.clone());
        }
        match way(&self.faults, &mut reply, http.route, &mut self.phones[who.phone].rng) {
            // The time-out is on the agenda already.
            Way::Lost { timed_out: true } => {}
            Way::Lost { timed_out: false } => {
                let failure = HttpFailure::Network;
                self.later(self.now.plus(100), who, Event::Failed { request, failure });
            }
            Way::Comes { after } => self.later(self.now.plus(after), who, Event::Replied { request, reply }),
        }
        Ok(())
    }
}

const fn key(route: Route) -> u8 {
    match route {
        Route::Push => 0,
        Route::Pull => 1,
        Route::Session => 2,
        Route::Config => 3,
    }
}

//! What the driver of a tab does: hands events over, carries effects out, writes and sends.

use model::time::Millis;
use store::StoreError;
use sync::client::{Effect, Event, HttpFailure, HttpRequest, RequestId, Route};

use crate::checks::{Broken, outbox};
use crate::clock::{What, Who};
use crate::network::{Fate, Way, fate, way};
use crate::world::World;

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
            Some(tab) if !tab.will_wake(now) => {
                Err(Broken { check: "liveness", what: format!("nothing will wake {who:?}") })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn carry_out(&mut self, who: Who, effect: Effect) -> Result<(), Broken> {
        match effect {
            Effect::Commit { id, batch } => {
                self.tab(who).into_iter().for_each(|tab| tab.commits += 1);
                let at = self.now.plus(self.rng.between(1, 40));
                self.agenda.put(at, What::Commit { who, id, batch });
            }
            Effect::Send { id, request } => self.send(who, id, request),
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
                self.reference.promised(saved.unwrap_or_default());
            }
            Effect::SaveFailed { ticket, .. } => {
                if let Some(tab) = self.tab(who) {
                    tab.open_saves.remove(&ticket);
                }
            }
            Effect::Changed => {
                let phone = &self.phones[who.phone];
                if let Some(client) = &phone.tabs[who.tab].client {
                    self.reference.ack_honesty(client, &self.server)?;
                }
            }
        }
        Ok(())
    }

    pub fn commit(&mut self, who: Who, id: sync::client::CommitId, batch: store::Batch) -> Result<(), Broken> {
        if self.tab(who).is_none() {
            return Ok(());
        }
        if self.rng.chance(self.faults.crash_before) {
            return self.crash(who);
        }
        if self.rng.chance(self.faults.quota) {
            return self.give(who, Event::CommitFailed { commit: id, error: StoreError::Quota });
        }
        let before = outbox(&self.phones[who.phone]);
        let result = self.phones[who.phone].commit(batch);
        let after = outbox(&self.phones[who.phone]);
        if result.is_ok() {
            self.outbox_changed(who.phone, &before, &after)?;
        }
        let soon = self.now.plus(self.rng.between(0, 20));
        match result {
            Ok(_) if self.rng.chance(self.faults.crash_after) => return self.crash(who),
            Ok(_) if self.rng.chance(self.faults.false_failure) => {
                let error = StoreError::Failed { name: "InvalidStateError".to_owned(), message: "closing".to_owned() };
                self.later(soon, who, Event::CommitFailed { commit: id, error });
            }
            Ok(generation) => {
                self.later(soon, who, Event::Committed { commit: id, generation });
            }
            Err(error) => {
                self.later(soon, who, Event::CommitFailed { commit: id, error });
                self.agenda.put(soon.plus(self.rng.between(1, 50)), What::Reload { who });
                return Ok(());
            }
        }
        if self.rng.chance(self.faults.broadcast) {
            let others: Vec<Who> = self.tabs_of(who.phone).into_iter().filter(|other| other.tab != who.tab).collect();
            for other in others {
                self.agenda.put(soon.plus(self.rng.between(1, 500)), What::Reload { who: other });
            }
        }
        Ok(())
    }

    /// Operations leave a store only when they were receipted or are carried on; new ones may be poison.
    fn outbox_changed(&mut self, phone: usize, before: &[protocol::Op], after: &[protocol::Op]) -> Result<(), Broken> {
        let carried_on = self.phones[phone].carried_on();
        let gone = before.iter().filter(|op| !after.iter().any(|left| left.op_id == op.op_id));
        let gone: Vec<_> = gone.map(|op| op.op_id).filter(|op| !carried_on.contains(op)).collect();
        self.reference.only_acked_leave(&gone, &self.server)?;
        for op in before {
            if let Some(now) = after.iter().find(|now| now.op_id == op.op_id && *now != op) {
                return Err(Broken {
                    check: "frozen",
                    what: format!("operation {} changed: {op:?} {now:?}", op.op_id),
                });
            }
        }
        if self.healed_at.is_none() {
            for op in after.iter().filter(|op| !before.iter().any(|old| old.op_id == op.op_id)) {
                if self.rng.chance(self.options.poison) {
                    self.server.poison.insert(op.op_id);
                }
            }
        }
        Ok(())
    }

    fn send(&mut self, who: Who, id: RequestId, http: HttpRequest) {
        self.phones[who.phone].requests += 1;
        let timeout = i64::from(http.timeout_ms);
        let timed_out = |failure| Event::Failed { request: id, failure };
        if !self.phones[who.phone].online {
            let at = self.now.plus(self.rng.between(10, 3_000));
            return self.later(at, who, timed_out(HttpFailure::Network));
        }
        match fate(&self.faults, &mut self.rng, self.now) {
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
        let mut reply = self.server.answer(device, http.route, &http.body, self.now, &mut self.rng);
        self.reference.look_at_effects(&self.server)?;
        if !echo {
            return Ok(());
        }
        self.last_answers.insert((who.phone, key(http.route)), reply.clone());
        match way(&self.faults, &mut reply, http.route, &mut self.rng) {
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

//! The second carrier: what a phone sealed while its notebook was open is brought later, by the worker or in a file, whatever
//! became of the phone and of its person meanwhile. Each operation arrives on its own, late, twice or never.

use model::ids::{DeviceId, OperatorId};
use model::time::Millis;
use protocol::{Op, Outcome, PROTOCOL, Profile, RejectCode};
use sync::server::Actor;

use crate::clock::What;
use crate::server::Server;
use crate::world::World;

/// One sealed operation under way.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub op: Op,
    pub device: DeviceId,
    pub operator: OperatorId,
    /// The incarnation of the API that the phone knew; empty before the first.
    pub epoch: String,
}

impl World {
    /// The shelf of a phone, as an open notebook left it, sets out; now and then somebody looks at what is held.
    pub fn carry(&mut self, phone: usize) {
        if self.later.chance(100) {
            self.server.try_held(self.now);
        }
        // An app of the version before has none.
        let Some(who) = self.living_tab(phone).filter(|_| !self.phones[phone].is_old()) else { return };
        let Some(client) = &self.phones[phone].tabs[who.tab].client else { return };
        let Some(profile) = client.identity().map(|identity| &identity.profile) else { return };
        let (ops, epoch) = client.unsent(false);
        let seal = |op: &Op| Sealed {
            op: op.clone(),
            device: profile.device_id,
            operator: profile.operator_id,
            epoch: epoch.to_owned(),
        };
        let parcels: Vec<Sealed> = ops.into_iter().map(seal).collect();
        let mut at = self.now;
        for sealed in parcels {
            if self.later.chance(200) {
                continue;
            }
            at = at.plus(self.later.between(0, 3 * Millis::MINUTE));
            if self.later.chance(100) {
                let again = at.plus(self.later.between(0, Millis::HOUR));
                self.agenda.put(again, What::Deliver { sealed: Box::new(sealed.clone()) });
            }
            self.agenda.put(at, What::Deliver { sealed: Box::new(sealed) });
        }
    }
}

/// What became of a sealed operation.
enum Brought {
    /// Applied by this way.
    Applied,
    /// Applied before, or its record is erased.
    Done,
    /// Not now.
    Not,
}

impl Server {
    /// Takes a sealed operation, or holds it; nobody's phone hears of what becomes of it.
    pub fn deliver(&mut self, sealed: Sealed, now: Millis) {
        // An API of the version before knows no such route.
        if self.speaks < PROTOCOL || self.poison.contains(&sealed.op.op_id) {
            return;
        }
        let meant = sealed.epoch.is_empty() || sealed.epoch == self.epoch();
        match if meant { self.bring(&sealed, now) } else { Brought::Not } {
            Brought::Applied => self.carried[0] += 1,
            Brought::Done => {}
            Brought::Not => {
                self.carried[1] += 1;
                self.held.push(sealed);
            }
        }
    }

    /// The back office tries again what is held. What was made for an incarnation that is gone it leaves: its phone sends first
    /// what went with that one.
    pub fn try_held(&mut self, now: Millis) {
        for sealed in std::mem::take(&mut self.held) {
            let meant = sealed.epoch.is_empty() || sealed.epoch == self.epoch();
            match if meant { self.bring(&sealed, now) } else { Brought::Not } {
                Brought::Applied => self.carried[2] += 1,
                Brought::Done => {}
                Brought::Not => self.held.push(sealed),
            }
        }
    }

    /// With the rights of its author as they are now.
    fn bring(&mut self, Sealed { op, device, operator, .. }: &Sealed, now: Millis) -> Brought {
        let person = self.people.get(operator).filter(|_| !self.revoked.contains(device));
        let Some(person) = person else { return Brought::Not };
        let actor = Actor::from(&Profile { device_id: *device, ..person.clone() });
        match self.apply_sealed(op, &actor, now) {
            Outcome::Applied(_) | Outcome::Merged(_) | Outcome::Conflict(_) => Brought::Applied,
            Outcome::Duplicate(_) | Outcome::Rejected { code: RejectCode::Erased, .. } => Brought::Done,
            Outcome::Rejected { .. } | Outcome::BlockedBy { .. } | Outcome::RetryLater => Brought::Not,
        }
    }
}

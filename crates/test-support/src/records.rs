use model::ids::{IdMint, RecordId};
use model::record::{Fields, RecordRef, RecordType};
use model::rome;
use model::time::Millis;
use serde_json::{Value, json};

use crate::{Rng, example};

/// A record that a test owns.
#[derive(Clone, Debug, PartialEq)]
pub struct TestRecord {
    /// Its id.
    pub id: RecordId,
    /// Its type.
    pub record_type: RecordType,
    /// Its fields.
    pub fields: Fields,
}

impl TestRecord {
    /// The same with a field set.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// The same without a field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.fields.remove(name);
        self
    }

    /// The same, voided.
    #[must_use]
    pub fn voided(self, at: Millis) -> Self {
        self.with("voidedAt", rome::to_rome(at).to_rfc3339()).with("voidReason", "entry_error")
    }

    /// For the rules of the model.
    #[must_use]
    pub const fn as_ref(&self) -> RecordRef<'_> {
        RecordRef::new(self.id, &self.record_type, &self.fields)
    }
}

/// Makes records that stand, with ids in the order in which they are made.
#[derive(Clone, Debug)]
pub struct Records {
    mint: IdMint,
    rng: Rng,
}

impl Records {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { mint: IdMint::default(), rng: Rng::new(seed) }
    }

    /// A new id.
    pub fn id(&mut self, now: Millis) -> RecordId {
        RecordId(self.mint.mint(now, self.rng.bytes()))
    }

    /// The example of a type, happened at `now`.
    ///
    /// # Panics
    /// For types that the model does not know.
    pub fn of(&mut self, record_type: RecordType, now: Millis) -> TestRecord {
        let fields = example(&record_type).expect("every type of the model has an example");
        let id = self.id(now);
        TestRecord { id, record_type, fields }.with("occurredAt", rome::to_rome(now).to_rfc3339())
    }

    /// A visit done to a beneficiary.
    pub fn visit(&mut self, beneficiary: RecordId, now: Millis) -> TestRecord {
        let visit = self.of(RecordType::PROXIMITY_VISIT, now);
        visit.with("beneficiaryId", beneficiary.to_string()).with("startedAt", rome::to_rome(now).to_rfc3339())
    }

    /// A completed outing of one hour.
    pub fn outing(&mut self, now: Millis) -> TestRecord {
        let ended = rome::to_rome(now.plus(Millis::HOUR)).to_rfc3339();
        let outing = self.of(RecordType::STREET_OUTING, now);
        outing.with("startedAt", rome::to_rome(now).to_rfc3339()).with("endedAt", ended)
    }

    /// A group met in an outing.
    pub fn meeting(&mut self, outing: RecordId, new: u32, known: u32, now: Millis) -> TestRecord {
        let meeting = self.of(RecordType::STREET_GROUP_MEETING, now).without("stopId");
        meeting.with("outingId", outing.to_string()).with("firstTimeContacts", new).with("returningContacts", known)
    }

    /// A report to the PIS.
    pub fn activation(&mut self, now: Millis) -> TestRecord {
        let activation = self.of(RecordType::PIS_ACTIVATION, now);
        activation.with("reportedAt", rome::to_rome(now).to_rfc3339())
    }

    /// A step of an activation.
    pub fn step(&mut self, activation: RecordId, kind: &str, now: Millis) -> TestRecord {
        self.of(RecordType::PIS_EVENT, now).with("activationId", activation.to_string()).with("kind", json!(kind))
    }

    /// An appointment held.
    pub fn appointment(&mut self, path: RecordId, now: Millis) -> TestRecord {
        let appointment = self.of(RecordType::HUB_APPOINTMENT, now);
        appointment.with("citizenPathId", path.to_string()).with("startsAt", rome::to_rome(now).to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;
    use model::config::AmbitoConfig;
    use model::validate;

    #[test]
    fn what_the_builders_make_stands() {
        let config = AmbitoConfig::builtin("visconteo_sud_milano").expect("known").expect("right");
        let clock = Clock::at("2026-11-22T20:00:00+01:00");
        let (mut make, now) = (Records::new(1), clock.now());
        let other = make.id(now);
        let made = [
            make.visit(other, now),
            make.outing(now),
            make.meeting(other, 5, 3, now),
            make.activation(now),
            make.step(other, "taken_over", now),
            make.appointment(other, now),
        ];
        for record in &made {
            assert_eq!(validate(&record.record_type, &record.fields, &config), [], "{}", record.record_type);
        }
        assert!(made.windows(2).all(|pair| pair[0].id != pair[1].id));
        assert!(made[0].clone().voided(now).as_ref().voided());
    }
}

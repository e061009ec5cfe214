//! Two appointments at one time in one venue: two phones without a network booked the same slot.

use crate::ids::RecordId;
use crate::record::{RecordRef, RecordType};
use crate::time::Millis;

/// An appointment that takes its time at a venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The appointment.
    pub id: RecordId,
    venue: RecordId,
    from: Millis,
    to: Millis,
    held: bool,
    received: Option<Millis>,
}

/// An appointment at whose time there is another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The appointment.
    pub id: RecordId,
    /// It is still to come, and the other one was received before it, or was held: this one is offered another time.
    pub moves: bool,
}

impl Taken {
    /// The time that an appointment takes, of `usual` minutes where it does not say how long; `None` for one that takes none
    /// of the timetable: voided, cancelled, missed, without a venue or a start, or of somebody who walked in.
    #[must_use]
    pub fn of(record: &RecordRef<'_>, usual: u32) -> Option<Self> {
        let state = record.state();
        let takes = matches!(state, "booked" | "held") && record.text("bookingChannel") != Some("walk_in");
        if !takes || record.voided() || !record.is(&RecordType::HUB_APPOINTMENT) {
            return None;
        }
        let from = record.time("startsAt")?;
        let minutes = record.fields.get("durationMinutes").and_then(serde_json::Value::as_i64);
        let to = from.plus(minutes.unwrap_or(usual.into()) * Millis::MINUTE);
        let (venue, received) = (record.reference("venueId")?, record.time("receivedAt"));
        Some(Self { id: record.id, venue, from, to, held: state == "held", received })
    }

    /// The same, received when this phone knows it to have been, where the record itself does not say so yet.
    #[must_use]
    pub fn received_by(self, receipt: Option<Millis>) -> Self {
        Self { received: self.received.or(receipt), ..self }
    }

    fn meets(&self, other: &Self) -> bool {
        self.id != other.id && self.venue == other.venue && self.from < other.to && other.from < self.to
    }

    /// Who has the slot: what was held, then what was received first; what was not received yet comes last.
    fn before(&self, other: &Self) -> bool {
        let rank = |one: &Self| (!one.held, one.received.is_none(), one.received, one.id);
        rank(self) < rank(other)
    }
}

/// The appointments at whose time there is another one, in the order in which they were given.
#[must_use]
pub fn clashes(taken: &[Taken]) -> Vec<Clash> {
    let clash = |one: &Taken| {
        let mut others = taken.iter().filter(|other| one.meets(other)).peekable();
        others.peek()?;
        Some(Clash { id: one.id, moves: !one.held && others.any(|other| other.before(one)) })
    };
    taken.iter().filter_map(clash).collect()
}

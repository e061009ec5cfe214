//! What was done in a span of time, counted for words: at the end of a shift, over a list. The figures of the Piano di Zona
//! are `indicators`; these are what a person at work wants to know.

use serde_json::Value;

use crate::order::{self, Set};
use crate::proximity::Aliases;
use crate::record::{RecordRef, RecordType};
use crate::street::{Contacts, StreetSums};
use crate::time::Millis;

/// When something happened, by the field that says it best; the first that is there holds.
pub const HAPPENED: [&str; 5] = ["startedAt", "arrivedAt", "reportedAt", "startsAt", "occurredAt"];

/// When a record says that it happened.
#[must_use]
pub fn happened_at(record: &RecordRef<'_>) -> Option<Millis> {
    HAPPENED.iter().find_map(|field| record.time(field))
}

/// How much was done. Nobody is counted twice who can be told apart; young people met in the street cannot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorkDone {
    /// Street outings that began; travelling desks and those called off are none.
    pub outings: usize,
    /// Travelling desks that began.
    pub desks: usize,
    /// Groups met, doubles once.
    pub groups: usize,
    /// Young people met, from groups and counters.
    pub contacts: Contacts,
    /// Visits that were made, wholly or in part.
    pub visits: usize,
    /// People and families visited or met in a group, each once.
    pub beneficiaries: usize,
    /// Meetings of the socialisation group.
    pub group_sessions: usize,
    /// Reports that the PIS received.
    pub reports: usize,
    /// Appointments held.
    pub appointments: usize,
    /// Citizens who came to them, each path once.
    pub citizens: usize,
    /// Lessons, gyms and trainings held at hubs or elsewhere.
    pub hub_sessions: usize,
    /// Who came to those.
    pub attendees: i64,
}

impl WorkDone {
    /// What the records tell that are `meant`, of all that are known: joins and corrections are followed over all of them.
    #[must_use]
    pub fn of<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, meant: impl Fn(&RecordRef<'a>) -> bool) -> Self {
        let all: Vec<RecordRef<'a>> = records.into_iter().collect();
        let chosen: Vec<RecordRef<'a>> = all.iter().copied().filter(|record| meant(record)).collect();
        let mut done = Self::default();
        done.street(&all, &chosen);
        done.proximity(&all, &chosen);
        done.others(&all, &chosen);
        done
    }

    fn street(&mut self, all: &[RecordRef<'_>], chosen: &[RecordRef<'_>]) {
        for outing in of_type(chosen, &RecordType::STREET_OUTING) {
            if matches!(outing.state(), "in_progress" | "completed") {
                match outing.text("outingKind") {
                    Some("itinerant_desk") => self.desks += 1,
                    _ => self.outings += 1,
                }
            }
        }
        // A correction or a link that came later counts for what it names: all events are read, those meant are summed.
        let events = [RecordType::STREET_GROUP_MEETING, RecordType::STREET_TALLY];
        let is_event = |record: &RecordRef<'_>| events.iter().any(|kind| record.is(kind));
        let roots: Set<_> = order::set(chosen.iter().filter(|record| is_event(record)).map(|record| record.id));
        let sums = StreetSums::of(all.iter().copied().filter(|record| {
            let names = ["correctsId", "sameGroupAs"].iter().filter_map(|field| record.reference(field));
            !is_event(record) || roots.contains(&record.id) || names.clone().any(|named| roots.contains(&named))
        }));
        self.groups = sums.by_meeting.len();
        let of_outings = sums.by_outing.values().copied();
        self.contacts = of_outings
            .chain(sums.orphans.iter().map(|(_, contacts)| *contacts))
            .fold(Contacts::default(), |sum, one| Contacts { new: sum.new + one.new, known: sum.known + one.known });
    }

    fn proximity(&mut self, all: &[RecordRef<'_>], chosen: &[RecordRef<'_>]) {
        let aliases = Aliases::of(&RecordType::BENEFICIARY, all.iter().copied());
        let mut people = Vec::new();
        for visit in of_type(chosen, &RecordType::PROXIMITY_VISIT).filter(|visit| visit.state() == "done") {
            self.visits += 1;
            people.extend(visit.reference("beneficiaryId"));
        }
        for session in of_type(chosen, &RecordType::PROXIMITY_GROUP_SESSION).filter(|one| one.state() == "held") {
            self.group_sessions += 1;
            people.extend(ids(session.fields.get("attendees")));
        }
        self.beneficiaries = order::set(people.into_iter().map(|id| aliases.resolve(id))).len();
    }

    fn others(&mut self, all: &[RecordRef<'_>], chosen: &[RecordRef<'_>]) {
        self.reports = of_type(chosen, &RecordType::PIS_ACTIVATION).count();
        let aliases = Aliases::of(&RecordType::CITIZEN_PATH, all.iter().copied());
        let mut paths = Vec::new();
        for appointment in of_type(chosen, &RecordType::HUB_APPOINTMENT).filter(|one| one.state() == "held") {
            self.appointments += 1;
            paths.extend(appointment.reference("citizenPathId"));
        }
        self.citizens = order::set(paths.into_iter().map(|id| aliases.resolve(id))).len();
        for session in of_type(chosen, &RecordType::HUB_GROUP_SESSION).filter(|one| one.state() == "held") {
            self.hub_sessions += 1;
            self.attendees += session.fields.get("attendees").and_then(Value::as_i64).unwrap_or_default();
        }
    }
}

/// The records of a type that were not voided.
fn of_type<'a>(records: &[RecordRef<'a>], kind: &RecordType) -> impl Iterator<Item = RecordRef<'a>> {
    records.iter().copied().filter(move |record| record.is(kind) && !record.voided())
}

fn ids(value: Option<&Value>) -> impl Iterator<Item = crate::ids::RecordId> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|id| id.as_str()?.parse().ok())
}

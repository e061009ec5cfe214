//! How contacts add up.

use crate::codes::TallyKind;
use crate::events::{self, EffectiveEvents, Fate};
use crate::ids::RecordId;
use crate::record::{Fields, Issue, IssueCode, RecordRef, RecordType};
use crate::schema::{StreetGroupMeeting, StreetTally};
use crate::time::Millis;
use crate::values::{self, Count, Counts};
use litemap::LiteMap;

/// Young people met, summed over meetings and tallies. Not distinct people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Met for the first time.
    pub new: i64,
    /// Known already.
    pub known: i64,
}

impl Contacts {
    /// New and known.
    #[must_use]
    pub const fn total(self) -> i64 {
        self.new + self.known
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { new: self.new + other.new, known: self.known + other.known }
    }

    /// More minus than plus is a slip of the thumb, nobody was met less than zero times.
    pub(super) fn at_least_none(self) -> Self {
        Self { new: self.new.max(0), known: self.known.max(0) }
    }
}

/// Who belongs to which outing, and how many.
#[derive(Clone, Debug, Default)]
pub struct StreetSums {
    /// Contacts of each outing.
    pub by_outing: LiteMap<RecordId, Contacts>,
    /// Contacts of each meeting that counts, by its root, tallies included.
    pub by_meeting: LiteMap<RecordId, Contacts>,
    /// Meetings that another one stands for.
    pub doubles: LiteMap<RecordId, RecordId>,
    /// First stop of each outing: its Comune, where it names one.
    pub first_stop: LiteMap<RecordId, FirstStop>,
    /// Contacts of meetings and tallies whose outing is not among the records, with the time of each.
    pub orphans: Vec<(Millis, Contacts)>,
}

/// The first stop of an outing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstStop {
    /// Arrival.
    pub arrived_at: Millis,
    /// Comune.
    pub municipality_code: Option<String>,
}

impl StreetSums {
    /// Adds up stops, meetings and tallies; other records are passed over.
    #[must_use]
    pub fn of<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> Self {
        let records: Vec<_> = records.into_iter().collect();
        let effective = |of: &RecordType| events::effective(of, records.iter().copied());
        let stops = effective(&RecordType::STREET_STOP);
        let meetings = effective(&RecordType::STREET_GROUP_MEETING);
        let tallies = effective(&RecordType::STREET_TALLY);
        let mut sums = Self::default();
        let outing_of_stop = sums.read_stops(&stops);
        let (of_meetings, of_outings) = split_tallies(&tallies, &meetings, &mut sums.orphans);

        let contacts = |root: RecordId, fields: &Fields| {
            meeting_contacts(fields).plus(of_meetings.get(&root).copied().unwrap_or_default()).at_least_none()
        };
        let counted = events::larger_of_doubles(&meetings, &|event| contacts(event.root, event.event.fields).total());
        for (meeting, doubles) in counted {
            let contacts = contacts(meeting.root, meeting.event.fields);
            sums.by_meeting.insert(meeting.root, contacts);
            sums.doubles.extend(doubles.into_iter().map(|double| (double, meeting.root)));
            match outing_of_meeting(&meeting.event, &stops, &outing_of_stop) {
                MeetingPlace::Outing(outing) => sums.add(outing, contacts),
                MeetingPlace::Unknown => sums.orphans.push((events::occurred_at(&meeting.event), contacts)),
            }
        }
        for (outing, contacts) in of_outings {
            sums.add(outing, contacts.at_least_none());
        }
        sums
    }

    fn add(&mut self, outing: RecordId, contacts: Contacts) {
        let sum = self.by_outing.entry(outing).or_default();
        *sum = sum.plus(contacts);
    }

    fn read_stops(&mut self, stops: &EffectiveEvents<'_>) -> LiteMap<RecordId, RecordId> {
        let mut outing_of_stop = LiteMap::new();
        for stop in &stops.events {
            let Some(outing) = stop.event.reference("outingId") else { continue };
            outing_of_stop.insert(stop.root, outing);
            let first = FirstStop {
                arrived_at: stop.event.time("arrivedAt").unwrap_or_else(|| events::occurred_at(&stop.event)),
                municipality_code: stop.event.text("municipalityCode").map(str::to_owned),
            };
            let known = self.first_stop.entry(outing).or_insert_with(|| first.clone());
            if first.arrived_at < known.arrived_at {
                *known = first;
            }
        }
        outing_of_stop
    }
}

/// What the meeting itself counts, without its tallies.
#[must_use]
pub fn meeting_contacts(fields: &Fields) -> Contacts {
    let meeting = StreetGroupMeeting::lenient(fields);
    let count = |count: Option<Count>| count.map_or(0, |count| count.0);
    Contacts { new: count(meeting.first_time_contacts), known: count(meeting.returning_contacts) }
}

/// What a tally adds.
#[must_use]
pub fn tally_contacts(fields: &Fields) -> Contacts {
    let tally = StreetTally::lenient(fields);
    let delta = tally.delta.map_or(0, |delta| delta.0);
    match tally.kind {
        Some(kind) if kind == TallyKind::NEW => Contacts { new: delta, known: 0 },
        Some(kind) if kind == TallyKind::KNOWN => Contacts { new: 0, known: delta },
        _ => Contacts::default(),
    }
}

/// The outcome that the contacts of an outing suggest.
#[must_use]
pub const fn derived_outcome(contacts: Contacts, observed: i64) -> crate::codes::OutingOutcome {
    if contacts.total() > 0 {
        crate::codes::OutingOutcome::CONTACTS_MADE
    } else if observed > 0 {
        crate::codes::OutingOutcome::OBSERVED_ONLY
    } else {
        crate::codes::OutingOutcome::NOBODY_PRESENT
    }
}

enum MeetingPlace {
    Outing(RecordId),
    Unknown,
}

/// A meeting belongs to the outing of its stop, else to the one that it names. A stop that was voided does not take
/// its meetings along: people were met.
fn outing_of_meeting(
    meeting: &RecordRef<'_>,
    stops: &EffectiveEvents<'_>,
    outing_of_stop: &LiteMap<RecordId, RecordId>,
) -> MeetingPlace {
    let by_stop = meeting.reference("stopId").and_then(|stop| match stops.fate(stop) {
        Fate::Holds(root) => outing_of_stop.get(&root).copied(),
        Fate::Voided | Fate::Unknown => None,
    });
    by_stop.or_else(|| meeting.reference("outingId")).map_or(MeetingPlace::Unknown, MeetingPlace::Outing)
}

type ContactsById = LiteMap<RecordId, Contacts>;

/// Tallies of meetings and tallies of outings. A tally of a meeting that was voided goes with it.
fn split_tallies(
    tallies: &EffectiveEvents<'_>,
    meetings: &EffectiveEvents<'_>,
    orphans: &mut Vec<(Millis, Contacts)>,
) -> (ContactsById, ContactsById) {
    let (mut of_meetings, mut of_outings) = (ContactsById::new(), ContactsById::new());
    for tally in &tallies.events {
        let contacts = tally_contacts(tally.event.fields);
        let fate = tally.event.reference("meetingId").map(|meeting| meetings.fate(meeting));
        let target = match (fate, tally.event.reference("outingId")) {
            (Some(Fate::Holds(root)), _) => of_meetings.entry(root),
            (Some(Fate::Voided), _) => continue,
            (Some(Fate::Unknown) | None, Some(outing)) => of_outings.entry(outing),
            (Some(Fate::Unknown) | None, None) => {
                orphans.push((events::occurred_at(&tally.event), contacts));
                continue;
            }
        };
        let sum = target.or_default();
        *sum = sum.plus(contacts);
    }
    (of_meetings, of_outings)
}

pub(crate) fn meeting_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let meeting = StreetGroupMeeting::lenient(fields);
    let met = meeting_contacts(fields).total();
    if meeting.observed_count.is_some_and(|observed| observed.0 < met) {
        values::issue("observedCount", IssueCode::SumMismatch, issues);
    }
    // Age and gender are also noted of those who were only seen.
    let most = meeting.observed_count.map_or(met, |observed| observed.0.max(met));
    let mut at_most = |name: &str, count: Option<i64>| {
        if count.is_some_and(|count| count > most) {
            values::issue(name, IssueCode::SumMismatch, issues);
        }
    };
    at_most("ageBands", meeting.age_bands.as_ref().map(Counts::total));
    at_most("genderCounts", meeting.gender_counts.as_ref().map(Counts::total));
    at_most("notAttendingSchool", meeting.not_attending_school.map(|count| count.0));
    at_most("inNoOtherService", meeting.in_no_other_service.map(|count| count.0));
}

pub(crate) fn tally_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let tally = StreetTally::lenient(fields);
    if tally.corrects_id.is_none() && tally.outing_id.is_none() && tally.meeting_id.is_none() {
        values::issue("outingId", IssueCode::Missing, issues);
    }
    if tally.delta.is_some_and(|delta| delta.0 == 0) {
        values::issue("delta", IssueCode::OutOfRange, issues);
    }
}

pub(crate) fn meeting_to_complete(fields: &Fields, issues: &mut Vec<Issue>) {
    let meeting = StreetGroupMeeting::lenient(fields);
    if meeting.stop_id.is_none() && meeting.outing_id.is_none() {
        values::issue("stopId", IssueCode::Missing, issues);
    }
}

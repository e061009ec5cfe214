use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Period;
use crate::codes::{Code, SessionKind};
use crate::hub::{self, Autonomy, Gain, Slot, WeeklyTime};
use crate::ids::RecordId;
use crate::proximity::Aliases;
use crate::record::{RecordRef, RecordType};

/// HUB-1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HubReport {
    /// Distinct paths, after joins, with at least one appointment held.
    pub citizens: u64,
    /// Appointments held.
    pub appointments: u64,
    /// Venues with hours in force in the period.
    pub venues: u64,
    /// Comuni of those venues, one for each, repeats kept.
    pub venue_municipalities: Vec<String>,
    /// Weekly hours, one line for each pattern in force; days without hours have none.
    pub patterns: Vec<Pattern>,
    /// Collective lessons held.
    pub lessons: u64,
    /// Digital gyms held.
    pub digital_gyms: u64,
    /// Trainings of staff held.
    pub staff_trainings: u64,
    /// HUB-2. Of an API that does not compute it yet: nobody.
    #[serde(default)]
    pub autonomy: Autonomy,
    /// What came of each objective.
    #[serde(default)]
    pub gains: Vec<Gain>,
}

/// Weekly hours over days in which no timetable changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pattern {
    /// First day; the period's, where it is open.
    #[serde(default, with = "crate::time::iso_day_or_none")]
    pub from: Option<NaiveDate>,
    /// Last day; the period's, where it is open.
    #[serde(default, with = "crate::time::iso_day_or_none")]
    pub to: Option<NaiveDate>,
    /// Hours of the pattern per cycle divided by the weeks per cycle; closures are ignored.
    pub weekly_hours: f64,
    /// Venues with hours.
    pub venues: u64,
}

/// HUB-1: citizens followed individually, venues, weekly hours and lessons in a period.
#[must_use]
pub fn hub_1<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, period: &Period) -> HubReport {
    let records: Vec<_> = records.into_iter().collect();
    let aliases = Aliases::of(&RecordType::CITIZEN_PATH, records.iter().copied());
    let voided_paths: BTreeSet<RecordId> = records
        .iter()
        .filter(|record| record.is(&RecordType::CITIZEN_PATH) && record.voided())
        .map(|record| record.id)
        .collect();
    let mut report = HubReport::default();
    let mut citizens = BTreeSet::new();
    let mut venues = Vec::new();
    for record in records.iter().filter(|record| !record.voided()) {
        if record.is(&RecordType::HUB_APPOINTMENT) && held(record, period) {
            report.appointments += 1;
            let path = record.reference("citizenPathId").map(|path| aliases.resolve(path));
            citizens.extend(path.filter(|path| !voided_paths.contains(path)));
        } else if record.is(&RecordType::HUB_GROUP_SESSION) && held(record, period) {
            report.add_session(record);
        } else if record.is(&RecordType::VENUE) {
            let municipality = record.text("municipalityCode").unwrap_or_default();
            venues.push((municipality.to_owned(), hub::timetable(record.fields)));
        }
    }
    report.citizens = citizens.len() as u64;
    report.add_venues(&venues, period);
    report.autonomy = hub::autonomy(records.iter().copied(), period);
    report.gains = hub::gains(records.iter().copied(), period);
    report
}

impl HubReport {
    fn add_session(&mut self, session: &RecordRef<'_>) {
        let kind = session.text("sessionKind");
        let is = |wanted: &SessionKind| kind == Some(wanted.as_str());
        if is(&SessionKind::LESSON) {
            self.lessons += 1;
        } else if is(&SessionKind::DIGITAL_GYM) {
            self.digital_gyms += 1;
        } else if is(&SessionKind::STAFF_TRAINING) {
            self.staff_trainings += 1;
        }
    }

    fn add_venues(&mut self, venues: &[(String, Vec<Slot>)], period: &Period) {
        for (municipality, slots) in venues {
            if slots.iter().any(|slot| slot.minutes() > 0 && overlaps(slot, period)) {
                self.venues += 1;
                self.venue_municipalities.push(municipality.clone());
            }
        }
        self.venue_municipalities.sort_unstable();
        self.patterns = patterns(venues, period);
    }
}

fn held(record: &RecordRef<'_>, period: &Period) -> bool {
    record.state() == "held" && period.has_record(record, &["startsAt", "occurredAt"])
}

fn overlaps(slot: &Slot, period: &Period) -> bool {
    let starts = slot.valid_from.is_none_or(|from| period.to.is_none_or(|to| from <= to));
    let ends = slot.valid_to.is_none_or(|to| period.from.is_none_or(|from| from <= to));
    starts && ends
}

/// The period cut where any timetable starts or ends.
fn patterns(venues: &[(String, Vec<Slot>)], period: &Period) -> Vec<Pattern> {
    let slots = || venues.iter().flat_map(|(_, slots)| slots);
    let starts = slots().filter_map(|slot| slot.valid_from);
    let ends = slots().filter_map(|slot| slot.valid_to.and_then(|day| day.succ_opt()));
    let inner = |day: &NaiveDate| period.has_day(*day) && Some(*day) != period.from;
    let cuts: BTreeSet<NaiveDate> = starts.chain(ends).filter(inner).collect();
    let froms = std::iter::once(period.from).chain(cuts.iter().copied().map(Some));
    let tos = cuts.iter().map(|day| day.pred_opt()).chain(std::iter::once(period.to));
    let mut lines: Vec<Pattern> = Vec::new();
    for (from, to) in froms.zip(tos) {
        let day = from.or(to).unwrap_or_default();
        let weekly: Vec<_> = venues.iter().map(|(_, slots)| WeeklyTime::of(slots, day)).collect();
        let total = weekly.iter().fold(WeeklyTime::default(), |sum, one| sum.plus(*one));
        let open = weekly.iter().filter(|one| !one.is_zero()).count() as u64;
        let line = Pattern { from, to, weekly_hours: total.hours(), venues: open };
        if !total.is_zero() {
            lines.push(line);
        }
    }
    lines
}

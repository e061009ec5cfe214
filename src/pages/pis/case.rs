use litemap::LiteMap;
use std::sync::Arc;

use model::codes::{Code as _, TargetCategory};
use model::ids::RecordId;
use model::pis::{self, Deadline, PisState};
use model::record::{RecordRef, RecordType};
use model::time::Millis;
use sync::client::{RecordView, SaveState};

use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// An activation: the facts of the report, and what its events make of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The report.
    pub record: Arc<RecordView>,
    /// The fold of its events.
    pub fold: PisState,
    /// The report or the event that is least far on its way to the Ambito: its badge speaks for all.
    pub slowest: Arc<RecordView>,
}

impl Case {
    /// Every activation on this phone, tracked; voided ones left out.
    pub fn all(state: &AppState) -> Vec<Self> {
        let events = state.of_type(&RecordType::PIS_EVENT);
        let mut by_case: LiteMap<RecordId, Vec<Arc<RecordView>>> = LiteMap::new();
        for event in events {
            if let Some(id) = event.reference("activationId") {
                by_case.entry(id).or_default().push(event);
            }
        }
        let reports = state.of_type(&RecordType::PIS_ACTIVATION).into_iter().filter(|record| !record.voided());
        reports.map(|record| Self::folded(by_case.remove(&record.id).unwrap_or_default(), record)).collect()
    }

    /// One activation, tracked; a voided one too.
    pub fn one(id: RecordId, state: &AppState) -> Option<Self> {
        let record = state.record(id).filter(|record| record.record_type == RecordType::PIS_ACTIVATION)?;
        Some(Self::of(record, state))
    }

    /// The activation of a report, tracked.
    pub fn of(record: Arc<RecordView>, state: &AppState) -> Self {
        let mut events = state.of_type(&RecordType::PIS_EVENT);
        events.retain(|event| event.reference("activationId") == Some(record.id));
        Self::folded(events, record)
    }

    fn folded(events: Vec<Arc<RecordView>>, record: Arc<RecordView>) -> Self {
        let references = events.iter().map(|event| RecordRef::new(event.id, &event.record_type, &event.fields));
        let fold = pis::fold(record.id, &record.fields, references);
        let slowest = events.into_iter().fold(record.clone(), |slowest, event| {
            if distance(event.state) > distance(slowest.state) { event } else { slowest }
        });
        Self { fold, record, slowest }
    }

    /// Its id.
    pub fn id(&self) -> RecordId {
        self.record.id
    }

    /// The number that the API gave, else the short code that every phone shows alike.
    pub fn code(&self) -> String {
        self.record.text("activationNumber").map_or_else(|| pis::case_code(self.id()), str::to_owned)
    }

    /// How many people.
    pub fn count(&self) -> usize {
        self.fold.people.len()
    }

    /// When it was reported.
    pub fn reported_at(&self) -> Millis {
        let reported = self.record.instant("reportedAt").or_else(|| self.record.instant("occurredAt"));
        reported.unwrap_or_default()
    }

    /// The first deadline that still runs.
    pub fn deadline(&self) -> Option<Deadline> {
        let running = self.fold.deadlines().into_iter().filter(|deadline| deadline.met_at.is_none());
        running.min_by_key(|deadline| deadline.due_at)
    }

    /// Who it is about, in words: `2 minori stranieri non accompagnati`.
    pub fn headline(&self, state: &AppState) -> String {
        let count = self.count();
        match &self.fold.form().target_category {
            Some(category) if *category == TargetCategory::UNACCOMPANIED_FOREIGN_MINOR => {
                tr!(pis.msna, count = count)
            }
            Some(category) if *category == TargetCategory::MINOR_ART_403 => tr!(pis.art403, count = count),
            Some(category) => {
                let what = facts::chip_label("targetCategory", category.as_str(), state);
                if count == 1 { what } else { tr!(pis.several, what = what, people = self.people()) }
            }
            None => self.people(),
        }
    }

    /// `2 persone`
    pub fn people(&self) -> String {
        tr!(pis.count, count = self.count())
    }
}

/// How far a record still is from the Ambito.
const fn distance(state: SaveState) -> u8 {
    match state {
        SaveState::Received => 0,
        SaveState::Sending { .. } => 1,
        SaveState::OnPhone => 2,
        SaveState::ToFix => 3,
    }
}

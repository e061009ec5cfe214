//! What this phone knows of the street work, worked out once per change of the records: corrections followed, doubles
//! counted once, tallies summed.

use litemap::LiteMap;
use model::order;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use model::events::{self, EffectiveEvents, Fate};
use model::ids::RecordId;
use model::record::{RecordRef, RecordType};
use model::street::{self, Contacts, StreetSums};
use model::time::Millis;
use sync::client::RecordView;

use crate::state::{AppState, RecordFacts as _, Records, when_forgotten};

/// An event that holds.
#[derive(Clone)]
pub struct Held {
    /// The event that was created first; others name it.
    pub root: RecordId,
    /// The event that holds, the last correction or the first event itself.
    pub record: Arc<RecordView>,
    /// The outing that it belongs to.
    pub outing: Option<RecordId>,
    /// When it happened.
    pub at: Millis,
}

/// The street work on this phone. Events in the order of their time.
#[derive(Default)]
pub struct Work {
    /// Contacts by outing and by meeting.
    pub sums: StreetSums,
    /// Arrivals.
    pub stops: Vec<Held>,
    /// Groups met.
    pub meetings: Vec<Held>,
    /// One more, one less.
    pub tallies: Vec<Held>,
    /// Events that a later one replaces or voids, with that one.
    pub corrected: LiteMap<RecordId, RecordId>,
}

thread_local! {
    static LAST: RefCell<Option<(Arc<Records>, Rc<Work>)>> = {
        when_forgotten(|| drop(LAST.take()));
        RefCell::new(None)
    };
}

/// The street work, tracked: whoever reads it follows the records.
pub fn work(state: &AppState) -> Rc<Work> {
    let records = state.records.get();
    LAST.with_borrow_mut(|last| match last {
        Some((same, work)) if Arc::ptr_eq(same, &records) => work.clone(),
        _ => {
            let work = Rc::new(Work::read(&records));
            *last = Some((records, work.clone()));
            work
        }
    })
}

impl Work {
    fn read(records: &Records) -> Self {
        let refs = || records.values().map(|one| RecordRef::new(one.id, &one.record_type, &one.fields));
        let stops = events::effective(&RecordType::STREET_STOP, refs());
        let meetings = events::effective(&RecordType::STREET_GROUP_MEETING, refs());
        let tallies = events::effective(&RecordType::STREET_TALLY, refs());

        let mut work = Self { sums: StreetSums::of(refs()), corrected: corrected(records), ..Self::default() };
        work.stops = held(&stops, records, |event| event.reference("outingId"));
        work.stops.iter_mut().for_each(|stop| stop.at = stop.record.instant("arrivedAt").unwrap_or(stop.at));
        order::by_key(&mut work.stops, |stop| (stop.at, stop.root));
        let outing_of_stop = order::map(work.stops.iter().map(|stop| (stop.root, stop.outing)));
        work.meetings = held(&meetings, records, |event| {
            let stop = event.reference("stopId").map(|stop| stops.fate(stop));
            let by_stop = match stop {
                Some(Fate::Holds(root)) => outing_of_stop.get(&root).copied().flatten(),
                Some(Fate::Voided | Fate::Unknown) | None => None,
            };
            by_stop.or_else(|| event.reference("outingId"))
        });
        work.tallies = held(&tallies, records, |event| event.reference("outingId"));
        work
    }

    /// Contacts of an outing, meetings and tallies of all phones together.
    pub fn contacts(&self, outing: RecordId) -> Contacts {
        self.sums.by_outing.get(&outing).copied().unwrap_or_default()
    }

    /// Contacts of a meeting with its tallies; those of a double stand with the larger one.
    pub fn contacts_of_meeting(&self, meeting: &Held) -> Contacts {
        let own = || street::meeting_contacts(&meeting.record.fields);
        self.sums.by_meeting.get(&meeting.root).copied().unwrap_or_else(own)
    }

    /// The stops of an outing, the last is where the team is.
    pub fn stops_of(&self, outing: RecordId) -> Vec<&Held> {
        self.stops.iter().filter(|stop| stop.outing == Some(outing)).collect()
    }

    /// The meetings of an outing.
    pub fn meetings_of(&self, outing: RecordId) -> Vec<&Held> {
        self.meetings.iter().filter(|meeting| meeting.outing == Some(outing)).collect()
    }

    /// The event that holds in the chain of an event; none when it was voided or is not on this phone.
    pub fn held_meeting(&self, id: RecordId) -> Option<&Held> {
        let mut last = id;
        let mut passed = order::set([id]);
        while let Some(next) = self.corrected.get(&last).filter(|next| passed.insert(**next)) {
            last = *next;
        }
        self.meetings.iter().find(|meeting| meeting.record.id == last || meeting.root == id)
    }
}

fn held(
    found: &EffectiveEvents<'_>,
    records: &Records,
    outing: impl Fn(&RecordRef<'_>) -> Option<RecordId>,
) -> Vec<Held> {
    let one = |effective: &events::Effective<'_>| {
        let record = records.get(&effective.event.id)?.clone();
        Some(Held {
            root: effective.root,
            record,
            outing: outing(&effective.event),
            at: events::occurred_at(&effective.event),
        })
    };
    found.events.iter().filter_map(one).collect()
}

/// Ascending ids, as in the model: of two corrections of one event the one with the higher id holds.
fn corrected(records: &Records) -> LiteMap<RecordId, RecordId> {
    let pair = |record: &Arc<RecordView>| {
        let target = record.reference("correctsId").filter(|target| *target != record.id);
        target.map(|target| (target, record.id))
    };
    order::map(records.values().filter_map(pair))
}

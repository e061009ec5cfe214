use leptos::prelude::*;
use model::record::{MergeClass, RecordType, Service, service_of};
use model::time::Millis;
use sync::client::{DraftView, RecordView, SaveState};

use super::words;
use crate::pages::capture::SERVICES;
use crate::state::{AppState, RecordFacts as _};

/// When it happened, is to happen or was made.
const TIMES: [&str; 6] = ["occurredAt", "startedAt", "scheduledAt", "startsAt", "reportedAt", "recordedAt"];

/// What lies on the phone, by service; what has none comes last.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// Those of which there is something.
    pub parts: Vec<Part>,
}

/// What of one service lies there.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// `None` for what all services share.
    pub service: Option<Service>,
    /// Its records, in the order of the oldest id.
    pub kinds: Vec<Kind>,
    /// Records that the Ambito has not received as they are here.
    pub only_here: usize,
    /// What is being typed.
    pub drafts: usize,
    /// Cards with names and addresses are among it.
    pub names: bool,
}

/// The records of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// What it is called.
    pub name: &'static str,
    /// How many there are.
    pub count: usize,
    /// When the oldest happened or was made, where that is known.
    pub since: Option<Millis>,
}

impl Content {
    /// There is neither a record nor a draft.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Records that the Ambito has not received as they are here.
    pub fn only_here(&self) -> usize {
        self.parts.iter().map(|part| part.only_here).sum()
    }

    /// What is being typed.
    pub fn drafts(&self) -> usize {
        self.parts.iter().map(|part| part.drafts).sum()
    }
}

/// Counts what the projections hold.
pub fn read(state: &AppState) -> Content {
    let services = SERVICES.into_iter().map(Some).chain([None]);
    let mut parts: Vec<Part> =
        services.map(|service| Part { service, kinds: Vec::new(), only_here: 0, drafts: 0, names: false }).collect();
    state.records.with(|records| {
        for record in records.values() {
            let is_reference = record.record_type.info().is_some_and(|info| info.merge == MergeClass::Reference);
            let service = service_of(&record.record_type, &record.fields).filter(|_| !is_reference);
            if let Some(part) = of(&mut parts, service) {
                part.add(record, is_reference);
            }
        }
    });
    state.drafts.with(|drafts| {
        for DraftView { record_type, fields, .. } in drafts.iter() {
            if let Some(part) = of(&mut parts, service_of(record_type, fields)) {
                part.drafts += 1;
            }
        }
    });
    parts.retain(|part| !part.kinds.is_empty() || part.drafts > 0);
    Content { parts }
}

fn of(parts: &mut [Part], service: Option<Service>) -> Option<&mut Part> {
    parts.iter_mut().find(|part| part.service == service)
}

impl Part {
    fn add(&mut self, record: &RecordView, is_reference: bool) {
        let name = words::kind(&record.record_type, is_reference);
        let since = TIMES.iter().find_map(|time| record.instant(time));
        match self.kinds.iter_mut().find(|kind| kind.name == name) {
            Some(kind) => {
                kind.count += 1;
                kind.since = kind.since.into_iter().chain(since).min();
            }
            None => self.kinds.push(Kind { name, count: 1, since }),
        }
        self.only_here += usize::from(record.state != SaveState::Received);
        self.names |= record.record_type == RecordType::BENEFICIARY;
    }
}

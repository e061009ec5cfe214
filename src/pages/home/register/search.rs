use std::sync::Arc;

use chrono::{Datelike as _, Months};
use leptos::prelude::*;
use model::record::{RecordType, Service};
use model::rome;
use protocol::{Masked, ProblemCode, QueryRequest, Snapshot};
use sync::client::{RecordView, SaveState};

use crate::commands::{Commands, use_commands};
use crate::runtime::{FetchError, now};
use crate::tr;

/// Records in a page.
const PAGE: u32 = 50;

/// What may be looked for: type, service, name.
pub const KINDS: [(RecordType, Service, &str); 7] = [
    (RecordType::PIS_ACTIVATION, Service::Pis, tr!(register.kind_pis)),
    (RecordType::STREET_OUTING, Service::Street, tr!(register.kind_outings)),
    (RecordType::PROXIMITY_VISIT, Service::Proximity, tr!(register.kind_visits)),
    (RecordType::BENEFICIARY, Service::Proximity, tr!(register.kind_cards)),
    (RecordType::PROXIMITY_GROUP_SESSION, Service::Proximity, tr!(register.kind_groups)),
    (RecordType::HUB_APPOINTMENT, Service::Hub, tr!(register.kind_appointments)),
    (RecordType::HUB_GROUP_SESSION, Service::Hub, tr!(register.kind_lessons)),
];

/// What is asked and what was found. Copy; lives as long as the page, the record opened included.
#[derive(Clone, Copy)]
pub struct Search {
    /// The type wanted.
    pub kind: RwSignal<RecordType>,
    /// First day, ISO 8601; empty is open.
    pub from: RwSignal<String>,
    /// Last day, ISO 8601; empty is open.
    pub to: RwSignal<String>,
    /// ISTAT code; empty is everywhere.
    pub place: RwSignal<String>,
    /// What was found; none before the first search.
    pub found: RwSignal<Option<Vec<Arc<RecordView>>>>,
    /// What the API left out of them.
    pub masked: RwSignal<Vec<Masked>>,
    /// Where the next page starts.
    pub cursor: RwSignal<Option<String>>,
    /// A search is under way.
    pub busy: RwSignal<bool>,
    /// Why the last one failed, in words.
    pub failed: RwSignal<Option<&'static str>>,
    commands: Commands,
}

impl Search {
    /// A search over this month.
    pub fn new() -> Self {
        let today = rome::day_of(now());
        let first = today.with_day(1).unwrap_or(today);
        let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(today);
        let [(kind, ..), ..] = KINDS;
        Self {
            kind: RwSignal::new(kind),
            from: RwSignal::new(first.to_string()),
            to: RwSignal::new(last.to_string()),
            place: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            masked: RwSignal::new(Vec::new()),
            cursor: RwSignal::new(None),
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            commands: use_commands(),
        }
    }

    /// Asks for the first page, or for the one after the last.
    pub fn ask(self, more: bool) {
        if self.busy.get_untracked() {
            return;
        }
        let filled = |text: RwSignal<String>| Some(text.get_untracked()).filter(|text| !text.is_empty());
        let kind = self.kind.get_untracked();
        // A card stands for as long as its person is helped: it is of no day.
        let of_a_day = kind != RecordType::BENEFICIARY;
        let request = QueryRequest {
            record_type: kind,
            from: filled(self.from).filter(|_| of_a_day),
            to: filled(self.to).filter(|_| of_a_day),
            municipality_code: filled(self.place),
            limit: PAGE,
            cursor: more.then(|| self.cursor.get_untracked()).flatten(),
        };
        let known = if more { self.found.get_untracked().unwrap_or_default() } else { Vec::new() };
        self.busy.set(true);
        self.failed.set(None);
        leptos::task::spawn_local(async move {
            let answer = self.commands.query(&request).await;
            self.busy.try_set(false);
            match answer {
                Ok(page) => {
                    self.masked.try_update(|masked| {
                        if !more {
                            masked.clear();
                        }
                        masked.extend(page.masked);
                    });
                    let found = known.into_iter().chain(page.records.into_iter().map(view).map(Arc::new)).collect();
                    self.found.try_set(Some(found));
                    self.cursor.try_set(page.next_cursor);
                }
                Err(error) => drop(self.failed.try_set(Some(why(&error)))),
            }
        });
    }
}

/// Why the API gave no answer and what to do.
pub fn why(error: &FetchError) -> &'static str {
    match error {
        FetchError::Network => tr!(register.network),
        FetchError::Problem(problem) => match problem.code {
            ProblemCode::Forbidden => tr!(register.forbidden),
            ProblemCode::Unauthenticated | ProblemCode::DeviceRevoked => tr!(register.unauthenticated),
            _ => tr!(register.trouble),
        },
        FetchError::NotOurs => tr!(register.not_ours),
    }
}

/// A record of the API as the pages show one: it is received, since it comes from there.
pub fn view(snapshot: Snapshot) -> RecordView {
    RecordView {
        id: snapshot.id,
        record_type: snapshot.record_type,
        rev: snapshot.rev,
        fields: snapshot.fields,
        state: SaveState::Received,
        receipt: None,
        siblings: snapshot.siblings,
        fault: None,
        saved_at: None,
        quarantined: false,
    }
}

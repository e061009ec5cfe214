use std::sync::Arc;

use leptos::prelude::*;
use model::follow_up::{Due, due};
use model::ids::RecordId;
use model::order;
use model::record::{RecordRef, RecordType};
use model::rome;
use sync::client::RecordView;

use crate::pages::street::words::is_ours;
use crate::state::{AppState, RecordFacts as _};

/// Something that is to be done.
#[derive(Clone, PartialEq)]
pub struct Open {
    /// The record.
    pub record: Arc<RecordView>,
    /// How it stands to today.
    pub due: Due,
}

/// What is to be done, the most urgent first; about one record, or about all.
pub fn open(about: Option<RecordId>, state: &AppState) -> Vec<Open> {
    let today = rome::day_of(state.now.get());
    let of_it = |record: &RecordView| about.is_none() || record.reference("aboutId") == about;
    let all = state.of_type(&RecordType::FOLLOW_UP).into_iter();
    let mut open: Vec<Open> = all
        .filter(|record| is_ours(record) && of_it(record))
        .filter_map(|record| {
            let due = due(&RecordRef::new(record.id, &record.record_type, &record.fields), today)?;
            Some(Open { record, due })
        })
        .collect();
    order::by_key(&mut open, |one| (one.record.text("dueOn").map(str::to_owned), one.record.id));
    open
}

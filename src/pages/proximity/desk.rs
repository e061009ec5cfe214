//! What the round, its sheets and its forms share: the act that was done last, with the way back.

use chrono::NaiveDate;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType};
use serde_json::Value;
use store::StoreError;
use sync::client::{Change, ChangeKind, LocalSave, RecordView};

use crate::commands::{Commands, create, use_commands};
use crate::runtime::mint_id;
use crate::state::{AppState, use_state, when_forgotten};

/// A second tap in this time is the same tap: the button under the thumb is that of the next person already.
const SAME_TAP_MS: u32 = 600;

/// How one record of an act is put back.
#[derive(Clone)]
pub enum Back {
    /// These fields as they were, while they still are as the act wrote them; what was empty is emptied.
    Fields {
        /// The record.
        id: RecordId,
        /// As they were.
        was: Fields,
        /// As the act wrote them.
        wrote: Fields,
    },
    /// The act made it: it is withdrawn, while it still is as it was made.
    Void(RecordId, Fields),
    /// An event more.
    Event(RecordType, Fields),
}

/// What was done, as words can tell it.
#[derive(Clone, PartialEq)]
pub enum What {
    /// A visit ended so; a postponed one was moved to the day.
    Outcome(&'static str, Option<NaiveDate>),
    /// A form was saved.
    Saved,
    /// It was taken back.
    Undone,
    /// It was not taken back: somebody changed it meanwhile.
    Changed,
}

/// The act that was done last. It names nobody: who it was about is read from the records, which go when the notebook
/// is shut.
#[derive(Clone)]
pub struct Last {
    /// The visit, or the session of a group.
    pub visit: RecordId,
    /// What was done.
    pub what: What,
    /// How it is taken back.
    pub back: Vec<Back>,
}

thread_local! {
    /// It outlives the pages: somebody who looks at another one finds the way back still there.
    static LAST: ArcRwSignal<Option<Last>> = {
        // The fields that it was about are in the way back.
        when_forgotten(|| last().set(None));
        ArcRwSignal::new(None)
    };
}

/// The act that was done last, for reading and writing.
pub fn last() -> ArcRwSignal<Option<Last>> {
    LAST.with(Clone::clone)
}

/// What the round and its sheets share. Copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The visit that somebody opened out of order.
    pub chosen: RwSignal<Option<RecordId>>,
    /// The visit that a sheet asks about.
    pub asked: RwSignal<Option<RecordId>>,
    /// "Non risponde" is open.
    pub nobody: RwSignal<bool>,
    /// "Altro esito" is open.
    pub other: RwSignal<bool>,
    /// What the phone could not keep, and why.
    pub failed: RwSignal<Option<StoreError>>,
    /// An act is being saved, or was a moment ago.
    pub busy: RwSignal<bool>,
    app: AppState,
    commands: Commands,
}

impl Desk {
    /// A desk for the page that opens, in its context.
    pub fn open() -> Self {
        let desk = Self {
            chosen: RwSignal::new(None),
            asked: RwSignal::new(None),
            nobody: RwSignal::new(false),
            other: RwSignal::new(false),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
            app: use_state(),
            commands: use_commands(),
        };
        provide_context(desk);
        desk
    }

    /// Saves one act, all of it or nothing; it can be taken back until the next one.
    pub fn act(self, changes: Vec<Change>, done: Last) {
        if self.busy.get_untracked() || changes.is_empty() {
            return;
        }
        self.busy.set(true);
        self.failed.set(None);
        leptos::task::spawn_local(async move {
            match self.commands.save(LocalSave { changes, drop_draft: None }).await {
                Ok(()) => {
                    last().set(Some(done));
                    self.chosen.try_set(None);
                    self.nobody.try_set(false);
                    self.other.try_set(false);
                }
                Err(error) => drop(self.failed.try_set(Some(error))),
            }
            let rest = move || {
                self.busy.try_set(false);
            };
            Timeout::new(SAME_TAP_MS, rest).forget();
        });
    }

    /// Takes the last act back.
    pub fn undo(self) {
        let Some(done) = last().get_untracked() else { return };
        // What somebody wrote since gives way to nobody who has not seen it.
        if !done.back.iter().all(|back| stands(back, &self.app)) {
            last().set(Some(Last { visit: done.visit, what: What::Changed, back: Vec::new() }));
            return;
        }
        let changes = done.back.iter().filter_map(|back| put_back(back, &self.app)).collect();
        self.act(changes, Last { visit: done.visit, what: What::Undone, back: Vec::new() });
    }
}

/// The desk of the page.
pub fn use_desk() -> Desk {
    expect_context()
}

/// Changed fields of a record.
pub fn patch(record: &RecordView, fields: Fields) -> Change {
    change(record, ChangeKind::Patch, fields)
}

/// These fields as they are in a record now, so that they can be put back.
pub fn as_it_was(record: &RecordView, changed: &Fields) -> Back {
    let was = |name: &String| (name.clone(), record.fields.get(name).cloned().unwrap_or_default());
    Back::Fields { id: record.id, was: order::tree(changed.keys().map(was)), wrote: changed.clone() }
}

/// Whether what the act wrote is still what the record says.
fn stands(back: &Back, state: &AppState) -> bool {
    let (id, wrote) = match back {
        Back::Fields { id, wrote, .. } | Back::Void(id, wrote) => (id, wrote),
        Back::Event(..) => return true,
    };
    let Some(record) = untrack(|| state.record(*id)) else { return true };
    wrote.iter().all(|(name, value)| record.fields.get(name).unwrap_or(&Value::Null) == value)
}

fn put_back(back: &Back, state: &AppState) -> Option<Change> {
    let record = |id: &RecordId| untrack(|| state.record(*id));
    match back {
        Back::Fields { id, was, .. } => Some(patch(&*record(id)?, was.clone())),
        Back::Void(id, _) => {
            let why = order::tree([("voidReason".to_owned(), Value::from("entry_error"))]);
            Some(change(&*record(id)?, ChangeKind::Archive, why))
        }
        Back::Event(record_type, fields) => Some(create(mint_id(), record_type.clone(), fields.clone())),
    }
}

fn change(record: &RecordView, kind: ChangeKind, fields: Fields) -> Change {
    let seen = Some(Box::new(record.seen()));
    Change { record_id: record.id, record_type: record.record_type.clone(), kind, fields, seen }
}

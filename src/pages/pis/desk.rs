use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use model::codes::TargetCategory;
use store::StoreError;
use sync::client::{Change, LocalSave};

use super::answer::{Ask, Tap, next_of_pis, tap};
use super::case::Case;
use super::events::{in_order, voiding};
use crate::commands::{Commands, use_commands};
use crate::state::{AppState, use_state};

/// A second tap in this time is the same tap: the button under the thumb already says the next step.
const SAME_TAP_MS: u32 = 600;

/// What the pages of open activations share: the last act, the question asked, what went wrong.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The question that is open.
    pub ask: RwSignal<Option<Ask>>,
    /// The category whose guide is open.
    pub guide: RwSignal<Option<TargetCategory>>,
    /// The steps of the last act; they can be taken back until the next one.
    pub done: RwSignal<Vec<Change>>,
    /// The act that the phone could not keep, and why.
    pub failed: RwSignal<Option<(Vec<Change>, StoreError)>>,
    /// An act is being saved, or was a moment ago.
    pub busy: RwSignal<bool>,
    /// The last act, none where it may be tried again at once; and how many there were.
    last: StoredValue<(Vec<Change>, u32)>,
    app: AppState,
    commands: Commands,
}

impl Desk {
    /// A desk for the page that opens, in its context.
    pub fn open() -> Self {
        let desk = Self {
            ask: RwSignal::new(None),
            guide: RwSignal::new(None),
            done: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            busy: RwSignal::new(false),
            last: StoredValue::new((Vec::new(), 0)),
            app: use_state(),
            commands: use_commands(),
        };
        provide_context(desk);
        desk
    }

    /// The next step of an activation, or the question that it needs answered.
    pub fn tap(self, case: &Case) {
        if self.busy.get_untracked() {
            return;
        }
        match next_of_pis(case).map(|next| tap(case, next, &self.app)) {
            Some(Tap::Steps(steps)) => self.act(steps),
            Some(Tap::Question(ask)) => self.ask.set(Some(ask)),
            None => {}
        }
    }

    /// Saves the steps of one act, all or none; they can be taken back.
    pub fn act(self, steps: Vec<Change>) {
        let steps = in_order(steps);
        self.save(steps.clone(), steps);
    }

    /// Takes the last act back: each step is voided by a later one.
    pub fn undo(self) {
        let voids = self.done.get_untracked().iter().map(|step| voiding(&self.app, step)).collect();
        self.save(voids, Vec::new());
    }

    /// Saves what corrects an earlier step.
    pub fn correct(self, change: Change) {
        self.save(vec![change], Vec::new());
    }

    fn save(self, changes: Vec<Change>, done: Vec<Change>) {
        // Another act in this time is another tap, and is not lost.
        let again = self.busy.get_untracked() && self.last.with_value(|(last, _)| say_the_same(last, &changes));
        if changes.is_empty() || again {
            return;
        }
        let turn = self.last.with_value(|(_, turn)| turn.wrapping_add(1));
        self.last.set_value((changes.clone(), turn));
        self.busy.set(true);
        self.failed.set(None);
        leptos::task::spawn_local(async move {
            match self.commands.save(LocalSave { changes: changes.clone(), drop_draft: None }).await {
                Ok(()) => drop(self.done.try_set(done)),
                Err(error) => {
                    // It may be tried again at once.
                    self.last.try_update_value(|(last, _)| last.clear());
                    self.failed.try_set(Some((changes, error)));
                }
            }
            // Of an act in between the guard is its own.
            let rest = move || {
                if self.last.try_with_value(|(_, now)| *now == turn) == Some(true) {
                    self.busy.try_set(false);
                }
            };
            Timeout::new(SAME_TAP_MS, rest).forget();
        });
    }
}

/// Whether two acts say the same, whenever it was.
fn say_the_same(one: &[Change], other: &[Change]) -> bool {
    let when = |name: &str| matches!(name, "occurredAt" | "recordedAt");
    let same = |(one, other): (&Change, &Change)| {
        one.fields.len() == other.fields.len()
            && one.fields.iter().all(|(name, value)| when(name) || other.fields.get(name) == Some(value))
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

/// The desk of the page.
pub fn use_desk() -> Desk {
    expect_context()
}

/// Whether a sheet is open that shows what a signal holds; closing the sheet empties the signal.
pub fn open_while<T: Send + Sync + 'static>(asked: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    // The sheet has its own way out, Escape: the two are kept alike in both directions.
    Effect::new(move || {
        let wanted = asked.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    Effect::new(move || {
        if !open.get() && asked.with_untracked(Option::is_some) {
            asked.set(None);
        }
    });
    open
}

//! What the API said of paths that may be of one citizen, and what was decided here since.

use std::sync::Arc;

use leptos::prelude::*;
use model::hub::{Join, JoinReason, joined, open_joins};
use model::ids::RecordId;
use model::order;
use model::record::{RecordRef, RecordType};
use protocol::{KnownPath, PossibleJoins};
use serde_json::Value;
use store::StoreError;
use sync::client::{RecordView, SaveState};

use super::super::citizen;
use crate::commands::{Commands, use_commands};
use crate::i18n::dates;
use crate::pages::facts;
use crate::runtime::FetchError;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The paths of this phone and those that the API told of. Copy.
#[derive(Clone, Copy)]
pub struct Known {
    state: AppState,
    commands: Commands,
    /// What the API told of, each with its meetings.
    told: RwSignal<Vec<(Arc<RecordView>, u32)>>,
    asked: RwSignal<Vec<(Join, JoinReason)>>,
    /// The API is being asked.
    pub busy: RwSignal<bool>,
    /// Why it did not answer, in words.
    pub unasked: RwSignal<Option<&'static str>>,
    /// Why a join could not be kept.
    pub unsaved: RwSignal<Option<StoreError>>,
}

impl Known {
    /// Nothing of the API yet.
    pub fn new() -> Self {
        Self {
            state: use_state(),
            commands: use_commands(),
            told: RwSignal::new(Vec::new()),
            asked: RwSignal::new(Vec::new()),
            busy: RwSignal::new(false),
            unasked: RwSignal::new(None),
            unsaved: RwSignal::new(None),
        }
    }

    /// Asks the API; what the phone knows by itself stands meanwhile.
    pub fn ask(self) {
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = self.commands.possible_joins().await;
            self.busy.try_set(false);
            match answer {
                Ok(found) => self.take(found),
                Err(FetchError::Network) => drop(self.unasked.try_set(Some(tr!(hub.joins_network)))),
                Err(_) => drop(self.unasked.try_set(Some(tr!(hub.joins_not_asked)))),
            }
        });
    }

    fn take(self, found: PossibleJoins) {
        let paths = found.paths.into_iter().map(|path| {
            let head = found.joined.iter().find(|one| one.record_id == path.record_id).map(|one| one.alias_of);
            (path.meetings, path, head)
        });
        self.unasked.try_set(None);
        self.told.try_set(paths.map(|(meetings, path, head)| (Arc::new(view(path, head)), meetings)).collect());
        let pairs = found.joins.iter();
        self.asked.try_set(pairs.map(|one| (Join { head: one.head, other: one.other }, one.reason)).collect());
    }

    /// A path as this phone has it, else as the API told of it.
    pub fn path(self, id: RecordId) -> Option<Arc<RecordView>> {
        let told =
            || self.told.with(|told| told.iter().find(|(path, _)| path.id == id).map(|(path, _)| Arc::clone(path)));
        self.state.record(id).or_else(told)
    }

    /// What may be joined.
    pub fn open(self) -> Vec<(Join, JoinReason)> {
        self.of_paths(|paths| self.asked.with(|asked| open_joins(paths.iter().copied(), asked)))
    }

    /// What was joined: what this phone knows of, and the rest.
    pub fn made(self) -> (Vec<Join>, Vec<Join>) {
        let made = self.of_paths(|paths| joined(paths.iter().copied()));
        made.into_iter().partition(|join| self.state.record(join.other).is_some())
    }

    /// Joins a path to another one, or tells it apart: one patch, which waits for no network.
    pub fn write(self, other: RecordId, head: Option<RecordId>) {
        let Some(path) = untrack(|| self.path(other)) else { return };
        let value = head.map_or(Value::Null, |head| head.to_string().into());
        leptos::task::spawn_local(async move {
            let saved = self.commands.patch(&path, order::tree([("aliasOf".to_owned(), value.clone())])).await;
            if saved.is_ok() {
                // A path that only the API told of leaves the phone again once the join is received: it stays joined here.
                self.told.try_update(|told| {
                    if let Some((path, _)) = told.iter_mut().find(|(path, _)| path.id == other) {
                        Arc::make_mut(path).fields.insert("aliasOf".to_owned(), value);
                    }
                });
            }
            self.unsaved.try_set(saved.err());
        });
    }

    fn of_paths<T>(self, of: impl Fn(&[RecordRef<'_>]) -> T) -> T {
        let mut paths = self.state.of_type(&RecordType::CITIZEN_PATH);
        self.told.with(|told| {
            let others = told.iter().filter(|(path, _)| self.state.record(path.id).is_none());
            paths.extend(others.map(|(path, _)| Arc::clone(path)));
        });
        of(&paths.iter().map(|path| RecordRef::new(path.id, &path.record_type, &path.fields)).collect::<Vec<_>>())
    }

    /// The card of a path that is called by a name.
    pub fn card(self, path: &RecordView) -> Option<String> {
        path.text("firstName")?;
        Some(tr!(hub.card_code, code = path.text("code")?))
    }

    /// Age, gender and since when, and the card unless both have one: enough to tell two paths apart.
    pub fn line(self, path: &RecordView, reason: JoinReason) -> String {
        let state = &self.state;
        let code = self.card(path).filter(|_| reason != JoinReason::Code);
        let age = path.text("ageBand").map(|code| facts::chip_label("hubAgeBand", code, state));
        let gender = path.text("gender").map(|code| facts::chip_label("gender", code, state));
        let since = path.instant("occurredAt").map(|at| tr!(hub.joins_since, day = dates::day(at)));
        let told = self.told.with(|told| told.iter().find(|(one, _)| one.id == path.id).map(|(_, meetings)| *meetings));
        // Old ones have left the phone, new ones have not reached the API.
        let count = citizen::own_meetings(path.id, state).max(told.unwrap_or_default() as usize);
        let meetings = tr!(hub.meetings, count = count);
        [code, age, gender, since, Some(meetings)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// A path that the API told of as the pages show one. A join of it is based on just this.
fn view(path: KnownPath, head: Option<RecordId>) -> RecordView {
    let fields = [
        ("status", path.status),
        ("code", path.code),
        ("firstName", path.first_name),
        ("initial", path.initial),
        ("ageBand", path.age_band),
        ("gender", path.gender),
        ("occurredAt", path.occurred_at),
        ("aliasOf", head.map(|head| head.to_string())),
    ];
    let known = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
    RecordView {
        id: path.record_id,
        record_type: RecordType::CITIZEN_PATH,
        rev: path.rev,
        fields: order::tree(known),
        state: SaveState::Received,
        receipt: None,
        siblings: Vec::new(),
        fault: None,
        saved_at: None,
        quarantined: false,
    }
}

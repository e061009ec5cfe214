//! Who goes out alone: when they are expected back. It lies sealed on this phone like what is being typed, goes to the API at
//! once, and is told again until the API has answered.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::RecordType;
use model::time::Millis;
use protocol::{MAX_AWAY_SECONDS, ProblemCode, ReturnRequest, ReturnResponse};
use serde_json::Value;
use sync::client::DraftView;

use super::Commands;
use super::watch::commands;
use crate::runtime::{FetchError, mint_id, now, page, post_json};
use crate::state::{AppState, Phase, RecordFacts as _};

/// The type under which it lies on the phone. It is no record, and never becomes one.
pub const EXPECTED_RETURN: RecordType = RecordType::of("expected_return");

/// How often it is told again what the API has not answered.
const AGAIN_MS: u32 = 20_000;

thread_local! {
    static TENDS: Cell<bool> = const { Cell::new(false) };
    /// Something is on its way.
    static TELLS: Cell<bool> = const { Cell::new(false) };
    /// There is something to tell, or was when the last of it went.
    static AGAIN: Cell<bool> = const { Cell::new(false) };
    /// What was noted last and may not be on the phone yet.
    static NOTED: RefCell<Vec<Expected>> = const { RefCell::new(Vec::new()) };
}

/// How far the word of it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nobody is warned yet.
    Nobody,
    /// Nobody will be: the API answered that nobody else coordinates the team. It is asked again all the same.
    Uncoordinated,
    /// The API has it: from there coordinators are alarmed.
    Ambito,
    /// The person is back; the API does not know yet.
    Back,
}

impl Told {
    /// Whether the API does not know that the person is out.
    const fn waits(self) -> bool {
        matches!(self, Self::Nobody | Self::Uncoordinated)
    }
}

/// Somebody is expected back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Made here; the API knows it by this.
    pub id: RecordId,
    /// By when.
    pub due_at: Millis,
    /// Who knows.
    pub told: Told,
    /// The activation that it is for.
    pub activation: Option<RecordId>,
}

impl AppState {
    /// Who is expected back on this phone, and what the API does not know yet; tracked.
    pub fn expected_returns(&self) -> Vec<Expected> {
        self.drafts.with(|drafts| drafts.iter().filter_map(Expected::of).collect())
    }
}

/// Whether a draft is something that a person types; what is expected lies beside it.
pub fn is_typed(draft: &DraftView) -> bool {
    draft.record_type != EXPECTED_RETURN
}

impl Expected {
    fn of(draft: &DraftView) -> Option<Self> {
        if is_typed(draft) {
            return None;
        }
        let told = match draft.fields.text("told") {
            Some("ambito") => Told::Ambito,
            Some("uncoordinated") => Told::Uncoordinated,
            Some("back") => Told::Back,
            _ => Told::Nobody,
        };
        let due_at = draft.fields.instant("dueAt")?;
        Some(Self { id: draft.record_id, due_at, told, activation: draft.fields.reference("activationId") })
    }

    fn kept(&self) -> DraftView {
        let told = match self.told {
            Told::Nobody => "nobody",
            Told::Uncoordinated => "uncoordinated",
            Told::Ambito => "ambito",
            Told::Back => "back",
        };
        let mut fields = order::tree([
            ("dueAt".to_owned(), Value::from(self.due_at.to_rfc3339())),
            ("told".to_owned(), told.into()),
        ]);
        if let Some(activation) = self.activation {
            fields.insert("activationId".to_owned(), activation.to_string().into());
        }
        DraftView {
            record_id: self.id,
            record_type: EXPECTED_RETURN,
            edits: false,
            fields,
            seen: None,
            page: None,
            changed_at: now(),
            typed_by: None,
        }
    }
}

impl Commands {
    /// The person means to be back by then. What was expected before is over.
    pub fn expect_back(self, due_at: Millis, activation: Option<RecordId>) {
        let before = self.expected();
        self.note(Expected { id: mint_id(), due_at, told: Told::Nobody, activation });
        before.into_iter().for_each(|one| self.note(Expected { told: Told::Back, ..one }));
        self.said_elsewhere();
        leptos::task::spawn_local(self.tell());
    }

    /// The person is back.
    pub fn is_back(self) {
        self.expected().into_iter().for_each(|one| self.note(Expected { told: Told::Back, ..one }));
        self.said_elsewhere();
        leptos::task::spawn_local(self.tell());
    }

    /// This tab watches for what was said here, and one behind its PIN no more for what was said before.
    fn said_elsewhere(self) {
        self.keep_vigil();
        if let Some(driver) = self.driver() {
            driver.back_elsewhere();
        }
    }

    /// All that is expected, with what was noted a moment ago and is not on the phone yet.
    pub(super) fn expected(self) -> Vec<Expected> {
        let kept = untrack(|| self.state.expected_returns());
        NOTED.with_borrow_mut(|noted| {
            noted.retain(|one| !kept.contains(one));
            let newer = |one: &Expected| noted.iter().any(|noted| noted.id == one.id);
            kept.into_iter().filter(|one| !newer(one)).chain(noted.iter().cloned()).collect()
        })
    }

    fn note(self, one: Expected) {
        self.keep_draft(one.kept());
        forget(one.id);
        NOTED.with_borrow_mut(|noted| noted.push(one));
    }

    /// Tells the API what it does not know, each once: first who goes, then who is back.
    async fn tell(self) {
        if self.state.phase.with_untracked(|phase| *phase != Phase::Ready) {
            // It is shut: what was noted lies there, and whoever opens another one has nothing to do with it.
            NOTED.take();
            return;
        }
        AGAIN.set(true);
        if TELLS.replace(true) {
            return;
        }
        while AGAIN.replace(false) {
            let mut all = self.expected();
            order::by_key(&mut all, |one| (one.told == Told::Back, one.id));
            for one in all {
                match one.told {
                    Told::Nobody | Told::Uncoordinated => self.tell_gone(&one).await,
                    // Where a new one could not be told, the one before it still warns.
                    Told::Back if self.expected().iter().any(|known| known.told.waits()) => {}
                    Told::Back => self.tell_back(&one).await,
                    Told::Ambito => {}
                }
            }
        }
        TELLS.set(false);
    }

    async fn tell_gone(self, one: &Expected) {
        let left = one.due_at.since(untrack(|| self.state.true_now())) / Millis::SECOND;
        let in_seconds = u32::try_from(left.clamp(60, i64::from(MAX_AWAY_SECONDS))).unwrap_or(MAX_AWAY_SECONDS);
        let request = ReturnRequest { id: one.id, in_seconds, activation_id: one.activation };
        let answer: Result<ReturnResponse, _> = post_json("/v1/returns", self.device(), &request).await;
        let (due_at, told) = match answer {
            Ok(answer) => (answer.due_at, Told::Ambito),
            // The time is one that the API takes, and the id was made here: it is the only other reason.
            Err(FetchError::Problem(problem)) if problem.code == ProblemCode::Unprocessable => {
                (one.due_at, Told::Uncoordinated)
            }
            Err(_) => return,
        };
        // The person may be back by now.
        let known = self.expected().into_iter().find(|known| known.id == one.id && known.told.waits());
        if let Some(known) = known.filter(|known| known.told != told) {
            self.note(Expected { due_at, told, ..known });
        }
    }

    async fn tell_back(self, one: &Expected) {
        let done = self.is_well(one.id).await;
        let unknown =
            |error: &FetchError| matches!(error, FetchError::Problem(problem) if problem.code == ProblemCode::NotFound);
        // What never came to the API needs no end.
        if done.is_ok() || done.as_ref().is_err_and(unknown) {
            self.drop_draft(one.id);
            forget(one.id);
        }
    }
}

fn forget(id: RecordId) {
    NOTED.with_borrow_mut(|noted| noted.retain(|one| one.id != id));
}

/// From here on what the API does not know is told again, also while other pages are shown.
pub fn tend_returns() {
    if TENDS.replace(true) {
        return;
    }
    let tell = || {
        if let Some(commands) = commands() {
            leptos::task::spawn_local(commands.tell());
        }
    };
    tell();
    Interval::new(AGAIN_MS, tell).forget();
    if let Some(online) = page::watch_online(tell) {
        online.forget();
    }
}

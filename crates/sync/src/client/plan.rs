//! What the engine means to write, and the plan that it becomes on the state of the moment.
//!
//! An intent outlives a refused batch: when another tab wrote first, the same intent is planned again on the new
//! state. So an intent holds facts and fixed ids, never rows.

use model::ids::{OpId, OperatorId, RecordId};
use model::time::Millis;
use protocol::{PullResponse, PushResponse, RejectCode, SessionResponse};
use serde_json::Value;
use uuid::Uuid;

use super::ack::Heard;
use super::rows::{DraftRow, OutboxRow, RowChange, SyncMeta, draft_keys};
use super::state::State;
use super::{DraftView, Entropy, FaultView, Identity, LocalSave, Ticket};
use super::{ack, pull, purge, ring, save};
use crate::mutants::{Mutant, off};

/// How many records are kept on top of lists; the oldest go.
const PINNED_KEPT: usize = 30;

/// Something to be written.
#[derive(Clone, Debug)]
pub(super) enum Intent {
    /// A person saved.
    Save(SaveIntent),
    /// A person typed.
    Draft(DraftView),
    /// A person threw a draft away.
    DropDraft(RecordId),
    /// The API opened a session, or said that something about it changed.
    Identity { session: Box<SessionResponse>, config: Option<Value> },
    /// The API answered a push.
    Ack { sent: Vec<OpId>, response: Box<PushResponse>, heard: Heard },
    /// An operation cannot be sent as it is.
    Park { op: OpId, fault: FaultView },
    /// The API fails over an operation: it is tried once a day, also after a start.
    Quarantine { op: OpId, now: Millis },
    /// A person wants a record sent again.
    Retry(RecordId),
    /// A person wants a record on top of lists, or no more.
    Pin(RecordId, bool),
    /// A person read that records were erased.
    ErasuresRead,
    /// The API answered a pull.
    Page { asked: pull::Asked, response: Box<PullResponse>, heard: Heard },
    /// The API cannot read the cursor: the next pull starts from nothing.
    ForgetCursor,
    /// At the start: rows that were only visiting go.
    Tidy,
    /// What is over goes, by the clock of the phone.
    Purge { now: Millis },
}

impl Intent {
    /// The operation waits for a person, though the API said nothing of it alone.
    pub(super) const fn without_verdict(op: OpId, code: RejectCode) -> Self {
        Self::Park { op, fault: FaultView { op_id: op, code, issues: Vec::new() } }
    }
}

/// A save with all that must stay the same when it is planned again.
#[derive(Clone, Debug)]
pub(super) struct SaveIntent {
    pub ticket: Ticket,
    /// Who saved; nobody in particular before an enrolment.
    pub author: Option<OperatorId>,
    pub save: LocalSave,
    pub at: Millis,
    pub utc_offset: i32,
    pub ids: IdPool,
}

/// Operation ids of one intent: drawn once, handed out in the same order at each planning.
#[derive(Clone, Debug, Default)]
pub(super) struct IdPool {
    drawn: Vec<OpId>,
    given: usize,
}

impl IdPool {
    /// Starts again from the first id.
    pub(super) fn rewind(&mut self) {
        self.given = 0;
    }

    /// The next id.
    pub(super) fn next(&mut self, entropy: &mut dyn Entropy) -> OpId {
        if self.given == self.drawn.len() {
            let mut bytes = [0; 16];
            entropy.fill(&mut bytes);
            self.drawn.push(OpId(uuid::Builder::from_random_bytes(bytes).into_uuid()));
        }
        self.given += 1;
        self.drawn.get(self.given - 1).copied().unwrap_or(OpId(Uuid::nil()))
    }

    /// All ids drawn so far.
    pub(super) fn drawn(&self) -> &[OpId] {
        &self.drawn
    }
}

/// What to write, and what follows from it for the sending.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Empty when nothing is to be written.
    pub changes: Vec<RowChange>,
    /// What the answer of the API means for the next requests.
    pub verdict: Verdict,
}

/// What an answer means for the next requests.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    /// Records whose lane waits a while.
    pub held: Vec<RecordId>,
    /// Records whose lane waits no more: another incarnation decided nothing.
    pub free: Vec<RecordId>,
    /// The answer had not exactly one result for each operation.
    pub malformed: bool,
    /// Operations that are receipted or refused.
    pub settled: Vec<(OpId, RecordId)>,
    /// There are more pages.
    pub more_pages: bool,
    /// The API does not take this protocol any more.
    pub too_old: bool,
    /// The same page came again.
    pub no_progress: bool,
    /// The answer settled an operation, or brought something that the phone did not have: asking on is no loop.
    pub progress: bool,
    /// Somebody else's session; nothing may be sent.
    pub other_operator: bool,
    /// The configuration of the session is another than the one kept.
    pub config_wanted: bool,
}

impl SaveIntent {
    /// Another person took the phone over between the save and its writing: under that one's name it is not kept.
    pub(super) fn is_of_another(&self, state: &State) -> bool {
        self.author.is_some() && self.author != state.operator() && !off(Mutant::SaveAuthor)
    }
}

impl Intent {
    /// Decides what to write on the present state.
    pub(super) fn plan(&mut self, state: &State, entropy: &mut dyn Entropy) -> Plan {
        match self {
            Self::Save(intent) => Plan { changes: save::plan(intent, state, entropy), verdict: Verdict::default() },
            // Nothing of an erased record comes back from a form that was open.
            Self::Draft(draft) if state.meta.erased_ids.contains(&draft.record_id) => Plan::default(),
            Self::Draft(draft) => {
                // Who typed it, though another may be enrolled by the time that it is written down.
                let author = draft.typed_by.or_else(|| state.operator());
                let row = DraftRow { author, draft: DraftView { typed_by: None, ..draft.clone() } };
                let free = || draft_keys(&row).into_iter().find(|key| !state.draft_lies_at(key));
                let key = state.draft_of(draft.record_id, author).cloned().or_else(free);
                let change = key.map(|key| RowChange::Draft { key, row: Box::new(row) });
                Plan { changes: change.into_iter().collect(), verdict: Verdict::default() }
            }
            Self::DropDraft(id) => {
                let known = state.own_draft(*id).map(|key| RowChange::DropDraft { key: key.clone() });
                Plan { changes: known.into_iter().collect(), ..Plan::default() }
            }
            Self::Identity { session, config } => plan_identity(state, session, config.as_ref()),
            Self::Ack { sent, response, heard } => ack::plan(state, sent, response, *heard),
            Self::Park { op, fault } => Plan { changes: ack::park(state, *op, fault, true), ..Plan::default() },
            Self::Quarantine { op, now } => {
                // Each failure counts the day anew, also for a start that comes after it.
                let row = state.op(*op).map(|row| OutboxRow { quarantined: Some(*now), ..row.clone() });
                let changes = row.into_iter().map(|row| RowChange::Op(Box::new(row))).collect();
                Plan { changes, ..Plan::default() }
            }
            Self::Retry(record) => {
                let waits = |row: &&OutboxRow| row.quarantined.is_some() || (row.parked.is_some() && row.undecided);
                let again = |row: &OutboxRow| {
                    let row = OutboxRow { parked: None, undecided: false, quarantined: None, ..row.clone() };
                    RowChange::Op(Box::new(row))
                };
                Plan { changes: state.lane(*record).filter(waits).map(again).collect(), ..Plan::default() }
            }
            Self::Pin(record, on) => {
                let mut meta = state.meta.clone();
                meta.pinned.retain(|known| known != record);
                if *on {
                    meta.pinned.push(*record);
                    meta.pinned.drain(..meta.pinned.len().saturating_sub(PINNED_KEPT));
                }
                Plan { changes: vec![RowChange::Sync(meta)], ..Plan::default() }
            }
            Self::ErasuresRead => {
                let read = SyncMeta { erased: Vec::new(), ..state.meta.clone() };
                let changes = if state.meta.erased.is_empty() { Vec::new() } else { vec![RowChange::Sync(read)] };
                Plan { changes, ..Plan::default() }
            }
            Self::Page { asked, response, heard } => pull::plan(state, asked, response, *heard),
            Self::ForgetCursor => {
                let meta = SyncMeta { cursor: None, ..state.meta.clone() };
                Plan { changes: vec![RowChange::Sync(meta)], ..Plan::default() }
            }
            Self::Tidy => Plan { changes: tidy(state), ..Plan::default() },
            Self::Purge { now } => Plan { changes: purge::plan(state, *now), ..Plan::default() },
        }
    }
}

/// The session is of the operator whose records the phone keeps, or nothing of the former one is unsent.
fn plan_identity(state: &State, session: &SessionResponse, config: Option<&Value>) -> Plan {
    let profile = &session.profile;
    let former = state.identity.as_ref();
    let same = former.is_none_or(|former| {
        former.profile.operator_id == profile.operator_id && former.profile.ambito_id == profile.ambito_id
    });
    // Should the row of the identity be lost, the outbox still says whose it is.
    let own = state.outbox.values().all(|row| row.author.is_none_or(|author| author == profile.operator_id));
    let same = same && own;
    // A foreign session is taken only from an enrolment, which brings the configuration, and never over unsent work.
    if !same && (config.is_none() || !state.outbox.is_empty()) && !off(Mutant::OtherOperator) {
        // Another tab may have taken the phone over already: only a write finds that out.
        let changes = vec![RowChange::Sync(state.meta.clone())];
        return Plan { changes, verdict: Verdict { other_operator: true, ..Verdict::default() } };
    }
    let Some(config) = config.or(former.map(|former| &former.config)) else {
        return Plan { verdict: Verdict { config_wanted: true, ..Verdict::default() }, ..Plan::default() };
    };
    let mut next =
        Identity { profile: profile.clone(), config_version: session.config_version.clone(), config: config.clone() };
    let mut verdict = Verdict::default();
    let mut changes = Vec::new();
    if let Some(former) = former.filter(|_| same) {
        if *config == former.config && former.config_version != session.config_version {
            // The new version is written when its text is here.
            next.config_version.clone_from(&former.config_version);
            verdict.config_wanted = true;
        }
        if next == *former && session.last_client_seq < state.meta.next_seq {
            return Plan { changes, verdict };
        }
    }
    let mut meta = state.meta.clone();
    // A phone that lost its rows goes on in its stream where the API saw it last.
    if !off(Mutant::StreamGoesOn) {
        meta.next_seq = meta.next_seq.max(session.last_client_seq.saturating_add(1));
    }
    if !same {
        meta.pinned.clear();
        changes.extend(state.records.keys().map(|id| RowChange::DropRecord(*id)));
    }
    if former.is_some_and(|former| former.profile.device_id != profile.device_id) {
        // The API knows what it gave to a device, and this is another one: only a full listing tells what has to go.
        meta.cursor = None;
    }
    // What this operator sent from this phone before, and an API that was restored meanwhile may lack.
    changes.extend(ring::send_again(state, &meta, Some(profile.operator_id)));
    if meta != state.meta {
        changes.push(RowChange::Sync(meta));
    }
    changes.push(RowChange::Identity(Box::new(next)));
    Plan { changes, verdict }
}

/// Records that a person only looked up online go once nothing of them is unsent.
fn tidy(state: &State) -> Vec<RowChange> {
    let visiting = state.records.values().filter(|row| row.visiting && !state.is_dirty(row.base.id));
    visiting.map(|row| RowChange::DropRecord(row.base.id)).collect()
}

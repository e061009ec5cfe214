//! The API of the simulator: the real decisions around a repository in memory.

use std::collections::{BTreeMap, BTreeSet};

use model::config::AmbitoConfig;
use model::ids::{DeviceId, OpId, RecordId};
use model::time::Millis;
use protocol::{
    Op, OpResult, Outcome, Problem, ProblemCode, Profile, PullRequest, PullResponse, PushRequest, PushResponse,
    SessionResponse,
};
use serde::Serialize;
use sync::client::{HttpReply, Route};
use sync::server::{Actor, Decision, JournalEntry, Known, Parent, ServerRecord, Verdict, decide, visible};

use crate::rng::Rng;

/// What the API keeps.
pub struct Server {
    pub epoch: String,
    pub config: AmbitoConfig,
    pub profiles: BTreeMap<DeviceId, Profile>,
    pub records: BTreeMap<RecordId, (ServerRecord, u64)>,
    pub journal: BTreeMap<OpId, JournalEntry>,
    /// Every effect in its order: the operation, its device, the record before and after.
    pub effects: Vec<Effect>,
    pub ended_sessions: BTreeSet<DeviceId>,
    /// Operations that make it fail, until it is mended.
    pub poison: BTreeSet<OpId>,
    pub most_ops: usize,
    pub page: usize,
    pub reset_per_mille: u32,
    pub switched_off: Option<Guard>,
    seq: u64,
    given: BTreeMap<DeviceId, BTreeSet<RecordId>>,
}

/// One operation that took effect.
pub struct Effect {
    pub op: Op,
    pub device: DeviceId,
    pub before: Option<ServerRecord>,
    pub after: ServerRecord,
    pub receipt: String,
}

/// A guard of the repository that a mutation check switches off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Applied operations are remembered.
    Journal,
    /// Refused operations are remembered.
    RefusalIsFinal,
    /// Predecessors are asked for.
    Parents,
}

impl Server {
    pub fn new(config: AmbitoConfig, most_ops: usize, page: usize) -> Self {
        Self {
            epoch: "e1".to_owned(),
            config,
            profiles: BTreeMap::new(),
            records: BTreeMap::new(),
            journal: BTreeMap::new(),
            effects: Vec::new(),
            ended_sessions: BTreeSet::new(),
            poison: BTreeSet::new(),
            most_ops,
            page,
            reset_per_mille: 0,
            switched_off: None,
            seq: 0,
            given: BTreeMap::new(),
        }
    }

    /// The last position of the feed.
    pub fn head(&self) -> u64 {
        self.seq
    }

    /// Answers a request of a device.
    pub fn answer(&mut self, device: DeviceId, route: Route, body: &str, now: Millis, rng: &mut Rng) -> HttpReply {
        let Some(profile) = self.profiles.get(&device).filter(|_| !self.ended_sessions.contains(&device)).cloned()
        else {
            return problem(401, ProblemCode::Unauthenticated);
        };
        match route {
            Route::Session => json(&SessionResponse {
                profile,
                config_version: self.config.version.clone(),
                server_time: now,
                last_client_seq: 0,
            }),
            Route::Config => json(&self.config),
            Route::Push => match serde_json::from_str::<PushRequest>(body) {
                Ok(request) if request.device_id != device => problem(403, ProblemCode::Forbidden),
                Ok(request) if request.ops.len() > self.most_ops => problem(413, ProblemCode::TooLarge),
                Ok(request) if request.ops.iter().any(|op| self.poison.contains(&op.op_id)) => {
                    problem(500, ProblemCode::Internal)
                }
                Ok(request) => self.push(&profile, &request, now),
                Err(_) => problem(422, ProblemCode::Unprocessable),
            },
            Route::Pull => match serde_json::from_str::<PullRequest>(body) {
                Ok(request) => self.pull(&profile, &request, now, rng),
                Err(_) => problem(422, ProblemCode::Unprocessable),
            },
        }
    }

    fn push(&mut self, profile: &Profile, request: &PushRequest, now: Millis) -> HttpReply {
        let actor = Actor::from(profile);
        // What a device writes it has, even what it may not see again.
        self.given.entry(actor.device).or_default().extend(request.ops.iter().map(|op| op.record_id));
        let results =
            request.ops.iter().map(|op| OpResult { op_id: op.op_id, outcome: self.apply(op, &actor, now) }).collect();
        json(&PushResponse { batch_id: request.batch_id, epoch: self.epoch.clone(), results, server_time: now })
    }

    fn apply(&mut self, op: &Op, actor: &Actor, now: Millis) -> Outcome {
        let off = |guard| self.switched_off == Some(guard);
        let decision = {
            let journal = self.journal.get(&op.op_id).filter(|entry| match entry.verdict {
                Verdict::Applied { .. } => !off(Guard::Journal),
                Verdict::Refused { .. } => !off(Guard::RefusalIsFinal),
            });
            let parent = |id: OpId| match self.journal.get(&id) {
                _ if off(Guard::Parents) => Parent::Applied,
                None => Parent::Unknown,
                Some(JournalEntry { verdict: Verdict::Applied { .. }, .. }) => Parent::Applied,
                Some(entry) => Parent::Refused { record_exists: self.records.contains_key(&entry.record_id) },
            };
            let current = self.records.get(&op.record_id).map(|(record, _)| record);
            decide(op, actor, &Known { journal, current, parent: &parent }, &self.config, now)
        };
        match decision {
            Decision::Answer(outcome) => outcome,
            Decision::Refuse { code, issues } => {
                let verdict = Verdict::Refused { code, issues: issues.clone() };
                self.journal.insert(op.op_id, JournalEntry::new(op, verdict));
                Outcome::Rejected { code, issues }
            }
            Decision::Apply(applied) => {
                self.seq += 1;
                let (result, entry) = applied.commit(op, self.seq, &self.epoch, now);
                let receipt = match &entry.verdict {
                    Verdict::Applied { receipt, .. } => receipt.clone(),
                    Verdict::Refused { .. } => String::new(),
                };
                self.journal.insert(op.op_id, entry);
                let after = applied.record;
                let before = self.records.insert(op.record_id, (after.clone(), self.seq)).map(|(record, _)| record);
                self.effects.push(Effect { op: op.clone(), device: actor.device, before, after, receipt });
                result.outcome
            }
        }
    }

    fn pull(&mut self, profile: &Profile, request: &PullRequest, now: Millis, rng: &mut Rng) -> HttpReply {
        let actor = Actor::from(profile);
        let position = request.cursor.as_deref().and_then(|cursor| cursor.strip_prefix("at-")?.parse::<u64>().ok());
        let reset = request.cursor.is_some() && (position.is_none() || rng.chance(self.reset_per_mille));
        let mut next = if reset { 0 } else { position.unwrap_or(0) };
        let mut by_seq: Vec<(u64, &ServerRecord)> =
            self.records.values().filter(|(_, seq)| *seq > next).map(|(record, seq)| (*seq, record)).collect();
        by_seq.sort_by_key(|(seq, _)| *seq);
        let most = self.page.min(usize::try_from(request.limit).unwrap_or(1)).max(1);
        let has_more = by_seq.len() > most;
        let given = self.given.entry(actor.device).or_default();
        let (mut changes, mut removed_scope) = (Vec::new(), Vec::new());
        for (seq, record) in by_seq.into_iter().take(most) {
            next = seq;
            if visible(record, &actor, &self.config, now) {
                given.insert(record.snapshot.id);
                changes.push(record.snapshot.clone());
            } else if given.contains(&record.snapshot.id) {
                // Said again whenever the record changes: this answer may get lost.
                removed_scope.push(record.snapshot.id);
            }
        }
        json(&PullResponse {
            epoch: self.epoch.clone(),
            changes,
            removed_scope,
            erased: Vec::new(),
            next_cursor: format!("at-{next}"),
            has_more,
            reset,
            min_client: 1,
            server_time: now,
            backed_up_seq: None,
        })
    }
}

fn json<T: Serialize>(body: &T) -> HttpReply {
    HttpReply {
        status: 200,
        content_type: Some("application/json".to_owned()),
        protocol: Some("1".to_owned()),
        retry_after: None,
        body: serde_json::to_string(body).expect("messages are plain data"),
    }
}

fn problem(status: u16, code: ProblemCode) -> HttpReply {
    let problem =
        Problem { kind: "urn:taccuino:problem:sim".to_owned(), title: String::new(), status, code, detail: None };
    HttpReply { status, content_type: Some("application/problem+json".to_owned()), ..json(&problem) }
}

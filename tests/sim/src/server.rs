//! The API of the simulator: the real decisions around a repository in memory.

use std::collections::{BTreeMap, BTreeSet};

use model::config::AmbitoConfig;
use model::ids::{DeviceId, OpId, OperatorId, RecordId};
use model::time::Millis;
use protocol::{
    Op, OpKind, OpResult, Outcome, PROTOCOL, Problem, ProblemCode, Profile, PullRequest, PullResponse, PushRequest,
    PushResponse, RejectCode, SessionResponse,
};
use serde::Serialize;
use store_sql::Author;
use sync::client::{HttpReply, Route};
use sync::server::{
    Actor, Decision, JournalEntry, Known, Parent, ServerRecord, Verdict, answer_later, decide, other_incarnation,
    visible,
};

use crate::courier::Sealed;
use crate::rng::Rng;
use crate::sql::Sql;

/// What the API keeps.
pub struct Server {
    pub config: AmbitoConfig,
    /// The people as they are now: roles and teams change.
    pub people: BTreeMap<OperatorId, Profile>,
    pub revoked: BTreeSet<DeviceId>,
    /// Every effect in its order: the operation, its device, the record before and after.
    pub effects: Vec<Effect>,
    pub records: BTreeMap<RecordId, (ServerRecord, u64)>,
    pub journal: BTreeMap<OpId, JournalEntry>,
    /// Whose session each device has.
    pub sessions: BTreeMap<DeviceId, OperatorId>,
    /// Operations that make it fail, until it is mended.
    pub poison: BTreeSet<OpId>,
    /// The protocol that it speaks: an older server may be put back.
    pub speaks: u32,
    pub makes_backups: bool,
    pub most_ops: usize,
    pub page: usize,
    pub reset_per_mille: u32,
    pub switched_off: Option<Guard>,
    epoch: String,
    seq: u64,
    given: BTreeMap<DeviceId, BTreeSet<RecordId>>,
    backup: Option<Box<Backup>>,
    restores: u32,
    /// The real repository: what it commits is repeated here for the checks, and what phones pull comes from it.
    sql: Option<Sql>,
    /// Two phones seem to write one stream.
    pub forked: bool,
    /// Pushes that are decided and that no pull sees yet, when positions do not follow the order of the commits.
    unseen: BTreeMap<RecordId, u32>,
    /// What came sealed and could not be applied.
    pub held: Vec<Sealed>,
    /// How many sealed operations were applied by that way, how many were held, and how many of these were applied later.
    pub carried: [usize; 3],
    /// Tombstones, kept apart from the backups: an erasure is never undone by a restore.
    tombstones: BTreeMap<RecordId, ServerRecord>,
}

/// What a backup holds.
#[derive(Clone)]
struct Backup {
    effects: usize,
    records: BTreeMap<RecordId, (ServerRecord, u64)>,
    journal: BTreeMap<OpId, JournalEntry>,
    sessions: BTreeMap<DeviceId, OperatorId>,
    given: BTreeMap<DeviceId, BTreeSet<RecordId>>,
    seq: u64,
    /// The incarnation that it was made of.
    epoch: String,
}

/// One operation that took effect.
#[derive(Clone)]
pub struct Effect {
    pub op: Op,
    pub at: Millis,
    pub device: DeviceId,
    pub operator: OperatorId,
    pub before: Option<ServerRecord>,
    pub after: ServerRecord,
    pub receipt: String,
}

/// A guard of the repository that a mutation check switches off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Guard {
    /// Applied operations are remembered.
    Journal,
    /// Refused operations are remembered.
    RefusalIsFinal,
    /// Predecessors are asked for.
    Parents,
    /// A restored API is another incarnation.
    Epoch,
    /// Positions in the feed follow the order of the commits.
    CommitOrder,
    /// What came sealed is remembered as what was pushed is.
    SealedJournal,
}

impl Server {
    pub fn new(config: AmbitoConfig, most_ops: usize, page: usize) -> Self {
        Self {
            config,
            people: BTreeMap::new(),
            revoked: BTreeSet::new(),
            effects: Vec::new(),
            records: BTreeMap::new(),
            journal: BTreeMap::new(),
            sessions: BTreeMap::new(),
            poison: BTreeSet::new(),
            speaks: PROTOCOL,
            makes_backups: false,
            most_ops,
            page,
            reset_per_mille: 0,
            switched_off: None,
            epoch: "e0".to_owned(),
            seq: 0,
            given: BTreeMap::new(),
            backup: None,
            restores: 0,
            sql: None,
            forked: false,
            unseen: BTreeMap::new(),
            tombstones: BTreeMap::new(),
            held: Vec::new(),
            carried: [0; 3],
        }
    }

    /// From here on the real repository on a real file, which holds these people.
    pub fn on_sqlite(&mut self) {
        self.sql = Some(Sql::new(self.people.values(), &self.config.id));
    }

    /// Whether it is the real repository.
    pub const fn is_sql(&self) -> bool {
        self.sql.is_some()
    }

    /// A device gets a session.
    pub fn enrol(&mut self, device: DeviceId, operator: OperatorId, now: Millis) {
        if let Some(sql) = &mut self.sql {
            sql.enrol(device, operator, now);
        }
        self.sessions.insert(device, operator);
    }

    /// The person with the rights of now, on this device.
    pub fn profile_of(&self, profile: &Profile) -> Profile {
        let now = self.people.get(&profile.operator_id).unwrap_or(profile);
        Profile { device_id: profile.device_id, ..now.clone() }
    }

    /// A copy of all, as `ambito-api backup` makes it.
    pub fn back_up(&mut self, now: Millis) {
        self.makes_backups = true;
        if let Some(sql) = &self.sql {
            sql.back_up(now);
        }
        self.backup = Some(Box::new(Backup {
            effects: self.effects.len(),
            records: self.records.clone(),
            journal: self.journal.clone(),
            sessions: self.sessions.clone(),
            given: self.given.clone(),
            seq: self.seq,
            epoch: self.epoch.clone(),
        }));
    }

    /// Whether the last backup has the operation.
    pub fn is_in_backup(&self, op: OpId) -> bool {
        self.backup.as_ref().is_some_and(|backup| backup.journal.contains_key(&op))
    }

    /// The API comes back from the last backup, as another incarnation; false when there is none.
    pub fn restore(&mut self, now: Millis) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.effects.truncate(backup.effects);
        self.records = backup.records;
        self.journal = backup.journal;
        self.sessions = backup.sessions;
        self.given = backup.given;
        self.seq = backup.seq;
        // What was held since is not in it.
        self.held.clear();
        self.restores += 1;
        if self.switched_off != Some(Guard::Epoch) {
            self.epoch = format!("e{}", self.restores);
        }
        if let Some(sql) = &mut self.sql {
            sql.restore(&self.epoch, now);
        }
        for (id, tombstone) in self.tombstones.clone() {
            self.seq += 1;
            self.records.insert(id, (tombstone, self.seq));
        }
        true
    }

    /// A record is erased by law: a tombstone without content takes its place.
    pub fn erase(&mut self, id: RecordId, now: Millis) -> bool {
        let Some((record, seq)) = self.records.get_mut(&id).filter(|(record, _)| !record.erased) else { return false };
        self.seq += 1;
        *seq = self.seq;
        record.erased = true;
        record.snapshot.rev += 1;
        record.snapshot.fields.clear();
        record.snapshot.siblings.clear();
        self.tombstones.insert(id, record.clone());
        if let (Some(sql), Some((device_id, operator_id))) = (&self.sql, self.sessions.first_key_value()) {
            sql.erase(Author { device_id: *device_id, operator_id: *operator_id }, id, now);
        }
        true
    }

    /// Answers a request of a device.
    pub fn answer(&mut self, device: DeviceId, route: Route, body: &str, now: Millis, rng: &mut Rng) -> HttpReply {
        if self.revoked.contains(&device) {
            return self.problem(403, ProblemCode::DeviceRevoked);
        }
        let person = self.sessions.get(&device).and_then(|operator| self.people.get(operator));
        let Some(profile) = person.map(|person| Profile { device_id: device, ..person.clone() }) else {
            return self.problem(401, ProblemCode::Unauthenticated);
        };
        match route {
            Route::Session => self.not_of_sync(self.json(&SessionResponse {
                profile,
                config_version: self.config.version.clone(),
                server_time: now,
                last_client_seq: 0,
            })),
            Route::Config => self.not_of_sync(self.json(&self.config)),
            Route::Push => match serde_json::from_str::<PushRequest>(body) {
                Ok(request) if request.device_id != device => self.problem(403, ProblemCode::Forbidden),
                Ok(request) if request.ops.len() > self.most_ops => self.problem(413, ProblemCode::TooLarge),
                Ok(request) if request.ops.iter().any(|op| self.poison.contains(&op.op_id)) => {
                    self.problem(500, ProblemCode::Internal)
                }
                Ok(request) if self.speaks < 2 && request.ops.iter().any(is_of_version_2) => {
                    self.problem(422, ProblemCode::Unprocessable)
                }
                Ok(request) => self.push(&profile, &request, now),
                Err(_) => self.problem(422, ProblemCode::Unprocessable),
            },
            Route::Pull => match serde_json::from_str::<PullRequest>(body) {
                Ok(request) if request.device_id != device => self.problem(403, ProblemCode::Forbidden),
                Ok(request) => self.pull(&profile, &request, now, rng),
                Err(_) => self.problem(422, ProblemCode::Unprocessable),
            },
        }
    }

    fn push(&mut self, profile: &Profile, request: &PushRequest, now: Millis) -> HttpReply {
        let actor = Actor::from(profile);
        if self.speaks >= 2 && other_incarnation(request, &self.epoch) {
            return self.json(&answer_later(request, &self.epoch, now));
        }
        if let Some(sql) = self.sql.take() {
            let reply = self.push_to(&sql, &actor, request, now);
            self.sql = Some(sql);
            return reply;
        }
        // What a device writes it has, even what it may not see again.
        self.given.entry(actor.device).or_default().extend(request.ops.iter().map(|op| op.record_id));
        let results = request
            .ops
            .iter()
            .map(|op| OpResult { op_id: op.op_id, outcome: self.apply(op, &actor, now, true) })
            .collect();
        self.json(&PushResponse { batch_id: request.batch_id, epoch: self.epoch.clone(), results, server_time: now })
    }

    /// The real repository decides and writes; what took effect is repeated here.
    fn push_to(&mut self, sql: &Sql, actor: &Actor, request: &PushRequest, now: Millis) -> HttpReply {
        let author = Author { operator_id: actor.operator, device_id: actor.device };
        let config = &self.config;
        let (pushed, effects) = sql.push(author, request, now, &|op, known| decide(op, actor, known, config, now));
        self.forked |= pushed.forked || pushed.epoch != self.epoch;
        let Some(results) = pushed.results else {
            return self.json(&answer_later(request, &pushed.epoch, now));
        };
        for (op, before, applied) in effects {
            let outcome = results.iter().find(|result| result.op_id == op.op_id).map(|result| &result.outcome);
            let (Some(Outcome::Applied(ack) | Outcome::Merged(ack) | Outcome::Conflict(ack)), after) =
                (outcome, applied.record)
            else {
                continue;
            };
            let (seq, receipt, received_at) = (ack.seq, ack.receipt.clone(), ack.received_at);
            self.seq = seq;
            let verdict = Verdict::Applied { rev: ack.rev, seq, receipt: receipt.clone(), received_at, alone: true };
            self.journal.insert(op.op_id, JournalEntry::new(&op, verdict));
            self.records.insert(op.record_id, (after.clone(), seq));
            let (device, operator) = (actor.device, actor.operator);
            self.effects.push(Effect { op, at: received_at, device, operator, before, after, receipt });
        }
        for (op, result) in request.ops.iter().zip(&results) {
            if let Outcome::Rejected { code, issues } = &result.outcome
                && !matches!(code, RejectCode::UnknownRecord | RejectCode::Erased)
            {
                let verdict = Verdict::Refused { code: *code, issues: issues.clone() };
                self.journal.entry(op.op_id).or_insert_with(|| JournalEntry::new(op, verdict));
            }
        }
        let (batch_id, epoch) = (request.batch_id, pushed.epoch);
        self.json(&PushResponse { batch_id, epoch, results, server_time: now })
    }

    /// The incarnation that runs.
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// As a push of it alone; but a refusal is not for good, because its phone does not hear of it.
    pub fn apply_sealed(&mut self, op: &Op, actor: &Actor, now: Millis) -> Outcome {
        self.given.entry(actor.device).or_default().insert(op.record_id);
        let outcome = self.apply(op, actor, now, false);
        if self.switched_off == Some(Guard::SealedJournal) {
            self.journal.remove(&op.op_id);
        }
        outcome
    }

    fn apply(&mut self, op: &Op, actor: &Actor, now: Millis, for_good: bool) -> Outcome {
        let off = |guard| self.switched_off == Some(guard);
        let decision = {
            let journal = self.journal.get(&op.op_id).filter(|entry| match entry.verdict {
                Verdict::Applied { .. } => !off(Guard::Journal),
                Verdict::Refused { .. } => !off(Guard::RefusalIsFinal),
            });
            let parent = |id: OpId| {
                let entry = self.journal.get(&id);
                let exists = entry.is_some_and(|entry| self.records.contains_key(&entry.record_id));
                if off(Guard::Parents) { Parent::Applied { rev: 0, alone: false } } else { Parent::of(entry, exists) }
            };
            let current = self.records.get(&op.record_id).map(|(record, _)| record);
            if self.speaks < 2 && op.kind == OpKind::Resolve {
                return Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() };
            }
            decide(op, actor, &Known { journal, current, parent: &parent, case: &[] }, &self.config, now)
        };
        match decision {
            Decision::Answer(outcome) => outcome,
            Decision::Refuse { code, issues } => {
                if for_good {
                    let verdict = Verdict::Refused { code, issues: issues.clone() };
                    self.journal.insert(op.op_id, JournalEntry::new(op, verdict));
                }
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
                if off(Guard::CommitOrder) && self.seq.is_multiple_of(3) {
                    // Its transaction began before those that are already seen, and ends after them.
                    self.unseen.insert(op.record_id, 2);
                }
                let before = self.records.insert(op.record_id, (after.clone(), self.seq)).map(|(record, _)| record);
                let (device, operator) = (actor.device, actor.operator);
                self.effects.push(Effect { op: op.clone(), at: now, device, operator, before, after, receipt });
                result.outcome
            }
        }
    }

    fn pull(&mut self, profile: &Profile, request: &PullRequest, now: Millis, rng: &mut Rng) -> HttpReply {
        let actor = Actor::from(profile);
        // A cursor belongs to an incarnation and to a scope.
        let scope = format!("{:?}{:?}", profile.roles, profile.teams);
        let mine = format!("at-{}-{:x}-", self.epoch, hash(&scope));
        let position = request.cursor.as_deref().and_then(|cursor| cursor.strip_prefix(&mine)?.parse::<u64>().ok());
        let reset = request.cursor.is_some() && (position.is_none() || rng.chance(self.reset_per_mille));
        let mut next = if reset { 0 } else { position.unwrap_or(0) };
        let most = self.page.min(usize::try_from(request.limit).unwrap_or(1)).max(1);
        if let Some(sql) = &self.sql {
            let author = Author { operator_id: actor.operator, device_id: actor.device };
            let limit = u32::try_from(most).unwrap_or(1);
            let page = sql.pull(author, next, limit, now, &|record| visible(record, &actor, &self.config, now));
            return self.json(&PullResponse {
                pull_id: request.pull_id.filter(|_| self.speaks >= 2),
                epoch: self.epoch.clone(),
                changes: page.changes.into_iter().map(|stored| stored.record.snapshot).collect(),
                removed_scope: page.removed,
                erased: page.erased,
                next_cursor: format!("{mine}{}", page.next),
                has_more: page.has_more,
                reset,
                min_client: 1,
                server_time: now,
                backed_up_seq: sql.backed_up_seq(),
            });
        }
        let mut by_seq: Vec<(u64, &ServerRecord)> =
            self.records.values().filter(|(_, seq)| *seq > next).map(|(record, seq)| (*seq, record)).collect();
        by_seq.sort_by_key(|(seq, _)| *seq);
        by_seq.retain(|(_, record)| !self.unseen.contains_key(&record.snapshot.id));
        self.unseen.retain(|_, pulls| {
            *pulls -= 1;
            *pulls > 0
        });
        let has_more = by_seq.len() > most;
        let given = self.given.entry(actor.device).or_default();
        let (mut changes, mut removed_scope, mut erased) = (Vec::new(), Vec::new(), Vec::new());
        for (seq, record) in by_seq.into_iter().take(most) {
            next = seq;
            let id = record.snapshot.id;
            if record.erased {
                // Said to every phone: what another of its people wrote may lie there still.
                erased.push(id);
            }
            if visible(record, &actor, &self.config, now) {
                given.insert(id);
                changes.push(record.snapshot.clone());
            } else if given.contains(&id) || record.author == actor.operator {
                // Said again whenever the record changes: this answer may get lost.
                removed_scope.push(id);
            }
        }
        self.json(&PullResponse {
            pull_id: request.pull_id.filter(|_| self.speaks >= 2),
            epoch: self.epoch.clone(),
            changes,
            removed_scope,
            erased: if self.speaks < 2 { Vec::new() } else { erased },
            next_cursor: format!("{mine}{next}"),
            has_more,
            reset,
            min_client: 1,
            server_time: now,
            backed_up_seq: self.backed_up_seq(),
        })
    }

    /// Positions of this incarnation up to which the last backup goes.
    fn backed_up_seq(&self) -> Option<u64> {
        let backup = self.backup.as_ref().filter(|_| self.speaks >= 2)?;
        // A backup of a former incarnation holds what this one started from.
        Some(backup.seq).filter(|_| backup.epoch == self.epoch || self.restores > 0)
    }

    fn json<T: Serialize>(&self, body: &T) -> HttpReply {
        HttpReply {
            status: 200,
            content_type: Some("application/json".to_owned()),
            protocol: Some(self.speaks.to_string()),
            retry_after: None,
            body: serde_json::to_string(body).expect("messages are plain data"),
        }
    }

    /// An older server says its version on the answers of the sync alone.
    fn not_of_sync(&self, reply: HttpReply) -> HttpReply {
        HttpReply { protocol: reply.protocol.filter(|_| self.speaks >= 2), ..reply }
    }

    fn problem(&self, status: u16, code: ProblemCode) -> HttpReply {
        let problem =
            Problem { kind: "urn:taccuino:problem:sim".to_owned(), title: String::new(), status, code, detail: None };
        HttpReply { status, content_type: Some("application/problem+json".to_owned()), ..self.json(&problem) }
    }
}

/// An older server refuses fields of an operation that it does not know.
fn is_of_version_2(op: &Op) -> bool {
    !op.settles.is_empty() || op.fields.values().any(|change| change.base.is_some())
}

fn hash(text: &str) -> u64 {
    // FNV-1a: only to tell scopes apart.
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

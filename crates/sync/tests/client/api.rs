//! A small API around the real decisions: what it applied can be asked, what it answers can be spoiled.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use model::config::AmbitoConfig;
use model::ids::{AmbitoId, DeviceId, OpId, OperatorId, ProviderId, RecordId, TeamId};
use model::record::Service;
use model::time::Millis;
use protocol::{
    Op, OpResult, Outcome, Profile, PullRequest, PullResponse, PushRequest, PushResponse, Role, SessionResponse,
    TeamRef,
};
use serde::Serialize;
use serde_json::Value;
use sync::client::{HttpReply, HttpRequest, Route};
use sync::server::{
    Actor, Decision, JournalEntry, Known, Parent, ServerRecord, Verdict, answer_later, case_named, decide,
    other_incarnation, visible,
};
use uuid::Uuid;

/// Shared by the phones of a test.
pub type Shared = Rc<RefCell<Api>>;

/// What the API holds.
pub struct Api {
    pub epoch: String,
    pub config: AmbitoConfig,
    pub records: BTreeMap<RecordId, (ServerRecord, u64)>,
    pub journal: BTreeMap<OpId, JournalEntry>,
    /// Operations in the order in which they took effect.
    pub applied: Vec<Op>,
    pub seq: u64,
    /// The version that its answers say; the tests that write an answer themselves say 1.
    pub speaks: u32,
    backup: Option<Backup>,
}

/// What a backup holds.
struct Backup {
    records: BTreeMap<RecordId, (ServerRecord, u64)>,
    journal: BTreeMap<OpId, JournalEntry>,
    applied: Vec<Op>,
    seq: u64,
}

impl Api {
    pub fn shared() -> Shared {
        let config = AmbitoConfig::builtin("visconteo_sud_milano").unwrap().unwrap();
        Rc::new(RefCell::new(Self {
            epoch: "e1".to_owned(),
            config,
            records: BTreeMap::new(),
            journal: BTreeMap::new(),
            applied: Vec::new(),
            seq: 0,
            speaks: 1,
            backup: None,
        }))
    }

    /// Makes a backup; from now on phones hear how far it goes.
    pub fn back_up(&mut self) {
        let (records, journal, applied) = (self.records.clone(), self.journal.clone(), self.applied.clone());
        self.backup = Some(Backup { records, journal, applied, seq: self.seq });
    }

    /// Comes back from the backup, as another incarnation.
    pub fn restore(&mut self, epoch: &str) {
        let backup = self.backup.take().expect("a backup was made");
        (self.records, self.journal, self.applied) = (backup.records, backup.journal, backup.applied);
        self.seq = backup.seq;
        epoch.clone_into(&mut self.epoch);
        self.back_up();
    }

    /// Erases a record by law.
    pub fn erase(&mut self, id: RecordId) {
        self.seq += 1;
        let (record, seq) = self.records.get_mut(&id).expect("the record is there");
        record.snapshot.fields.clear();
        record.snapshot.siblings.clear();
        record.snapshot.rev += 1;
        (record.erased, *seq) = (true, self.seq);
    }

    /// The answer of a healthy API.
    pub fn answer(&mut self, profile: &Profile, request: &HttpRequest, now: Millis) -> HttpReply {
        let reply = match request.route {
            Route::Session => json(&session(profile, &self.config.version, now)),
            Route::Config => json(&self.config),
            Route::Push => json(&self.push(profile, &serde_json::from_str(&request.body).unwrap(), now)),
            Route::Pull => json(&self.pull(profile, &serde_json::from_str(&request.body).unwrap(), now)),
        };
        HttpReply { protocol: Some(self.speaks.to_string()), ..reply }
    }

    pub fn push(&mut self, profile: &Profile, request: &PushRequest, now: Millis) -> PushResponse {
        if other_incarnation(request, &self.epoch) {
            return answer_later(request, &self.epoch, now);
        }
        let actor = Actor::from(profile);
        let results =
            request.ops.iter().map(|op| OpResult { op_id: op.op_id, outcome: self.apply(op, &actor, now) }).collect();
        PushResponse { batch_id: request.batch_id, epoch: self.epoch.clone(), results, server_time: now }
    }

    fn apply(&mut self, op: &Op, actor: &Actor, now: Millis) -> Outcome {
        let parent = |id: OpId| {
            let entry = self.journal.get(&id);
            Parent::of(entry, entry.is_some_and(|entry| self.records.contains_key(&entry.record_id)))
        };
        // The activation and all steps: whose is another's is not among those of its id.
        let named = case_named(op);
        let of_case = |record: &&ServerRecord| {
            let of = record.snapshot.fields.get("activationId").and_then(Value::as_str);
            named.is_some_and(|id| record.snapshot.id == id || of == Some(&id.to_string()))
        };
        let case: Vec<ServerRecord> =
            self.records.values().map(|(record, _)| record).filter(of_case).cloned().collect();
        let known = Known {
            journal: self.journal.get(&op.op_id),
            current: self.records.get(&op.record_id).map(|(record, _)| record),
            parent: &parent,
            case: &case,
        };
        match decide(op, actor, &known, &self.config, now) {
            Decision::Answer(outcome) => outcome,
            Decision::Refuse { code, issues } => {
                let verdict = Verdict::Refused { code, issues: issues.clone() };
                self.journal.insert(op.op_id, JournalEntry::new(op, verdict));
                Outcome::Rejected { code, issues }
            }
            Decision::Apply(applied) => {
                self.seq += 1;
                let (result, entry) = applied.commit(op, self.seq, &self.epoch, now);
                self.journal.insert(op.op_id, entry);
                self.records.insert(op.record_id, (applied.record, self.seq));
                self.applied.push(op.clone());
                result.outcome
            }
        }
    }

    pub fn pull(&mut self, profile: &Profile, request: &PullRequest, now: Millis) -> PullResponse {
        let actor = Actor::from(profile);
        let known = request.epoch.as_ref().is_none_or(|epoch| *epoch == self.epoch);
        let at = request.cursor.as_deref().and_then(|cursor| cursor.parse::<u64>().ok()).filter(|_| known);
        let mut newer: Vec<_> = self.records.values().filter(|(_, seq)| *seq > at.unwrap_or(0)).collect();
        newer.sort_by_key(|(_, seq)| *seq);
        let seen = newer.iter().filter(|(record, _)| visible(record, &actor, &self.config, now));
        let erased = newer.iter().filter(|(record, _)| record.erased).map(|(record, _)| record.snapshot.id);
        PullResponse {
            pull_id: request.pull_id,
            epoch: self.epoch.clone(),
            changes: seen.map(|(record, _)| record.snapshot.clone()).collect(),
            removed_scope: Vec::new(),
            erased: erased.collect(),
            next_cursor: self.seq.to_string(),
            has_more: false,
            reset: request.cursor.is_some() && at.is_none(),
            min_client: 1,
            server_time: now,
            backed_up_seq: self.backup.as_ref().map(|backup| backup.seq),
        }
    }

    /// The value of a field at the API.
    pub fn value(&self, record: RecordId, field: &str) -> Option<String> {
        self.records.get(&record)?.0.snapshot.fields.get(field)?.as_str().map(str::to_owned)
    }
}

pub fn session(profile: &Profile, config_version: &str, now: Millis) -> SessionResponse {
    SessionResponse {
        profile: profile.clone(),
        config_version: config_version.to_owned(),
        server_time: now,
        last_client_seq: 0,
    }
}

/// An operator of the proximity team.
pub fn operator(n: u128) -> Profile {
    Profile {
        operator_id: OperatorId(Uuid::from_u128(0xA00 + n)),
        display_name: format!("Operatore {n}"),
        roles: vec![Role::ProximityOperator],
        teams: vec![TeamRef {
            id: TeamId(Uuid::from_u128(0xB01)),
            name: "Squadra".to_owned(),
            service: Service::Proximity,
            provider_id: ProviderId(Uuid::from_u128(0xC01)),
        }],
        municipality_code: None,
        ambito_id: AmbitoId("visconteo_sud_milano".to_owned()),
        ambito_name: "Visconteo".to_owned(),
        device_id: DeviceId(Uuid::from_u128(0xD00 + n)),
        colleagues: Vec::new(),
    }
}

pub fn json<T: Serialize>(body: &T) -> HttpReply {
    HttpReply {
        status: 200,
        content_type: Some("application/json".to_owned()),
        protocol: Some("1".to_owned()),
        retry_after: None,
        body: serde_json::to_string(body).unwrap(),
    }
}

pub fn problem(status: u16, code: &str) -> HttpReply {
    let body = serde_json::json!({"type": "urn:taccuino:problem:x", "title": "x", "status": status, "code": code});
    HttpReply { status, content_type: Some("application/problem+json".to_owned()), ..json(&body) }
}

pub fn plain(status: u16) -> HttpReply {
    HttpReply { status, content_type: Some("text/plain".to_owned()), protocol: None, ..json(&"") }
}

pub fn portal() -> HttpReply {
    let body = "<html>Wi-Fi gratis: accetta le condizioni</html>".to_owned();
    HttpReply { content_type: Some("text/html".to_owned()), protocol: None, body, ..json(&"") }
}

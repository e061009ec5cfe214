//! The real repository of the API on a real SQLite file, for part of the histories.

use std::path::PathBuf;
use std::sync::Mutex;

use model::ids::{AmbitoId, DeviceId, OperatorId, RecordId};
use model::time::Millis;
use protocol::{EraseReason, Op, Profile, PushRequest};
use store_sql::{
    Asked, Author, Enrolment, NewCode, Operator, PullPage, Pushed, Repository, Sent, SessionTimes, SqliteRepository,
    Team, TenantScope, WentBack,
};
use sync::server::{Applied, Decision, Known, ServerRecord, other_incarnation};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// A database with its people.
pub struct Sql {
    runtime: Runtime,
    /// Absent only while a backup is put back.
    repo: Option<SqliteRepository>,
    dir: TempDir,
    scope: TenantScope,
    codes: u64,
}

/// A decision that took effect: the operation, the record before, and what came of it.
pub type Effected = (Op, Option<ServerRecord>, Applied);

const TIMES: SessionTimes = SessionTimes { idle: 400 * Millis::DAY, absolute: 400 * Millis::DAY, touch: Millis::DAY };

impl Sql {
    /// An empty database for these people.
    pub fn new<'a>(people: impl Iterator<Item = &'a Profile>, ambito: &AmbitoId) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime can be made");
        let dir = tempfile::tempdir().expect("a folder for a while can be made");
        let scope = TenantScope::of(ambito.clone());
        let mut sql = Self { runtime, repo: None, dir, scope, codes: 0 };
        sql.open();
        let people: Vec<&Profile> = people.collect();
        sql.runtime.block_on(async {
            let repo = sql.repo();
            repo.ensure_ambito(&sql.scope, "e0", "key").await.expect("the Ambito can be made");
            for person in &people {
                let operator = Operator {
                    id: person.operator_id,
                    display_name: person.display_name.clone(),
                    roles: person.roles.clone(),
                    municipality_code: None,
                };
                repo.put_operator(&sql.scope, &operator).await.expect("an operator can be written");
            }
            for team in people.iter().flat_map(|person| &person.teams) {
                let of_team = |person: &&&Profile| person.teams.iter().any(|own| own.id == team.id);
                let members = people.iter().filter(of_team).map(|person| person.operator_id).collect();
                let (id, name, service, provider_id) = (team.id, team.name.clone(), team.service, team.provider_id);
                let team = Team { id, name, service, provider_id, members, coordinators: Vec::new() };
                repo.put_team(&sql.scope, &team).await.expect("a team can be written");
            }
        });
        sql
    }

    /// A device for a person.
    pub fn enrol(&mut self, device_id: DeviceId, operator_id: OperatorId, now: Millis) {
        self.codes += 1;
        let (hash, token_hash) = (format!("code {}", self.codes), format!("token {}", self.codes));
        let code = NewCode { hash: hash.clone(), operator_id, expires_at: now.plus(Millis::DAY) };
        let new = Enrolment { device_id, token_hash, times: TIMES };
        self.runtime.block_on(async {
            self.repo().add_code(&self.scope, &code, now).await.expect("a code can be written");
            self.repo().enrol(&hash, &new, now).await.expect("a device can be enrolled");
        });
    }

    /// Applies a push; says what was decided, and what took effect.
    pub fn push(
        &self,
        author: Author,
        request: &PushRequest,
        now: Millis,
        decide: &(dyn Fn(&Op, &Known<'_>) -> Decision + Send + Sync),
    ) -> (Pushed, Vec<Effected>) {
        let effects = Mutex::new(Vec::new());
        let seen = |op: &Op, known: &Known<'_>| {
            let decision = decide(op, known);
            if let Decision::Apply(applied) = &decision {
                let effected = (op.clone(), known.current.cloned(), (**applied).clone());
                effects.lock().expect("one thread").push(effected);
            }
            decision
        };
        let meant = |epoch: &str| !other_incarnation(request, epoch);
        // No history puts the file back by hand: a proof that it went back would be wrong.
        let known = request.epoch.as_deref().zip(request.known_seq);
        let known = known.map(|(epoch, seen)| WentBack { epoch, seen, next: "went back" });
        let sent = Sent { ops: &request.ops, meant: &meant, known };
        let pushed = self.repo().apply_push(&self.scope, author, &sent, now, &seen);
        let pushed = self.runtime.block_on(pushed).expect("a push can be written");
        (pushed, effects.into_inner().expect("one thread"))
    }

    /// A page of the feed.
    pub fn pull(
        &self,
        author: Author,
        after: u64,
        limit: u32,
        now: Millis,
        visible: &(dyn Fn(&ServerRecord) -> bool + Send + Sync),
    ) -> PullPage {
        // Whose an activation is depends on its steps alone here: nothing goes along.
        let page = self
            .repo()
            .pull(&self.scope, author, Asked { after, upto: u64::MAX, limit, now }, visible, &|_| Vec::new());
        self.runtime.block_on(page).expect("the feed can be read")
    }

    /// Up to where a backup holds the feed.
    pub fn backed_up_seq(&self) -> Option<u64> {
        self.runtime.block_on(self.repo().ambito(&self.scope)).expect("the Ambito is there").backed_up_seq
    }

    /// `ambito-api backup`.
    pub fn back_up(&self, now: Millis) {
        self.runtime.block_on(self.repo().backup(&self.file("backup"), now)).expect("a backup can be written");
    }

    /// `ambito-api restore`.
    pub fn restore(&mut self, epoch: &str, now: Millis) {
        if let Some(repo) = self.repo.take() {
            self.runtime.block_on(repo.close());
        }
        let (backup, file, epoch) = (self.file("backup"), self.file("db"), epoch.to_owned());
        let next = move || epoch.clone();
        let restored = self.runtime.block_on(SqliteRepository::restore(&backup, &file, false, &next, now));
        restored.expect("a backup can be put back");
        self.open();
    }

    /// Erases a record by law.
    pub fn erase(&self, author: Author, id: RecordId, now: Millis) {
        let erased = self.repo().erase(&self.scope, author, id, EraseReason::DataSubjectRequest, now);
        assert!(self.runtime.block_on(erased).expect("a record can be erased"), "the record is there");
    }

    fn open(&mut self) {
        let opened = self.runtime.block_on(SqliteRepository::open(&self.file("db")));
        self.repo = Some(opened.expect("the database opens"));
    }

    fn repo(&self) -> &SqliteRepository {
        self.repo.as_ref().expect("no backup is being put back")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

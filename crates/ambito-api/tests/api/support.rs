//! A world with one API in it, and phones that talk to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use ambito_api::demo::people;
use ambito_api::{App, AppOptions, issue, router};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use model::config::AmbitoConfig;
use model::ids::{AmbitoId, BatchId, DeviceId, OpId, OperatorId, RecordId};
use model::record::RecordType;
use model::time::Millis;
use protocol::{
    Ack, FieldChange, Op, OpKind, OpResult, Outcome, PROTOCOL, Problem, PullResponse, PushRequest, PushResponse, Role,
    SessionResponse,
};
use serde_json::{Value, json};
use store_sql::{Operator, Repository, Sealer, SqliteRepository, TenantScope};
use sync::canonical::body_hash;
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

/// 22 November 2026, 10:00 in Rome.
pub const NOW: Millis = Millis(1_795_338_000_000);

pub const VISCONTEO: &str = "visconteo_sud_milano";
pub const CORSICHESE: &str = "corsichese";

/// An API with its database and its clock.
pub struct World {
    pub app: App,
    pub repo: Arc<SqliteRepository>,
    router: Router,
    clock: Arc<AtomicI64>,
    /// What the randomness is counted from.
    counter: Arc<AtomicU64>,
    /// The database lies here.
    pub dir: TempDir,
}

/// What is left of a world whose process ended.
pub struct Remains {
    clock: Arc<AtomicI64>,
    counter: Arc<AtomicU64>,
    pub dir: TempDir,
}

impl Remains {
    pub fn database(&self) -> PathBuf {
        self.dir.path().join("ambito.sqlite")
    }
}

/// The key of every database here.
pub fn sealer(counter: &Arc<AtomicU64>) -> Sealer {
    let counter = Arc::clone(counter);
    Sealer::new(&[7; 32], move |bytes| fill(bytes, counter.fetch_add(1, Ordering::SeqCst)))
}

impl World {
    /// Both Ambiti with their people, and no record.
    pub async fn new() -> Self {
        Self::serving(None).await
    }

    /// As [`World::new`], serving the files of a folder.
    pub async fn serving(dist: Option<&Path>) -> Self {
        Self::with(|options| options.dist = dist.map(Path::to_path_buf)).await
    }

    /// As [`World::new`], with other options.
    pub async fn with(change: impl FnOnce(&mut AppOptions)) -> Self {
        let clock = Arc::new(AtomicI64::new(NOW.0));
        let counter = Arc::new(AtomicU64::new(1));
        Self::start(Remains { clock, counter, dir: TempDir::new().unwrap() }, None, change).await
    }

    /// The next process on what a former one left, with a disk on which the database may grow to so many pages.
    pub async fn on_small_disk(remains: Remains, pages: u32) -> Self {
        Self::start(remains, Some(pages), |_| {}).await
    }

    /// The next process on what a former one left.
    pub async fn again(remains: Remains) -> Self {
        Self::start(remains, None, |_| {}).await
    }

    async fn start(remains: Remains, pages: Option<u32>, change: impl FnOnce(&mut AppOptions)) -> Self {
        let repo = SqliteRepository::open_at_most(&remains.database(), pages).await.unwrap();
        let repo = Arc::new(repo.with_key(sealer(&remains.counter), NOW).await.unwrap());
        let configs = [VISCONTEO, CORSICHESE].map(|id| AmbitoConfig::builtin(id).unwrap().unwrap());
        let Remains { clock, counter, dir } = remains;
        let (shared, counted) = (Arc::clone(&clock), Arc::clone(&counter));
        let ticking = Arc::clone(&clock);
        let ticks = move || ticking.load(Ordering::SeqCst) - NOW.0;
        let mut options = AppOptions {
            elapsed: Arc::new(move || Duration::from_millis(ticks().unsigned_abs())),
            clock: Arc::new(move || Millis(shared.load(Ordering::SeqCst))),
            entropy: Arc::new(move |bytes| fill(bytes, counted.fetch_add(1, Ordering::SeqCst))),
            ..AppOptions::system()
        };
        change(&mut options);
        let app = App::open(repo.clone(), configs.to_vec(), options).await.unwrap();
        for tenant in app.tenants() {
            let people = people(&tenant.config);
            for person in &people.operators {
                app.repo().put_operator(&tenant.scope, &person.operator).await.unwrap();
            }
            for team in &people.teams {
                app.repo().put_team(&tenant.scope, team).await.unwrap();
            }
        }
        Self { router: router(&app), app, repo, clock, counter, dir }
    }

    /// The process ends.
    pub async fn end(self) -> Remains {
        self.repo.close().await;
        Remains { clock: self.clock, counter: self.counter, dir: self.dir }
    }

    /// The clock of the API goes on.
    pub fn wait(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn scope(&self, ambito: &str) -> TenantScope {
        TenantScope::of(AmbitoId(ambito.to_owned()))
    }

    /// The id of a demo operator.
    pub fn operator(&self, key: &str) -> OperatorId {
        self.ambito_of(key).1
    }

    /// A fresh code for a demo operator.
    pub async fn code(&self, key: &str) -> String {
        let (scope, operator) = self.ambito_of(key);
        issue(&self.app, &scope, operator, Millis::DAY).await.unwrap().grouped()
    }

    /// A phone of a demo operator, enrolled.
    pub async fn phone(&self, key: &str) -> Phone<'_> {
        self.enrol(&self.code(key).await).await
    }

    async fn enrol(&self, code: &str) -> Phone<'_> {
        let answer = self.send("POST", "/v1/enrol", &[], Some(json!({ "code": code }))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        Phone { world: self, cookie, session: answer.json() }
    }

    /// A phone of somebody who has this role, and nothing else.
    pub async fn phone_of(&self, ambito: &str, role: Role) -> Phone<'_> {
        let id = OperatorId(Uuid::from_u128(0xface_0000 + role as u128));
        let operator = Operator { id, display_name: "Prova".to_owned(), roles: vec![role], municipality_code: None };
        let scope = self.scope(ambito);
        self.repo.put_operator(&scope, &operator).await.unwrap();
        let code = issue(&self.app, &scope, id, Millis::DAY).await.unwrap().grouped();
        self.enrol(&code).await
    }

    /// A phone that was enrolled in a world before this one.
    pub fn known(&self, (cookie, session): (String, SessionResponse)) -> Phone<'_> {
        Phone { world: self, cookie, session }
    }

    /// A request as the app makes it; a body is JSON.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("x-taccuino", "1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.raw(request.body(body).unwrap()).await
    }

    pub async fn raw(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn ambito_of(&self, key: &str) -> (TenantScope, OperatorId) {
        self.app
            .tenants()
            .find_map(|tenant| Some((tenant.scope.clone(), people(&tenant.config).id(key)?)))
            .expect("a demo operator")
    }
}

fn fill(bytes: &mut [u8], seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 33) as u8;
    }
}

/// An answer, whatever it is.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The problem that the answer is, as `application/problem+json` with its own status.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        problem
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// An enrolled phone.
pub struct Phone<'w> {
    pub world: &'w World,
    pub cookie: String,
    pub session: SessionResponse,
}

impl Phone<'_> {
    /// What the phone keeps when the world ends.
    pub fn kept(&self) -> (String, SessionResponse) {
        (self.cookie.clone(), self.session.clone())
    }

    pub fn device(&self) -> DeviceId {
        self.session.profile.device_id
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.world.send("GET", path, &[("cookie", &self.cookie)], None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.world.send("POST", path, &[("cookie", &self.cookie)], Some(body)).await
    }

    pub async fn push_raw(&self, ops: &[Op]) -> Answer {
        self.post("/v1/sync/push", json!(self.batch(ops))).await
    }

    pub async fn push(&self, ops: &[Op]) -> Vec<OpResult> {
        let answer = self.push_raw(ops).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let response: PushResponse = answer.json();
        assert_eq!(response.results.iter().map(|it| it.op_id).collect::<Vec<_>>(), ops_ids(ops));
        response.results
    }

    /// Pushes one operation that must be applied.
    pub async fn apply(&self, op: &Op) -> Ack {
        match self.push(std::slice::from_ref(op)).await.remove(0).outcome {
            Outcome::Applied(ack) => ack,
            other => panic!("not applied: {other:?}"),
        }
    }

    pub async fn pull(&self, cursor: Option<&str>) -> PullResponse {
        let answer = self.pull_raw(cursor).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    pub async fn pull_raw(&self, cursor: Option<&str>) -> Answer {
        self.post(
            "/v1/sync/pull",
            json!({ "protocol": PROTOCOL, "deviceId": self.device(), "cursor": cursor, "limit": 200 }),
        )
        .await
    }

    /// The ids that a phone with nothing on it gets.
    pub async fn sees(&self) -> Vec<RecordId> {
        let page = self.pull(None).await;
        assert!(!page.has_more);
        page.changes.into_iter().map(|record| record.id).collect()
    }

    pub fn batch(&self, ops: &[Op]) -> PushRequest {
        PushRequest {
            protocol: PROTOCOL,
            device_id: self.device(),
            epoch: None,
            batch_id: BatchId(Uuid::from_u128(7)),
            known_seq: None,
            ops: ops.to_vec(),
        }
    }
}

fn ops_ids(ops: &[Op]) -> Vec<OpId> {
    ops.iter().map(|op| op.op_id).collect()
}

/// A record id; the same number gives the same id.
pub fn record(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n))
}

/// An operation with its hash.
pub fn op(n: u128, kind: OpKind, record_type: &RecordType, id: RecordId, base_rev: u64, fields: Value) -> Op {
    let Value::Object(fields) = fields else { panic!("fields are an object") };
    let fields: BTreeMap<String, FieldChange> =
        fields.into_iter().map(|(name, value)| (name, FieldChange::new(value, None))).collect();
    sealed(Op {
        v: 1,
        op_id: OpId(Uuid::from_u128(n)),
        client_seq: n as u64,
        record_id: id,
        record_type: record_type.clone(),
        schema_version: 1,
        kind,
        base_rev,
        prev_op_id: None,
        depends_on: Vec::new(),
        settles: Vec::new(),
        fields,
        client_time: NOW,
        utc_offset: 60,
        body_hash: String::new(),
    })
}

/// The operation with the hash of its body.
pub fn sealed(mut op: Op) -> Op {
    op.body_hash = body_hash(&op);
    op
}

/// A new note of the street team: an outing planned for tonight.
pub fn outing(n: u128) -> Op {
    let fields = json!({
        "outingKind": "street", "status": "planned", "plannedFor": "2026-11-22T20:30:00+01:00",
        "occurredAt": "2026-11-22T20:30:00+01:00", "municipalityCode": "015189",
    });
    op(n, OpKind::Create, &RecordType::STREET_OUTING, record(n), 0, fields)
}

/// A new report of the PIS.
pub fn activation(n: u128, municipality: &str) -> Op {
    let fields = json!({
        "municipalityCode": municipality, "reportedAt": "2026-11-22T09:40:00+01:00",
        "occurredAt": "2026-11-22T09:40:00+01:00", "referrerType": "carabinieri",
        "targetCategory": "unaccompanied_foreign_minor", "triage": "emergency", "people": [{ "n": 1 }],
    });
    op(n, OpKind::Create, &RecordType::PIS_ACTIVATION, record(n), 0, fields)
}

/// What lies in the database, read beside the API.
impl World {
    /// Rows of a table, with a condition if need be.
    pub async fn count(&self, table: &str) -> i64 {
        self.text(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await.parse().unwrap()
    }

    /// The one text that a query gives.
    pub async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut self.connect().await).await.unwrap()
    }

    /// Runs a statement.
    pub async fn run(&self, sql: &str) {
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut self.connect().await).await.unwrap();
    }

    async fn connect(&self) -> sqlx::SqliteConnection {
        let file = self.dir.path().join("ambito.sqlite");
        sqlx::ConnectOptions::connect(&sqlx::sqlite::SqliteConnectOptions::new().filename(file)).await.unwrap()
    }
}

//! The SQLite repository by itself: what is durable, what is written together, what is never changed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod sealing;

use std::collections::BTreeMap;

use model::config::AmbitoConfig;
use model::ids::{AmbitoId, DeviceId, OpId, OperatorId, ProviderId, RecordId, TeamId};
use model::record::{RecordType, Service};
use model::time::Millis;
use protocol::{FieldChange, Op, OpKind, OpResult, Outcome, Role, Snapshot};
use serde_json::json;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};
use store_sql::{
    AuditEntry, Author, CodeOutcome, Enrolment, NewCode, Operator, Pragma, Query, Reader, Repository, Sent,
    SessionTimes, SqliteRepository, StoreError, Team, TenantScope,
};
use sync::canonical::body_hash;
use sync::server::{Actor, decide};
use tempfile::TempDir;
use uuid::Uuid;

const NOW: Millis = Millis(1_795_338_000_000);

/// V2: what a power cut may take is what no pragma here allows.
#[tokio::test]
async fn v2_every_connection_is_durable() {
    let base = Base::new().await;
    for (pragma, value) in [
        (Pragma::JournalMode, "wal"),
        (Pragma::Synchronous, "2"),
        (Pragma::ForeignKeys, "1"),
        (Pragma::BusyTimeout, "5000"),
        (Pragma::SecureDelete, "1"),
    ] {
        assert_eq!(base.repo.pragma(pragma).await.unwrap(), [value, value], "{pragma:?}");
    }
}

/// V7: where the audit row cannot be written nothing of the operation is, and the others go on.
#[tokio::test]
async fn v7_an_operation_without_its_audit_row_is_not_applied() {
    let base = Base::new().await;
    let fails = base.outing(2);
    let id = fails.record_id;
    base.run(&format!(
        "CREATE TRIGGER no_audit BEFORE INSERT ON audit WHEN NEW.record_id = '{id}' \
         BEGIN SELECT RAISE(ABORT, 'the audit is broken'); END"
    ))
    .await;
    let ops = [base.outing(1), fails.clone(), base.outing(3)];
    let outcomes: Vec<_> = base.push(&ops).await.into_iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes[1], Outcome::RetryLater);
    let (Outcome::Applied(first), Outcome::Applied(third)) = (&outcomes[0], &outcomes[2]) else {
        panic!("{outcomes:?}")
    };
    assert_eq!((first.seq, third.seq), (1, 2), "its position was given back");
    for table in ["journal", "records", "feed", "audit WHERE record_id IS NOT NULL"] {
        assert_eq!(base.count(table).await, 2, "{table}");
    }
    // The phone sends it again, and once the audit works it is applied.
    base.run("DROP TRIGGER no_audit").await;
    assert!(matches!(base.push(&[fails]).await[0].outcome, Outcome::Applied(_)));
}

/// V6: a full disk is an error of the whole batch, and nothing of it stays.
#[tokio::test]
async fn v6_a_full_disk_applies_nothing() {
    let dir = TempDir::new().unwrap();
    let base = Base::open(dir, Some(100)).await;
    let mut ops = vec![base.outing(1)];
    for n in 2..=40 {
        let mut op = base.outing(n);
        let change = FieldChange::new(json!("x".repeat(20_000)), None);
        op.fields.insert("unknownToThisVersion".to_owned(), change);
        ops.push(sealed(op));
    }
    let error = base.try_push(&ops).await.unwrap_err();
    assert!(matches!(error, StoreError::DiskFull), "{error:?}");
    for table in ["journal", "records", "feed", "audit WHERE record_id IS NOT NULL"] {
        assert_eq!(base.count(table).await, 0, "{table}");
    }
    assert!(matches!(base.push(&ops[..1]).await[0].outcome, Outcome::Applied(_)), "what fits still goes in");
}

#[tokio::test]
async fn the_audit_is_append_only_and_keeps_names_of_fields_alone() {
    let base = Base::new().await;
    let mut op = base.outing(1);
    let change = FieldChange::new(json!("un segreto"), None);
    op.fields.insert("notes".to_owned(), change);
    base.push(&[sealed(op)]).await;
    let fields = base.text("SELECT fields FROM audit WHERE record_id IS NOT NULL").await;
    assert!(fields.contains("notes") && !fields.contains("segreto"), "{fields}");
    for statement in ["UPDATE audit SET action = 'x'", "DELETE FROM audit"] {
        let error = base.try_run(statement).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

/// Whatever is changed in the audit, added to it or taken out of its middle shows, also to whom no trigger stops.
#[tokio::test]
async fn the_audit_is_a_chain() {
    let base = Base::new().await;
    base.push(&[base.outing(1), base.outing(2), base.outing(3)]).await;
    let chain = base.repo.audit_chain(&base.scope).await.unwrap();
    let rows = base.count("audit").await;
    assert_eq!((chain.last, chain.broken_at), (rows, None));
    assert_eq!(chain.head, base.text("SELECT hash FROM audit ORDER BY audit_id DESC LIMIT 1").await);
    for trigger in ["audit_is_append_only_update", "audit_is_append_only_delete"] {
        base.run(&format!("DROP TRIGGER {trigger}")).await;
    }
    base.run("CREATE TABLE kept AS SELECT * FROM audit").await;
    let copy = "audit_id, at, operator_id, device_id, action, record_id, record_type, fields, hash";
    for (change, broken) in [
        ("UPDATE audit SET at = at + 1 WHERE audit_id = 2".to_owned(), 2),
        ("UPDATE audit SET operator_id = NULL WHERE audit_id = 3".to_owned(), 3),
        ("UPDATE audit SET fields = '[\"x\"]' WHERE audit_id = 1".to_owned(), 1),
        ("UPDATE audit SET hash = '' WHERE audit_id = 3".to_owned(), 3),
        ("DELETE FROM audit WHERE audit_id = 2".to_owned(), 3),
        ("UPDATE audit SET audit_id = 99 WHERE audit_id = 2".to_owned(), 3),
        (
            format!(
                "INSERT INTO audit SELECT ambito_id, {} FROM audit WHERE audit_id = 2",
                copy.replacen("audit_id", &(rows + 1).to_string(), 1)
            ),
            rows + 1,
        ),
    ] {
        base.run(&change).await;
        let found = base.repo.audit_chain(&base.scope).await.unwrap();
        assert_eq!(found.broken_at, Some(broken), "{change}");
        let missing = change.starts_with("DELETE") || change.contains("99");
        assert_eq!(found.last, if missing { 1 } else { broken - 1 });
        base.run("DELETE FROM audit").await;
        base.run("INSERT INTO audit SELECT * FROM kept").await;
    }
    assert_eq!(base.repo.audit_chain(&base.scope).await.unwrap(), chain);
    // What only the head that was written down elsewhere shows.
    base.run(&format!("DELETE FROM audit WHERE audit_id = {rows}")).await;
    let cut = base.repo.audit_chain(&base.scope).await.unwrap();
    assert!(cut.broken_at.is_none() && cut.head != chain.head);
}

/// A database of before the chain goes on with it, and what follows is covered.
#[tokio::test]
async fn an_audit_from_before_the_chain_goes_on() {
    let base = Base::new().await;
    base.push(&[base.outing(1)]).await;
    base.run("DROP TRIGGER audit_is_append_only_update").await;
    base.run("UPDATE audit SET hash = ''").await;
    let before = base.count("audit").await;
    assert_eq!(base.repo.audit_chain(&base.scope).await.unwrap().head, "");
    base.push(&[base.outing(2)]).await;
    let chain = base.repo.audit_chain(&base.scope).await.unwrap();
    assert_eq!((chain.last, chain.broken_at), (before + 1, None));
    base.run(&format!("UPDATE audit SET hash = '' WHERE audit_id = {}", before + 1)).await;
    base.push(&[base.outing(3)]).await;
    base.run(&format!("UPDATE audit SET action = 'x' WHERE audit_id = {}", before + 2)).await;
    assert_eq!(base.repo.audit_chain(&base.scope).await.unwrap().broken_at, Some(before + 2));
}

/// A database that is opened again is the same one, and its incarnation and key stay.
#[tokio::test]
async fn what_was_committed_is_there_after_the_process() {
    let base = Base::new().await;
    base.push(&[base.outing(1)]).await;
    let before = base.repo.ensure_ambito(&base.scope, "x", "x").await.unwrap();
    base.repo.close().await;
    let again = Base::open(base.dir, None).await;
    assert_eq!(again.repo.ensure_ambito(&again.scope, "y", "y").await.unwrap(), before);
    assert!(matches!(again.push(&[again.outing(1)]).await[0].outcome, Outcome::Duplicate(_)));
}

/// T1: every key has the tenant first, and no table is shared but the one that names the key of the installation.
#[tokio::test]
async fn t1_the_tenant_comes_first_in_every_key() {
    let base = Base::new().await;
    let tables = base.text("SELECT group_concat(name, ' ') FROM sqlite_schema WHERE type = 'table'").await;
    let own = tables.split(' ').filter(|name| !name.starts_with("_sqlx") && !name.starts_with("sqlite_"));
    let mut seen = 0;
    for table in own.filter(|name| *name != "sealing") {
        let first = base.text(&format!("SELECT name FROM pragma_table_info('{table}') WHERE pk = 1")).await;
        assert_eq!(first, "ambito_id", "{table}");
        seen += 1;
    }
    assert!(seen >= 12, "{tables}");
}

#[tokio::test]
async fn two_phones_with_one_code_get_one_device() {
    let base = Base::new().await;
    let code = NewCode { hash: "h".to_owned(), operator_id: operator(), expires_at: NOW.plus(Millis::DAY) };
    base.repo.add_code(&base.scope, &code, NOW).await.unwrap();
    let new =
        |n: u128| Enrolment { device_id: DeviceId(Uuid::from_u128(n)), token_hash: format!("token {n}"), times: TIMES };
    let (one, two) = (new(100), new(101));
    let both = tokio::join!(base.repo.enrol("h", &one, NOW), base.repo.enrol("h", &two, NOW));
    let outcomes = [both.0.unwrap(), both.1.unwrap()];
    assert_eq!(outcomes.iter().filter(|it| **it == CodeOutcome::Used).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|it| matches!(it, CodeOutcome::Enrolled { .. })).count(), 1);
}

#[tokio::test]
async fn references_are_written_once_and_change_with_their_content() {
    let base = Base::new().await;
    let venue = |name: &str| Snapshot {
        id: record(9),
        record_type: RecordType::VENUE,
        schema_version: 1,
        rev: 0,
        fields: BTreeMap::from([("name".to_owned(), json!(name))]),
        siblings: Vec::new(),
    };
    for name in ["Hub", "Hub", "Hub nuovo"] {
        base.repo.put_reference(&base.scope, &venue(name), NOW).await.unwrap();
    }
    let stored = base.repo.records_of(&base.scope, &[RecordType::VENUE]).await.unwrap();
    assert_eq!((stored.len(), stored[0].record.snapshot.rev, stored[0].seq), (1, 2, 2));
}

#[tokio::test]
async fn a_query_keeps_to_its_terms_and_its_tenant() {
    let base = Base::new().await;
    base.push(&[base.outing(1), base.outing(2)]).await;
    let query = |from: Option<Millis>, services: Vec<Service>| Query {
        record_type: RecordType::STREET_OUTING,
        from,
        until: None,
        municipality_code: None,
        services,
        limit: 10,
        after: None,
    };
    let author = Author { operator_id: base.actor.operator, device_id: base.actor.device };
    let reader = Reader { author, at: NOW, terms: Vec::new(), may: &|_| true, noted: &|_| None };
    let found =
        async |scope: &TenantScope, query: Query| base.repo.query(scope, &query, &reader).await.unwrap().records.len();
    assert_eq!(found(&base.scope, query(None, vec![Service::Street])).await, 2);
    assert_eq!(found(&base.scope, query(None, vec![Service::Pis])).await, 0);
    assert_eq!(found(&base.scope, query(Some(NOW.plus(Millis::DAY)), vec![Service::Street])).await, 0);
    let other = TenantScope::of(AmbitoId("corsichese".to_owned()));
    base.repo.ensure_ambito(&other, "epoch", "00").await.unwrap();
    assert_eq!(found(&other, query(None, vec![Service::Street])).await, 0);
}

/// Entries of the back office carry no operator.
#[tokio::test]
async fn the_back_office_leaves_its_trace_without_a_name() {
    let base = Base::new().await;
    let entry = AuditEntry {
        at: NOW,
        operator_id: None,
        device_id: None,
        action: "figures".to_owned(),
        record_id: None,
        record_type: None,
        fields: Vec::new(),
    };
    base.repo.audit(&base.scope, &entry).await.unwrap();
    assert_eq!(base.count("audit WHERE operator_id IS NULL AND action = 'figures'").await, 1);
}

const TIMES: SessionTimes = SessionTimes { idle: Millis::DAY, absolute: 10 * Millis::DAY, touch: Millis::MINUTE };

/// One Ambito with one operator, and the repository under it.
struct Base {
    repo: SqliteRepository,
    scope: TenantScope,
    actor: Actor,
    config: AmbitoConfig,
    dir: TempDir,
}

impl Base {
    async fn new() -> Self {
        Self::open(TempDir::new().unwrap(), None).await
    }

    async fn open(dir: TempDir, pages: Option<u32>) -> Self {
        let repo = SqliteRepository::open_at_most(&dir.path().join("db"), pages).await.unwrap();
        let config = AmbitoConfig::builtin("visconteo_sud_milano").unwrap().unwrap();
        let scope = TenantScope::of(config.id.clone());
        repo.ensure_ambito(&scope, "epoch", "key").await.unwrap();
        let person = Operator {
            id: operator(),
            display_name: "Samira Esempio".to_owned(),
            roles: vec![Role::StreetEducator],
            municipality_code: None,
        };
        repo.put_operator(&scope, &person).await.unwrap();
        let team = Team {
            id: TeamId(Uuid::from_u128(2)),
            name: "Équipe".to_owned(),
            service: Service::Street,
            provider_id: ProviderId(Uuid::from_u128(3)),
            members: vec![operator()],
            coordinators: Vec::new(),
        };
        repo.put_team(&scope, &team).await.unwrap();
        let teams = repo.person(&scope, operator()).await.unwrap().unwrap().teams;
        let actor = Actor {
            operator: operator(),
            device: DeviceId(Uuid::from_u128(4)),
            ambito: config.id.clone(),
            roles: person.roles,
            teams,
            municipality_code: None,
        };
        Self { repo, scope, actor, config, dir }
    }

    async fn push(&self, ops: &[Op]) -> Vec<OpResult> {
        self.try_push(ops).await.unwrap()
    }

    async fn try_push(&self, ops: &[Op]) -> Result<Vec<OpResult>, StoreError> {
        let author = Author { operator_id: self.actor.operator, device_id: self.actor.device };
        let by = |op: &Op, known: &sync::server::Known<'_>| decide(op, &self.actor, known, &self.config, NOW);
        let sent = Sent { ops, meant: &|_| true, known: None };
        let pushed = self.repo.apply_push(&self.scope, author, &sent, NOW, &by).await?;
        Ok(pushed.results.unwrap_or_default())
    }

    fn outing(&self, n: u128) -> Op {
        let fields = json!({ "outingKind": "street", "status": "planned", "occurredAt": "2026-11-22T20:30:00+01:00" });
        let fields = fields.as_object().unwrap().iter();
        let change = |value: &serde_json::Value| FieldChange::new(value.clone(), None);
        sealed(Op {
            v: 1,
            op_id: OpId(Uuid::from_u128(n)),
            client_seq: n as u64,
            record_id: record(n),
            record_type: RecordType::STREET_OUTING,
            schema_version: 1,
            kind: OpKind::Create,
            base_rev: 0,
            prev_op_id: None,
            depends_on: Vec::new(),
            settles: Vec::new(),
            fields: fields.map(|(name, value)| (name.clone(), change(value))).collect(),
            client_time: NOW,
            utc_offset: 60,
            body_hash: String::new(),
        })
    }

    async fn count(&self, table: &str) -> i64 {
        self.text(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).await.parse().unwrap()
    }

    async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connect().await).await.unwrap()
    }

    async fn run(&self, sql: &str) {
        self.try_run(sql).await.unwrap();
    }

    async fn try_run(&self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::query(AssertSqlSafe(sql)).execute(&mut self.connect().await).await.map(|_| ())
    }

    async fn connect(&self) -> SqliteConnection {
        sqlx::sqlite::SqliteConnectOptions::new().filename(self.dir.path().join("db")).connect().await.unwrap()
    }
}

fn operator() -> OperatorId {
    OperatorId(Uuid::from_u128(1))
}

fn record(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n))
}

fn sealed(mut op: Op) -> Op {
    op.body_hash = body_hash(&op);
    op
}

//! Applying operations: one savepoint each, one durable commit a batch. What they do is decided elsewhere.

use std::collections::BTreeMap;

use chrono::Datelike;
use model::ids::{OpId, RecordId};
use model::record::RecordType;
use model::rome;
use model::time::Millis;
use protocol::{Op, OpResult, Outcome};
use serde_json::Value;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Acquire, Row};
use sync::server::{Applied, Decision, JournalEntry, Known, Parent, ServerRecord, Verdict, case_named, parents};

use super::audit::add_audit;
use super::rows::{Sealed, code, exists, find_case, find_record, integer, json, next_seq, parse, put_record, to_json};
use super::{SqliteRepository, ambito, doors, held, streams};
use crate::error::StoreError;
use crate::records::{AuditEntry, Decide, Pushed, Sent};
use crate::repository::AmbitoState;
use crate::scope::{Author, TenantScope};

/// What the operations of one batch share.
struct Batch<'a> {
    scope: &'a TenantScope,
    sealed: Sealed<'a>,
    author: Author,
    epoch: String,
    now: Millis,
    decide: &'a Decide<'a>,
}

pub async fn apply(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    sent: &Sent<'_>,
    now: Millis,
    decide: &Decide<'_>,
) -> Result<Pushed, StoreError> {
    let mut tx = repo.write().await?;
    // Before anything takes a position that was lost.
    let renewed = match &sent.known {
        Some(known) => ambito::renew(&mut tx, scope, author, known, now).await?,
        None => false,
    };
    let AmbitoState { epoch, head, .. } = ambito::state(&mut tx, scope).await?;
    if renewed {
        tx.commit().await?;
        return Ok(Pushed { results: None, went_back: Some(head), epoch, forked: false });
    }
    if !(sent.meant)(&epoch) {
        return Ok(Pushed { results: None, went_back: None, epoch, forked: false });
    }
    let batch = Batch { scope, sealed: repo.sealed(scope), author, epoch, now, decide };
    let mut results = Vec::with_capacity(sent.ops.len());
    let mut forked = false;
    for op in sent.ops {
        let mut savepoint = tx.begin().await?;
        let result = match batch.apply_one(&mut savepoint, op).await {
            Ok(Done { result, forks }) => {
                savepoint.commit().await?;
                forked |= forks;
                result
            }
            // Nothing of this batch can be kept: the answer is a 503, not a result.
            Err(error @ (StoreError::DiskFull | StoreError::Busy | StoreError::NotWritable(_))) => return Err(error),
            Err(_) => {
                savepoint.rollback().await?;
                OpResult { op_id: op.op_id, outcome: Outcome::RetryLater }
            }
        };
        results.push(result);
    }
    if forked {
        doors::end(&mut tx, scope, author.device_id, now).await?;
        doors::audit(&mut tx, scope, now, "stream_fork", author.operator_id, Some(author.device_id)).await?;
    }
    tx.commit().await?;
    Ok(Pushed { results: Some(results), went_back: None, epoch: batch.epoch, forked })
}

/// What became of one operation.
struct Done {
    result: OpResult,
    /// It shows that two phones write its stream.
    forks: bool,
}

impl Batch<'_> {
    async fn apply_one(&self, conn: &mut SqliteConnection, op: &Op) -> Result<Done, StoreError> {
        let journal = self.journal_entry(conn, op.op_id).await?;
        let current = find_record(conn, self.sealed, op.record_id).await?.map(|stored| stored.record);
        let known_parents = self.parents(conn, op).await?;
        let named = case_named(op).filter(|_| journal.is_none());
        let case = match named {
            Some(id) => find_case(conn, self.sealed, id).await?,
            None => Vec::new(),
        };
        let decision = (self.decide)(
            op,
            &Known {
                journal: journal.as_ref(),
                current: current.as_ref(),
                parent: &|id| known_parents.get(&id).copied().unwrap_or(Parent::Unknown),
                case: &case,
            },
        );
        match decision {
            Decision::Answer(outcome) => {
                // What comes again may have been taken from the phone meanwhile: it is told so once more.
                if matches!(&outcome, Outcome::Duplicate(ack) if ack.record.is_some()) {
                    self.note_written(conn, op.record_id).await?;
                }
                if matches!(&outcome, Outcome::Duplicate(_)) {
                    held::release(conn, self.scope, op).await?;
                }
                Ok(Done { result: OpResult { op_id: op.op_id, outcome }, forks: false })
            }
            Decision::Refuse { code, issues } => {
                let verdict = Verdict::Refused { code, issues: issues.clone() };
                self.add_journal(conn, op, &JournalEntry::new(op, verdict)).await?;
                let result = OpResult { op_id: op.op_id, outcome: Outcome::Rejected { code, issues } };
                Ok(Done { result, forks: self.forks(conn, op).await? })
            }
            Decision::Apply(applied) => {
                let result = self.write(conn, op, current.as_ref(), *applied).await?;
                Ok(Done { result, forks: self.forks(conn, op).await? })
            }
        }
    }

    /// Whether another operation has the position of this one. Asked of operations that were decided just now: one that
    /// comes again may have come from another device, whose stream is not this one.
    async fn forks(&self, conn: &mut SqliteConnection, op: &Op) -> Result<bool, StoreError> {
        streams::is_shared(conn, self.scope, self.author.device_id, op.client_seq).await
    }

    async fn journal_entry(&self, conn: &mut SqliteConnection, op: OpId) -> Result<Option<JournalEntry>, StoreError> {
        let row = sqlx::query("SELECT body_hash, record_id, verdict FROM journal WHERE ambito_id = ? AND op_id = ?")
            .bind(self.scope.key())
            .bind(op.to_string())
            .fetch_optional(conn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(JournalEntry {
            op_id: op,
            body_hash: row.try_get("body_hash")?,
            record_id: parse::<RecordId>(&row, "record_id")?,
            verdict: json(&row, "verdict")?,
        }))
    }

    async fn parents(&self, conn: &mut SqliteConnection, op: &Op) -> Result<BTreeMap<OpId, Parent>, StoreError> {
        let mut known = BTreeMap::new();
        for id in parents(op) {
            let entry = self.journal_entry(conn, id).await?;
            let record_exists = match &entry {
                Some(JournalEntry { verdict: Verdict::Refused { .. }, record_id, .. }) => {
                    exists(conn, self.scope, *record_id).await?
                }
                _ => false,
            };
            known.insert(id, Parent::of(entry.as_ref(), record_exists));
        }
        Ok(known)
    }

    async fn write(
        &self,
        conn: &mut SqliteConnection,
        op: &Op,
        current: Option<&ServerRecord>,
        mut applied: Applied,
    ) -> Result<OpResult, StoreError> {
        if applied.record.snapshot.record_type == RecordType::PIS_ACTIVATION {
            self.number(conn, current, &mut applied.record).await?;
        }
        let seq = next_seq(conn, self.scope).await?;
        put_record(conn, self.sealed, &applied.record, seq, self.now).await?;
        let (result, entry) = applied.commit(op, seq, &self.epoch, self.now);
        self.add_journal(conn, op, &entry).await?;
        add_audit(conn, self.scope, &self.audit_entry(op)?).await?;
        self.note_written(conn, op.record_id).await?;
        Ok(result)
    }

    /// A device has what it wrote, also what it is never given: it must be told when that leaves its scope.
    async fn note_written(&self, conn: &mut SqliteConnection, record: RecordId) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO deliveries (ambito_id, device_id, record_id) SELECT ambito_id, device_id, ? FROM devices \
             WHERE ambito_id = ? AND device_id = ? ON CONFLICT DO UPDATE SET removals = 0",
        )
        .bind(record.to_string())
        .bind(self.scope.key())
        .bind(self.author.device_id.to_string())
        .execute(conn)
        .await?;
        Ok(())
    }

    /// `PIS-<year>-<nnnn>`: given once, by the year of the report in Rome, whatever a phone says.
    async fn number(
        &self,
        conn: &mut SqliteConnection,
        current: Option<&ServerRecord>,
        record: &mut ServerRecord,
    ) -> Result<(), StoreError> {
        let fields = &mut record.snapshot.fields;
        let given = current.and_then(|record| record.snapshot.fields.get("activationNumber").cloned());
        let number = match given {
            Some(number) => number,
            None => {
                let reported = fields.get("reportedAt").and_then(Value::as_str);
                let at = reported.and_then(|text| Millis::parse_rfc3339(text).ok()).unwrap_or(self.now);
                let year = rome::day_of(at).year();
                let last: i64 = sqlx::query_scalar(
                    "INSERT INTO counters (ambito_id, name, last) VALUES (?, ?, 1) \
                     ON CONFLICT (ambito_id, name) DO UPDATE SET last = last + 1 RETURNING last",
                )
                .bind(self.scope.key())
                .bind(format!("pis-{year}"))
                .fetch_one(conn)
                .await?;
                Value::from(format!("PIS-{year}-{last:04}"))
            }
        };
        fields.insert("activationNumber".to_owned(), number);
        Ok(())
    }

    async fn add_journal(&self, conn: &mut SqliteConnection, op: &Op, entry: &JournalEntry) -> Result<(), StoreError> {
        let (seq, receipt) = match &entry.verdict {
            Verdict::Applied { seq, receipt, .. } => (Some(integer(*seq)), Some(receipt)),
            Verdict::Refused { .. } => (None, None),
        };
        sqlx::query(
            "INSERT INTO journal (ambito_id, op_id, body_hash, device_id, operator_id, client_seq, record_id, kind, \
             verdict, seq, receipt, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(self.scope.key())
        .bind(op.op_id.to_string())
        .bind(&entry.body_hash)
        .bind(self.author.device_id.to_string())
        .bind(self.author.operator_id.to_string())
        .bind(integer(op.client_seq))
        .bind(op.record_id.to_string())
        .bind(code(&op.kind)?)
        .bind(to_json(&entry.verdict)?)
        .bind(seq)
        .bind(receipt)
        .bind(self.now.0)
        .execute(&mut *conn)
        .await?;
        if seq.is_some() {
            held::release(conn, self.scope, op).await?;
        }
        Ok(())
    }

    fn audit_entry(&self, op: &Op) -> Result<AuditEntry, StoreError> {
        Ok(AuditEntry {
            at: self.now,
            operator_id: Some(self.author.operator_id),
            device_id: Some(self.author.device_id),
            action: code(&op.kind)?,
            record_id: Some(op.record_id),
            record_type: Some(op.record_type.clone()),
            fields: op.fields.keys().cloned().collect(),
        })
    }
}

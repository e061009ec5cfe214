//! Applying operations: one savepoint each, one durable commit a batch.

use model::ids::{OpId, RecordId};
use model::time::Millis;
use protocol::{Ack, Op, OpResult, Outcome, RejectCode, Snapshot};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Acquire, Row};

use super::SqliteRepository;
use super::rows::{add_audit, code, find_record, integer, next_seq, number, put_record};
use crate::error::StoreError;
use crate::records::{Applied, AuditEntry, Decide, StoredRecord, Verdict};
use crate::scope::{Author, TenantScope};

/// What the operations of one batch share.
struct Batch<'a> {
    scope: &'a TenantScope,
    author: Author,
    epoch: String,
    now: Millis,
    decide: &'a Decide<'a>,
}

pub async fn apply(
    repo: &SqliteRepository,
    scope: &TenantScope,
    author: Author,
    ops: &[Op],
    now: Millis,
    decide: &Decide<'_>,
) -> Result<Vec<OpResult>, StoreError> {
    let mut tx = repo.write().await?;
    let epoch = sqlx::query_scalar("SELECT epoch FROM ambiti WHERE ambito_id = ?")
        .bind(scope.key())
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(StoreError::UnknownAmbito)?;
    let batch = Batch { scope, author, epoch, now, decide };
    let mut results = Vec::with_capacity(ops.len());
    for op in ops {
        let mut savepoint = tx.begin().await?;
        let outcome = match batch.apply_one(&mut savepoint, op).await {
            Ok(outcome) => {
                savepoint.commit().await?;
                outcome
            }
            // Nothing of this batch can be kept: the answer is a 503, not a result.
            Err(error @ (StoreError::DiskFull | StoreError::Busy | StoreError::NotWritable(_))) => return Err(error),
            Err(_) => {
                savepoint.rollback().await?;
                Outcome::RetryLater
            }
        };
        results.push(OpResult { op_id: op.op_id, outcome });
    }
    tx.commit().await?;
    Ok(results)
}

impl Batch<'_> {
    async fn apply_one(&self, conn: &mut SqliteConnection, op: &Op) -> Result<Outcome, StoreError> {
        if let Some(outcome) = self.known(conn, op).await? {
            return Ok(outcome);
        }
        for parent in op.prev_op_id.iter().chain(&op.depends_on) {
            if !self.in_journal(conn, *parent).await? {
                return Ok(Outcome::BlockedBy { parent: *parent });
            }
        }
        let current = find_record(conn, self.scope, op.record_id).await?;
        match (self.decide)(op, current.as_ref()) {
            Verdict::Reject(code, issues) => Ok(Outcome::Rejected { code, issues }),
            Verdict::Apply { record, how } => self.write(conn, op, current, *record, how).await,
        }
    }

    /// The answer to an operation that was applied before.
    async fn known(&self, conn: &mut SqliteConnection, op: &Op) -> Result<Option<Outcome>, StoreError> {
        let row = sqlx::query("SELECT body_hash, rev, seq, received_at FROM journal WHERE ambito_id = ? AND op_id = ?")
            .bind(self.scope.key())
            .bind(op.op_id.to_string())
            .fetch_optional(conn)
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.try_get::<String, _>("body_hash")? != op.body_hash {
            return Ok(Some(Outcome::Rejected { code: RejectCode::IdReuse, issues: Vec::new() }));
        }
        let (rev, seq) = (number(&row, "rev")?, number(&row, "seq")?);
        Ok(Some(Outcome::Duplicate(Ack {
            rev,
            seq,
            receipt: receipt(op.op_id, seq, &self.epoch),
            received_at: Millis(row.try_get("received_at")?),
            record: None,
        })))
    }

    async fn in_journal(&self, conn: &mut SqliteConnection, op: OpId) -> Result<bool, StoreError> {
        let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM journal WHERE ambito_id = ? AND op_id = ?")
            .bind(self.scope.key())
            .bind(op.to_string())
            .fetch_optional(conn)
            .await?;
        Ok(found.is_some())
    }

    async fn write(
        &self,
        conn: &mut SqliteConnection,
        op: &Op,
        current: Option<StoredRecord>,
        record: Snapshot,
        how: Applied,
    ) -> Result<Outcome, StoreError> {
        let (rev, author) = current.map_or((0, self.author.operator_id), |it| (it.snapshot.rev, it.author));
        let seq = next_seq(conn, self.scope).await?;
        let stored = StoredRecord { snapshot: Snapshot { rev: rev + 1, ..record }, author, seq };
        put_record(conn, self.scope, &stored, self.now).await?;
        let ack = Ack {
            rev: stored.snapshot.rev,
            seq,
            receipt: receipt(op.op_id, seq, &self.epoch),
            received_at: self.now,
            record: Some(Box::new(stored.snapshot)),
        };
        let (name, outcome) = match how {
            Applied::Plain => ("applied", Outcome::Applied(ack.clone())),
            Applied::Merged => ("merged", Outcome::Merged(ack.clone())),
            Applied::Conflict => ("conflict", Outcome::Conflict(ack.clone())),
        };
        self.add_journal(conn, op, name, &ack).await?;
        add_audit(conn, self.scope, &self.audit_entry(op)?).await?;
        Ok(outcome)
    }

    async fn add_journal(
        &self,
        conn: &mut SqliteConnection,
        op: &Op,
        outcome: &str,
        ack: &Ack,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO journal (ambito_id, op_id, body_hash, device_id, operator_id, client_seq, record_id, kind, \
             outcome, rev, seq, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(self.scope.key())
        .bind(op.op_id.to_string())
        .bind(&op.body_hash)
        .bind(self.author.device_id.to_string())
        .bind(self.author.operator_id.to_string())
        .bind(integer(op.client_seq))
        .bind(op.record_id.to_string())
        .bind(code(&op.kind)?)
        .bind(outcome)
        .bind(integer(ack.rev))
        .bind(integer(ack.seq))
        .bind(ack.received_at.0)
        .execute(conn)
        .await?;
        Ok(())
    }

    fn audit_entry(&self, op: &Op) -> Result<AuditEntry, StoreError> {
        Ok(AuditEntry {
            at: self.now,
            operator_id: Some(self.author.operator_id),
            device_id: Some(self.author.device_id),
            action: code(&op.kind)?,
            record_id: Some::<RecordId>(op.record_id),
            record_type: Some(op.record_type.clone()),
            fields: op.fields.keys().cloned().collect(),
        })
    }
}

fn receipt(op: OpId, seq: u64, epoch: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(op.0.as_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(epoch.as_bytes());
    let digest = hash.finalize();
    digest.iter().take(8).map(|byte| char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[usize::from(byte & 31)])).collect()
}

//! How the result of an operation is read: its outcome lies flat beside its id.

use model::ids::OpId;
use model::record::Issue;
use model::time::Millis;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::{Ack, OpResult, Outcome, RejectCode, Snapshot, json};

/// Every field that any outcome may have. What serde derives for a flattened, tagged enum is ten times the code.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Flat {
    op_id: OpId,
    outcome: String,
    rev: Option<u64>,
    seq: Option<u64>,
    receipt: Option<String>,
    received_at: Option<Millis>,
    record: Option<Box<Snapshot>>,
    code: Option<RejectCode>,
    #[serde(default, deserialize_with = "json::list")]
    issues: Vec<Issue>,
    parent: Option<OpId>,
}

impl<'de> Deserialize<'de> for OpResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut flat = Flat::deserialize(deserializer)?;
        let op_id = flat.op_id;
        let outcome = match flat.outcome.as_str() {
            "applied" => flat.ack().map(Outcome::Applied),
            "duplicate" => flat.ack().map(Outcome::Duplicate),
            "merged" => flat.ack().map(Outcome::Merged),
            "conflict" => flat.ack().map(Outcome::Conflict),
            "rejected" => flat.code.map(|code| Outcome::Rejected { code, issues: flat.issues }),
            "retry_later" => Some(Outcome::RetryLater),
            "blocked_by" => flat.parent.map(|parent| Outcome::BlockedBy { parent }),
            _ => return Err(D::Error::custom("an outcome that is not known")),
        };
        let outcome = outcome.ok_or_else(|| D::Error::custom("an outcome without what belongs to it"))?;
        Ok(Self { op_id, outcome })
    }
}

impl Flat {
    fn ack(&mut self) -> Option<Ack> {
        Some(Ack {
            rev: self.rev?,
            seq: self.seq?,
            receipt: self.receipt.take()?,
            received_at: self.received_at?,
            record: self.record.take(),
        })
    }
}

#[cfg(test)]
mod tests {
    use model::ids::{OpId, RecordId};
    use model::record::{IssueCode, RecordType};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn every_outcome() -> Vec<Outcome> {
        let snapshot = Snapshot {
            id: RecordId(Uuid::max()),
            record_type: RecordType::BENEFICIARY,
            schema_version: 1,
            rev: 3,
            fields: [("lastName".to_owned(), json!("Però"))].into(),
            siblings: Vec::new(),
        };
        let ack = Ack { rev: 3, seq: 9, receipt: "A7K3QQQQ".to_owned(), received_at: Millis(1), record: None };
        let told = Ack { record: Some(Box::new(snapshot)), ..ack.clone() };
        let issue = Issue { field: "startedAt".to_owned(), code: IssueCode::Missing };
        vec![
            Outcome::Applied(ack.clone()),
            Outcome::Duplicate(ack.clone()),
            Outcome::Merged(ack.clone()),
            Outcome::Conflict(ack),
            Outcome::Conflict(told),
            Outcome::Rejected { code: RejectCode::Invalid, issues: vec![issue] },
            Outcome::Rejected { code: RejectCode::Forbidden, issues: Vec::new() },
            Outcome::RetryLater,
            Outcome::BlockedBy { parent: OpId(Uuid::nil()) },
        ]
    }

    #[test]
    fn every_outcome_is_read_as_it_was_written() {
        for outcome in every_outcome() {
            let result = OpResult { op_id: OpId(Uuid::max()), outcome };
            let text = serde_json::to_string(&result).expect("it can be written");
            assert_eq!(serde_json::from_str::<OpResult>(&text).expect(&text), result);
        }
    }

    #[test]
    fn an_outcome_that_is_unknown_or_half_there_is_no_result() {
        let id = Uuid::max();
        for rest in [
            r#""outcome":"sideways""#,
            r#""outcome":"applied","rev":1,"seq":2,"receipt":"A7K3QQQQ""#,
            r#""outcome":"rejected""#,
            r#""outcome":"blocked_by""#,
            r#""rev":1"#,
        ] {
            let text = format!(r#"{{"opId":"{id}",{rest}}}"#);
            assert!(serde_json::from_str::<OpResult>(&text).is_err(), "{text}");
        }
    }
}

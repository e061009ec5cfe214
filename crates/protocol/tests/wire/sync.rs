//! Pushes and pulls, and every answer to them.

use model::record::{Fields, Issue, IssueCode, RecordType};
use protocol::{
    Ack, OpResult, Outcome, PROTOCOL, PullRequest, PullResponse, PushRequest, PushResponse, RejectCode, Settled,
    Sibling, Snapshot,
};
use serde_json::json;
use sync::canonical::value_hash;

use crate::kit::{EVENING, Sample, batch, device, op, operator, provider, record, team};
use crate::ops;

const EPOCH: &str = "9f1c2e7a";

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("push_request", push(Some(EPOCH))),
        Sample::of("push_request_first", push(None)),
        Sample::of("push_response_applied", answer(Outcome::Applied(ack(None)))),
        Sample::of("push_response_duplicate", answer(Outcome::Duplicate(ack(Some(card()))))),
        Sample::of("push_response_merged", answer(Outcome::Merged(ack(Some(card()))))),
        Sample::of("push_response_conflict", answer(Outcome::Conflict(ack(Some(with_siblings()))))),
        Sample::of("push_response_rejected", answer(refused(RejectCode::Invalid, issues()))),
        Sample::of("push_response_retry_later", answer(Outcome::RetryLater)),
        Sample::of("push_response_blocked_by", answer(Outcome::BlockedBy { parent: op(11) })),
        Sample::of("push_response_refusals", refusals()),
        Sample::of("pull_request", pull(Some("AAAAAAAAABg.yk3L8d"))),
        Sample::of("pull_request_first", pull(None)),
        Sample::of("pull_response", page()),
        Sample::of("pull_response_removed", PullResponse { removed_scope: vec![record(1), record(3)], ..bare_page() }),
        Sample::of(
            "pull_response_erased",
            PullResponse { removed_scope: vec![record(1)], erased: vec![record(1)], ..bare_page() },
        ),
        Sample::of(
            "pull_response_reset",
            PullResponse { reset: true, backed_up_seq: None, pull_id: None, ..bare_page() },
        ),
        Sample::of("snapshot", card()),
        Sample::of("snapshot_with_siblings", with_siblings()),
    ]
}

fn push(epoch: Option<&str>) -> PushRequest {
    PushRequest {
        protocol: PROTOCOL,
        device_id: device(),
        epoch: epoch.map(str::to_owned),
        batch_id: batch(1),
        known_seq: epoch.map(|_| 4_120),
        ops: vec![ops::create(), ops::patch()],
    }
}

fn answer(outcome: Outcome) -> PushResponse {
    answers(vec![OpResult { op_id: op(1), outcome }])
}

fn answers(results: Vec<OpResult>) -> PushResponse {
    PushResponse { batch_id: batch(1), epoch: EPOCH.to_owned(), results, server_time: EVENING.plus(2_000) }
}

fn ack(record: Option<Snapshot>) -> Ack {
    let receipt = "A7K3QM2X".to_owned();
    Ack { rev: 4, seq: 24, receipt, received_at: EVENING.plus(1_900), record: record.map(Box::new) }
}

fn refused(code: RejectCode, issues: Vec<Issue>) -> Outcome {
    Outcome::Rejected { code, issues }
}

/// One refusal for each reason.
fn refusals() -> PushResponse {
    let codes = [
        RejectCode::Invalid,
        RejectCode::Forbidden,
        RejectCode::IdReuse,
        RejectCode::BodyHash,
        RejectCode::Immutable,
        RejectCode::Erased,
        RejectCode::TypeMismatch,
        RejectCode::UnknownRecord,
        RejectCode::TooLarge,
        RejectCode::SchemaUnsupported,
    ];
    let result = |(n, code)| OpResult { op_id: op(n), outcome: refused(code, Vec::new()) };
    answers((1..).zip(codes).map(result).collect())
}

/// One field for each thing that may be wrong with it.
fn issues() -> Vec<Issue> {
    let codes = [
        IssueCode::Missing,
        IssueCode::WrongType,
        IssueCode::OutOfRange,
        IssueCode::TooLong,
        IssueCode::WrongCount,
        IssueCode::EndBeforeStart,
        IssueCode::SumMismatch,
        IssueCode::UnknownState,
        IssueCode::ImpossibleTransition,
        IssueCode::UnknownMunicipality,
        IssueCode::TooYoung,
        IssueCode::NeedsMinor,
        IssueCode::UnknownType,
        IssueCode::NotWritable,
    ];
    let issue = |(n, code)| Issue { field: format!("people[{n}].gender"), code };
    (0..).zip(codes).map(issue).collect()
}

fn pull(cursor: Option<&str>) -> PullRequest {
    PullRequest {
        protocol: PROTOCOL,
        device_id: device(),
        epoch: cursor.map(|_| EPOCH.to_owned()),
        cursor: cursor.map(str::to_owned),
        limit: 200,
        pull_id: cursor.map(|_| batch(2)),
    }
}

fn page() -> PullResponse {
    PullResponse { changes: vec![card(), with_siblings()], has_more: true, ..bare_page() }
}

fn bare_page() -> PullResponse {
    PullResponse {
        pull_id: Some(batch(2)),
        epoch: EPOCH.to_owned(),
        changes: Vec::new(),
        removed_scope: Vec::new(),
        erased: Vec::new(),
        next_cursor: "AAAAAAAAABk.Vq0cFe".to_owned(),
        has_more: false,
        reset: false,
        min_client: 1,
        server_time: EVENING.plus(3_000),
        backed_up_seq: Some(20),
    }
}

/// A card as the API has it, completed by the session.
pub fn card() -> Snapshot {
    let fields: Fields = [
        ("address", json!("Via della Libertà 12, scala B")),
        ("assignedOperatorIds", json!([operator(1), operator(2)])),
        ("beneficiaryType", json!("elderly")),
        ("doorbell", json!("Però - Città")),
        ("operatorId", json!(operator(1))),
        ("providerId", json!(provider())),
        ("receivedAt", json!(EVENING.plus(1_900).to_rfc3339())),
        ("teamId", json!(team(1))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    Snapshot {
        id: record(1),
        record_type: RecordType::BENEFICIARY,
        schema_version: 1,
        rev: 4,
        fields,
        siblings: Vec::new(),
    }
}

/// Two clashes, one of which was settled.
fn with_siblings() -> Snapshot {
    let sibling = Sibling {
        field: "address".to_owned(),
        value: json!("Via della Libertà 14"),
        operator_id: operator(2),
        op_id: op(8),
        received_at: EVENING.plus(60_000),
        base_hash: value_hash(Some(&json!("Via Verdi 3"))),
        base_rev: 2,
        settled: None,
    };
    let settled = Sibling {
        field: "phone".to_owned(),
        value: json!(null),
        base_hash: None,
        settled: Some(Settled { by: operator(3), at: EVENING.plus(120_000) }),
        ..sibling.clone()
    };
    Snapshot { rev: 5, siblings: vec![sibling, settled], ..card() }
}

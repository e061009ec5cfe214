//! Requests of a sync as any version of the app sends them.

use model::ids::{BatchId, DeviceId, OpId};
use protocol::{MIN_CLIENT, Op, OpResult, Outcome, ProblemCode, PullRequest, RejectCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::problem::ApiError;

/// The highest position of a stream that every program can count to: a double has no higher whole number.
const LAST_POSITION: u64 = (1 << 53) - 1;

/// A push, with each operation read for itself.
pub struct Push {
    /// Must be the session's device.
    pub device_id: DeviceId,
    /// Echoed by the answer.
    pub batch_id: BatchId,
    /// In their order: an operation, or the id of one that this version cannot read.
    pub ops: Vec<Result<Op, OpId>>,
}

/// What a push is, apart from its operations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    device_id: DeviceId,
    batch_id: BatchId,
    ops: Vec<Value>,
}

/// An operation of which nothing else can be read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    op_id: OpId,
}

impl Push {
    /// Reads a push. The version is looked at before anything that a version may have changed.
    pub fn read(body: Value) -> Result<Self, ApiError> {
        check_protocol(&body)?;
        let Envelope { device_id, batch_id, ops } = read(body)?;
        let ops = ops.into_iter().map(read_op).collect::<Result<_, _>>()?;
        Ok(Self { device_id, batch_id, ops })
    }

    /// The operations that were read, for the repository.
    pub fn readable(&self) -> Vec<Op> {
        self.ops.iter().filter_map(|op| op.as_ref().ok().cloned()).collect()
    }

    /// The results of those that were read, with a refusal of each of the others in its place. It is not final, and not
    /// in the journal: a later version of the API may take the operation.
    pub fn answer(&self, results: Vec<OpResult>) -> Vec<OpResult> {
        let mut results = results.into_iter();
        let unsupported = Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() };
        self.ops
            .iter()
            .filter_map(|op| match op {
                Ok(_) => results.next(),
                Err(id) => Some(OpResult { op_id: *id, outcome: unsupported.clone() }),
            })
            .collect()
    }
}

/// Reads a pull; the version first.
pub fn read_pull(body: Value) -> Result<PullRequest, ApiError> {
    check_protocol(&body)?;
    read(body)
}

fn check_protocol(body: &Value) -> Result<(), ApiError> {
    match body.get("protocol").and_then(Value::as_u64) {
        None => Err(unreadable()),
        Some(spoken) if spoken < u64::from(MIN_CLIENT) => Err(ApiError::new(ProblemCode::ClientTooOld)),
        Some(_) => Ok(()),
    }
}

fn read_op(value: Value) -> Result<Result<Op, OpId>, ApiError> {
    // The value is read twice only when it is not understood, and an id is all that is needed then.
    match Op::deserialize(&value) {
        Ok(op) if op.client_seq <= LAST_POSITION => Ok(Ok(op)),
        _ => Named::deserialize(&value).map(|named| Err(named.op_id)).map_err(|_| unreadable()),
    }
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T, ApiError> {
    serde_json::from_value(body).map_err(|_| unreadable())
}

const fn unreadable() -> ApiError {
    ApiError::new(ProblemCode::Unprocessable)
}

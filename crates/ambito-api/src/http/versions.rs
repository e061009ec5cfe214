//! Requests of a sync as any version of the app sends them.

use model::ids::{BatchId, DeviceId, OpId};
use model::time::Millis;
use protocol::{MIN_CLIENT, Op, OpResult, Outcome, ProblemCode, PullRequest, PushRequest, PushResponse, RejectCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sync::server::answer_later;

use crate::problem::ApiError;

/// The highest position of a stream that every program can count to: a double has no higher whole number.
pub const LAST_POSITION: u64 = (1 << 53) - 1;

/// A push, with each operation read for itself.
pub struct Push {
    /// The request, with the operations that this version can read.
    pub request: PushRequest,
    /// The id of each operation, in their order, and whether it was read.
    sent: Vec<(OpId, bool)>,
}

/// What a push is, apart from its operations.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    protocol: u32,
    device_id: DeviceId,
    #[serde(default)]
    epoch: Option<String>,
    batch_id: BatchId,
    #[serde(default)]
    known_seq: Option<u64>,
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
        let Envelope { protocol, device_id, epoch, batch_id, known_seq, ops } = read(body)?;
        let (mut readable, mut sent) = (Vec::with_capacity(ops.len()), Vec::with_capacity(ops.len()));
        for value in ops {
            match read_op(&value) {
                Some(op) => {
                    sent.push((op.op_id, true));
                    readable.push(op);
                }
                None => sent.push((name_of(&value)?, false)),
            }
        }
        Ok(Self { request: PushRequest { protocol, device_id, epoch, batch_id, known_seq, ops: readable }, sent })
    }

    /// How many operations were sent.
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// The answer when nothing of it is decided now.
    pub fn later(&self, epoch: &str, now: Millis) -> PushResponse {
        let mut response = answer_later(&self.request, epoch, now);
        let later = |&(op_id, _): &(OpId, bool)| OpResult { op_id, outcome: Outcome::RetryLater };
        response.results = self.sent.iter().map(later).collect();
        response
    }

    /// A result for each operation that was sent: of those that were read as given, of the others a refusal. It is not
    /// final, and not in the journal: a later version of the API may take the operation.
    pub fn answer(&self, results: Vec<OpResult>) -> Vec<OpResult> {
        let mut results = results.into_iter();
        let unsupported = Outcome::Rejected { code: RejectCode::SchemaUnsupported, issues: Vec::new() };
        let refused = |op_id| OpResult { op_id, outcome: unsupported.clone() };
        self.sent.iter().filter_map(|(id, read)| if *read { results.next() } else { Some(refused(*id)) }).collect()
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

fn read_op(value: &Value) -> Option<Op> {
    Op::deserialize(value).ok().filter(|op| op.client_seq <= LAST_POSITION)
}

/// An operation without an id is nobody's: there would be no result to give.
fn name_of(value: &Value) -> Result<OpId, ApiError> {
    Named::deserialize(value).map(|named| named.op_id).map_err(|_| unreadable())
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T, ApiError> {
    serde_json::from_value(body).map_err(|_| unreadable())
}

const fn unreadable() -> ApiError {
    ApiError::new(ProblemCode::Unprocessable)
}

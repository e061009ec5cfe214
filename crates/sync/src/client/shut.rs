//! What is written on a shut phone: an operation of no engine, because what the engine knows is in the notebook.

use model::ids::{OpId, RecordId};
use model::order;
use model::record::{Fields, RecordType, Service};
use model::rome;
use model::time::Millis;
use protocol::{FieldChange, Op, OpKind, SHUT_POSITIONS};
use serde_json::Value;

use super::save::{ENVELOPE, schema_version};
use crate::canonical::body_hash;

/// A few lines of somebody whose notebook is shut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its id, and that of the operation that makes it.
    pub id: RecordId,
    /// Whose work it is.
    pub service: Service,
    /// What happened.
    pub text: String,
    /// When, as far as is known.
    pub occurred_at: Millis,
}

impl Capture {
    /// The operation that makes it; see [`shut_operation`].
    #[must_use]
    pub fn operation(self, random: u64, at: Millis, utc_offset: i32) -> Op {
        let time = |at: Millis| Value::from(rome::to_rome(at).to_rfc3339());
        let precision = if self.occurred_at == at { "exact" } else { "about_15_min" };
        let fields = [
            ("occurredAt", time(self.occurred_at)),
            ("occurredAtPrecision", precision.into()),
            ("recordedAt", time(at)),
            ("service", serde_json::to_value(self.service).unwrap_or_default()),
            ("text", self.text.into()),
        ];
        let fields = order::tree(fields.map(|(name, value)| (name.to_owned(), value)));
        shut_operation(self.id, RecordType::CAPTURE, fields, random, at, utc_offset)
    }
}

/// The operation that makes a record on a phone whose notebook is shut, which goes sealed: that of a [`Capture`], and an answer
/// of a citizen. It may name records that the API has already and no others, for nothing is known here of what is unsent.
/// `random` gives its position, outside of the stream of the phone; `at` is the clock of the device, and `utc_offset` its
/// minutes east of UTC.
#[must_use]
pub fn shut_operation(
    id: RecordId,
    record_type: RecordType,
    fields: Fields,
    random: u64,
    at: Millis,
    utc_offset: i32,
) -> Op {
    let mut op = Op {
        v: ENVELOPE,
        op_id: OpId(id.0),
        client_seq: SHUT_POSITIONS | (random % SHUT_POSITIONS),
        record_id: id,
        schema_version: schema_version(&record_type),
        record_type,
        kind: OpKind::Create,
        base_rev: 0,
        prev_op_id: None,
        depends_on: Vec::new(),
        settles: Vec::new(),
        fields: order::tree(fields.into_iter().map(|(name, value)| (name, FieldChange::new(value, None)))),
        client_time: at,
        utc_offset,
        body_hash: String::new(),
    };
    op.body_hash = body_hash(&op);
    op
}

//! Operations of the demo, as phones would have written them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::ids::{OpId, RecordId};
use model::record::RecordType;
use model::rome;
use model::time::Millis;
use protocol::{FieldChange, Op, OpKind};
use serde_json::{Map, Value, json};
use sync::canonical::body_hash;
use uuid::Builder;

use super::people::stable_id;

/// Operations by operator, in the order in which they were written.
pub struct Script {
    ambito: String,
    /// Which operator wrote what.
    pub ops: Vec<(&'static str, Op)>,
    next_seq: BTreeMap<&'static str, u64>,
}

impl Script {
    /// An empty script for an Ambito.
    pub fn new(ambito: &str) -> Self {
        Self { ambito: ambito.to_owned(), ops: Vec::new(), next_seq: BTreeMap::new() }
    }

    /// The id that this script gives to the record of a key.
    pub fn id(&self, record_type: &RecordType, key: &str, at: Millis) -> RecordId {
        let hash = stable_id(&[&self.ambito, record_type.as_str(), key]);
        let mut random = [0; 10];
        random.copy_from_slice(&hash.as_bytes()[..10]);
        RecordId(Builder::from_unix_timestamp_millis(at.0.max(0).unsigned_abs(), &random).into_uuid())
    }

    /// The operator `by` writes down a new record at `at`. `null` fields are left out.
    pub fn create(
        &mut self,
        by: &'static str,
        record_type: &RecordType,
        key: &str,
        at: Millis,
        fields: Value,
    ) -> RecordId {
        let id = self.id(record_type, key, at);
        let fields = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        let changes = fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, FieldChange::new(value, None)))
            .collect();
        self.push(by, record_type, id, OpKind::Create, 0, at, changes);
        id
    }

    /// The operator `by` voids a record that nobody changed since its creation.
    pub fn void(&mut self, by: &'static str, record_type: &RecordType, id: RecordId, at: Millis, reason: &str) {
        let change = FieldChange::new(json!(reason), None);
        self.push(by, record_type, id, OpKind::Archive, 1, at, BTreeMap::from([("voidReason".to_owned(), change)]));
    }

    #[expect(clippy::too_many_arguments, reason = "one for each part of an operation, two callers")]
    fn push(
        &mut self,
        by: &'static str,
        record_type: &RecordType,
        record_id: RecordId,
        kind: OpKind,
        base_rev: u64,
        at: Millis,
        fields: BTreeMap<String, FieldChange>,
    ) {
        let seq = self.next_seq.entry(by).or_default();
        *seq += 1;
        let mut op = Op {
            v: 1,
            op_id: OpId(stable_id(&[&self.ambito, by, "op", &record_id.to_string(), &base_rev.to_string()])),
            client_seq: *seq,
            record_id,
            record_type: record_type.clone(),
            schema_version: record_type.info().map_or(1, |info| info.schema_version),
            kind,
            base_rev,
            prev_op_id: None,
            depends_on: Vec::new(),
            settles: Vec::new(),
            fields,
            client_time: at,
            utc_offset: rome::offset_at(at) / 60,
            body_hash: String::new(),
        };
        op.body_hash = body_hash(&op);
        self.ops.push((by, op));
    }
}

/// An instant of Rome's civil time.
pub fn at(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Millis {
    on(NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default(), hour, minute)
}

/// An instant of a day in Rome; hours may go past midnight.
pub fn on(day: NaiveDate, hour: u32, minute: u32) -> Millis {
    let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    let civil = midnight + chrono::TimeDelta::minutes(i64::from(hour * 60 + minute));
    Millis(rome::from_rome(civil).earliest().timestamp_millis())
}

/// As a phone in Rome writes it.
pub fn iso(at: Millis) -> String {
    rome::to_rome(at).to_rfc3339()
}

/// The element of a list at a place that goes round.
pub const fn pick<T: Copy>(list: &[T], index: usize) -> T {
    list[index % list.len()]
}

//! Records for the tests: ids from small numbers, fields from JSON.

use model::config::AmbitoConfig;
use model::ids::RecordId;
use model::record::{Fields, RecordRef, RecordType};
use model::rome;
use model::time::Millis;
use serde_json::{Value, json};

/// A record that a test owns.
#[derive(Clone, Debug)]
pub struct Rec {
    pub id: RecordId,
    pub record_type: RecordType,
    pub fields: Fields,
}

impl Rec {
    pub fn new(record_type: RecordType, n: u64, fields: Value) -> Self {
        Self { id: id(n), record_type, fields: fields_of(fields) }
    }

    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }

    pub fn voided(self) -> Self {
        self.with("voidedAt", json!("2026-11-22T10:00:00+01:00")).with("voidReason", json!("entry_error"))
    }

    pub fn as_ref(&self) -> RecordRef<'_> {
        RecordRef::new(self.id, &self.record_type, &self.fields)
    }
}

pub fn refs(records: &[Rec]) -> impl Iterator<Item = RecordRef<'_>> + Clone {
    records.iter().map(Rec::as_ref)
}

/// A UUIDv7 whose order is that of `n`.
pub fn id(n: u64) -> RecordId {
    format!("018bcfe5-6800-7000-8000-{n:012x}").parse().expect("a UUID")
}

pub fn ids(n: u64) -> String {
    id(n).to_string()
}

pub fn fields_of(value: Value) -> Fields {
    serde_json::from_value(value).expect("an object")
}

/// An instant from the civil time of Rome, such as `2024-03-29 17:59`.
pub fn rome_at(civil: &str) -> Millis {
    let civil = chrono::NaiveDateTime::parse_from_str(civil, "%Y-%m-%d %H:%M").expect("a civil time");
    Millis(rome::from_rome(civil).earliest().timestamp_millis())
}

pub fn visconteo() -> AmbitoConfig {
    AmbitoConfig::builtin("visconteo_sud_milano").expect("it comes with the sources").expect("it is right")
}

pub fn corsichese() -> AmbitoConfig {
    AmbitoConfig::builtin("corsichese").expect("it comes with the sources").expect("it is right")
}

/// Issues as `field code`, sorted, for comparison.
pub fn named(issues: &[model::record::Issue]) -> Vec<String> {
    let code = |issue: &model::record::Issue| serde_json::to_value(issue.code).expect("a code");
    let mut named: Vec<_> =
        issues.iter().map(|issue| format!("{} {}", issue.field, code(issue).as_str().expect("text"))).collect();
    named.sort();
    named
}

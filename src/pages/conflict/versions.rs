//! What clashed in a record: for each group of fields the version at the API and those beside it.

use model::ids::{OpId, OperatorId};
use model::order;
use model::record::{DataClass, FieldSpec, Fields, field_spec};
use model::time::Millis;
use serde_json::Value;
use sync::client::RecordView;

/// Set when a record is voided.
pub const VOIDED_AT: &str = "voidedAt";
/// A text field that takes this much is one for sentences: two of them can stand one under the other.
const FREE_TEXT: usize = 200;

/// A group of fields of which two people wrote different values: one choice for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The group, by its name in the model.
    pub group: String,
    /// Harm follows from the wrong value.
    pub critical: bool,
    /// The fields in question.
    pub fields: Vec<String>,
    /// What was written; the present values come first.
    pub versions: Vec<Version>,
    /// All of it together, where that makes sense: sentences and sets.
    pub both: Option<Fields>,
}

/// One person's values of the fields in question.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Who wrote it and when the API received it; `None` for the present values.
    pub by: Option<(OperatorId, Millis)>,
    /// Value by field.
    pub values: Fields,
    op: Option<OpId>,
}

/// What waits for a person, the critical first; the voiding is a question of its own.
pub fn clashes(record: &RecordView) -> Vec<Clash> {
    let mut clashes: Vec<Clash> = Vec::new();
    for sibling in record.open_siblings().filter(|sibling| sibling.field != VOIDED_AT) {
        let spec = field_spec(&record.record_type, &sibling.field);
        let group = spec.map_or(sibling.field.as_str(), |spec| spec.group);
        let at = clashes.iter().position(|clash| clash.group == group).unwrap_or_else(|| {
            clashes.push(Clash::new(group));
            clashes.len() - 1
        });
        let clash = &mut clashes[at];
        clash.critical |= spec.is_some_and(|spec| spec.class == DataClass::Critical);
        if !clash.fields.contains(&sibling.field) {
            clash.fields.push(sibling.field.clone());
        }
        let known = clash.versions.iter_mut().find(|version| version.op == Some(sibling.op_id));
        match known {
            Some(version) => drop(version.values.insert(sibling.field.clone(), sibling.value.clone())),
            None => clash.versions.push(Version {
                by: Some((sibling.operator_id, sibling.received_at)),
                values: order::tree([(sibling.field.clone(), sibling.value.clone())]),
                op: Some(sibling.op_id),
            }),
        }
    }
    for clash in &mut clashes {
        clash.complete(record);
    }
    order::by_key(&mut clashes, |clash| !clash.critical);
    clashes
}

/// Whether somebody edited the record, who did not know that it was voided.
pub fn voiding_in_question(record: &RecordView) -> bool {
    record.open_siblings().any(|sibling| sibling.field == VOIDED_AT)
}

impl Clash {
    fn new(group: &str) -> Self {
        let head = Version { by: None, values: Fields::new(), op: None };
        Self { group: group.to_owned(), critical: false, fields: Vec::new(), versions: vec![head], both: None }
    }

    /// Whoever wrote one field of the group left the others as they are; equal versions are one.
    fn complete(&mut self, record: &RecordView) {
        for version in &mut self.versions {
            for field in &self.fields {
                if !version.values.contains_key(field) {
                    let present = record.fields.get(field).cloned().unwrap_or(Value::Null);
                    version.values.insert(field.clone(), present);
                }
            }
        }
        let mut kept: Vec<Version> = Vec::new();
        for version in std::mem::take(&mut self.versions) {
            if kept.iter().all(|other| other.values != version.values) {
                kept.push(version);
            }
        }
        self.versions = kept;
        let joined = self.fields.iter().map(|field| {
            let spec = field_spec(&record.record_type, field)?;
            Some((field.clone(), joined(spec, self.versions.iter().map(|version| &version.values[field]))?))
        });
        let both = joined.collect::<Option<Vec<_>>>().map(order::tree);
        self.both = both.filter(|both| self.versions.iter().all(|version| version.values != *both));
    }
}

/// The values together; `None` where a person has to choose one.
fn joined<'a>(spec: &FieldSpec, values: impl Iterator<Item = &'a Value>) -> Option<Value> {
    let mut distinct: Vec<&Value> = Vec::new();
    for value in values.filter(|value| !value.is_null()) {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    let Some((first, rest)) = distinct.split_first() else { return Some(Value::Null) };
    if rest.is_empty() {
        return Some((*first).clone());
    }
    let whole = if spec.set {
        let mut items = first.as_array()?.clone();
        for item in rest.iter().map(|value| value.as_array()).collect::<Option<Vec<_>>>()?.into_iter().flatten() {
            if !items.contains(item) {
                items.push(item.clone());
            }
        }
        Value::Array(items)
    } else {
        if spec.codelist.is_some() || !fits(spec, &Value::from("x".repeat(FREE_TEXT))) {
            return None;
        }
        let mut text = first.as_str()?.to_owned();
        for more in rest {
            text = format!("{text}\n{}", more.as_str()?);
        }
        Value::from(text)
    };
    fits(spec, &whole).then_some(whole)
}

fn fits(spec: &FieldSpec, value: &Value) -> bool {
    let mut issues = Vec::new();
    (spec.check)(value, spec.name, &mut issues);
    issues.is_empty()
}

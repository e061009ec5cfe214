//! What looking a record up online leaves out: it is given only to who reveals that one record.

use model::record::{DataClass, RecordType, field_spec};
use protocol::Snapshot;
use serde_json::Value;

/// What says how to reach a person, beside the fields that are critical by their class.
const REACHES: [(&str, &str); 3] =
    [("beneficiary", "phone"), ("citizen_path", "phone"), ("pis_activation", "referrerContact")];
/// Fields whose values are lists of objects, and what is critical in each of these.
const PARTS: [(&str, &str, &str); 1] = [("pis_activation", "people", "category")];

/// Whether a field is left out. So is what this version does not know: a later app may mean an address by it.
#[must_use]
pub fn is_masked(record_type: &RecordType, field: &str) -> bool {
    field_spec(record_type, field)
        .is_none_or(|spec| spec.class == DataClass::Critical || REACHES.contains(&(record_type.as_str(), field)))
}

/// Takes out of a record what is left out, and names it: each field, or `field.part`, that has a value or one that clashed.
pub fn mask(snapshot: &mut Snapshot) -> Vec<String> {
    let Snapshot { record_type, fields, siblings, .. } = snapshot;
    let mut names = Vec::new();
    fields.retain(|name, value| stays(record_type, name, value, &mut names));
    siblings.retain_mut(|sibling| stays(record_type, &sibling.field, &mut sibling.value, &mut names));
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether anything of a value stays.
fn stays(record_type: &RecordType, field: &str, value: &mut Value, names: &mut Vec<String>) -> bool {
    if is_masked(record_type, field) {
        if !value.is_null() {
            names.push(field.to_owned());
        }
        return false;
    }
    for (.., part) in PARTS.iter().filter(|(of, list, _)| (record_type.as_str(), field) == (*of, *list)) {
        let objects = value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
        let taken: Vec<Value> = objects.filter_map(|object| object.remove(*part)).collect();
        if taken.iter().any(|value| !value.is_null()) {
            names.push(format!("{field}.{part}"));
        }
    }
    true
}

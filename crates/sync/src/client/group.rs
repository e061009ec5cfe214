//! What an edit says of a form: the fields that were changed, and what the rest of their groups was.

use std::collections::BTreeMap;

use model::envelope::is_client_writable;
use model::record::{DataClass, FieldSpec, Fields, RecordType, field_spec};
use model::{envelope, order};
use protocol::{FieldChange, RESOLVE_SINCE};
use serde_json::Value;

use crate::canonical::value_hash;

/// The fields of an edit: those that were typed, with what they were, and the untouched ones of their groups, so that
/// the API sees when somebody else changed another part of the group.
pub(super) fn changed(
    record_type: &RecordType,
    typed: &Fields,
    seen: &Fields,
    api_protocol: Option<u32>,
) -> BTreeMap<String, FieldChange> {
    let mut fields = BTreeMap::new();
    for (name, value) in typed {
        let base_hash = value_hash(seen.get(name));
        if value_hash(Some(value)) != base_hash {
            let base = base_set(record_type, name, seen, api_protocol);
            fields.insert(name.clone(), FieldChange { value: value.clone(), base_hash, base });
        }
    }
    let groups = order::set(fields.keys().filter_map(|name| field_spec(record_type, name)).map(|spec| spec.group));
    for spec in specs(record_type).filter(|spec| groups.contains(&spec.group) && is_client_writable(spec.name)) {
        if !fields.contains_key(spec.name) {
            let value = seen.get(spec.name).cloned().unwrap_or(Value::Null);
            let base_hash = value_hash(Some(&value));
            fields.insert(spec.name.to_owned(), FieldChange::new(value, base_hash));
        }
    }
    fields
}

/// The set before, where the API can use it: sets merge by what was added and removed. One of a critical field does not.
fn base_set(record_type: &RecordType, name: &str, seen: &Fields, api_protocol: Option<u32>) -> Option<Vec<Value>> {
    let merges = field_spec(record_type, name).is_some_and(|spec| spec.set && spec.class != DataClass::Critical);
    if !merges || api_protocol.is_none_or(|version| version < RESOLVE_SINCE) {
        return None;
    }
    Some(seen.get(name).and_then(Value::as_array).cloned().unwrap_or_default())
}

fn specs(record_type: &RecordType) -> impl Iterator<Item = &'static FieldSpec> {
    let own = record_type.info().map_or(&[][..], |info| info.fields);
    envelope::FIELDS.iter().chain(own)
}

//! Canonical JSON and the hashes of it that phones and API compare.

use model::order;
use protocol::Op;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256 (hex) of the canonical JSON of a field value; `None` for a value that is absent or `null`.
#[must_use]
pub fn value_hash(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => None,
        Some(value) => Some(hash(value)),
    }
}

/// SHA-256 (hex) of the canonical JSON of an operation without its `bodyHash`.
#[must_use]
pub fn body_hash(op: &Op) -> String {
    // An operation is made of maps with string keys, numbers and strings: its serialisation cannot fail.
    let mut value = serde_json::to_value(op).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.remove("bodyHash");
    }
    hash(&value)
}

/// The JSON of `value` with the keys of every object sorted and no spaces.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn hash(value: &Value) -> String {
    Sha256::digest(canonical(value)).iter().fold(String::with_capacity(64), |mut text, byte| {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
        text
    })
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            // Sorted here, because the map keeps the order of insertion when a dependency asks serde_json for it.
            let mut keys: Vec<&String> = fields.keys().collect();
            order::by(&mut keys, Ord::cmp);
            out.push('{');
            for (index, key) in keys.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(&fields[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn canonical_sorts_keys_at_every_depth() {
        let value: Value = serde_json::from_str(r#"{"b":[{"z":1,"a":"\u00e8"}],"a":null}"#).unwrap();
        assert_eq!(canonical(&value), r#"{"a":null,"b":[{"a":"è","z":1}]}"#);
    }

    #[test]
    fn null_and_absent_hash_alike_and_values_differ() {
        assert_eq!(value_hash(Some(&Value::Null)), value_hash(None));
        assert_ne!(value_hash(Some(&json!(""))), None);
        assert_ne!(value_hash(Some(&json!(1))), value_hash(Some(&json!("1"))));
        let known = value_hash(Some(&json!(true))).unwrap();
        assert_eq!(known, "b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b");
    }

    #[test]
    fn a_float_keeps_its_hash_through_text() {
        for text in ["0.1", "9.191", "45.3801234567", "1e-7", "123456.789012345678"] {
            let first: Value = serde_json::from_str(text).unwrap();
            let again: Value = serde_json::from_str(&first.to_string()).unwrap();
            assert_eq!(value_hash(Some(&first)), value_hash(Some(&again)), "{text}");
        }
    }
}

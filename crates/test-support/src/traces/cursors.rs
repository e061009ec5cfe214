//! Cursors are opaque: each API has its own, and only where they lead can be compared.

use std::collections::BTreeMap;

use serde_json::Value;

/// The cursors of an API, by those of the trace.
#[derive(Debug, Default)]
pub struct Cursors(BTreeMap<String, String>);

impl Cursors {
    /// A request of the trace, as this API would have been asked.
    #[must_use]
    pub fn asked(&self, body: &Value) -> Value {
        let mut body = body.clone();
        if let Some(cursor) = body.get_mut("cursor")
            && let Some(own) = cursor.as_str().and_then(|text| self.0.get(text))
        {
            *cursor = Value::from(own.as_str());
        }
        body
    }

    /// An answer of this API, as the trace would have it: its cursor is from now on that of the trace.
    pub fn answered(&mut self, mut body: Value, in_trace: &Value) -> Value {
        if let (Some(own), Some(theirs)) = (body.get_mut("nextCursor"), in_trace.get("nextCursor")) {
            if let (Some(text), Some(named)) = (own.as_str(), theirs.as_str()) {
                self.0.insert(named.to_owned(), text.to_owned());
            }
            *own = theirs.clone();
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cursor_of_the_trace_is_that_of_the_api_from_its_answer_on() {
        let mut cursors = Cursors::default();
        assert_eq!(cursors.asked(&json!({"cursor": "7"})), json!({"cursor": "7"}));
        let answer = cursors.answered(json!({"nextCursor": "at-7"}), &json!({"nextCursor": "7"}));
        assert_eq!(answer, json!({"nextCursor": "7"}));
        assert_eq!(cursors.asked(&json!({"cursor": "7"})), json!({"cursor": "at-7"}));
        assert_eq!(cursors.asked(&json!({"limit": 1})), json!({"limit": 1}));
    }
}

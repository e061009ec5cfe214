use model::ids::RecordId;
use model::record::Fields;
use model::time::Millis;
use serde_json::Value;
use sync::client::RecordView;

/// Reads of a record's fields that never fail: what is absent or of another type is `None`.
pub trait RecordFacts {
    /// The fields.
    fn all(&self) -> &Fields;

    /// A text or a code, empty ones left out.
    fn text(&self, field: &str) -> Option<&str> {
        self.all().get(field)?.as_str().filter(|text| !text.is_empty())
    }

    /// A whole number.
    fn number(&self, field: &str) -> Option<i64> {
        self.all().get(field)?.as_i64()
    }

    /// Yes or no; absent is no.
    fn flag(&self, field: &str) -> bool {
        self.all().get(field).and_then(Value::as_bool).unwrap_or_default()
    }

    /// An instant.
    fn instant(&self, field: &str) -> Option<Millis> {
        Millis::parse_rfc3339(self.text(field)?).ok()
    }

    /// A reference to another record.
    fn reference(&self, field: &str) -> Option<RecordId> {
        self.text(field)?.parse().ok()
    }

    /// A list of codes; absent is empty.
    fn codes(&self, field: &str) -> Vec<&str> {
        self.all().get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The state of the record.
    fn status(&self) -> &str {
        self.text("status").unwrap_or_default()
    }

    /// Whether it was voided.
    fn voided(&self) -> bool {
        self.text("voidedAt").is_some()
    }
}

impl RecordFacts for Fields {
    fn all(&self) -> &Fields {
        self
    }
}

impl RecordFacts for RecordView {
    fn all(&self) -> &Fields {
        &self.fields
    }
}

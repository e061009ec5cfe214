use crate::ids::RecordId;

/// The short code of an activation until the API gives its number, such as `PIS-7K2M`: from the random part of the
/// record's id, so that every phone shows the same.
#[must_use]
pub fn case_code(activation: RecordId) -> String {
    let bytes = activation.0.as_bytes();
    format!("PIS-{}", crate::hub::code_of(&bytes[12..]))
}

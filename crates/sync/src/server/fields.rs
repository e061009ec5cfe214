//! Which fields an operation may carry.

use model::envelope::is_client_writable;
use model::record::{Issue, IssueCode, MergeClass, TypeInfo};
use protocol::{Op, OpKind};

use super::merge::VOIDED_AT;

/// Names that travel beside the fields, or come from the session.
const NEVER: [&str; 8] = ["id", "recordType", "schemaVersion", "rev", "seq", "author", "siblings", "ambitoId"];
/// Longest name of a field.
const NAME_MAX: usize = 64;

/// The fields that a phone may not write with this operation.
pub(super) fn forbidden(op: &Op, info: &TypeInfo) -> Vec<Issue> {
    let writable = |name: &str| match op.kind {
        OpKind::Archive | OpKind::Restore => name == "voidReason",
        OpKind::Resolve if name == VOIDED_AT => true,
        OpKind::Create | OpKind::Patch | OpKind::Resolve => {
            let voids_another =
                name == "voidReason" && info.merge == MergeClass::Event && op.fields.contains_key("correctsId");
            (is_client_writable(name) || voids_another) && !NEVER.contains(&name) && name.len() <= NAME_MAX
        }
    };
    let names = op.fields.keys().filter(|name| !writable(name));
    names.map(|name| Issue { field: name.chars().take(NAME_MAX).collect(), code: IssueCode::NotWritable }).collect()
}

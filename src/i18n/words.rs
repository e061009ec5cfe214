//! Sentences for what the model, the store and the API say in codes.

use model::codes::{Code as _, PisEventKind};
use model::record::IssueCode;
use protocol::RejectCode;
use store::StoreError;
use sync::client::RecordView;

use crate::state::RecordFacts as _;
use crate::tr;

/// In small letters, by the browser: the tables of Rust would travel to every phone.
pub fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// In capital letters, as [`lower`].
pub fn upper(text: &str) -> String {
    js_sys::JsString::from(text).to_upper_case().into()
}

/// In small letters without accents, for searching as people type.
pub fn plain(text: &str) -> String {
    let fold = |letter: char| match letter {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    };
    lower(text).chars().map(fold).collect()
}

/// What is wrong with a field and what to do.
pub fn issue(code: IssueCode) -> &'static str {
    match code {
        IssueCode::Missing => tr!(common.issue_missing),
        IssueCode::WrongType => tr!(common.issue_wrong_type),
        IssueCode::OutOfRange => tr!(common.issue_out_of_range),
        IssueCode::TooLong => tr!(common.issue_too_long),
        IssueCode::WrongCount => tr!(common.issue_wrong_count),
        IssueCode::EndBeforeStart => tr!(common.issue_end_before_start),
        IssueCode::SumMismatch => tr!(common.issue_sum_mismatch),
        IssueCode::UnknownState => tr!(common.issue_unknown_state),
        IssueCode::ImpossibleTransition => tr!(common.issue_impossible_transition),
        IssueCode::UnknownMunicipality => tr!(common.issue_unknown_municipality),
        IssueCode::TooYoung => tr!(common.issue_too_young),
        IssueCode::NeedsMinor => tr!(common.issue_needs_minor),
        IssueCode::UnknownType => tr!(common.issue_unknown_type),
        IssueCode::NotWritable => tr!(common.issue_not_writable),
    }
}

/// Why the phone could not keep a record and what to do.
pub fn store_error(error: &StoreError) -> &'static str {
    match error {
        StoreError::Quota => tr!(common.store_quota),
        StoreError::Unavailable { .. } => tr!(common.store_unavailable),
        StoreError::Blocked => tr!(common.store_blocked),
        StoreError::Newer => tr!(common.store_newer),
        StoreError::Stale { .. } | StoreError::Codec(_) | StoreError::Failed { .. } => tr!(common.store_failed),
    }
}

/// Why the API refused this record and what to do.
pub fn refused(record: &RecordView, code: RejectCode) -> &'static str {
    let acknowledges = record.text("kind") == Some(PisEventKind::ACKNOWLEDGED.as_str());
    if code == RejectCode::UnknownRecord && acknowledges { tr!(common.reject_not_of_comune) } else { reject(code) }
}

/// Why the API refused a record and what to do.
pub fn reject(code: RejectCode) -> &'static str {
    match code {
        RejectCode::Invalid => tr!(common.reject_invalid),
        RejectCode::Forbidden => tr!(common.reject_forbidden),
        RejectCode::Immutable => tr!(common.reject_immutable),
        RejectCode::Erased => tr!(common.reject_erased),
        RejectCode::UnknownRecord => tr!(common.reject_unknown_record),
        RejectCode::TooLarge => tr!(common.reject_too_large),
        RejectCode::IdReuse | RejectCode::BodyHash | RejectCode::TypeMismatch | RejectCode::SchemaUnsupported => {
            tr!(common.reject_other)
        }
    }
}

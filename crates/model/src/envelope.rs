//! The fields that every record has beside those of its type.

use crate::codes::{Precision, VoidReason};
use crate::ids::{OperatorId, ProjectId, ProviderId, RecordId, TeamId};
use crate::record::FieldSpec;
use crate::values::{At, MunicipalityCode, Text};

fields! {
    /// The envelope. Id, type, schema version and revision travel beside the fields; the Ambito never does.
    Envelope {
        /// The Comune, `999999` outside of the Ambito.
        municipality_code "municipalityCode": MunicipalityCode, Normal;
        /// Who wrote it; set by the API from the session.
        operator_id "operatorId": OperatorId, Normal;
        /// Whose work it is.
        provider_id "providerId": ProviderId, Normal;
        /// The team.
        team_id "teamId": TeamId, Normal;
        /// The project that pays.
        project_id "projectId": ProjectId, Normal;
        /// The shift in which it was recorded; gives provider, team and project.
        shift_id "shiftId": RecordId, Normal;
        /// When it happened, with the offset of the place.
        occurred_at "occurredAt": At, Normal, group "occurred";
        /// How exactly that is known.
        occurred_at_precision "occurredAtPrecision": Precision, Normal, group "occurred";
        /// When the device wrote it down.
        recorded_at "recordedAt": At, Normal;
        /// When the API received it first; set by the API.
        received_at "receivedAt": At, Normal;
        /// The state.
        status "status": StatusCode, Normal;
        /// Free text: never exported, never in an indicator.
        notes "notes": Text<500>, Sensitive "what the team must know and no code says; names are asked to stay out";
        /// When it was voided; set with Archive, cleared with Restore.
        voided_at "voidedAt": At, Normal, group "voided";
        /// Why it was voided.
        void_reason "voidReason": VoidReason, Normal, group "voided";
        /// The device clock contradicts the API's; set by the API.
        time_suspect "timeSuspect": bool, Normal;
    }
}

codes! {
    /// A state of a record.
    StatusCode none {}
}

/// Fields on every record.
pub const FIELDS: &[FieldSpec] = Envelope::FIELDS;

/// Set by the API alone.
const SET_BY_API: [&str; 3] = ["operatorId", "receivedAt", "timeSuspect"];
/// Set by Archive and Restore alone. An event that voids another one by `correctsId` carries its own `voidReason`.
const SET_BY_ARCHIVE: [&str; 2] = ["voidedAt", "voidReason"];

/// Whether a phone may write this field by Create or Patch. Names that are not of the envelope may be written.
#[must_use]
pub fn is_client_writable(name: &str) -> bool {
    !is_set_by_api(name) && !is_set_by_archive(name)
}

/// Whether the API alone sets this field.
#[must_use]
pub fn is_set_by_api(name: &str) -> bool {
    SET_BY_API.contains(&name)
}

/// Whether this field goes with Archive and Restore alone.
#[must_use]
pub fn is_set_by_archive(name: &str) -> bool {
    SET_BY_ARCHIVE.contains(&name)
}

//! What all services share: shifts, follow-ups, notes, captures of shut phones, audit of reads.

use chrono::NaiveDate;

use super::states;
use crate::codes::{FollowUpKind, ReadKind, ServiceCode, TypeCode};
use crate::ids::{OperatorId, RecordId};
use crate::values::{At, Set, Text};

record! {
    /// A shift, crossing midnight and changes of the clocks.
    Shift "shift" Form None, states::STATELESS; {
        /// Service.
        service "service": ServiceCode, Normal, from "recorded";
        /// Who works.
        operator_ids "operatorIds": Set<OperatorId, 1, 20>, Normal, from "recorded";
        /// Start.
        started_at "startedAt": At, Normal, from "recorded", group "times";
        /// End.
        ended_at "endedAt": At, Normal, group "times";
        /// Where.
        place_id "placeId": RecordId, Normal;
    }
}

record! {
    /// Something to be done by a date.
    FollowUp "follow_up" Form None, states::STATELESS; {
        /// Type of the record that it is about.
        about_type "aboutType": TypeCode, Normal, from "recorded";
        /// That record.
        about_id "aboutId": RecordId, Normal, from "recorded";
        /// By when.
        due_on "dueOn": NaiveDate, Normal, from "recorded";
        /// What.
        kind "kind": FollowUpKind, Normal, from "recorded";
        /// When it was done.
        done_at "doneAt": At, Normal;
    }
}

record! {
    /// A note about a record.
    Note "note" Event None, states::STATELESS; {
        /// That record.
        about_id "aboutId": RecordId, Normal, from "recorded";
        /// The text.
        text "text": Text<500>, Sensitive "what the team must know and no code says", from "recorded";
        /// The event that this one replaces or voids.
        corrects_id "correctsId": RecordId, Normal;
    }
}

record! {
    /// What was written on a phone whose notebook was shut: it says what happened, and a person makes a record of it.
    Capture "capture" Form None, states::STATELESS; {
        /// Service. Whoever wrote it may work in another one.
        service "service": ServiceCode, Normal, from "recorded";
        /// The text.
        text "text": Text<2000>, Sensitive "what happened, from somebody who could not open the notebook", from "recorded";
        /// Whether the operator of the phone wrote it; anybody who had the phone may have, until its operator says so.
        author_confirmed "authorConfirmed": bool, Normal;
        /// When it was made into a record, or put aside.
        settled_at "settledAt": At, Normal;
    }
}

record! {
    /// That a record was read.
    ReadAudit "read_audit" Event None, states::STATELESS; {
        /// That record.
        about_id "aboutId": RecordId, Normal, from "recorded";
        /// What was read.
        what "what": ReadKind, Normal, from "recorded";
    }
}

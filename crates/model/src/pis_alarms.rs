//! What the API alarms coordinators and Comuni of: a phone that is shut or dead cannot.

use crate::codes::Art403Authority;
use crate::config::AmbitoConfig;
use crate::hours::within_service_hours;
use crate::pis::{DeadlineKind, PisState};
use crate::pis_cases::{Folded, folded, is_for_comune};
use crate::record::RecordRef;
use crate::time::Millis;

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
    /// The juvenile prosecutor was not told by voice, which is due at once.
    OralNoticeMissing,
    /// A deadline of the law has passed.
    DeadlineOver,
    /// A deadline falls where the service is closed: somebody must see to it before.
    DeadlineWhenClosed,
    /// A handover that nobody has acknowledged.
    HandoverWaiting,
    /// A deadline that runs.
    DeadlineRunning,
}

/// Something to be looked at in an activation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAlarm {
    /// What.
    pub kind: AlarmKind,
    /// When it is or was due; of a handover, when it was made.
    pub at: Millis,
    /// Which person.
    pub person_n: Option<i64>,
    /// Whose duty.
    pub duty: Option<Art403Authority>,
    /// Whether it is for the social service of the Comune too: it was handed over, or it is its duty.
    pub for_comune: bool,
}

/// The alarms of one activation. Where no service hours are configured no deadline falls outside of them.
#[must_use]
pub fn alarms(state: &PisState, config: &AmbitoConfig, now: Millis) -> Vec<CaseAlarm> {
    let handed = is_for_comune(state);
    let waiting = state.unacknowledged_since().map(|at| CaseAlarm {
        kind: AlarmKind::HandoverWaiting,
        at,
        person_n: None,
        duty: None,
        for_comune: handed,
    });
    // An oral notice that nobody ticked is asked for as long as the documents are due: they say more.
    let due = state.deadline_running();
    let unmet = state.deadlines().into_iter().filter(|deadline| due && deadline.met_at.is_none());
    let running = unmet.map(|deadline| {
        let closed = within_service_hours(config, deadline.due_at) == Some(false);
        let kind = match deadline.kind {
            DeadlineKind::OralNotice => AlarmKind::OralNoticeMissing,
            DeadlineKind::Documents if deadline.due_at <= now => AlarmKind::DeadlineOver,
            DeadlineKind::Documents if closed => AlarmKind::DeadlineWhenClosed,
            DeadlineKind::Documents => AlarmKind::DeadlineRunning,
        };
        CaseAlarm {
            kind,
            at: deadline.due_at,
            person_n: Some(deadline.person_n),
            duty: deadline.authority,
            for_comune: handed,
        }
    });
    waiting.into_iter().chain(running).collect()
}

/// Every activation among these records that has an alarm.
#[must_use]
pub fn of_records<'a>(
    records: impl IntoIterator<Item = RecordRef<'a>>,
    config: &AmbitoConfig,
    now: Millis,
) -> Vec<(RecordRef<'a>, Vec<CaseAlarm>)> {
    let with_alarms = folded(records).into_iter().map(|Folded { case, state }| (case, alarms(&state, config, now)));
    with_alarms.filter(|(_, alarms)| !alarms.is_empty()).collect()
}

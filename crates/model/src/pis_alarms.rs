//! What the API alarms coordinators and Comuni of: a phone that is shut or dead cannot.

use std::collections::BTreeMap;

use crate::codes::Art403Authority;
use crate::config::AmbitoConfig;
use crate::hours::within_service_hours;
use crate::ids::RecordId;
use crate::pis::{PisState, State, fold};
use crate::record::{RecordRef, RecordType};
use crate::time::Millis;

/// What is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
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
    let handed = matches!(state.state, State::HandedOver | State::Acknowledged)
        || state.carried_out && state.state == State::Closed;
    let waiting = state.handed_over_at.filter(|_| state.state == State::HandedOver).map(|at| CaseAlarm {
        kind: AlarmKind::HandoverWaiting,
        at,
        person_n: None,
        duty: None,
        for_comune: true,
    });
    let running = state.deadlines().into_iter().filter(|deadline| deadline.met_at.is_none()).map(|deadline| {
        let closed = within_service_hours(config, deadline.due_at) == Some(false);
        let kind = match (deadline.due_at <= now, closed) {
            (true, _) => AlarmKind::DeadlineOver,
            (false, true) => AlarmKind::DeadlineWhenClosed,
            (false, false) => AlarmKind::DeadlineRunning,
        };
        let duty = deadline.authority.clone();
        let for_comune = handed || duty == Some(Art403Authority::MUNICIPAL_SOCIAL_SERVICE);
        CaseAlarm { kind, at: deadline.due_at, person_n: Some(deadline.person_n), duty, for_comune }
    });
    waiting.into_iter().chain(running).collect()
}

/// Every activation among these records that has an alarm, with its Comune.
#[must_use]
pub fn of_records<'a>(
    records: impl IntoIterator<Item = RecordRef<'a>>,
    config: &AmbitoConfig,
    now: Millis,
) -> Vec<(RecordRef<'a>, Vec<CaseAlarm>)> {
    let (mut cases, mut events) = (Vec::new(), BTreeMap::<RecordId, Vec<RecordRef<'a>>>::new());
    for record in records {
        if record.is(&RecordType::PIS_ACTIVATION) && !record.voided() {
            cases.push(record);
        } else if let Some(case) = record.reference("activationId").filter(|_| record.is(&RecordType::PIS_EVENT)) {
            events.entry(case).or_default().push(record);
        }
    }
    let with_alarms = cases.into_iter().map(|case| {
        let of_case = events.remove(&case.id).unwrap_or_default();
        (case, alarms(&fold(case.id, case.fields, of_case), config, now))
    });
    with_alarms.filter(|(_, alarms)| !alarms.is_empty()).collect()
}

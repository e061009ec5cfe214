//! State machines. Forward steps, the step back that undoes a slip, and corrections among ends.

use crate::record::StateSpec;

/// The state of everything that has no machine.
pub const RECORDED: &str = "recorded";

/// For types without a machine.
pub const STATELESS: &[StateSpec] = &[state(RECORDED, &[RECORDED], &[])];

/// `street_outing`.
pub const OUTING: &[StateSpec] = &[
    state("planned", &["planned"], &["in_progress", "completed", "cancelled"]),
    state("in_progress", &["planned", "in_progress"], &["completed", "cancelled"]),
    state("completed", &["planned", "in_progress", "completed"], &["in_progress"]),
    state("cancelled", &["planned"], &["planned", "in_progress"]),
];

/// `proximity_visit`.
pub const VISIT: &[StateSpec] = &[
    state("scheduled", &["scheduled"], &["done", "not_done", "cancelled"]),
    state("done", &["scheduled", "done"], &["scheduled", "not_done"]),
    state("not_done", &["scheduled", "not_done"], &["scheduled", "done", "cancelled"]),
    state("cancelled", &["scheduled", "cancelled"], &["scheduled", "not_done"]),
];

/// `pis_activation`: the fold of its events; see [`crate::pis`].
pub const ACTIVATION: &[StateSpec] = &[
    state("reported", &["reported"], &["taken_over", "handed_over", "closed"]),
    state("taken_over", &["reported"], &["intervened", "handed_over", "closed"]),
    state("intervened", &["reported", "intervened"], &["handed_over", "closed"]),
    state("handed_over", &["reported"], &["acknowledged"]),
    state("acknowledged", &["reported"], &["closed"]),
    state("closed", &["reported"], &["reported", "taken_over", "intervened", "handed_over", "acknowledged"]),
];

/// `hub_appointment`.
pub const APPOINTMENT: &[StateSpec] = &[
    state("booked", &["booked"], &["held", "no_show", "cancelled_by_citizen", "cancelled_by_service"]),
    state("held", &["booked", "held"], &["booked", "no_show"]),
    state("no_show", &["booked"], &["booked", "held"]),
    state("cancelled_by_citizen", &["booked"], &["booked"]),
    state("cancelled_by_service", &["booked"], &["booked"]),
];

/// `proximity_group_session` and `hub_group_session`.
pub const SESSION: &[StateSpec] = &[
    state("planned", &["planned"], &["held", "cancelled"]),
    state("held", &["planned", "held"], &["planned", "cancelled"]),
    state("cancelled", &["planned"], &["planned", "held"]),
];

/// `citizen_path`.
pub const PATH: &[StateSpec] = &[
    state("active", &["active"], &["completed", "dropped"]),
    state("completed", &["active"], &["active", "dropped"]),
    state("dropped", &["active"], &["active", "completed"]),
];

const fn state(code: &'static str, asks: &'static [&'static str], next: &'static [&'static str]) -> StateSpec {
    StateSpec { code, asks, next }
}

//! The API as a phone meets it: requests in, answers and rows out. Each fault has the id of the catalogue in its name.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acknowledged;
mod alarms;
mod catalogue;
mod devices;
mod documents;
mod duplicates;
mod enrolment;
mod erasure;
mod figures;
mod floods;
mod guards;
mod headers;
mod heartbeat;
mod history;
mod joins;
mod masks;
mod plans;
mod policy;
mod pulls;
mod pushes;
mod reads;
mod restore;
mod rush;
mod sealed;
#[path = "../kit/sealing.rs"]
mod sealing;
mod side_by_side;
mod step_up;
mod strange_text;
mod streams;
mod support;
mod templates;
mod tenants;
mod venues;
mod versions;

//! Pronto Intervento Sociale: an activation is the report, its state is the fold of its events.
//!
//! What the `code` of an event is, and what the event does:
//!
//! | kind | `code` | does |
//! | --- | --- | --- |
//! | `taken_over` | - | In gestione; the author is in charge |
//! | `departed`, `arrived` | - | notes it |
//! | `action` | codelist `pisActions` | notes it |
//! | `authority_notified` | codelist `msnaNotified`, [`ART403_ORAL_NOTICE`] or [`ART403_SENT`] | per person |
//! | `placement` | codelist `placementKind`; `art403Authority` says whose duty follows | per person |
//! | `ended` | codelist `pisOutcome`, or none | Intervento svolto; with a code, the outcome per person |
//! | `handed_over` | codelist `handoverTo` | per person; Passata once everybody is handed over and somebody to a service |
//! | `acknowledged` | - | Presa in carico by the receiver: of people handed over, or of a shift that gave it outside |
//! | `shift_handed_over` | codelist `consegnaTo` | changes who is in charge, not the state; waits for the receiver |
//! | `closed` | - | Chiusa |
//! | `reopened` | - | once; back to the state before closing; the reason stands in `notes` |
//!
//! An event without `personN` speaks of every person; one with it of that person alone. The later one holds.

mod case_code;
mod fold;
mod minimised;
mod party;
mod people;
mod rules;
mod steps;

pub use case_code::case_code;
pub use fold::{Flag, PisState, State, Step, fold};
pub use minimised::{Minimised, MinimisedPerson, minimised};
pub use party::{categorise, follow_category, number, resize};
pub use people::{ART403_ORAL_NOTICE, ART403_SENT, Deadline, DeadlineKind, PersonState};
pub(crate) use rules::{activation_rules, event_rules, to_complete};
pub use steps::{NextStep, next_step};

pub use crate::schema::{Person, PisActivation, PisEvent};

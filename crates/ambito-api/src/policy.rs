//! The pure decisions of `sync::server`, with the actor and the configuration filled in.

use model::time::Millis;
use protocol::Op;
use sync::server::{Decision, Known, ServerRecord};

use crate::actor::Actor;

/// Whether a record goes to the phone of this operator.
pub fn visible(actor: &Actor, record: &ServerRecord, now: Millis) -> bool {
    sync::server::visible(record, &actor.rights, &actor.tenant.config, now)
}

/// What an operation does to the record as it is.
pub fn decide(actor: &Actor, op: &Op, known: &Known<'_>, now: Millis) -> Decision {
    sync::server::decide(op, &actor.rights, known, &actor.tenant.config, now)
}

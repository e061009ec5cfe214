//! The pure decisions of `sync::server`, with the actor and the configuration filled in.

use std::collections::BTreeSet;

use model::ids::RecordId;
use model::pis;
use model::record::{RecordRef, RecordType, Service};
use model::time::Millis;
use protocol::{Op, Role};
use store_sql::StoreError;
use sync::server::{Decision, Known, ServerRecord};

use crate::actor::Actor;
use crate::state::App;

/// Whether a record goes to the phone of this operator; the activations of `open` are not over.
pub fn visible(actor: &Actor, record: &ServerRecord, open: &BTreeSet<RecordId>, now: Millis) -> bool {
    sync::server::visible_with(record, &actor.rights, &actor.tenant.config, now, open)
}

/// The activations that may not leave the phones of this operator yet; none for who has nothing to do with them.
pub async fn open_cases(app: &App, actor: &Actor) -> Result<BTreeSet<RecordId>, StoreError> {
    let of_pis = sync::server::policy::services(&actor.rights).contains(&Service::Pis);
    if !of_pis && !actor.has_any(&[Role::MunicipalSocialWorker]) {
        return Ok(BTreeSet::new());
    }
    let kinds = [RecordType::PIS_ACTIVATION, RecordType::PIS_EVENT];
    let stored = app.repo().records_of(&actor.tenant.scope, &kinds).await?;
    let snapshots = stored.iter().map(|stored| &stored.record.snapshot);
    Ok(pis::cases_on_phones(snapshots.map(|it| RecordRef::new(it.id, &it.record_type, &it.fields))))
}

/// What an operation does to the record as it is.
pub fn decide(actor: &Actor, op: &Op, known: &Known<'_>, now: Millis) -> Decision {
    sync::server::decide(op, &actor.rights, known, &actor.tenant.config, now)
}

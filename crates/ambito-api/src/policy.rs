//! The pure decisions of `sync::server`, with the actor and the configuration filled in.

use std::collections::BTreeSet;

use model::ids::RecordId;
use model::pis_cases::{Cases, may_bring};
use model::record::{RecordRef, RecordType, Service};
use model::time::Millis;
use protocol::{Op, Role};
use store_sql::{StoreError, StoredRecord};
use sync::server::{Decision, Known, ServerRecord};

use crate::actor::Actor;
use crate::state::App;

/// The records of the Pronto Intervento, and whose its activations are.
#[derive(Default)]
pub struct OfPis {
    stored: Vec<StoredRecord>,
    cases: Cases,
}

impl OfPis {
    /// Those of an Ambito; none for who has nothing to do with them.
    pub async fn for_actor(app: &App, actor: &Actor) -> Result<Self, StoreError> {
        let of_pis = sync::server::policy::services(&actor.rights).contains(&Service::Pis);
        if !of_pis && !actor.has_any(&[Role::MunicipalSocialWorker]) {
            return Ok(Self::default());
        }
        let kinds = [RecordType::PIS_ACTIVATION, RecordType::PIS_EVENT];
        let mut stored = app.repo().records_of(&actor.tenant.scope, &kinds).await?;
        stored.retain(|one| !one.record.erased);
        let snapshots = stored.iter().map(|stored| &stored.record.snapshot);
        let cases = Cases::of(snapshots.map(|it| RecordRef::new(it.id, &it.record_type, &it.fields)));
        Ok(Self { stored, cases })
    }

    /// The whole activations that something of this span of the feed may have brought into somebody's scope: the feed goes on
    /// from a cursor, and what is older than it would never come.
    pub fn brought(&self, after: u64, next: u64) -> Vec<StoredRecord> {
        let brings = |one: &&StoredRecord| {
            let snapshot = &one.record.snapshot;
            (after + 1..=next).contains(&one.seq) && may_bring(&snapshot.record_type, &snapshot.fields)
        };
        let cases: BTreeSet<RecordId> = self.stored.iter().filter(brings).filter_map(case_of).collect();
        let older = |one: &&StoredRecord| one.seq <= after && case_of(one).is_some_and(|case| cases.contains(&case));
        self.stored.iter().filter(older).cloned().collect()
    }
}

fn case_of(stored: &StoredRecord) -> Option<RecordId> {
    let snapshot = &stored.record.snapshot;
    let of_step = || snapshot.fields.get("activationId")?.as_str()?.parse().ok();
    if snapshot.record_type == RecordType::PIS_ACTIVATION { Some(snapshot.id) } else { of_step() }
}

/// Whether a record goes to the phone of this operator.
pub fn visible(actor: &Actor, record: &ServerRecord, pis: &OfPis, now: Millis) -> bool {
    sync::server::visible_with(record, &actor.rights, &actor.tenant.config, now, &pis.cases)
}

/// What an operation does to the record as it is.
pub fn decide(actor: &Actor, op: &Op, known: &Known<'_>, now: Millis) -> Decision {
    sync::server::decide(op, &actor.rights, known, &actor.tenant.config, now)
}

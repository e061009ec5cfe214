//! The pure decisions of `sync::server`, with the actor and the configuration filled in.

use std::collections::BTreeSet;

use model::ids::RecordId;
use model::pis_cases::{Cases, folded, may_bring};
use model::record::{RecordRef, RecordType, Service};
use model::time::Millis;
use protocol::{Op, Role};
use store_sql::{StoreError, StoredRecord};
use sync::server::{Decision, Known, ServerRecord};

use crate::actor::Actor;
use crate::pis_care;
use crate::state::App;

/// The records of the Pronto Intervento, and whose its activations are.
#[derive(Default)]
pub struct OfPis {
    stored: Vec<StoredRecord>,
    cases: Cases,
    /// What the back office has to write.
    due: Vec<ServerRecord>,
}

impl OfPis {
    /// Those of an Ambito; none for who has nothing to do with them.
    pub async fn for_actor(app: &App, actor: &Actor) -> Result<Self, StoreError> {
        let of_pis = sync::server::policy::services(&actor.rights).contains(&Service::Pis);
        if !of_pis && !actor.has_any(&[Role::MunicipalSocialWorker]) {
            return Ok(Self::default());
        }
        let kinds = [RecordType::PIS_ACTIVATION, RecordType::PIS_EVENT, RecordType::PIS_STUB];
        let mut stored = app.repo().records_of(&actor.tenant.scope, &kinds).await?;
        stored.retain(|one| !one.record.erased);
        let (config, now) = (actor.tenant.config.as_ref(), app.now());
        let snapshots = stored.iter().map(|stored| &stored.record.snapshot);
        let folded = folded(snapshots.map(|it| RecordRef::new(it.id, &it.record_type, &it.fields)));
        let cases = Cases::of(&folded, config, now);
        let due = pis_care::due(&folded, &stored, config, now);
        Ok(Self { stored, cases, due })
    }

    /// Writes what is due: stubs of what leaves the phones, and no number to call back in what is closed. Answers whether
    /// there was anything.
    pub async fn tend(&self, app: &App, actor: &Actor) -> Result<bool, StoreError> {
        if self.due.is_empty() {
            return Ok(false);
        }
        app.repo().write_back(&actor.tenant.scope, &self.due, "pis_care", app.now()).await?;
        Ok(true)
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

//! `GET /v1/records/possible-joins`.

use axum::Json;
use axum::extract::State;
use model::record::RecordType;
use protocol::{PossibleJoins, Problem, Role, Snapshot};
use store_sql::{AuditEntry, StoredRecord};
use sync::server::policy;

use crate::actor::Actor;
use crate::joins::joins;
use crate::problem::ApiError;
use crate::state::App;

/// Paths at the hubs that may be of one citizen, because of their code or their phone number, and those that were joined; also
/// those that have left every phone. Audited, because it reads all of them. Nothing is joined here: `aliasOf` does that, and
/// a person decides.
#[utoipa::path(get, path = "/v1/records/possible-joins", tag = "back office", responses(
    (status = 200, description = "Pairs of paths", body = PossibleJoins),
    (status = 403, description = "Neither a coordinator nor a facilitator", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
))]
pub async fn possible_joins(State(app): State<App>, actor: Actor) -> Result<Json<PossibleJoins>, ApiError> {
    actor.require_any(&[Role::Coordinator, Role::DigitalFacilitator])?;
    app.limits().may_ask(actor.author)?;
    let scope = &actor.tenant.scope;
    let entry = AuditEntry {
        at: app.now(),
        operator_id: Some(actor.author.operator_id),
        device_id: Some(actor.author.device_id),
        action: "possible_joins".to_owned(),
        record_id: None,
        record_type: Some(RecordType::CITIZEN_PATH),
        fields: Vec::new(),
    };
    app.repo().audit(scope, &entry).await?;
    let key = app.repo().ambito(scope).await?.cursor_key;
    let paths = app.repo().records_of(scope, &[RecordType::CITIZEN_PATH]).await?;
    let appointments = app.repo().records_of(scope, &[RecordType::HUB_APPOINTMENT]).await?;
    let may = |stored: &&StoredRecord| policy::may_join(&stored.record, &actor.rights);
    let paths: Vec<&Snapshot> = paths.iter().filter(may).map(|stored| &stored.record.snapshot).collect();
    let standing = appointments.iter().filter(|stored| !stored.record.erased);
    let appointments: Vec<&Snapshot> = standing.map(|stored| &stored.record.snapshot).collect();
    Ok(Json(joins(&paths, &appointments, &key)))
}

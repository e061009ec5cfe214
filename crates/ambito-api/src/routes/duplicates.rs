//! `GET /v1/records/possible-duplicates`.

use axum::Json;
use axum::extract::State;
use model::record::RecordType;
use protocol::{DuplicateGroup, PossibleDuplicates, Problem, Role, Snapshot};
use store_sql::AuditEntry;
use sync::server::policy;

use crate::actor::Actor;
use crate::duplicates::groups;
use crate::problem::ApiError;
use crate::state::App;

/// Cards of the own services that may be of one person; audited, because it reads all names. Nothing is joined here:
/// `aliasOf` does that, and a person decides.
#[utoipa::path(get, path = "/v1/records/possible-duplicates", tag = "back office", responses(
    (status = 200, description = "Groups of cards", body = PossibleDuplicates),
    (status = 403, description = "Not a coordinator", body = Problem, content_type = "application/problem+json"),
))]
pub async fn possible_duplicates(State(app): State<App>, actor: Actor) -> Result<Json<PossibleDuplicates>, ApiError> {
    actor.require_any(&[Role::Coordinator])?;
    let entry = AuditEntry {
        at: app.now(),
        operator_id: Some(actor.author.operator_id),
        device_id: Some(actor.author.device_id),
        action: "possible_duplicates".to_owned(),
        record_id: None,
        record_type: Some(RecordType::BENEFICIARY),
        fields: Vec::new(),
    };
    app.repo().audit(&actor.tenant.scope, &entry).await?;
    let cards = app.repo().records_of(&actor.tenant.scope, &[RecordType::BENEFICIARY]).await?;
    let readable: Vec<&Snapshot> = cards
        .iter()
        .filter(|stored| policy::may_read_online(&stored.record, &actor.rights))
        .map(|stored| &stored.record.snapshot)
        .collect();
    let groups = groups(&readable).into_iter().map(|record_ids| DuplicateGroup { record_ids }).collect();
    Ok(Json(PossibleDuplicates { groups }))
}

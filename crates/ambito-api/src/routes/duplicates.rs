//! `GET /v1/records/possible-duplicates`.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use model::ids::RecordId;
use model::record::RecordType;
use protocol::{DuplicateGroup, JoinedCard, PossibleDuplicates, Problem, Role, Snapshot};
use store_sql::AuditEntry;
use sync::server::{mask, policy};

use crate::actor::Actor;
use crate::duplicates::groups;
use crate::problem::ApiError;
use crate::state::App;

/// Cards of the own services that may be of one person, and those that were joined; audited, because it reads all names. Nothing is joined here:
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
    let groups: Vec<DuplicateGroup> =
        groups(&readable).into_iter().map(|record_ids| DuplicateGroup { record_ids }).collect();
    let joined: Vec<JoinedCard> = readable.iter().filter_map(|card| joined(card)).collect();
    let shown: BTreeSet<RecordId> = groups
        .iter()
        .flat_map(|group| group.record_ids.iter().copied())
        .chain(joined.iter().flat_map(|joined| [joined.record_id, joined.alias_of]))
        .collect();
    let of_shown = readable.into_iter().filter(|card| shown.contains(&card.id));
    let records = of_shown.map(|card| {
        let mut card = card.clone();
        mask(&mut card);
        card
    });
    Ok(Json(PossibleDuplicates { records: records.collect(), groups, joined }))
}

fn joined(card: &Snapshot) -> Option<JoinedCard> {
    let standing = card.fields.get("voidedAt").is_none_or(serde_json::Value::is_null);
    let alias_of = card.fields.get("aliasOf")?.as_str()?.parse().ok()?;
    standing.then_some(JoinedCard { record_id: card.id, alias_of })
}

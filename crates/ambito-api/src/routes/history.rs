//! `GET /v1/records/{id}/history`.

use axum::Json;
use axum::extract::{Path, State};
use protocol::{HistoryEntry, HistoryResponse, Problem, ProblemCode};
use store_sql::{Reader, Written};
use sync::server::policy;

use crate::actor::Actor;
use crate::policy::{OfPis, visible};
use crate::problem::ApiError;
use crate::routes::records::is_noted;
use crate::state::App;

/// Who wrote on a record and when, for whom the record itself is for. That somebody read one of the PIS is audited.
#[utoipa::path(get, path = "/v1/records/{id}/history", tag = "back office",
    params(("id" = String, Path, description = "The record")),
    responses(
        (status = 200, description = "What was received, the first first", body = HistoryResponse),
        (status = 404, description = "No such record for this operator", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn history(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<HistoryResponse>, ApiError> {
    app.limits().may_ask(actor.author)?;
    let nowhere = || ApiError::new(ProblemCode::NotFound);
    let id = id.parse().map_err(|_| nowhere())?;
    let (now, pis) = (app.now(), OfPis::for_actor(&app, &actor).await?);
    let reader = Reader {
        author: actor.author,
        at: now,
        terms: Vec::new(),
        may: &|record| policy::may_read_online(record, &actor.rights) || visible(&actor, record, &pis, now),
        noted: &|record| is_noted(record).then(Vec::new),
    };
    let found = app.repo().history(&actor.tenant.scope, id, &reader).await?.ok_or_else(nowhere)?;
    let entry = |Written { kind, display_name, received_at }| HistoryEntry { kind, display_name, received_at };
    Ok(Json(HistoryResponse { changes: found.into_iter().map(entry).collect() }))
}

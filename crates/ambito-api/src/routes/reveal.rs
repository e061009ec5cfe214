//! `POST /v1/records/{id}/reveal`.

use axum::Json;
use axum::extract::{Path, State};
use protocol::{Problem, ProblemCode, Role, Snapshot};
use store_sql::Reader;
use sync::server::{mask, policy};

use crate::actor::Actor;
use crate::problem::ApiError;
use crate::state::App;

/// One record, with what a query leaves out of it. Which fields those are is audited before it is answered.
#[utoipa::path(post, path = "/v1/records/{id}/reveal", tag = "back office",
    params(("id" = String, Path, description = "The record")),
    responses(
        (status = 200, description = "The record as the API has it", body = Snapshot),
        (status = 403, description = "Not a coordinator, or the session is not raised", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such record of the own services", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn reveal(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Result<Json<Snapshot>, ApiError> {
    actor.require_any(&[Role::Coordinator])?;
    actor.require_raised(&app)?;
    app.limits().may_ask(actor.author)?;
    let nowhere = || ApiError::new(ProblemCode::NotFound);
    let id = id.parse().map_err(|_| nowhere())?;
    let reader = Reader {
        author: actor.author,
        at: app.now(),
        terms: Vec::new(),
        may: &|record| policy::may_read_online(record, &actor.rights),
        noted: &|record| Some(mask(&mut record.snapshot.clone())),
    };
    let found = app.repo().reveal(&actor.tenant.scope, id, &reader).await?.ok_or_else(nowhere)?;
    Ok(Json(found.record.snapshot))
}

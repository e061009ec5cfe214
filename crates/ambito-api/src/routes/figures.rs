//! `GET /v1/figures`.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use model::indicators::Period;
use protocol::{FiguresResponse, Problem, ProblemCode, Role};

use crate::actor::Actor;
use crate::figures::{asked, figures as compute};
use crate::problem::ApiError;
use crate::state::App;

/// Exact figures of a period, for coordinators and the Ufficio di Piano; audited.
#[utoipa::path(get, path = "/v1/figures", tag = "back office",
    params(
        ("from" = Option<String>, Query, description = "First day, ISO 8601; open when absent"),
        ("to" = Option<String>, Query, description = "Last day, ISO 8601; open when absent"),
    ),
    responses(
        (status = 200, description = "Exact figures", body = FiguresResponse),
        (status = 403, description = "Neither coordinator nor Ufficio di Piano", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The days make no sense", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn figures(
    State(app): State<App>,
    actor: Actor,
    period: Result<Query<Period>, QueryRejection>,
) -> Result<Json<FiguresResponse>, ApiError> {
    actor.require_any(&[Role::Coordinator, Role::PlanningOffice])?;
    let Query(period) = period.map_err(|_| ApiError::new(ProblemCode::Unprocessable))?;
    if period.from.zip(period.to).is_some_and(|(from, to)| to < from) {
        return Err(ApiError::new(ProblemCode::Unprocessable).detail("L’ultimo giorno viene prima del primo."));
    }
    let now = app.now();
    app.repo().audit(&actor.tenant.scope, &asked(Some(actor.author), period, now)).await?;
    Ok(Json(compute(app.repo(), &actor.tenant, period, now).await?))
}

//! `GET /v1/openapi.json`.

use axum::Json;
use utoipa::OpenApi;

/// What the document says beside its routes.
#[derive(OpenApi)]
#[openapi(info(
    title = "Taccuino, API dell'Ambito",
    description = "Enrolment, sync, configuration and figures of an Ambito Territoriale Sociale. \
        Every POST carries the header X-Taccuino; errors are application/problem+json.",
    license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later"),
))]
pub struct ApiDoc;

/// The description of this API.
#[utoipa::path(get, path = "/v1/openapi.json", tag = "operation", responses(
    (status = 200, description = "OpenAPI 3.1", body = Object),
))]
pub async fn openapi(
    document: axum::Extension<std::sync::Arc<utoipa::openapi::OpenApi>>,
) -> Json<utoipa::openapi::OpenApi> {
    Json((**document).clone())
}

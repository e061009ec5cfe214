//! `POST /v1/records/query`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use data_encoding::BASE64URL_NOPAD;
use model::ids::RecordId;
use model::rome;
use model::time::Millis;
use protocol::{Problem, ProblemCode, QueryRequest, QueryResponse, Role};
use store_sql::{AuditEntry, Query, StoredRecord};
use sync::server::policy;

use crate::actor::Actor;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::state::App;

/// Most records in a page, whatever the client asks for.
const MAX_PAGE: u32 = 200;

/// What a coordinator looks for online, newest first; audited before it is answered.
#[utoipa::path(post, path = "/v1/records/query", tag = "back office", request_body = QueryRequest, responses(
    (status = 200, description = "Records, newest first", body = QueryResponse),
    (status = 403, description = "Not a coordinator", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "A term makes no sense", body = Problem, content_type = "application/problem+json"),
))]
pub async fn query(
    State(app): State<App>,
    actor: Actor,
    ApiJson(request): ApiJson<QueryRequest>,
) -> Result<Json<QueryResponse>, ApiError> {
    actor.require_any(&[Role::Coordinator])?;
    let from = request.from.as_deref().map(parse_day).transpose()?;
    let to = request.to.as_deref().map(parse_day).transpose()?;
    let limit = request.limit.clamp(1, MAX_PAGE);
    let query = Query {
        record_type: request.record_type,
        from: from.map(rome::start_of_day),
        until: to.and_then(|day| day.succ_opt()).map(rome::start_of_day),
        municipality_code: request.municipality_code,
        services: policy::services(&actor.rights),
        limit: limit + 1,
        after: request.cursor.as_deref().map(read_cursor).transpose()?,
    };
    app.repo().audit(&actor.tenant.scope, &audit_entry(&actor, &query, app.now())).await?;
    let mut found = app.repo().query(&actor.tenant.scope, &query).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next_cursor = found.last().filter(|_| more).map(write_cursor);
    let readable = found.into_iter().filter(|stored| policy::may_read_online(&stored.record, &actor.rights));
    let records = readable.map(|stored| stored.record.snapshot).collect();
    Ok(Json(QueryResponse { records, next_cursor }))
}

/// Which terms were asked for; the answer's values stay out.
fn audit_entry(actor: &Actor, query: &Query, now: Millis) -> AuditEntry {
    let mut terms = Vec::new();
    terms.extend(query.from.map(|at| format!("from={}", rome::day_of(at))));
    terms.extend(query.until.map(|at| format!("before={}", rome::day_of(at))));
    terms.extend(query.municipality_code.as_ref().filter(|code| code.len() == 6).map(|code| format!("in={code}")));
    AuditEntry {
        at: now,
        operator_id: Some(actor.author.operator_id),
        device_id: Some(actor.author.device_id),
        action: "query".to_owned(),
        record_id: None,
        record_type: query.record_type.info().map(|_| query.record_type.clone()),
        fields: terms,
    }
}

fn parse_day(text: &str) -> Result<NaiveDate, ApiError> {
    text.parse().map_err(|_| ApiError::new(ProblemCode::Unprocessable).detail("Un giorno si scrive AAAA-MM-GG."))
}

/// A position says nothing that its owner has not seen, and the rights are judged at each page: no MAC is needed.
fn write_cursor(last: &StoredRecord) -> String {
    let mut bytes = last.occurred_at.unwrap_or_default().to_be_bytes().to_vec();
    bytes.extend(last.record.snapshot.id.0.as_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

fn read_cursor(cursor: &str) -> Result<(i64, RecordId), ApiError> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    let read = bytes
        .as_deref()
        .and_then(|bytes| bytes.split_first_chunk::<8>())
        .and_then(|(at, id)| Some((i64::from_be_bytes(*at), RecordId(uuid::Uuid::from_slice(id).ok()?))));
    read.ok_or(ApiError::new(ProblemCode::Unprocessable))
}

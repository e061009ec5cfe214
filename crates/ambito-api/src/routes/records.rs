//! `POST /v1/records/query`.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use data_encoding::BASE64URL_NOPAD;
use model::ids::RecordId;
use model::record::{MergeClass, Service};
use model::rome;
use protocol::{Masked, Problem, ProblemCode, QueryRequest, QueryResponse, Role};
use store_sql::{Place, Query, Reader};
use sync::server::{ServerRecord, is_masked, mask, policy};

use crate::actor::Actor;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::state::App;

/// Most records in a page, whatever the client asks for.
const MAX_PAGE: u32 = 200;

/// What a coordinator looks for online, newest first; audited before it is answered, each record of the PIS by itself. What is
/// critical, or says how to reach a person, is left out, and only named.
#[utoipa::path(post, path = "/v1/records/query", tag = "back office", request_body = QueryRequest, responses(
    (status = 200, description = "Records, newest first", body = QueryResponse),
    (status = 403, description = "Not a coordinator", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "A term makes no sense", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
))]
pub async fn query(
    State(app): State<App>,
    actor: Actor,
    ApiJson(request): ApiJson<QueryRequest>,
) -> Result<Json<QueryResponse>, ApiError> {
    actor.require_any(&[Role::Coordinator])?;
    app.limits().may_ask(actor.author)?;
    let from = request.from.as_deref().map(parse_day).transpose()?;
    let to = request.to.as_deref().map(parse_day).transpose()?;
    let query = Query {
        record_type: request.record_type,
        from: from.map(rome::start_of_day),
        until: to.and_then(|day| day.succ_opt()).map(rome::start_of_day),
        municipality_code: request.municipality_code,
        services: policy::services(&actor.rights),
        limit: request.limit.clamp(1, MAX_PAGE),
        after: request.cursor.as_deref().map(read_cursor).transpose()?,
    };
    let reader = Reader {
        author: actor.author,
        at: app.now(),
        terms: terms(&query),
        may: &|record| policy::may_read_online(record, &actor.rights),
        noted: &|record| is_noted(record).then(|| given(record)),
    };
    let found = app.repo().query(&actor.tenant.scope, &query, &reader).await?;
    let mut records: Vec<_> = found.records.into_iter().map(|stored| stored.record.snapshot).collect();
    let masked = records.iter_mut().map(|record| Masked { record_id: record.id, fields: mask(record) });
    let masked = masked.filter(|masked| !masked.fields.is_empty()).collect();
    Ok(Json(QueryResponse { records, masked, next_cursor: found.next.map(write_cursor) }))
}

/// Who read which record of the PIS is written down; of a note or a shift, which are of all services, nobody can tell here
/// whether it is of the PIS.
pub fn is_noted(record: &ServerRecord) -> bool {
    let snapshot = &record.snapshot;
    match model::record::service_of(&snapshot.record_type, &snapshot.fields) {
        Some(service) => service == Service::Pis,
        None => snapshot.record_type.info().is_none_or(|info| info.merge != MergeClass::Reference),
    }
}

/// The names of the fields that the answer has.
fn given(record: &ServerRecord) -> Vec<String> {
    let ServerRecord { snapshot, .. } = record;
    snapshot.fields.keys().filter(|name| !is_masked(&snapshot.record_type, name)).cloned().collect()
}

/// Which terms were asked for; the answer's values stay out.
fn terms(query: &Query) -> Vec<String> {
    let mut terms = Vec::new();
    terms.extend(query.from.map(|at| format!("from={}", rome::day_of(at))));
    terms.extend(query.until.map(|at| format!("before={}", rome::day_of(at))));
    terms.extend(query.municipality_code.as_ref().filter(|code| code.len() == 6).map(|code| format!("in={code}")));
    terms
}

fn parse_day(text: &str) -> Result<NaiveDate, ApiError> {
    text.parse().map_err(|_| ApiError::new(ProblemCode::Unprocessable).detail("Un giorno si scrive AAAA-MM-GG."))
}

/// A position says nothing that its owner has not seen, and the rights are judged at each page: no MAC is needed.
fn write_cursor((at, id): Place) -> String {
    let mut bytes = at.to_be_bytes().to_vec();
    bytes.extend(id.0.as_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

fn read_cursor(cursor: &str) -> Result<Place, ApiError> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok();
    let read = bytes
        .as_deref()
        .and_then(|bytes| bytes.split_first_chunk::<8>())
        .and_then(|(at, id)| Some((i64::from_be_bytes(*at), RecordId(uuid::Uuid::from_slice(id).ok()?))));
    read.ok_or(ApiError::new(ProblemCode::Unprocessable))
}

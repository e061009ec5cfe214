//! `POST /v1/sync/push` and `POST /v1/sync/pull`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use protocol::{
    MAX_BATCH_OPS, MIN_CLIENT, Op, Problem, ProblemCode, PullRequest, PullResponse, PushRequest, PushResponse,
};
use serde_json::Value;
use store_sql::{AmbitoState, Asked, AuditEntry, Author, Pushed, Sent, WentBack};
use sync::server::{Known, ServerRecord, other_incarnation};

use crate::actor::Actor;
use crate::budget::Spent;
use crate::cursor::{Cursors, Position};
use crate::faults::Fault;
use crate::http::{ApiJson, Push, read_pull};
use crate::plans::concerns_plans;
use crate::policy::{OfPis, decide, visible};
use crate::problem::ApiError;
use crate::state::App;

/// Most records in a page, whatever the client asks for.
const MAX_PAGE: u32 = 500;

/// Applies operations; answers after the durable commit.
#[utoipa::path(post, path = "/v1/sync/push", tag = "sync", request_body = PushRequest, responses(
    (status = 200, description = "One result per operation, after the durable commit", body = PushResponse),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Of another device", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "Too many operations or bytes", body = Problem, content_type = "application/problem+json"),
    (status = 426, description = "The client is too old", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "Nothing was applied", body = Problem, content_type = "application/problem+json"),
))]
pub async fn push(State(app): State<App>, actor: Actor, ApiJson(body): ApiJson<Value>) -> Result<Response, ApiError> {
    app.limits().may_ask(actor.author)?;
    let push = Push::read(body)?;
    let request = &push.request;
    let fault = Fault::next(&app);
    if let Some(answer) = fault.and_then(Fault::answer) {
        return Ok(answer);
    }
    if push.len() > MAX_BATCH_OPS {
        return Err(ApiError::new(ProblemCode::TooLarge));
    }
    // Identity comes from the session: a body that claims another device is another profile's, and stays there.
    if request.device_id != actor.author.device_id {
        return Err(ApiError::new(ProblemCode::Forbidden));
    }
    let now = app.now();
    let meant = |epoch: &str| !other_incarnation(request, epoch);
    let by = |op: &Op, known: &Known<'_>| decide(&actor, op, known, now);
    let next = app.new_epoch();
    let known = request.epoch.as_deref().zip(request.known_seq);
    let known = known.map(|(epoch, seen)| WentBack { epoch, seen, next: &next });
    let sent = Sent { ops: &request.ops, meant: &meant, known };
    let Pushed { results, went_back, epoch, forked } =
        app.repo().apply_push(&actor.tenant.scope, actor.author, &sent, now, &by).await?;
    if fault == Some(Fault::CrashAfterCommit) {
        std::process::abort();
    }
    if forked {
        let device = actor.author.device_id.to_string();
        tracing::warn!(target: "ambito_api::security", device, "two phones write one stream: their sessions are over");
    }
    if let Some(head) = went_back {
        warn_went_back(head, request.known_seq);
    }
    // What was received stands, also where this fails: then the next who asks makes the visits.
    if results.is_some() && request.ops.iter().any(concerns_plans) && !app.tend_plans_of(&actor.tenant).await {
        app.tend_plans_later();
    }
    let Some(results) = results else {
        return Ok(Json(push.later(&epoch, app.now())).into_response());
    };
    let results = push.answer(results);
    let response = PushResponse { batch_id: request.batch_id, epoch, results, server_time: app.now() };
    Ok(Json(response).into_response())
}

/// The changes that this operator may see.
#[utoipa::path(post, path = "/v1/sync/pull", tag = "sync", request_body = PullRequest, responses(
    (status = 200, description = "A page of changes", body = PullResponse),
    (status = 401, description = "No session", body = Problem, content_type = "application/problem+json"),
    (status = 403, description = "Of another device", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The cursor is not of this operator", body = Problem, content_type = "application/problem+json"),
    (status = 426, description = "The client is too old", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "This device asks too often, or for too much again", body = Problem, content_type = "application/problem+json"),
))]
pub async fn pull(
    State(app): State<App>,
    actor: Actor,
    ApiJson(body): ApiJson<Value>,
) -> Result<Json<PullResponse>, ApiError> {
    app.limits().may_ask(actor.author)?;
    let request = read_pull(body)?;
    if request.device_id != actor.author.device_id {
        return Err(ApiError::new(ProblemCode::Forbidden));
    }
    let now = app.now();
    app.tidy_up(now).await;
    app.tend_plans(now).await;
    let tenant = &actor.tenant;
    // Read anew each time: a backup and a restore are made by other processes.
    let mut state = app.repo().ambito(&tenant.scope).await?;
    let (operator, scope) = (actor.author.operator_id, actor.scope_text());
    let cursors = Cursors::of(&tenant.config.id, &state);
    let (after, reset) = match request.cursor.as_deref().map(|cursor| cursors.read(operator, &scope, cursor, now)) {
        None => (0, false),
        Some(Position::At(seq)) if seq > state.head => {
            state = renew_epoch(&app, &actor, &state, seq).await?;
            (0, true)
        }
        Some(Position::At(seq)) => (seq, false),
        Some(Position::Restart) => (0, true),
        Some(Position::Forged) => return Err(ApiError::new(ProblemCode::Unprocessable)),
    };
    let limit = request.limit.clamp(1, MAX_PAGE);
    let device = actor.author.device_id;
    let taken = match app.budgets().take(device, after, limit, state.head) {
        Ok(taken) => taken,
        Err(spent) => return Err(refuse(&app, &actor, spent).await?),
    };
    let mut pis = OfPis::for_actor(&app, &actor).await?;
    if pis.tend(&app, &actor).await? {
        state = app.repo().ambito(&tenant.scope).await?;
        pis = OfPis::for_actor(&app, &actor).await?;
    }
    let goes = |record: &ServerRecord| visible(&actor, record, &pis, now);
    // Who starts from nothing gets the whole feed anyway.
    let along = |next| if after == 0 { Vec::new() } else { pis.brought(after, next) };
    // What comes after this was not seen by whoever decided who sees what: the next page has it.
    let asked = Asked { after, upto: state.head.max(after), limit, now };
    let page = app.repo().pull(&tenant.scope, actor.author, asked, &goes, &along).await?;
    app.budgets().given(device, after, page.next, taken);
    let response = PullResponse {
        pull_id: request.pull_id,
        next_cursor: Cursors::of(&tenant.config.id, &state).write(operator, &scope, page.next, now),
        epoch: state.epoch,
        changes: page.changes.into_iter().map(|stored| stored.record.snapshot).collect(),
        removed_scope: page.removed,
        erased: page.erased,
        has_more: page.has_more,
        reset,
        min_client: MIN_CLIENT,
        server_time: app.now(),
        backed_up_seq: state.backed_up_seq,
    };
    Ok(Json(response))
}

/// The device has had everything again and again; somebody is told, in the log and in the audit.
async fn refuse(app: &App, actor: &Actor, spent: Spent) -> Result<ApiError, ApiError> {
    if spent.first {
        let Author { operator_id, device_id } = actor.author;
        let device = device_id.to_string();
        tracing::warn!(target: "ambito_api::security", device, "a device asks for everything again and again: it waits");
        let entry = AuditEntry {
            at: app.now(),
            operator_id: Some(operator_id),
            device_id: Some(device_id),
            action: "pull_budget_spent".to_owned(),
            record_id: None,
            record_type: None,
            fields: Vec::new(),
        };
        app.repo().audit(&actor.tenant.scope, &entry).await?;
    }
    Ok(ApiError::new(ProblemCode::TooManyRequests).retry_after(spent.wait))
}

/// A cursor of this incarnation that stands after the end of the feed: somebody put an older database file back. The
/// positions after it will be given to other operations, so that phones must send again what they hold, and read anew.
async fn renew_epoch(app: &App, actor: &Actor, state: &AmbitoState, seen: u64) -> Result<AmbitoState, ApiError> {
    let next = app.new_epoch();
    let gone = WentBack { epoch: &state.epoch, seen, next: &next };
    let state = app.repo().renew_epoch(&actor.tenant.scope, actor.author, &gone, app.now()).await?;
    warn_went_back(state.head, Some(seen));
    Ok(state)
}

fn warn_went_back(head: u64, seen: Option<u64>) {
    tracing::warn!(head, seen, "the database went back: a new incarnation begins");
}

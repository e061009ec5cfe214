//! Carries the script through the push endpoint: each operator enrols a device, pushes, and ends the session.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use model::ids::BatchId;
use protocol::{
    CLIENT_HEADER, EnrolRequest, MAX_BATCH_BYTES, MAX_BATCH_OPS, Op, Outcome, PROTOCOL, PushRequest, PushResponse,
    SessionResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store_sql::StoreError;
use tower::ServiceExt;

use super::people::People;
use super::script::Script;
use crate::app::router;
use crate::codes::issue;
use crate::state::{App, Tenant};

/// Why the demo could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The API refused something, which is a mistake of the demo.
    #[error("the API refused a record of the demo: {0}")]
    Refused(String),
}

const MINUTE: i64 = model::time::Millis::MINUTE;

/// Pushes every operation of the script.
pub async fn push(app: &App, tenant: &Tenant, people: &People, script: Script) -> Result<(), DemoError> {
    let router = router(app);
    for person in &people.operators {
        let ops: Vec<Op> = script.ops.iter().filter(|(by, _)| *by == person.key).map(|(_, op)| op.clone()).collect();
        if ops.is_empty() {
            continue;
        }
        let code = issue(app, &tenant.scope, person.operator.id, 5 * MINUTE).await?;
        let device = Device::enrol(&router, code.grouped()).await?;
        for (index, batch) in batches(&ops).into_iter().enumerate() {
            device.push(app, batch, index).await?;
        }
        device.post("/v1/session/end", &()).await?;
    }
    Ok(())
}

/// As many operations as a push takes.
fn batches(ops: &[Op]) -> Vec<&[Op]> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, op) in ops.iter().enumerate() {
        let size = serde_json::to_vec(op).map_or(0, |text| text.len() + 1);
        if index - start == MAX_BATCH_OPS || bytes + size > MAX_BATCH_BYTES {
            batches.push(&ops[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    batches.push(&ops[start..]);
    batches
}

struct Device<'a> {
    router: &'a Router,
    cookie: String,
    session: SessionResponse,
}

impl<'a> Device<'a> {
    async fn enrol(router: &'a Router, code: String) -> Result<Self, DemoError> {
        let response = send(router, "/v1/enrol", None, &EnrolRequest { code }).await?;
        let cookie = response.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = cookie.and_then(|text| text.split(';').next()).unwrap_or_default().to_owned();
        Ok(Self { router, cookie, session: read(response).await? })
    }

    async fn push(&self, app: &App, ops: &[Op], index: usize) -> Result<(), DemoError> {
        let request = PushRequest {
            protocol: PROTOCOL,
            device_id: self.session.profile.device_id,
            epoch: None,
            batch_id: BatchId(uuid::Builder::from_random_bytes(app.random()).into_uuid()),
            known_seq: None,
            ops: ops.to_vec(),
        };
        let answer: PushResponse = read(self.post("/v1/sync/push", &request).await?).await?;
        for (result, op) in answer.results.iter().zip(ops) {
            if !matches!(result.outcome, Outcome::Applied(_) | Outcome::Duplicate(_)) {
                let fields = serde_json::to_string(&op.fields).unwrap_or_default();
                let why = format!("batch {index}, {} {fields}: {:?}", op.record_type, result.outcome);
                return Err(DemoError::Refused(why));
            }
        }
        Ok(())
    }

    async fn post(&self, path: &str, body: &impl Serialize) -> Result<Response, DemoError> {
        send(self.router, path, Some(&self.cookie), body).await
    }
}

async fn send(router: &Router, path: &str, cookie: Option<&str>, body: &impl Serialize) -> Result<Response, DemoError> {
    let refused = |why: String| DemoError::Refused(format!("{path}: {why}"));
    let mut request = Request::post(path).header(CLIENT_HEADER, "1").header(header::CONTENT_TYPE, "application/json");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    let body = serde_json::to_vec(body).map_err(|error| refused(error.to_string()))?;
    let request = request.body(Body::from(body)).map_err(|error| refused(error.to_string()))?;
    let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    match response.status() {
        StatusCode::OK | StatusCode::NO_CONTENT => Ok(response),
        status => Err(refused(status.to_string())),
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, DemoError> {
    let bytes =
        to_bytes(response.into_body(), usize::MAX).await.map_err(|error| DemoError::Refused(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| DemoError::Refused(error.to_string()))
}

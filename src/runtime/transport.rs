//! Requests to the Ambito API, and to nobody else.

use futures::FutureExt as _;
use gloo_net::http::{Request, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use model::ids::DeviceId;
use protocol::{CLIENT_HEADER, DEVICE_HEADER, PROTOCOL_HEADER, Problem, json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::client::{HttpFailure, HttpReply, HttpRequest};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestCredentials, RequestRedirect};

#[wasm_bindgen]
extern "C" {
    type CompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
}

/// Why a direct request (enrolment, a coordinator's query) failed.
#[derive(Clone, Debug)]
pub enum FetchError {
    /// No answer.
    Network,
    /// An answer that is not the API's.
    NotOurs,
    /// The API said no, and why.
    Problem(Box<Problem>),
}

const PATIENCE_MS: u32 = 30_000;
/// A shorter body is not worth the work of compressing it.
const WORTH_ZIPPING: usize = 1024;

/// What a POST carries.
struct Posted {
    json: String,
    /// The API takes it compressed.
    zip: bool,
}

/// Sends a request of the engine, `of` the device of the open notebook.
pub async fn send(of: Option<DeviceId>, request: &HttpRequest) -> Result<HttpReply, HttpFailure> {
    let body = request.route.is_post().then(|| Posted { json: request.body.clone(), zip: request.zip });
    exchange(request.route.path(), of, body, request.timeout_ms).await
}

/// `POST` of a JSON body, answered by JSON; `of` a device, or of nobody yet.
pub async fn post_json<B: Serialize, T: DeserializeOwned>(
    path: &str,
    of: Option<DeviceId>,
    body: &B,
) -> Result<T, FetchError> {
    let json = json::to_string(body).map_err(|_| FetchError::NotOurs)?;
    read(exchange(path, of, Some(Posted { json, zip: false }), PATIENCE_MS).await)
}

/// `POST` of a JSON body whose answer nobody waits for: neither it nor its absence changes anything.
pub async fn post_and_forget<B: Serialize>(path: &str, of: Option<DeviceId>, body: &B) {
    if let Ok(json) = json::to_string(body) {
        // Whatever was answered.
        let _ = exchange(path, of, Some(Posted { json, zip: false }), PATIENCE_MS).await;
    }
}

/// `GET` answered by JSON; `of` a device, or of nobody yet.
pub async fn get_json<T: DeserializeOwned>(path: &str, of: Option<DeviceId>) -> Result<T, FetchError> {
    read(exchange(path, of, None, PATIENCE_MS).await)
}

fn read<T: DeserializeOwned>(reply: Result<HttpReply, HttpFailure>) -> Result<T, FetchError> {
    let reply = reply.map_err(|_| FetchError::Network)?;
    match (reply.status, reply.content_type.as_deref()) {
        (200..=299, Some("application/json")) => json::from_str(&reply.body).map_err(|_| FetchError::NotOurs),
        (_, Some("application/problem+json")) => {
            Err(json::from_str(&reply.body).map_or(FetchError::NotOurs, FetchError::Problem))
        }
        _ => Err(FetchError::NotOurs),
    }
}

/// One request and its answer as text, whatever it is; gives up after `timeout_ms`.
async fn exchange(
    path: &str,
    of: Option<DeviceId>,
    body: Option<Posted>,
    timeout_ms: u32,
) -> Result<HttpReply, HttpFailure> {
    let abort = AbortController::new().map_err(|_| HttpFailure::Network)?;
    let build = |builder: RequestBuilder| {
        let builder = match of {
            Some(device) => builder.header(DEVICE_HEADER, &device.to_string()),
            None => builder,
        };
        builder
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::SameOrigin)
            .redirect(RequestRedirect::Error)
            .abort_signal(Some(&abort.signal()))
            .header(CLIENT_HEADER, "1")
    };
    let answer = async {
        let response = match body {
            Some(body) => {
                let builder = build(Request::post(path)).header("content-type", "application/json");
                let request = match body.zipped().await {
                    Some(bytes) => builder.header("content-encoding", "gzip").body(bytes),
                    None => builder.body(body.json),
                };
                request.map_err(|_| HttpFailure::Network)?.send().await
            }
            None => build(Request::get(path)).send().await,
        };
        into_reply(response.map_err(|_| HttpFailure::Network)?).await
    };
    futures::select! {
        reply = answer.fuse() => reply,
        () = TimeoutFuture::new(timeout_ms).fuse() => {
            abort.abort();
            Err(HttpFailure::TimedOut)
        }
    }
}

impl Posted {
    /// The body compressed; `None` where it need not or cannot be.
    async fn zipped(&self) -> Option<Uint8Array> {
        if !self.zip || self.json.len() < WORTH_ZIPPING {
            return None;
        }
        // A browser that has no such class refuses the construction.
        let gzip = CompressionStream::new("gzip").ok()?;
        let plain = web_sys::Response::new_with_opt_str(Some(&self.json)).ok()?.body()?;
        let packed = plain.pipe_through(gzip.unchecked_ref());
        let packed = web_sys::Response::new_with_opt_readable_stream(Some(&packed)).ok()?;
        let bytes = JsFuture::from(packed.array_buffer().ok()?).await.ok()?;
        Some(Uint8Array::new(&bytes))
    }
}

async fn into_reply(response: Response) -> Result<HttpReply, HttpFailure> {
    let headers = response.headers();
    let content_type = headers
        .get("content-type")
        .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    Ok(HttpReply {
        status: response.status(),
        content_type,
        protocol: headers.get(PROTOCOL_HEADER),
        retry_after: headers.get("retry-after"),
        body: response.text().await.map_err(|_| HttpFailure::Network)?,
    })
}

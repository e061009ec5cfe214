//! Bodies: `application/json`, of a bounded size after decompression, read strictly.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use protocol::ProblemCode;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::problem::ApiError;

/// A JSON body of type `T`.
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            return Err(ApiError::new(ProblemCode::UnsupportedMediaType));
        }
        // The limit of the route counts what comes out of the decompression.
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            match rejection.into_response().status() {
                StatusCode::PAYLOAD_TOO_LARGE => ApiError::new(ProblemCode::TooLarge),
                _ => ApiError::new(ProblemCode::BadRequest),
            }
        })?;
        // serde_json stops at a depth of 128 by itself.
        serde_json::from_slice(&bytes).map(Self).map_err(|error| match error.classify() {
            Category::Data => ApiError::new(ProblemCode::Unprocessable),
            Category::Io | Category::Syntax | Category::Eof => ApiError::new(ProblemCode::BadRequest),
        })
    }
}

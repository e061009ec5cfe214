//! Every error as `application/problem+json`: a code for programs, a plain sentence for people, never internals.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::{Problem, ProblemCode};
use serde::Serialize;
use store_sql::StoreError;

/// Media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What a handler answers when it cannot do what was asked.
#[derive(Debug)]
pub struct ApiError {
    code: ProblemCode,
    detail: Option<String>,
    /// Seconds, for the `Retry-After` header.
    retry_after: Option<u64>,
}

impl ApiError {
    /// The problem of this kind.
    pub const fn new(code: ProblemCode) -> Self {
        Self { code, detail: None, retry_after: None }
    }

    /// With a sentence about this occurrence; it must hold no personal value and no internals.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Not before so many seconds.
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        // The cause goes to the log of the API alone.
        tracing::error!(error = %error, cause = std::error::Error::source(&error).map(ToString::to_string), "store");
        match error {
            StoreError::DiskFull => Self::new(ProblemCode::Unavailable)
                .detail("Il server dell’Ambito non ha più spazio. I dati restano sul telefono.")
                .retry_after(60),
            StoreError::Busy | StoreError::NotWritable(_) => Self::new(ProblemCode::Unavailable).retry_after(5),
            StoreError::Corrupt(_)
            | StoreError::Sealed
            | StoreError::OtherKey(_)
            | StoreError::Damaged
            | StoreError::InUse
            | StoreError::OtherSchema
            | StoreError::File(_)
            | StoreError::UnknownAmbito
            | StoreError::Older(_)
            | StoreError::Database(_) => Self::new(ProblemCode::Internal),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = problem_response(status_of(self.code), self.code, self.detail);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A response that carries a problem under a status.
pub fn problem_response(status: StatusCode, code: ProblemCode, detail: Option<String>) -> Response {
    let problem = Problem {
        kind: format!("urn:taccuino:problem:{}", code_text(code)),
        title: title_of(code).to_owned(),
        status: status.as_u16(),
        code,
        detail,
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response()
}

/// The code that fits a status which something beneath the handlers answered.
pub fn code_of(status: StatusCode) -> ProblemCode {
    match status {
        StatusCode::UNAUTHORIZED => ProblemCode::Unauthenticated,
        StatusCode::FORBIDDEN => ProblemCode::Forbidden,
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        StatusCode::UNPROCESSABLE_ENTITY => ProblemCode::Unprocessable,
        StatusCode::TOO_MANY_REQUESTS => ProblemCode::TooManyRequests,
        StatusCode::SERVICE_UNAVAILABLE => ProblemCode::Unavailable,
        status if status.is_client_error() => ProblemCode::BadRequest,
        _ => ProblemCode::Internal,
    }
}

/// A code as it is written on the wire.
pub(crate) fn code_text(code: impl Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

const fn status_of(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::BadRequest => StatusCode::BAD_REQUEST,
        ProblemCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ProblemCode::Forbidden | ProblemCode::StepUpRequired | ProblemCode::DeviceRevoked => StatusCode::FORBIDDEN,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::CodeUnknown | ProblemCode::CodeUsed | ProblemCode::CodeExpired | ProblemCode::Unprocessable => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ProblemCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemCode::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemCode::ClientTooOld => StatusCode::UPGRADE_REQUIRED,
        ProblemCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

const fn title_of(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::BadRequest => "La richiesta non si legge.",
        ProblemCode::Unauthenticated => "Questo telefono non è collegato all’Ambito: serve un codice.",
        ProblemCode::Forbidden => "Non hai il permesso di fare questo.",
        ProblemCode::StepUpRequired => "Per questo serve di nuovo la tua frase.",
        ProblemCode::DeviceRevoked => "Questo telefono è stato scollegato dall’Ambito.",
        ProblemCode::NotFound => "Qui non c’è nulla.",
        ProblemCode::CodeUnknown => "Questo codice non esiste: controlla di averlo scritto bene.",
        ProblemCode::CodeUsed => "Questo codice è già stato usato: chiedine uno nuovo.",
        ProblemCode::CodeExpired => "Questo codice è scaduto: chiedine uno nuovo.",
        ProblemCode::TooLarge => "La richiesta è troppo grande.",
        ProblemCode::UnsupportedMediaType => "La richiesta non è in un formato che l’Ambito legge.",
        ProblemCode::Unprocessable => "La richiesta si legge, ma non ha senso.",
        ProblemCode::ClientTooOld => "Questa versione dell’app è troppo vecchia: aggiornala.",
        ProblemCode::TooManyRequests => "Troppe richieste: aspetta e riprova.",
        ProblemCode::Unavailable => "Il server dell’Ambito ora non può rispondere: riprova più tardi.",
        ProblemCode::Internal => "Qualcosa è andato storto sul server dell’Ambito.",
    }
}

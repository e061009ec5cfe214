use protocol::{EnrolRequest, ProblemCode, SessionResponse};
use sync::client::Event;

use super::Commands;
use crate::runtime::{FetchError, get_json, post_json};

/// Why a phone could not be enrolled.
#[derive(Clone, Debug, PartialEq)]
pub enum EnrolError {
    /// No network.
    Network,
    /// Something answered that is not the API.
    NotOurs,
    /// Nobody made this code.
    Unknown,
    /// The code was used already.
    Used,
    /// The code is too old.
    Expired,
    /// Too many tries.
    SlowDown,
    /// Anything else that the API said, in its own words.
    Other(String),
}

impl Commands {
    /// Enrols this phone with a code; a network is needed this once.
    ///
    /// # Errors
    /// When the code does not hold or there is no network.
    pub async fn enrol(self, code: String) -> Result<(), EnrolError> {
        let session: SessionResponse = post_json("/v1/enrol", &EnrolRequest { code }).await.map_err(explain)?;
        let config = get_json("/v1/config").await.map_err(explain)?;
        self.say(Event::Enrolled { session: Box::new(session), config });
        Ok(())
    }
}

fn explain(error: FetchError) -> EnrolError {
    let problem = match error {
        FetchError::Network => return EnrolError::Network,
        FetchError::NotOurs => return EnrolError::NotOurs,
        FetchError::Problem(problem) => problem,
    };
    match problem.code {
        ProblemCode::CodeUnknown => EnrolError::Unknown,
        ProblemCode::CodeUsed => EnrolError::Used,
        ProblemCode::CodeExpired => EnrolError::Expired,
        ProblemCode::TooManyRequests => EnrolError::SlowDown,
        _ => EnrolError::Other(problem.detail.unwrap_or(problem.title)),
    }
}

use leptos::prelude::*;
use protocol::{EnrolRequest, ProblemCode, SessionResponse};
use sync::client::Event;

use super::{Admitted, Commands};
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
    /// Enrols this phone with a code; a network is needed this once. Who is let in by it needs a compartment
    /// ([`Commands::let_in`]), unless it is the person whose compartment is open: that one gets a new session.
    ///
    /// # Errors
    /// When the code does not hold or there is no network.
    pub async fn enrol(self, code: String) -> Result<Option<Admitted>, EnrolError> {
        let session: SessionResponse = post_json("/v1/enrol", &EnrolRequest { code }).await.map_err(explain)?;
        let config = get_json("/v1/config").await.map_err(explain)?;
        let session = Box::new(session);
        let here = self.state.identity.with_untracked(|identity| {
            identity.as_ref().is_some_and(|known| known.profile.operator_id == session.profile.operator_id)
        });
        if here {
            self.say(Event::Enrolled { session, config });
            return Ok(None);
        }
        Ok(Some(Admitted { session, config }))
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

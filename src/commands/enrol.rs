use leptos::prelude::*;
use model::ids::OperatorId;
use protocol::{EnrolRequest, ProblemCode};
use sync::client::Event;
use uuid::Uuid;

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
        // A code holds once: where the answer came and the rest did not, the rest alone is asked for again.
        let known = self.admitted.try_update_value(Option::take).flatten();
        let session = match known.filter(|(sent, _)| *sent == code) {
            Some((_, session)) => session,
            None => {
                let request = EnrolRequest { code: code.clone() };
                Box::new(post_json("/v1/enrol", None, &request).await.map_err(explain)?)
            }
        };
        let config = get_json("/v1/config", Some(session.profile.device_id)).await.map_err(|error| {
            self.admitted.set_value(Some((code, session.clone())));
            explain(error)
        })?;
        let own = |(_, owner): (Uuid, OperatorId)| owner == session.profile.operator_id;
        if self.driver().is_some() && self.owner.get_value().is_some_and(own) {
            self.say(Event::Enrolled { session, config });
            // It seals with what its new device is told.
            self.is_open();
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

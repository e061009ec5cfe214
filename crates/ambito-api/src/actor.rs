//! Who asks: read from the session cookie, never from a body.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use model::ids::DeviceId;
use protocol::{CLIENT_HEADER, DEVICE_HEADER, ProblemCode, Profile, Role, SessionResponse};
use store_sql::{Author, Person, SessionState};

use crate::codes::hash;
use crate::cookies;
use crate::problem::ApiError;
use crate::state::{App, Tenant};

/// The operator of a living session, with rights as they are now.
pub struct Actor {
    /// The Ambito.
    pub tenant: Arc<Tenant>,
    /// Operator and device.
    pub author: Author,
    /// What the app is told of the operator.
    pub profile: Profile,
    /// The same, as decisions take it.
    pub rights: sync::server::Actor,
}

impl FromRequestParts<App> for Actor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // A browser has the sessions of several devices, and the app says in the name of which it asks.
        let asked = parts.headers.get(DEVICE_HEADER).map(|named| named.to_str().ok().and_then(|id| id.parse().ok()));
        let device: Option<DeviceId> = match asked {
            Some(Some(device)) => Some(device),
            Some(None) => return Err(ApiError::new(ProblemCode::Unauthenticated)),
            None => None,
        };
        let token = cookies::token(&parts.headers, device).ok_or(ApiError::new(ProblemCode::Unauthenticated))?;
        // An address that somebody types on a phone that is shut shows nothing.
        if !parts.headers.contains_key(CLIENT_HEADER) {
            return Err(ApiError::new(ProblemCode::Forbidden));
        }
        let state = app.repo().session(&hash(token.as_bytes()), app.options().sessions, app.now()).await?;
        let (scope, operator_id, device_id) = match state {
            SessionState::Alive { scope, operator_id, device_id } => (scope, operator_id, device_id),
            // Of another device nothing is told, not even that.
            SessionState::Revoked { device_id } if device.is_none_or(|asked| asked == device_id) => {
                return Err(ApiError::new(ProblemCode::DeviceRevoked));
            }
            SessionState::Revoked { .. } | SessionState::Dead => {
                return Err(ApiError::new(ProblemCode::Unauthenticated));
            }
        };
        // Whatever its name, a cookie answers for no other device than its own.
        if device.is_some_and(|asked| asked != device_id) {
            return Err(ApiError::new(ProblemCode::Unauthenticated));
        }
        // An Ambito that this process does not serve is as good as no session.
        let tenant = app.tenant(scope.ambito()).ok_or(ApiError::new(ProblemCode::Unauthenticated))?;
        let person = app.repo().person(&scope, operator_id).await?;
        let person = person.ok_or(ApiError::new(ProblemCode::Unauthenticated))?;
        Ok(Self::new(Arc::clone(tenant), Author { operator_id, device_id }, person))
    }
}

impl Actor {
    /// The operator of a session.
    pub fn new(tenant: Arc<Tenant>, author: Author, person: Person) -> Self {
        let Person { operator, teams, colleagues } = person;
        let profile = Profile {
            operator_id: operator.id,
            display_name: operator.display_name,
            roles: operator.roles,
            teams,
            municipality_code: operator.municipality_code,
            ambito_id: tenant.config.id.clone(),
            ambito_name: tenant.config.name.clone(),
            device_id: author.device_id,
            colleagues,
        };
        let rights = sync::server::Actor::from(&profile);
        Self { tenant, author, profile, rights }
    }

    /// What the session tells the app.
    pub async fn session_response(self, app: &App) -> Result<SessionResponse, ApiError> {
        let last_client_seq = app.repo().last_client_seq(&self.tenant.scope, self.author.device_id).await?;
        let config_version = self.tenant.config.version.clone();
        Ok(SessionResponse { profile: self.profile, config_version, server_time: app.now(), last_client_seq })
    }

    /// What decides the scope: a cursor of another scope is worth nothing.
    pub fn scope_text(&self) -> String {
        let rights = &self.rights;
        let teams: Vec<_> = rights.teams.iter().map(|team| (team.id, team.service)).collect();
        format!("{:?} {teams:?} {:?}", rights.roles, rights.municipality_code)
    }

    /// Whether the operator has one of these roles.
    pub fn has_any(&self, roles: &[Role]) -> bool {
        self.rights.roles.iter().any(|role| roles.contains(role))
    }

    /// Passes for who has given the passphrase within the last minutes.
    pub fn require_raised(&self, app: &App) -> Result<(), ApiError> {
        if app.step_ups().is_raised(self.author.device_id) {
            Ok(())
        } else {
            Err(ApiError::new(ProblemCode::StepUpRequired))
        }
    }

    /// Passes for these roles only.
    pub fn require_any(&self, roles: &[Role]) -> Result<(), ApiError> {
        if self.has_any(roles) { Ok(()) } else { Err(ApiError::new(ProblemCode::Forbidden)) }
    }
}

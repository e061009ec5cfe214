//! Operators, teams, devices, enrolment codes and sessions, as the API asks for them.

use model::ids::{DeviceId, OperatorId, ProviderId, TeamId};
use model::record::Service;
use model::time::Millis;
use protocol::{Colleague, Heartbeat, Role, TeamRef};

use crate::scope::TenantScope;

/// A person who works for the Ambito or for one of its providers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Id.
    pub id: OperatorId,
    /// Name for colleagues.
    pub display_name: String,
    /// Roles; never empty.
    pub roles: Vec<Role>,
    /// The own Comune, for a municipal social worker.
    pub municipality_code: Option<String>,
}

/// A team of operators of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// Id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
    /// Its service.
    pub service: Service,
    /// The provider that runs it.
    pub provider_id: ProviderId,
    /// Who works in it.
    pub members: Vec<OperatorId>,
    /// Who coordinates it without working in it.
    pub coordinators: Vec<OperatorId>,
}

/// An operator with the teams and the colleagues of those teams.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The operator.
    pub operator: Operator,
    /// The teams that the operator works in or coordinates.
    pub teams: Vec<TeamRef>,
    /// Who else works in them.
    pub colleagues: Vec<Colleague>,
}

/// A single-use code that enrols one device for one operator.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// SHA-256 of the normalised code, hex.
    pub hash: String,
    /// Whom it is for.
    pub operator_id: OperatorId,
    /// Until when.
    pub expires_at: Millis,
}

/// What an enrolment makes when its code is good.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The new device.
    pub device_id: DeviceId,
    /// SHA-256 of the session token, hex.
    pub token_hash: String,
    /// The life of the session.
    pub times: SessionTimes,
}

/// The life of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTimes {
    /// How long it lives without being used, in milliseconds.
    pub idle: i64,
    /// How long it lives at most, in milliseconds.
    pub absolute: i64,
    /// How often its use is written down, in milliseconds.
    pub touch: i64,
}

/// A device that may still speak, that could not send all it had, or that was shut out.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Whose it is.
    pub operator_id: OperatorId,
    /// The name of that operator.
    pub display_name: String,
    /// When it was enrolled.
    pub enrolled_at: Millis,
    /// Since when it is shut out, if it is.
    pub revoked_at: Option<Millis>,
    /// Since when what lies on it is to go.
    pub wipe_ordered_at: Option<Millis>,
    /// Since when it says that it is gone.
    pub wiped_at: Option<Millis>,
    /// When it last asked for anything, within the grain of [`SessionTimes::touch`].
    pub seen_at: Millis,
    /// Until when its session lives unless it is used; `None` when the device may not speak any more.
    pub lives_until: Option<Millis>,
    /// Its last sign of life and when it came, if it ever sent one that can be read.
    pub beat: Option<(Millis, Heartbeat)>,
}

/// What became of an enrolment code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeOutcome {
    /// The device is enrolled and has a session.
    Enrolled {
        /// The tenant that the code belongs to.
        scope: TenantScope,
        /// The operator.
        operator_id: OperatorId,
    },
    /// No such code.
    Unknown,
    /// Used before.
    Used,
    /// Too old.
    Expired,
}

/// What a session token is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// A living session.
    Alive {
        /// The tenant.
        scope: TenantScope,
        /// The operator.
        operator_id: OperatorId,
        /// The device.
        device_id: DeviceId,
    },
    /// The device was revoked.
    Revoked {
        /// The device.
        device_id: DeviceId,
    },
    /// Unknown, ended or expired.
    Dead,
}

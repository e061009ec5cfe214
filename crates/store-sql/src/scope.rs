//! The tenant and the author of a call, as the session says.

use model::ids::{AmbitoId, DeviceId, OperatorId};

/// The tenant that a call is confined to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TenantScope(AmbitoId);

impl TenantScope {
    /// The scope of one Ambito. Made from a session, or by the back office for the Ambito it names.
    #[must_use]
    pub const fn of(ambito: AmbitoId) -> Self {
        Self(ambito)
    }

    /// The Ambito.
    #[must_use]
    pub const fn ambito(&self) -> &AmbitoId {
        &self.0
    }

    pub(crate) fn key(&self) -> &str {
        &self.0.0
    }
}

/// Who writes: from the session, never from a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The operator.
    pub operator_id: OperatorId,
    /// The enrolled device.
    pub device_id: DeviceId,
}

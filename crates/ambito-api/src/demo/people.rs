//! The demo operators. All of them are invented, and their surname says so.

use model::config::AmbitoConfig;
use model::ids::{OperatorId, ProviderId, TeamId};
use model::record::Service;
use protocol::Role;
use sha2::{Digest, Sha256};
use store_sql::{Operator, Team};
use uuid::Uuid;

use crate::cli::team_name;

/// A demo operator with a key that the rest of the demo names it by.
pub struct DemoOperator {
    /// Key.
    pub key: &'static str,
    /// The operator.
    pub operator: Operator,
}

/// The people of a demo Ambito.
pub struct People {
    /// Operators.
    pub operators: Vec<DemoOperator>,
    /// Teams.
    pub teams: Vec<Team>,
}

impl People {
    /// The operator of a key.
    #[must_use]
    pub fn id(&self, key: &str) -> Option<OperatorId> {
        self.operators.iter().find(|person| person.key == key).map(|person| person.operator.id)
    }
}

/// Who, as what, in the team of which service, in which Comune.
type Row = (&'static str, &'static str, Role, Option<Service>, Option<&'static str>);

const VISCONTEO: &[Row] = &[
    ("samira", "Samira Esempio", Role::StreetEducator, Some(Service::Street), None),
    ("luca", "Luca Esempio", Role::StreetEducator, Some(Service::Street), None),
    ("paola", "Paola Esempio", Role::ProximityOperator, Some(Service::Proximity), None),
    ("rosa", "Rosa Esempio", Role::ProximityOperator, Some(Service::Proximity), None),
    ("vito", "Vito Esempio", Role::Volunteer, Some(Service::Proximity), None),
    ("irene", "Irene Esempio", Role::PisOperator, Some(Service::Pis), None),
    ("marco", "Marco Esempio", Role::PisOperator, Some(Service::Pis), None),
    ("nadia", "Nadia Esempio", Role::DigitalFacilitator, Some(Service::Hub), None),
    ("tea", "Tea Esempio", Role::DigitalFacilitator, Some(Service::Hub), None),
    ("anna", "Anna Esempio", Role::MunicipalSocialWorker, None, Some("015189")),
    ("carla", "Carla Esempio", Role::Coordinator, None, None),
    ("ugo", "Ugo Esempio", Role::PlanningOffice, None, None),
];

/// Any other Ambito: an operator for each of its services, and a coordinator.
const OTHER: &[Row] = &[
    ("educatrice", "Marta Esempio", Role::StreetEducator, Some(Service::Street), None),
    ("operatore", "Dario Esempio", Role::ProximityOperator, Some(Service::Proximity), None),
    ("piero", "Piero Esempio", Role::PisOperator, Some(Service::Pis), None),
    ("facilitatrice", "Elsa Esempio", Role::DigitalFacilitator, Some(Service::Hub), None),
    ("gianna", "Gianna Esempio", Role::Coordinator, None, None),
];

/// The people of the demo of an Ambito; ids are the same at every start.
pub fn people(config: &AmbitoConfig) -> People {
    let rows = if config.id.0 == "visconteo_sud_milano" { VISCONTEO } else { OTHER };
    let rows = rows.iter().filter(|row| row.3.is_none_or(|service| config.has(service)));
    let id = |kind: &str, key: &str| stable_id(&[&config.id.0, kind, key]);
    let operators: Vec<_> = rows
        .clone()
        .map(|&(key, name, role, _, municipality)| DemoOperator {
            key,
            operator: Operator {
                id: OperatorId(id("operator", key)),
                display_name: name.to_owned(),
                roles: vec![role],
                municipality_code: municipality.map(str::to_owned),
            },
        })
        .collect();
    let teams = config
        .services
        .iter()
        .map(|&service| Team {
            id: TeamId(id("team", team_name(service))),
            name: team_name(service).to_owned(),
            service,
            provider_id: ProviderId(id("provider", "esempio")),
            members: rows
                .clone()
                .filter(|row| row.3 == Some(service))
                .map(|row| OperatorId(id("operator", row.0)))
                .collect(),
            coordinators: rows
                .clone()
                .filter(|row| row.2 == Role::Coordinator)
                .map(|row| OperatorId(id("operator", row.0)))
                .collect(),
        })
        .collect();
    People { operators, teams }
}

/// An id that the same words always give.
pub fn stable_id(words: &[&str]) -> Uuid {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word.as_bytes());
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

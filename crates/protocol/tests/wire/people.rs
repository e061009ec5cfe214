//! Who uses a phone, and how the phone is.

use model::ids::AmbitoId;
use model::record::Service;
use protocol::{
    Colleague, EnrolRequest, Heartbeat, PROTOCOL, Profile, ProofKeyRequest, Role, SessionResponse, StepUpChallenge,
    StepUpRequest, StepUpResponse, StorageHealth, TeamRef,
};

use crate::kit::{EVENING, Sample, device, operator, provider, team};

const CONFIG_VERSION: &str = "2026-11-02.1";

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("enrol_request", EnrolRequest { code: "q7fd-2m9k-xx4t".to_owned() }),
        Sample::of("session_response", session(volunteer(), 7)),
        Sample::of("session_response_municipal", session(social_worker(), 0)),
        Sample::of("roles", every_role()),
        Sample::of("proof_key_request", ProofKeyRequest { key: "a2V5".to_owned() }),
        Sample::of("step_up_challenge", StepUpChallenge { challenge: "Y2hhbmNl".to_owned(), known: true }),
        Sample::of("step_up_request", StepUpRequest { challenge: "Y2hhbmNl".to_owned(), proof: "cHJvb2Y".to_owned() }),
        Sample::of("step_up_response", StepUpResponse { raised_until: EVENING }),
        Sample::of("heartbeat", heartbeat()),
        Sample::of("heartbeat_all_sent", all_sent()),
    ]
}

fn session(profile: Profile, last_client_seq: u64) -> SessionResponse {
    let config_version = CONFIG_VERSION.to_owned();
    SessionResponse { profile, config_version, server_time: EVENING, last_client_seq }
}

fn volunteer() -> Profile {
    let squad =
        |n, name: &str, service| TeamRef { id: team(n), name: name.to_owned(), service, provider_id: provider() };
    let colleague =
        Colleague { operator_id: operator(2), display_name: "Niccolò di prova".to_owned(), team_ids: vec![team(1)] };
    Profile {
        operator_id: operator(1),
        display_name: "Zoë di prova".to_owned(),
        roles: vec![Role::Volunteer, Role::StreetEducator],
        teams: vec![
            squad(1, "Prossimità – sabato", Service::Proximity),
            squad(2, "Strada, più giù del Naviglio", Service::Street),
        ],
        municipality_code: None,
        ambito_id: AmbitoId("visconteo_sud_milano".to_owned()),
        ambito_name: "Visconteo Sud Milano".to_owned(),
        device_id: device(),
        colleagues: vec![colleague],
    }
}

fn social_worker() -> Profile {
    Profile {
        operator_id: operator(4),
        display_name: "Assistente di prova".to_owned(),
        roles: vec![Role::MunicipalSocialWorker],
        teams: Vec::new(),
        municipality_code: Some("015189".to_owned()),
        colleagues: Vec::new(),
        ..volunteer()
    }
}

fn every_role() -> Vec<Role> {
    vec![
        Role::StreetEducator,
        Role::ProximityOperator,
        Role::Volunteer,
        Role::PisOperator,
        Role::DigitalFacilitator,
        Role::MunicipalSocialWorker,
        Role::Coordinator,
        Role::PlanningOffice,
        Role::DpoAuditor,
        Role::Admin,
    ]
}

/// A phone in trouble.
fn heartbeat() -> Heartbeat {
    Heartbeat {
        device_id: device(),
        protocol: PROTOCOL,
        app_version: "0.1.0+9f1c2e7".to_owned(),
        config_version: CONFIG_VERSION.to_owned(),
        pending: 12,
        to_fix: 2,
        oldest_pending_ms: Some(93_600_000),
        clock_skew_ms: Some(-420_000),
        last_pull: Some(EVENING.plus(-93_600_000)),
        storage: StorageHealth {
            persisted: Some(false),
            used: Some(48_234_496),
            quota: Some(50_331_648),
            fault: true,
            unreadable: 1,
        },
    }
}

/// A phone that has nothing to tell.
fn all_sent() -> Heartbeat {
    Heartbeat {
        pending: 0,
        to_fix: 0,
        oldest_pending_ms: None,
        clock_skew_ms: None,
        last_pull: None,
        storage: StorageHealth::default(),
        ..heartbeat()
    }
}

//! What a coordinator asks online.

use model::hub::JoinReason;
use model::ids::{DeviceId, OpId, RecordId};
use model::indicators::{HubReport, Period, PisReport, ProximityReport, StreetReport};
use model::record::RecordType;
use model::time::parse_day;
use protocol::{
    DeviceEntry, DevicesResponse, DuplicateGroup, EraseReason, EraseRequest, FiguresResponse, HeldEntry, HeldResponse,
    HistoryEntry, HistoryResponse, JoinedCard, KnownPath, Masked, OpKind, PossibleDuplicates, PossibleJoin,
    PossibleJoins, QueryRequest, QueryResponse, RevokeRequest, TakeRequest,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{EVENING, Sample};
use crate::sync::card;

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("query_request", query(Some("2026-11-23T17:40:00.000Z/7"))),
        Sample::of("query_request_open", QueryRequest { from: None, to: None, municipality_code: None, ..query(None) }),
        Sample::of(
            "query_response",
            QueryResponse {
                records: vec![card()],
                masked: vec![Masked { record_id: card().id, fields: vec!["address".to_owned(), "phone".to_owned()] }],
                next_cursor: Some("p2".to_owned()),
            },
        ),
        Sample::of("query_response_last", QueryResponse { records: Vec::new(), masked: Vec::new(), next_cursor: None }),
        Sample::of("held_response", HeldResponse { held: vec![held()], taken: 2 }),
        Sample::of("take_request", TakeRequest { device_id: DeviceId(Uuid::from_u128(0xd1)) }),
        Sample::of("revoke_request", RevokeRequest { wipe: true }),
        Sample::of("erase_request", EraseRequest { reason: EraseReason::DataSubjectRequest }),
        Sample::of("erase_request_unlawful", EraseRequest { reason: EraseReason::Unlawful }),
        Sample::of("erase_request_other", EraseRequest { reason: EraseReason::Other }),
        Sample::of(
            "possible_duplicates",
            PossibleDuplicates {
                groups: vec![DuplicateGroup { record_ids: vec![card().id, RecordId(Uuid::max())] }],
                joined: vec![JoinedCard { record_id: RecordId(Uuid::from_u128(5)), alias_of: card().id }],
                records: vec![card()],
            },
        ),
        Sample::of("possible_joins", possible_joins()),
        Sample::of(
            "history_response",
            HistoryResponse {
                changes: vec![
                    HistoryEntry {
                        kind: OpKind::Create,
                        display_name: Some("Samira Esempio".to_owned()),
                        received_at: EVENING,
                    },
                    HistoryEntry { kind: OpKind::Archive, display_name: None, received_at: EVENING.plus(60_000) },
                ],
            },
        ),
        Sample::of("devices_response", DevicesResponse { devices: vec![phone(), lost_phone()] }),
        Sample::of("figures_response", figures()),
        Sample::of(
            "figures_response_one_service",
            FiguresResponse { street: None, pis: None, hub: None, period: Period::default(), ..figures() },
        ),
    ]
}

fn held() -> HeldEntry {
    HeldEntry {
        op_id: OpId(Uuid::from_u128(1)),
        device_id: DeviceId(Uuid::from_u128(0xd1)),
        display_name: Some("Samira Esempio".to_owned()),
        reason: "author".to_owned(),
        shut_out: true,
        received_on: EVENING,
    }
}

/// Two of one code, one of which nothing else is known, and one that stands for another.
fn possible_joins() -> PossibleJoins {
    let [one, other, joined] = [5, 6, 7].map(|n| RecordId(Uuid::from_u128(n)));
    let known = KnownPath {
        record_id: one,
        rev: 3,
        status: Some("completed".to_owned()),
        code: Some("7K2MX".to_owned()),
        first_name: Some("Niccolò".to_owned()),
        initial: Some("D".to_owned()),
        age_band: Some("65_74".to_owned()),
        gender: Some("M".to_owned()),
        occurred_at: Some("2026-03-02T09:00:00+01:00".to_owned()),
        meetings: 3,
    };
    let bare = KnownPath {
        record_id: other,
        rev: 1,
        status: None,
        code: None,
        first_name: None,
        initial: None,
        age_band: None,
        gender: None,
        occurred_at: None,
        meetings: 0,
    };
    PossibleJoins {
        joins: vec![
            PossibleJoin { head: one, other, reason: JoinReason::Code },
            PossibleJoin { head: other, other: joined, reason: JoinReason::Phone },
        ],
        joined: vec![JoinedCard { record_id: joined, alias_of: one }],
        paths: vec![known, bare],
    }
}

/// A phone at work.
fn phone() -> DeviceEntry {
    DeviceEntry {
        device_id: DeviceId(Uuid::from_u128(0xd1)),
        display_name: "Samira Esempio".to_owned(),
        enrolled_on: EVENING,
        seen_on: EVENING,
        active: true,
        revoked_at: None,
        wipe_ordered_at: None,
        wiped_at: None,
        pending: 3,
        oldest_pending_ms: Some(7_200_000),
        app_version: Some("0.1.0".to_owned()),
        own: false,
    }
}

/// A phone that was shut out before it ever gave a sign of life.
fn lost_phone() -> DeviceEntry {
    DeviceEntry {
        device_id: DeviceId(Uuid::from_u128(0xd2)),
        active: false,
        revoked_at: Some(EVENING),
        wipe_ordered_at: Some(EVENING),
        wiped_at: Some(EVENING),
        pending: 0,
        oldest_pending_ms: None,
        app_version: None,
        ..phone()
    }
}

fn query(cursor: Option<&str>) -> QueryRequest {
    QueryRequest {
        record_type: RecordType::PROXIMITY_VISIT,
        from: Some("2026-11-01".to_owned()),
        to: Some("2026-11-30".to_owned()),
        municipality_code: Some("015189".to_owned()),
        limit: 200,
        cursor: cursor.map(str::to_owned),
    }
}

fn figures() -> FiguresResponse {
    let period = Period { from: parse_day("2026-01-01"), to: parse_day("2026-12-31") };
    let street: StreetReport = report(json!({
        "outings": 41, "youngPeopleMet": 212, "contacts": 388, "openOutings": 1,
        "outingsByMunicipality": {"015189": 39, "999999": 2},
    }));
    let proximity: ProximityReport =
        report(json!({"beneficiaries": {"elderly": 61, "not_recorded": 2}, "total": 63, "visits": 540}));
    let pis: PisReport = report(json!({
        "total": 5, "byMunicipality": {"015189": 5}, "byReferrer": {"police": 5}, "byReferrerUnit": {},
        "byTarget": {"homeless": 5}, "withWomen": {"homeless": 1}, "people": {"homeless": {"total": 6, "women": 1}},
    }));
    let hub: HubReport = report(json!({
        "citizens": 130, "appointments": 201, "venues": 3, "venueMunicipalities": ["015189", "015189"], "lessons": 8,
        "patterns": [{"from": "2026-01-01", "to": "2026-06-30", "weeklyHours": 22.5, "venues": 3}],
        "digitalGyms": 1, "staffTrainings": 2,
        "autonomy": {
            "citizens": 9, "over65": 6, "byAge": {"65_74": 6, "55_64": 3},
            "byObjective": {"digital_identity": 7, "health_record_fse": 4},
        },
        "gains": [
            {"objective": "digital_identity", "pairs": 12, "better": 9, "worse": 1, "before": 10, "after": 29},
        ],
    }));
    FiguresResponse {
        period,
        computed_at: EVENING,
        street: Some(street),
        proximity: Some(proximity),
        pis: Some(pis),
        hub: Some(hub),
    }
}

/// The reports are the model's; here they are only carried.
fn report<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

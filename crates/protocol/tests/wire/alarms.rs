//! Who works alone, and what coordinators are alarmed of.

use model::ids::RecordId;
use protocol::{Alarm, AlarmKind, AlarmsResponse, ReturnRequest, ReturnResponse};
use uuid::Uuid;

use crate::kit::{EVENING, Sample};

pub fn samples() -> Vec<Sample> {
    let id = |n| RecordId(Uuid::from_u128(n));
    vec![
        Sample::of("return_request", ReturnRequest { id: id(1), in_seconds: 1_800, activation_id: None }),
        Sample::of("return_request_out", ReturnRequest { id: id(1), in_seconds: 60, activation_id: Some(id(2)) }),
        Sample::of("return_response", ReturnResponse { due_at: EVENING, server_time: EVENING }),
        Sample::of("alarms_response", AlarmsResponse { alarms: every_kind(), server_time: EVENING }),
        Sample::of("alarms_response_quiet", AlarmsResponse { alarms: Vec::new(), server_time: EVENING }),
    ]
}

fn every_kind() -> Vec<Alarm> {
    let id = |n| RecordId(Uuid::from_u128(n));
    let of_case = |kind| Alarm {
        kind,
        at: EVENING,
        return_id: None,
        operator_name: None,
        activation_id: Some(id(2)),
        code: Some("PIS-7K2M".to_owned()),
        municipality_code: Some("015189".to_owned()),
        person_n: Some(1),
        duty: Some("police".to_owned()),
    };
    let of_person = |kind| Alarm {
        kind,
        at: EVENING,
        return_id: Some(id(1)),
        operator_name: Some("Zoë di prova".to_owned()),
        activation_id: None,
        code: None,
        municipality_code: None,
        person_n: None,
        duty: None,
    };
    vec![
        of_person(AlarmKind::ReturnOverdue),
        of_case(AlarmKind::OralNoticeMissing),
        of_case(AlarmKind::DeadlineOver),
        of_case(AlarmKind::DeadlineWhenClosed),
        of_case(AlarmKind::HandoverWaiting),
        of_case(AlarmKind::DeadlineRunning),
        of_person(AlarmKind::ReturnExpected),
        of_case(AlarmKind::Other),
    ]
}

//! What travels sealed.

use model::ids::{AmbitoId, DeviceId, OpId};
use protocol::{
    OrdersRequest, OrdersResponse, PhoneWord, RescueFile, SealedOp, SealedOutcome, SealedRequest, SealedResponse,
    SealedResult, SealingResponse, WipeOrder,
};
use uuid::Uuid;

use crate::kit::{EVENING, Sample};

pub fn samples() -> Vec<Sample> {
    let outcomes = [SealedOutcome::Received, SealedOutcome::Held, SealedOutcome::Refused, SealedOutcome::Later];
    let results = (1..).zip(outcomes).map(|(n, outcome)| SealedResult {
        op_id: OpId(Uuid::from_u128(n)),
        outcome,
        receipt: (outcome == SealedOutcome::Received).then(|| "K7QM2XAB".to_owned()),
    });
    vec![
        Sample::of(
            "sealing_response",
            SealingResponse {
                ambito_id: ambito(),
                device_id: DeviceId(Uuid::from_u128(0xd1)),
                kid: 1,
                public_key: "cHVibGlj".to_owned(),
                stream_key: "c2VjcmV0".to_owned(),
            },
        ),
        Sample::of("sealed_request", SealedRequest { parcels: vec![parcel()] }),
        Sample::of("sealed_response", SealedResponse { results: results.collect(), server_time: EVENING }),
        Sample::of("orders_request", OrdersRequest { phones: vec![word(false), word(true)] }),
        Sample::of(
            "orders_response",
            OrdersResponse {
                wipe: vec![WipeOrder { device_id: DeviceId(Uuid::from_u128(0xd1)), tag: "cHJvb2Y".to_owned() }],
                server_time: EVENING,
            },
        ),
        Sample::of(
            "rescue_file",
            RescueFile {
                taccuino: RescueFile::KIND.to_owned(),
                v: 1,
                made_at: EVENING,
                parcels: vec![SealedOp { epoch: String::new(), ..parcel() }],
            },
        ),
    ]
}

fn word(wiped: bool) -> PhoneWord {
    PhoneWord { ambito_id: ambito(), device_id: DeviceId(Uuid::from_u128(0xd1)), wiped, tag: "cHJvb2Y".to_owned() }
}

fn ambito() -> AmbitoId {
    AmbitoId("visconteo_sud_milano".to_owned())
}

fn parcel() -> SealedOp {
    SealedOp {
        v: 1,
        ambito_id: ambito(),
        kid: 1,
        device_id: DeviceId(Uuid::from_u128(0xd1)),
        op_id: OpId(Uuid::from_u128(1)),
        client_seq: 7,
        epoch: "e1".to_owned(),
        encapsulated: "aGFsZg".to_owned(),
        sealed: "c2VhbGVk".to_owned(),
        tag: "cHJvb2Y".to_owned(),
    }
}

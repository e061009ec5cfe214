//! What public/sealing.js does on a phone.

use data_encoding::BASE64URL_NOPAD;
use protocol::{Op, SealedOp, SealingResponse};
use vault::carrier::{Header, seal};

/// The operation as that phone seals it.
pub fn parcel(keys: &SealingResponse, op: &Op, epoch: &str) -> SealedOp {
    let key = |text: &str| -> [u8; 32] { BASE64URL_NOPAD.decode(text.as_bytes()).unwrap().try_into().unwrap() };
    let header = Header {
        ambito: &keys.ambito_id.0,
        kid: keys.kid,
        device: keys.device_id,
        op: op.op_id,
        client_seq: op.client_seq,
        epoch,
    };
    let text = serde_json::to_vec(op).unwrap();
    let random = |bytes: &mut [u8]| bytes.fill(op.client_seq as u8);
    let made = seal(&key(&keys.public_key), &key(&keys.stream_key), &header, &text, &random).unwrap();
    SealedOp {
        v: 1,
        ambito_id: keys.ambito_id.clone(),
        kid: keys.kid,
        device_id: keys.device_id,
        op_id: op.op_id,
        client_seq: op.client_seq,
        epoch: epoch.to_owned(),
        encapsulated: BASE64URL_NOPAD.encode(&made.encapsulated),
        sealed: BASE64URL_NOPAD.encode(&made.sealed),
        tag: BASE64URL_NOPAD.encode(&made.tag),
    }
}

//! The key file as JSON, read and written by hand: what serde makes of tagged and flattened enums would be a tenth of what
//! the vault weighs on a phone (docs/adr/0005-first-load.md).

use data_encoding::BASE64URL_NOPAD;
use model::ids::{DeviceId, OperatorId};
use serde_json::{Value, json};

use crate::Kdf;
use crate::data_key::KeyId;
use crate::key_file::{By, KeyFile, Owner, Wrap};

pub(crate) fn write(file: &KeyFile) -> Value {
    let Owner { origin, operator_id, device_id } = &file.owner;
    json!({
        "v": file.v,
        "kid": file.kid.0,
        "check": BASE64URL_NOPAD.encode(&file.check),
        "owner": {
            "origin": origin,
            "operatorId": operator_id.to_string(),
            "deviceId": device_id.to_string(),
        },
        "wraps": file.wraps.iter().map(wrap).collect::<Vec<_>>(),
    })
}

pub(crate) fn read(file: &Value) -> Option<KeyFile> {
    let owner = &file["owner"];
    Some(KeyFile {
        v: number(file, "v")?,
        kid: KeyId(number(file, "kid")?),
        check: bytes(file, "check")?,
        owner: Owner {
            origin: word(owner, "origin")?.to_owned(),
            operator_id: word(owner, "operatorId")?.parse::<OperatorId>().ok()?,
            device_id: word(owner, "deviceId")?.parse::<DeviceId>().ok()?,
        },
        wraps: file["wraps"].as_array()?.iter().map(read_wrap).collect::<Option<_>>()?,
    })
}

pub(crate) fn number(of: &Value, name: &str) -> Option<u32> {
    u32::try_from(of[name].as_u64()?).ok()
}

fn wrap(wrap: &Wrap) -> Value {
    let mut written = match &wrap.by {
        By::Passphrase { kdf: Kdf::Argon2id { memory_kib, passes }, salt } => json!({
            "by": "passphrase",
            "kdf": "argon2id",
            "memoryKib": memory_kib,
            "passes": passes,
            "salt": BASE64URL_NOPAD.encode(salt),
        }),
        By::Passphrase { kdf: Kdf::Pbkdf2 { iterations }, salt } => json!({
            "by": "passphrase",
            "kdf": "pbkdf2",
            "iterations": iterations,
            "salt": BASE64URL_NOPAD.encode(salt),
        }),
        By::Passkey { credential, salt } => json!({
            "by": "passkey",
            "credential": BASE64URL_NOPAD.encode(credential),
            "salt": BASE64URL_NOPAD.encode(salt),
        }),
    };
    written["nonce"] = BASE64URL_NOPAD.encode(&wrap.nonce).into();
    written["sealed"] = BASE64URL_NOPAD.encode(&wrap.sealed).into();
    written
}

fn read_wrap(wrap: &Value) -> Option<Wrap> {
    let salt = bytes(wrap, "salt")?;
    let by = match (word(wrap, "by")?, word(wrap, "kdf")) {
        ("passphrase", Some("argon2id")) => {
            let kdf = Kdf::Argon2id { memory_kib: number(wrap, "memoryKib")?, passes: number(wrap, "passes")? };
            By::Passphrase { kdf, salt }
        }
        ("passphrase", Some("pbkdf2")) => {
            By::Passphrase { kdf: Kdf::Pbkdf2 { iterations: number(wrap, "iterations")? }, salt }
        }
        ("passkey", None) => By::Passkey { credential: bytes(wrap, "credential")?, salt },
        _ => return None,
    };
    Some(Wrap { by, nonce: bytes(wrap, "nonce")?, sealed: bytes(wrap, "sealed")? })
}

fn word<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of[name].as_str()
}

fn bytes(of: &Value, name: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(word(of, name)?.as_bytes()).ok()
}

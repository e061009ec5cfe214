//! The sealed carrier: only the API opens it, and only what the phone of the header made. `UPDATE_FIXTURES=1` writes the
//! half of the vectors that is made here; what public/sealing.js makes is written by its own test.

use data_encoding::HEXLOWER;
use model::ids::{DeviceId, OpId};
use serde::{Deserialize, Serialize};
use test_support::Rng;
use uuid::Uuid;
use vault::VaultError;
use vault::carrier::{AmbitoKeys, Header, Parcel, Word, seal};

use crate::bench::Seeded;

const AMBITO: &str = "visconteo_sud_milano";
const OP: &str = "{\"recordType\":\"pis_activation\",\"note\":\"Perché no? Così è già di là\"}";
const MOST: usize = 1_000;

fn keys() -> AmbitoKeys {
    AmbitoKeys::new([9; 32], AMBITO)
}

fn header() -> Header<'static> {
    Header {
        ambito: AMBITO,
        kid: 1,
        device: DeviceId(Uuid::from_u128(0xd01)),
        op: OpId(Uuid::from_u128(0x0b)),
        client_seq: 7,
        epoch: "e1",
    }
}

fn sealed(header: &Header<'_>, op: &[u8], seed: u64) -> Parcel {
    let keys = keys();
    seal(&keys.public_key(header.kid), &keys.stream_key(header.device), header, op, &Seeded::new(seed)).unwrap()
}

#[test]
fn the_api_opens_what_a_phone_sealed() {
    for (op, kid) in [(OP, 1), ("", 1), (OP, 9)] {
        let header = Header { kid, ..header() };
        let parcel = sealed(&header, op.as_bytes(), 3);
        assert_eq!(parcel.sealed.len() % 256, 16, "its length says little");
        assert!(!parcel.sealed.windows(4).any(|part| part == b"note"));
        assert_eq!(keys().open(&header, &parcel, MOST).unwrap(), op.as_bytes());
    }
}

/// P1 P2: another header, another phone's key, a flipped bit: nothing opens, and nothing says which it was.
#[test]
fn p1_p2_what_was_changed_or_comes_from_another_phone_is_refused() {
    let parcel = sealed(&header(), OP.as_bytes(), 3);
    let other = DeviceId(Uuid::from_u128(0xd02));
    for changed in [
        Header { device: other, ..header() },
        Header { kid: 2, ..header() },
        Header { client_seq: 8, ..header() },
        Header { op: OpId(Uuid::nil()), ..header() },
        Header { epoch: "e2", ..header() },
        Header { ambito: "corsichese", ..header() },
    ] {
        assert_eq!(keys().open(&changed, &parcel, MOST), Err(VaultError::Refused), "{changed:?}");
    }
    let corsichese = AmbitoKeys::new([9; 32], "corsichese");
    assert_eq!(corsichese.open(&header(), &parcel, MOST), Err(VaultError::Refused));
    // Whoever has the public key can seal, and cannot prove to be the phone.
    let forged = seal(&keys().public_key(1), &[0; 32], &header(), OP.as_bytes(), &Seeded::new(1)).unwrap();
    assert_eq!(keys().open(&header(), &forged, MOST), Err(VaultError::Refused));
    let mut rng = Rng::new(11);
    for _ in 0..200 {
        let mut changed = parcel.clone();
        let part = match rng.below(3) {
            0 => &mut changed.encapsulated,
            1 => &mut changed.sealed,
            _ => &mut changed.tag,
        };
        let bit = usize::try_from(rng.below(part.len() as u64 * 8)).unwrap();
        part[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(keys().open(&header(), &changed, MOST), Err(VaultError::Refused));
    }
}

/// A phone that proves itself can still have made nonsense, or sealed to another key.
#[test]
fn what_cannot_be_read_is_told_apart_from_what_was_forged() {
    let stream = keys().stream_key(header().device);
    let elsewhere = seal(&keys().public_key(2), &stream, &header(), OP.as_bytes(), &Seeded::new(1)).unwrap();
    assert_eq!(keys().open(&header(), &elsewhere, MOST), Err(VaultError::Malformed));
    assert!(seal(&[0; 32], &stream, &header(), OP.as_bytes(), &Seeded::new(1)).is_err(), "a point of small order");
}

/// V10: a few bytes that would unpack to more than an operation may be are refused before they do.
#[test]
fn v10_what_unpacks_to_too_much_is_refused() {
    for (length, fits) in [(MOST, true), (MOST + 1, false), (10_000_000, false)] {
        let parcel = sealed(&header(), &vec![b'a'; length], 3);
        assert_eq!(keys().open(&header(), &parcel, MOST).is_ok(), fits, "{length}");
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    /// Hexadecimal, as all bytes here.
    root: String,
    public_key: String,
    stream_key: String,
    header: ClearHeader,
    /// Of what that phone and the API tell each other.
    words: Words,
    op: String,
    /// Sealed here.
    here: Sealed,
    /// Sealed by public/sealing.js.
    phone: Sealed,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Words {
    asks: String,
    wipe: String,
    wiped: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClearHeader {
    ambito_id: String,
    kid: u32,
    device_id: DeviceId,
    op_id: OpId,
    client_seq: u64,
    epoch: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sealed {
    encapsulated: String,
    sealed: String,
    tag: String,
}

impl From<&Parcel> for Sealed {
    fn from(parcel: &Parcel) -> Self {
        let [encapsulated, sealed, tag] =
            [&parcel.encapsulated, &parcel.sealed, &parcel.tag].map(|part| HEXLOWER.encode(part));
        Self { encapsulated, sealed, tag }
    }
}

impl Sealed {
    fn parcel(&self) -> Parcel {
        let [encapsulated, sealed, tag] =
            [&self.encapsulated, &self.sealed, &self.tag].map(|part| HEXLOWER.decode(part.as_bytes()).unwrap());
        Parcel { encapsulated, sealed, tag }
    }
}

/// No word stands for another, nor for another phone's or another Ambito's.
#[test]
fn a_word_is_heard_of_who_said_it_alone() {
    let device = header().device;
    let all = [Word::Asks, Word::Wipe, Word::Wiped];
    for said in all {
        let tag = keys().prove(device, said);
        for meant in all {
            assert_eq!(keys().heard(device, meant, &tag).is_ok(), said == meant);
        }
        assert!(keys().heard(DeviceId(Uuid::from_u128(1)), said, &tag).is_err());
        assert!(AmbitoKeys::new([9; 32], "elsewhere").heard(device, said, &tag).is_err());
        assert!(keys().heard(device, said, &tag[1..]).is_err());
    }
}

#[test]
fn both_halves_understand_each_other() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/vault/carrier.json");
    let read = || -> Option<Vectors> { serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok() };
    let Header { ambito, kid, device, op, client_seq, epoch } = header();
    let word = |word| HEXLOWER.encode(&keys().prove(device, word));
    let made = |phone: Sealed| Vectors {
        root: HEXLOWER.encode(&[9; 32]),
        public_key: HEXLOWER.encode(&keys().public_key(kid)),
        stream_key: HEXLOWER.encode(keys().stream_key(device).as_slice()),
        header: ClearHeader {
            ambito_id: ambito.to_owned(),
            kid,
            device_id: device,
            op_id: op,
            client_seq,
            epoch: epoch.to_owned(),
        },
        words: Words { asks: word(Word::Asks), wipe: word(Word::Wipe), wiped: word(Word::Wiped) },
        op: OP.to_owned(),
        here: Sealed::from(&sealed(&header(), OP.as_bytes(), 3)),
        phone,
    };
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let phone = read().map(|known| known.phone).unwrap_or_default();
        std::fs::write(path, format!("{}\n", serde_json::to_string_pretty(&made(phone)).unwrap())).unwrap();
    }
    let vectors = read().unwrap();
    assert_eq!(made(vectors.phone.clone()), vectors);
    for half in [&vectors.here, &vectors.phone] {
        assert_eq!(keys().open(&header(), &half.parcel(), MOST).unwrap(), OP.as_bytes());
    }
}

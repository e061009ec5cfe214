//! Pull cursors: a position that only the operator whom it was given to can use.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use model::ids::{AmbitoId, OperatorId};
use sha2::{Digest, Sha256};
use store_sql::AmbitoState;

const VERSION: u8 = 1;
const EPOCH: usize = 8;
const SCOPE: usize = 8;
const MAC: usize = 16;

/// Makes and reads the cursors of one Ambito.
#[derive(Clone)]
pub struct Cursors {
    key: Vec<u8>,
    ambito: AmbitoId,
    epoch: [u8; EPOCH],
}

/// What a cursor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// The feed was read up to here.
    At(u64),
    /// It comes from another incarnation of the server, or from before the operator's teams or roles changed: reading
    /// starts from nothing.
    Restart,
    /// Not made here for this operator.
    Forged,
}

impl Cursors {
    /// For an Ambito as its database is now.
    pub fn of(ambito: &AmbitoId, state: &AmbitoState) -> Self {
        Self::new(&state.cursor_key, ambito.clone(), &state.epoch)
    }

    /// For this Ambito in this incarnation, with its secret key.
    fn new(key: &str, ambito: AmbitoId, epoch: &str) -> Self {
        Self { key: key.as_bytes().to_vec(), ambito, epoch: short(epoch) }
    }

    /// The cursor of a position, for one operator in a scope.
    pub fn write(&self, operator: OperatorId, scope: &str, seq: u64) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.epoch);
        bytes.extend(short::<SCOPE>(scope));
        bytes.extend(seq.to_be_bytes());
        let mac = self.mac(operator, &bytes).finalize().into_bytes();
        bytes.extend(&mac[..MAC]);
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// What a cursor says to this operator, whose scope is this one now.
    pub fn read(&self, operator: OperatorId, scope: &str, cursor: &str) -> Position {
        let Ok(bytes) = BASE64URL_NOPAD.decode(cursor.as_bytes()) else { return Position::Forged };
        let Some((body, mac)) = bytes.split_last_chunk::<MAC>() else { return Position::Forged };
        if self.mac(operator, body).verify_truncated_left(mac).is_err() {
            return Position::Forged;
        }
        let [VERSION, rest @ ..] = body else { return Position::Forged };
        let Some((epoch, rest)) = rest.split_first_chunk::<EPOCH>() else { return Position::Forged };
        let Some((given, seq)) = rest.split_first_chunk::<SCOPE>() else { return Position::Forged };
        let Ok(seq) = seq.try_into() else { return Position::Forged };
        let same = *epoch == self.epoch && *given == short::<SCOPE>(scope);
        if same { Position::At(u64::from_be_bytes(seq)) } else { Position::Restart }
    }

    fn mac(&self, operator: OperatorId, body: &[u8]) -> Hmac<Sha256> {
        // HMAC takes a key of any length, so the error cannot happen; a MAC under no key at all never verifies one.
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).unwrap_or_else(|_| Hmac::new(&Default::default()));
        for part in [b"taccuino cursor", self.ambito.0.as_bytes(), operator.0.as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.update(body);
        mac
    }
}

fn short<const N: usize>(text: &str) -> [u8; N] {
    let mut short = [0; N];
    short.copy_from_slice(&Sha256::digest(text.as_bytes())[..N]);
    short
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn cursors(ambito: &str, epoch: &str) -> Cursors {
        Cursors::new("key", AmbitoId(ambito.to_owned()), epoch)
    }

    #[test]
    fn a_cursor_is_good_for_its_operator_ambito_epoch_and_scope_alone() {
        let (me, other) = (OperatorId(Uuid::from_u128(1)), OperatorId(Uuid::from_u128(2)));
        let here = cursors("a", "e1");
        let cursor = here.write(me, "s", 77);
        assert_eq!(here.read(me, "s", &cursor), Position::At(77));
        assert_eq!(here.read(other, "s", &cursor), Position::Forged);
        assert_eq!(cursors("b", "e1").read(me, "s", &cursor), Position::Forged);
        assert_eq!(cursors("a", "e2").read(me, "s", &cursor), Position::Restart);
        assert_eq!(here.read(me, "another scope", &cursor), Position::Restart);
        assert_eq!(Cursors::new("other key", AmbitoId("a".to_owned()), "e1").read(me, "s", &cursor), Position::Forged);
    }

    #[test]
    fn a_changed_cursor_is_forged() {
        let me = OperatorId(Uuid::from_u128(1));
        let here = cursors("a", "e1");
        let good = BASE64URL_NOPAD.decode(here.write(me, "s", 77).as_bytes()).expect("it is base64");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert_eq!(here.read(me, "s", &BASE64URL_NOPAD.encode(&bad)), Position::Forged, "byte {at}");
        }
        for text in ["", "x", "AAAA", "é"] {
            assert_eq!(here.read(me, "s", text), Position::Forged, "{text}");
        }
    }
}

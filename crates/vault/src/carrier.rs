//! The sealed carrier: an operation that a shut phone, a file or somebody else's phone brings to the Ambito. Only the API
//! opens it. The half of the phone is public/sealing.js, on WebCrypto; tests/fixtures/vault/carrier.json holds both to the
//! same bytes. Format and reasons: docs/adr/0010-the-sealed-carrier.md.

use std::io::Read as _;

use flate2::read::{DeflateDecoder, DeflateEncoder};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use model::ids::{DeviceId, OpId};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::VaultError;
use crate::data_key::Random;
use crate::rows::put;

/// What the key exchange is for (RFC 9180, `info`).
const INFO: &[u8] = b"taccuino sealed operation 1";
/// Layout of the clear header.
const LAYOUT: u32 = 1;
/// The clear content is filled up to a multiple of this, so that its length says little.
const STEP: usize = 256;

type Exchange = X25519HkdfSha256;

/// What stands in clear on a sealed operation, for who carries it: no record, no person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// Whose key opens it.
    pub ambito: &'a str,
    /// Generation of that key.
    pub kid: u32,
    /// The phone, whose operator is the author.
    pub device: DeviceId,
    /// The operation.
    pub op: OpId,
    /// Its position in the stream of the phone.
    pub client_seq: u64,
    /// The incarnation of the API that the phone knew; empty before the first.
    pub epoch: &'a str,
}

/// A sealed operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The phone's half of the key exchange, 32 bytes.
    pub encapsulated: Vec<u8>,
    /// The operation.
    pub sealed: Vec<u8>,
    /// The proof that the phone of the header made all this, 32 bytes.
    pub tag: Vec<u8>,
}

/// What a phone and the API tell each other when the phone is lost, proved by the secret that only the two have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The phone: is there an order for me?
    Asks,
    /// The API: what lies on you of this notebook goes.
    Wipe,
    /// The phone: it is gone.
    Wiped,
}

impl Word {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Asks => b"taccuino phone asks",
            Self::Wipe => b"taccuino phone is to be wiped",
            Self::Wiped => b"taccuino phone is wiped",
        }
    }
}

/// The keys of an Ambito for what comes sealed. All hang on one root, so that the API keeps nothing for each phone.
pub struct AmbitoKeys {
    root: Zeroizing<[u8; 32]>,
    ambito: String,
}

impl AmbitoKeys {
    /// The keys of this Ambito, out of a secret of the installation.
    #[must_use]
    pub fn new(root: [u8; 32], ambito: &str) -> Self {
        Self { root: Zeroizing::new(root), ambito: ambito.to_owned() }
    }

    /// The public key of a generation: phones seal to it.
    #[must_use]
    pub fn public_key(&self, kid: u32) -> [u8; 32] {
        self.pair(kid).1.to_bytes().into()
    }

    /// The secret that a phone proves itself with; it is given to that phone alone.
    #[must_use]
    pub fn stream_key(&self, device: DeviceId) -> Zeroizing<[u8; 32]> {
        self.expand(&format!("stream|{device}"))
    }

    /// The operation, if the phone of the header sealed it for this Ambito; `most` bytes at most.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when the phone did not make it so, [`VaultError::Malformed`] when it did and there is
    /// nothing to be read.
    pub fn open(&self, header: &Header<'_>, parcel: &Parcel, most: usize) -> Result<Vec<u8>, VaultError> {
        if header.ambito != self.ambito {
            return Err(VaultError::Refused);
        }
        let bound = bound(header);
        let proof = proof(&self.stream_key(header.device), &bound, parcel)?;
        proof.verify_slice(&parcel.tag).map_err(|_| VaultError::Refused)?;
        let encapsulated = <Exchange as Kem>::EncappedKey::from_bytes(&parcel.encapsulated).map_err(malformed)?;
        let clear = hpke::single_shot_open::<AesGcm256, HkdfSha256, Exchange>(
            &OpModeR::Base,
            &self.pair(header.kid).0,
            &encapsulated,
            INFO,
            &parcel.sealed,
            &bound,
        );
        unpack(&Zeroizing::new(clear.map_err(malformed)?), most).ok_or(VaultError::Malformed)
    }

    /// The proof of a word that the API says to a phone, or that phone to the API.
    #[must_use]
    pub fn prove(&self, device: DeviceId, word: Word) -> [u8; 32] {
        self.word(device, word).finalize().into_bytes().into()
    }

    /// Whether the phone said it.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when it did not.
    pub fn heard(&self, device: DeviceId, word: Word, tag: &[u8]) -> Result<(), VaultError> {
        self.word(device, word).verify_slice(tag).map_err(|_| VaultError::Refused)
    }

    fn word(&self, device: DeviceId, word: Word) -> Hmac<Sha256> {
        let mut said = Vec::with_capacity(80);
        for part in [word.label(), self.ambito.as_bytes(), device.0.as_bytes()] {
            put(&mut said, part);
        }
        let key = self.stream_key(device);
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.as_slice())
            .expect("any length is a key")
            .chain_update(&said)
    }

    fn pair(&self, kid: u32) -> (<Exchange as Kem>::PrivateKey, <Exchange as Kem>::PublicKey) {
        Exchange::derive_keypair(self.expand(&format!("sealing|{kid}")).as_slice())
    }

    fn expand(&self, label: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let info = format!("v1|{}|{label}", self.ambito);
        // A key that was not filled would seal as well: there is no way to go on.
        let root = Hkdf::<Sha256>::new(None, self.root.as_slice());
        root.expand(info.as_bytes(), key.as_mut_slice()).expect("HKDF gives up to 8,160 bytes");
        key
    }
}

/// Seals an operation as a phone does.
///
/// # Errors
/// [`VaultError::Malformed`] for a public key that is none.
pub fn seal(
    public_key: &[u8; 32],
    stream_key: &[u8; 32],
    header: &Header<'_>,
    op: &[u8],
    random: &impl Random,
) -> Result<Parcel, VaultError> {
    let public_key = <Exchange as Kem>::PublicKey::from_bytes(public_key).map_err(malformed)?;
    let bound = bound(header);
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, Exchange>(
        &OpModeS::Base,
        &public_key,
        INFO,
        &pack(op)?,
        &bound,
        &mut Source(random),
    )
    .map_err(malformed)?;
    let mut parcel = Parcel { encapsulated: encapsulated.to_bytes().to_vec(), sealed, tag: Vec::new() };
    parcel.tag = proof(stream_key, &bound, &parcel)?.finalize().into_bytes().to_vec();
    Ok(parcel)
}

/// All that the header says, each part with its length before it.
fn bound(header: &Header<'_>) -> Vec<u8> {
    let Header { ambito, kid, device, op, client_seq, epoch } = header;
    let mut bound = Vec::with_capacity(160);
    for part in [
        b"taccuino sealed operation".as_slice(),
        ambito.as_bytes(),
        device.0.as_bytes(),
        op.0.as_bytes(),
        epoch.as_bytes(),
    ] {
        put(&mut bound, part);
    }
    for number in [LAYOUT, *kid] {
        bound.extend(number.to_be_bytes());
    }
    bound.extend(client_seq.to_be_bytes());
    bound
}

fn proof(stream_key: &[u8; 32], bound: &[u8], parcel: &Parcel) -> Result<Hmac<Sha256>, VaultError> {
    let mut signed = bound.to_vec();
    put(&mut signed, &parcel.encapsulated);
    put(&mut signed, &parcel.sealed);
    let mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(stream_key).map_err(malformed)?;
    Ok(mac.chain_update(&signed))
}

/// Compressed, with its length before it, filled up.
fn pack(op: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut compressed = Zeroizing::new(Vec::new());
    DeflateEncoder::new(op, flate2::Compression::default()).read_to_end(&mut compressed).map_err(malformed)?;
    let length = (4 + compressed.len()).next_multiple_of(STEP);
    let mut clear = Zeroizing::new(Vec::with_capacity(length));
    put(&mut clear, &compressed);
    clear.resize(length, 0);
    Ok(clear)
}

fn unpack(clear: &[u8], most: usize) -> Option<Vec<u8>> {
    let (length, rest) = clear.split_first_chunk::<4>()?;
    let compressed = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    let mut op = Vec::new();
    // One byte more than there may be tells a content that is too large from one that just fits.
    let limit = u64::try_from(most).ok()?.checked_add(1)?;
    DeflateDecoder::new(compressed).take(limit).read_to_end(&mut op).ok()?;
    (op.len() <= most).then_some(op)
}

fn malformed<E>(_: E) -> VaultError {
    VaultError::Malformed
}

/// Our randomness as the library asks for it.
struct Source<'a, R>(&'a R);

impl<R: Random> TryRng for Source<'_, R> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl<R: Random> TryCryptoRng for Source<'_, R> {}

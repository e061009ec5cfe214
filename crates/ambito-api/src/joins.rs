//! Which paths at the hubs may be of one citizen.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit, Mac};
use model::hub;
use model::ids::RecordId;
use model::record::RecordRef;
use protocol::{JoinedCard, KnownPath, PossibleJoin, PossibleJoins, Snapshot};
use sha2::Sha256;

/// What is told to who may see these paths. Numbers are compared by their MAC under a key of the Ambito, and neither leaves
/// this function.
pub fn joins(paths: &[&Snapshot], appointments: &[&Snapshot], key: &str) -> PossibleJoins {
    let refs = || paths.iter().map(|path| reference(path));
    let joins: Vec<PossibleJoin> = hub::possible_joins(refs(), |number| mark(number, key))
        .into_iter()
        .map(|(join, reason)| PossibleJoin { head: join.head, other: join.other, reason })
        .collect();
    let joined: Vec<JoinedCard> =
        hub::joined(refs()).into_iter().map(|join| JoinedCard { record_id: join.other, alias_of: join.head }).collect();
    let named: BTreeSet<RecordId> = joins
        .iter()
        .flat_map(|join| [join.head, join.other])
        .chain(joined.iter().flat_map(|join| [join.record_id, join.alias_of]))
        .collect();
    let mut meetings = BTreeMap::<RecordId, u32>::new();
    for appointment in appointments.iter().map(|one| reference(one)) {
        let counts = !appointment.voided() && matches!(appointment.state(), "booked" | "held");
        if let Some(path) = appointment.reference("citizenPathId").filter(|path| counts && named.contains(path)) {
            *meetings.entry(path).or_default() += 1;
        }
    }
    let of = |path: &&&Snapshot| named.contains(&path.id);
    let paths = paths.iter().filter(of).map(|path| known(path, meetings.get(&path.id).copied().unwrap_or_default()));
    PossibleJoins { paths: paths.collect(), joins, joined }
}

fn known(path: &Snapshot, meetings: u32) -> KnownPath {
    let record = reference(path);
    let text = |name: &str| record.text(name).map(str::to_owned);
    KnownPath {
        record_id: path.id,
        rev: path.rev,
        status: text("status"),
        code: text("code"),
        first_name: text("firstName"),
        initial: text("initial"),
        age_band: text("ageBand"),
        gender: text("gender"),
        occurred_at: text("occurredAt"),
        meetings,
    }
}

fn reference(snapshot: &Snapshot) -> RecordRef<'_> {
    RecordRef::new(snapshot.id, &snapshot.record_type, &snapshot.fields)
}

fn mark(number: &str, key: &str) -> Vec<u8> {
    // HMAC takes a key of any length, so the error cannot happen.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap_or_else(|_| Hmac::new(&Default::default()));
    mac.update(b"taccuino phone of a path\0");
    mac.update(number.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

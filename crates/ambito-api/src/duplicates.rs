//! Which cards may be of one person: made on two phones, or found again under another spelling.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::RecordId;
use model::names::Known;
use model::proximity::Aliases;
use model::record::{RecordRef, RecordType};
use protocol::Snapshot;

/// The groups among these cards, each of two or more. Cards that a person joined by `aliasOf` count as one; a voided card
/// is no candidate.
pub fn groups(cards: &[&Snapshot]) -> Vec<Vec<RecordId>> {
    let refs = cards.iter().map(|card| RecordRef::new(card.id, &card.record_type, &card.fields));
    let aliases = Aliases::of(&RecordType::BENEFICIARY, refs);
    let standing: BTreeMap<RecordId, &Snapshot> =
        cards.iter().filter(|card| text(card, "voidedAt").is_none()).map(|card| (card.id, *card)).collect();
    let known: BTreeMap<RecordId, Known> = standing.iter().map(|(id, card)| (*id, known(card))).collect();
    // Who is joined to a card that was voided stands alone.
    let head = |id: RecordId| Some(aliases.resolve(id)).filter(|head| standing.contains_key(head)).unwrap_or(id);
    let mut by_key = BTreeMap::<String, Vec<RecordId>>::new();
    for (id, known) in &known {
        for key in known.keys() {
            by_key.entry(key).or_default().push(*id);
        }
    }
    let mut pairs = BTreeSet::new();
    for ids in by_key.into_values() {
        for (at, one) in ids.iter().enumerate() {
            let alike = ids[at + 1..].iter().filter(|other| known[one].may_be(&known[*other]));
            pairs.extend(alike.map(|other| BTreeSet::from([head(*one), head(*other)])));
        }
    }
    let mut groups: Vec<BTreeSet<RecordId>> = Vec::new();
    for alike in pairs.into_iter().filter(|alike| alike.len() > 1) {
        // What shares a card with another group is one group with it.
        let (mut touching, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.is_disjoint(&alike));
        touching.push(alike);
        groups = apart;
        groups.push(touching.into_iter().flatten().collect());
    }
    groups.sort();
    groups.into_iter().map(|group| group.into_iter().collect()).collect()
}

/// A card as it is compared.
fn known(card: &Snapshot) -> Known {
    let plain = |name: &str| text(card, name).unwrap_or_default().to_lowercase();
    Known::of(&plain("firstName"), &plain("lastName"), &plain("address"), &plain("phone"))
}

fn text<'a>(card: &'a Snapshot, name: &str) -> Option<&'a str> {
    card.fields.get(name)?.as_str()
}

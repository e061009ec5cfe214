//! Which cards may be of one person: made on two phones, or found again under another spelling.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::RecordId;
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
    let mut likeness = BTreeMap::<(&str, String), BTreeSet<RecordId>>::new();
    for (id, card) in &standing {
        // Who is joined to a card that was voided stands alone.
        let head = Some(aliases.resolve(*id)).filter(|head| standing.contains_key(head)).unwrap_or(*id);
        for key in keys(card) {
            likeness.entry(key).or_default().insert(head);
        }
    }
    let mut groups: Vec<BTreeSet<RecordId>> = Vec::new();
    for alike in likeness.into_values().filter(|alike| alike.len() > 1) {
        // What shares a card with another group is one group with it.
        let (mut touching, apart): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| !group.is_disjoint(&alike));
        touching.push(alike);
        groups = apart;
        groups.push(touching.into_iter().flatten().collect());
    }
    groups.sort();
    groups.into_iter().map(|group| group.into_iter().collect()).collect()
}

/// What two cards of one person have in common: the whole name, or the last name at the same address.
fn keys(card: &Snapshot) -> Vec<(&'static str, String)> {
    let plain = |name: &str| text(card, name).map(plain).filter(|text| !text.is_empty());
    let Some(last) = plain("lastName") else { return Vec::new() };
    let mut keys = Vec::new();
    keys.extend(plain("firstName").map(|first| ("name", format!("{first} {last}"))));
    keys.extend(plain("address").map(|address| ("address", format!("{address} {last}"))));
    keys
}

fn text<'a>(card: &'a Snapshot, name: &str) -> Option<&'a str> {
    card.fields.get(name)?.as_str()
}

/// Lower case, without accents, with one space where there is anything but letters and digits.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.to_lowercase().chars().filter(|letter| !is_combining(*letter)).map(without_accent) {
        if letter.is_alphanumeric() {
            plain.push(letter);
        } else if !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.trim_end().to_owned()
}

/// An accent that stands after its letter, as some keyboards write it.
const fn is_combining(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

const fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ě' | 'ę' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_hear_them() {
        for (one, other) in [
            ("Désirée", "DESIREE"),
            ("D\u{2019}Angelo", "d'angelo"),
            ("De  Rosa", " de-rosa "),
            ("Pero\u{300}", "però"),
            ("Ștefănescu", "stefanescu"),
        ] {
            assert_eq!(plain(one), plain(other));
        }
        assert_ne!(plain("Rossi"), plain("Rosso"));
        assert_eq!(plain(" -' "), "");
    }
}

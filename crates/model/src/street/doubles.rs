//! One group that two phones of an outing noted.

use crate::ids::RecordId;
use crate::time::Millis;

/// How far apart two phones write one meeting down.
const WITHIN: i64 = 20 * Millis::MINUTE;

/// A meeting that holds, with what tells whether another one is the same.
#[derive(Clone, Copy, Debug)]
pub struct Noted<'a> {
    /// The meeting, by its root.
    pub root: RecordId,
    /// Its outing.
    pub outing: RecordId,
    /// Its spot, where it names one.
    pub spot: Option<RecordId>,
    /// The group that it names.
    pub group: Option<RecordId>,
    /// Who noted it.
    pub author: &'a str,
    /// When.
    pub at: Millis,
}

/// Pairs that may be one group: the same outing and spot, within twenty minutes, by two people. Two groups that the team
/// knows by different names are two.
#[must_use]
pub fn likely_doubles(noted: &[Noted<'_>]) -> Vec<(RecordId, RecordId)> {
    let pairs = noted.iter().enumerate().flat_map(|(at, one)| noted[at + 1..].iter().map(move |other| (one, other)));
    pairs.filter(|(one, other)| alike(one, other)).map(|(one, other)| (one.root, other.root)).collect()
}

fn alike(one: &Noted<'_>, other: &Noted<'_>) -> bool {
    let groups_differ = matches!((one.group, other.group), (Some(one), Some(other)) if one != other);
    one.outing == other.outing
        && one.spot.is_some()
        && one.spot == other.spot
        && one.author != other.author
        && one.at.since(other.at).abs() <= WITHIN
        && !groups_differ
}

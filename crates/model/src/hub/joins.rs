//! Two paths of one citizen: proposed by the code that both carry, joined by a person, told apart again.

use crate::ids::RecordId;
use crate::proximity::Aliases;
use crate::record::{RecordRef, RecordType};

/// Two paths that stand for one citizen, or may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Join {
    /// The path that stays.
    pub head: RecordId,
    /// The path that is counted as the other one.
    pub other: RecordId,
}

/// The paths, with whom each stands for.
fn paths<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> (Vec<RecordRef<'a>>, Aliases) {
    let paths: Vec<_> = records.into_iter().filter(|record| record.is(&RecordType::CITIZEN_PATH)).collect();
    let aliases = Aliases::of(&RecordType::CITIZEN_PATH, paths.iter().copied());
    (paths, aliases)
}

/// Paths that carry one code and were not joined: somebody came with a card that this phone did not know, and a second path was
/// opened with its code. The older one is to stay. A path that was voided is no candidate.
#[must_use]
pub fn proposed_joins<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> Vec<Join> {
    let (mut paths, aliases) = paths(records);
    paths.retain(|path| !path.voided());
    let mut found: Vec<Join> = Vec::new();
    for (at, one) in paths.iter().enumerate() {
        let code = one.text("code").filter(|code| !code.is_empty());
        for other in paths[at + 1..].iter().filter(|other| code.is_some() && other.text("code") == code) {
            // Whom they stand for, where that is still a path.
            let stands = |id: RecordId| {
                let head = aliases.resolve(id);
                if paths.iter().any(|path| path.id == head) { head } else { id }
            };
            let (one, other) = (stands(one.id), stands(other.id));
            let join = Join { head: one.min(other), other: one.max(other) };
            if one != other && !found.contains(&join) {
                found.push(join);
            }
        }
    }
    found
}

/// The joins that people made, for who wants to tell two apart again.
#[must_use]
pub fn joined<'a>(records: impl IntoIterator<Item = RecordRef<'a>>) -> Vec<Join> {
    let (paths, _) = paths(records);
    let join = |path: &RecordRef<'_>| Some(Join { head: path.reference("aliasOf")?, other: path.id });
    paths.iter().filter(|path| !path.voided()).filter_map(join).collect()
}

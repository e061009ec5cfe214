//! Two paths of one citizen: proposed by the code or the phone number that both carry, joined by a person, told apart again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

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

/// Why two paths may be of one citizen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinReason {
    /// They carry one code.
    Code,
    /// They have one phone number.
    Phone,
}

/// Fewer digits are no phone number.
const PHONE_DIGITS: usize = 6;
/// A number that more citizens have is that of a house, of an office or of who helps them.
const CITIZENS_OF_A_PHONE: usize = 5;

/// A phone number as it is compared: its digits, without the prefix of Italy however that is written. `None` for what is no
/// number: too short, or one digit over and over.
#[must_use]
pub fn phone_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let plus = text.chars().find(|c| *c == '+' || c.is_ascii_digit()) == Some('+');
    let abroad = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    let national = match abroad {
        Some(abroad) => abroad.strip_prefix("39"),
        // Mobile numbers of ten digits begin with 39 too.
        None => Some(digits.strip_prefix("39").filter(|rest| rest.len() > 8).unwrap_or(&digits)),
    };
    let number = national.or(abroad)?;
    let same = number.bytes().all(|digit| Some(digit) == number.bytes().next());
    let written = || if national.is_some() { number.to_owned() } else { format!("+{number}") };
    (number.len() >= PHONE_DIGITS && !same).then(written)
}

/// Among all paths of an Ambito, those that carry one code or one phone number and were not joined, each pair once and with the
/// surer reason. Numbers are compared by what `mark` makes of them. The path that stays is the older one.
#[must_use]
pub fn possible_joins<'a, M: Ord>(
    records: impl IntoIterator<Item = RecordRef<'a>>,
    mark: impl Fn(&str) -> M,
) -> Vec<(Join, JoinReason)> {
    let (mut paths, aliases) = paths(records);
    paths.retain(|path| !path.voided());
    let standing: BTreeSet<RecordId> = paths.iter().map(|path| path.id).collect();
    // Who is joined to a path that was voided stands alone.
    let stands = |id: RecordId| Some(aliases.resolve(id)).filter(|head| standing.contains(head)).unwrap_or(id);
    let mut of_code = BTreeMap::<&str, BTreeSet<RecordId>>::new();
    let mut of_phone = BTreeMap::<M, BTreeSet<RecordId>>::new();
    for path in &paths {
        if let Some(code) = path.text("code").filter(|code| !code.is_empty()) {
            of_code.entry(code).or_default().insert(stands(path.id));
        }
        if let Some(number) = path.text("phone").and_then(phone_number) {
            of_phone.entry(mark(&number)).or_default().insert(stands(path.id));
        }
    }
    of_phone.retain(|_, citizens| citizens.len() <= CITIZENS_OF_A_PHONE);
    let codes = of_code.into_values().map(|alike| (alike, JoinReason::Code));
    let phones = of_phone.into_values().map(|alike| (alike, JoinReason::Phone));
    let mut found = BTreeMap::new();
    for (alike, reason) in codes.chain(phones) {
        for head in &alike {
            for other in alike.iter().filter(|other| *other > head) {
                found.entry(Join { head: *head, other: *other }).or_insert(reason);
            }
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(join, reason)| (*reason, *join));
    found
}

/// What is proposed here and now: what the phone finds by itself, then what the API found and nobody has decided since.
#[must_use]
pub fn open_joins<'a>(
    records: impl IntoIterator<Item = RecordRef<'a>>,
    asked: &[(Join, JoinReason)],
) -> Vec<(Join, JoinReason)> {
    let records: Vec<_> = records.into_iter().collect();
    let mut open: Vec<_> =
        proposed_joins(records.iter().copied()).into_iter().map(|join| (join, JoinReason::Code)).collect();
    let (paths, aliases) = paths(records);
    let gone = |id: RecordId| paths.iter().any(|path| path.id == id && path.voided());
    for (join, reason) in asked {
        let (one, other) = (aliases.resolve(join.head), aliases.resolve(join.other));
        let join = Join { head: one.min(other), other: one.max(other) };
        let known = open.iter().any(|(known, _)| *known == join);
        if one != other && !known && !gone(one) && !gone(other) {
            open.push((join, *reason));
        }
    }
    open
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

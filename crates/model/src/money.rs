//! Euros as people type them, and what a form about the money of a visit writes. Cents, never fractions.

use crate::codes::CashKind;
use crate::events::{self, Effective};
use crate::ids::RecordId;
use crate::proximity::CashEntry;
use crate::record::{RecordRef, RecordType};

/// The most that a `cash_entry` holds, in cents.
const MOST: i64 = 10_000_000;

/// Cents of an amount as it is typed: `12,50`, `12`, `€ 1.234,5`, and `12.50` of a keyboard without a comma. `None` when
/// it cannot be read, is below zero or more than an entry holds.
#[must_use]
pub fn parse_euros(typed: &str) -> Option<i64> {
    let text: String = typed.chars().filter(|one| !one.is_whitespace() && *one != '€').collect();
    let (whole, cents) = match text.split_once(',') {
        Some((whole, cents)) => (whole, cents),
        // One dot before one or two digits is a comma; before three it parts thousands.
        None => match text.rsplit_once('.') {
            Some((whole, cents)) if matches!(cents.len(), 1 | 2) => (whole, cents),
            _ => (text.as_str(), ""),
        },
    };
    let cents = match cents.as_bytes() {
        [] => 0,
        [tens] => digit(*tens)? * 10,
        [tens, ones] => digit(*tens)? * 10 + digit(*ones)?,
        _ => return None,
    };
    let euros = whole_euros(whole)?;
    euros.checked_mul(100)?.checked_add(cents).filter(|cents| *cents <= MOST)
}

/// `1234,50`: the amount in a field.
#[must_use]
pub fn euros(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    format!("{sign}{},{:02}", cents / 100, cents % 100)
}

fn digit(byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| i64::from(byte - b'0'))
}

fn whole_euros(text: &str) -> Option<i64> {
    let mut groups = text.split('.');
    let first = groups.next().filter(|first| !first.is_empty())?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    if digits.len() > 9 {
        return None;
    }
    digits.bytes().try_fold(0, |sum, byte| Some(sum * 10 + digit(byte)?))
}

/// The money of a visit as a form shows it, in cents; `None` is an empty field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CashForm {
    /// Given by the person.
    pub given: Option<i64>,
    /// Spent.
    pub spent: Option<i64>,
    /// Given back.
    pub returned: Option<i64>,
    /// The receipt was handed over.
    pub receipt: bool,
}

/// One event to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CashWrite {
    /// What happened to the money.
    pub kind: CashKind,
    /// How much; `None` voids the event that it corrects.
    pub cents: Option<i64>,
    /// The receipt was handed over.
    pub receipt: bool,
    /// The event that it replaces or voids.
    pub corrects: Option<RecordId>,
}

impl CashForm {
    /// The money of a visit as its events tell it.
    #[must_use]
    pub fn of_visit<'a>(visit: RecordId, records: impl IntoIterator<Item = RecordRef<'a>>) -> Self {
        let entries = Entries::of(visit, records);
        let sum = |kind: &CashKind| {
            let of_kind: Vec<i64> = entries.of_kind(kind).map(|(_, entry)| cents(entry)).collect();
            (!of_kind.is_empty()).then(|| of_kind.iter().sum())
        };
        Self {
            given: sum(&CashKind::GIVEN),
            spent: sum(&CashKind::SPENT),
            returned: sum(&CashKind::RETURNED),
            receipt: entries.0.iter().any(|(_, entry)| entry.receipt_handed_over == Some(true)),
        }
    }

    /// What lacks (below zero) or is left over; `None` until both what was given and what was spent are known.
    #[must_use]
    pub fn difference(self) -> Option<i64> {
        Some(self.given? - self.spent? - self.returned.unwrap_or(0))
    }

    /// The events that make the money of a visit what this form says. Each kind ends with one entry, whoever wrote
    /// several; what does not change is not written.
    #[must_use]
    pub fn writes<'a>(&self, visit: RecordId, records: impl IntoIterator<Item = RecordRef<'a>>) -> Vec<CashWrite> {
        let entries = Entries::of(visit, records);
        let mut writes = Vec::new();
        // The receipt is that of what was spent; without an amount it still was handed over.
        let spent = self.spent.or(self.receipt.then_some(0));
        let wanted = [
            (CashKind::GIVEN, self.given, false),
            (CashKind::SPENT, spent, self.receipt),
            (CashKind::RETURNED, self.returned, false),
        ];
        for (kind, amount, receipt) in wanted {
            let mut known = entries.of_kind(&kind);
            let sum: i64 = entries.of_kind(&kind).map(|(_, entry)| cents(entry)).sum();
            let told = entries.of_kind(&kind).any(|(_, entry)| entry.receipt_handed_over == Some(true));
            let one = |cents, corrects| CashWrite { kind: kind.clone(), cents, receipt, corrects };
            let Some(amount) = amount else {
                writes.extend(known.map(|(id, _)| one(None, Some(*id))));
                continue;
            };
            match known.next() {
                None => writes.push(one(Some(amount), None)),
                Some(_) if sum == amount && told == receipt => {}
                Some((first, _)) => {
                    writes.push(one(Some(amount), Some(*first)));
                    writes.extend(known.map(|(id, _)| one(None, Some(*id))));
                }
            }
        }
        writes
    }
}

/// The entries of a visit that hold, with the ids by which they are corrected.
struct Entries(Vec<(RecordId, CashEntry)>);

impl Entries {
    fn of<'a>(visit: RecordId, records: impl IntoIterator<Item = RecordRef<'a>>) -> Self {
        let found = events::effective(&RecordType::CASH_ENTRY, records).events;
        let own = |entry: &&Effective<'_>| entry.event.reference("visitId") == Some(visit);
        let read = |entry: &Effective<'_>| (entry.event.id, CashEntry::lenient(entry.event.fields));
        Self(found.iter().filter(own).map(read).collect())
    }

    fn of_kind(&self, kind: &CashKind) -> impl Iterator<Item = &(RecordId, CashEntry)> {
        self.0.iter().filter(move |(_, entry)| entry.kind.as_ref() == Some(kind))
    }
}

fn cents(entry: &CashEntry) -> i64 {
    entry.cents.map_or(0, |cents| cents.0)
}

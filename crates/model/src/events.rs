//! What holds of a set of events, after corrections, voids and doubles.
//!
//! An event is never changed. A later one may name it in `correctsId`: it replaces the event whole or, with a
//! `voidReason`, voids it. `sameGroupAs` says that two events saw the same: the larger counts.

use crate::ids::RecordId;
use crate::order;
use crate::order::Set;
use crate::record::{RecordRef, RecordType};
use crate::time::Millis;
use litemap::LiteMap;

/// An event that holds. Others refer to it by any id of its chain of corrections.
#[derive(Clone, Copy, Debug)]
pub struct Effective<'a> {
    /// The event that was created first.
    pub root: RecordId,
    /// The event that holds, the last correction or the first event itself.
    pub event: RecordRef<'a>,
}

/// What became of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It belongs to an event that holds, named by its root.
    Holds(RecordId),
    /// It was voided.
    Voided,
    /// It is not among the events given: not on this phone, or not of this type.
    Unknown,
}

/// The events that hold, and what became of the others.
#[derive(Clone, Debug, Default)]
pub struct EffectiveEvents<'a> {
    /// In the order of (`occurredAt`, root id).
    pub events: Vec<Effective<'a>>,
    fates: LiteMap<RecordId, Option<RecordId>>,
}

impl EffectiveEvents<'_> {
    /// What became of an event, by any id of its chain.
    #[must_use]
    pub fn fate(&self, id: RecordId) -> Fate {
        match self.fates.get(&id) {
            Some(Some(root)) => Fate::Holds(*root),
            Some(None) => Fate::Voided,
            None => Fate::Unknown,
        }
    }
}

/// The events of one type that hold.
///
/// The order in which they arrive does not matter. Of two corrections of one event the one with the higher id holds.
/// A correction whose event is not here stands for itself; a void whose event is not here voids nothing. Corrections
/// in a circle, which no person makes, are cut at the lowest id.
#[must_use]
pub fn effective<'a>(
    record_type: &RecordType,
    records: impl IntoIterator<Item = RecordRef<'a>>,
) -> EffectiveEvents<'a> {
    effective_of(&mut records.into_iter().filter(|record| record.is(record_type)))
}

fn effective_of<'a>(records: &mut dyn Iterator<Item = RecordRef<'a>>) -> EffectiveEvents<'a> {
    let all: LiteMap<RecordId, RecordRef<'a>> = order::map(records.map(|record| (record.id, record)));
    // Ascending ids: the highest correction of an event is put in last.
    let mut corrections: LiteMap<RecordId, Vec<RecordId>> = LiteMap::new();
    for record in all.values() {
        if let Some(target) = target(record).filter(|target| all.get(target).is_some_and(|it| may_correct(record, it)))
        {
            corrections.entry(target).or_default().push(record.id);
        }
    }
    let is_root = |record: &RecordRef<'_>| target(record).is_none_or(|target| !all.contains_key(&target));
    let mut found = EffectiveEvents::default();
    let roots = all.values().filter(|record| is_root(record)).map(|record| record.id);
    // Whatever no root reaches lies in a circle.
    for root in roots.chain(all.keys().copied()).collect::<Vec<_>>() {
        if !found.fates.contains_key(&root) {
            follow(root, &all, &corrections, &mut found);
        }
    }
    order::by_key(&mut found.events, |effective| (occurred_at(&effective.event), effective.root));
    found
}

/// When an event happened: as typed, else as the device wrote it down, else as its id says.
#[must_use]
pub fn occurred_at(event: &RecordRef<'_>) -> Millis {
    let minted = || {
        event.id.0.get_timestamp().map(|at| at.to_unix()).map_or(0, |(seconds, nanos)| {
            i64::try_from(seconds).unwrap_or(0) * Millis::SECOND + i64::from(nanos / 1_000_000)
        })
    };
    event.time("occurredAt").or_else(|| event.time("recordedAt")).unwrap_or_else(|| Millis(minted()))
}

/// Of events that saw the same, by `sameGroupAs`, only the largest; of equals the one with the lowest root.
///
/// Each comes with the roots of those that it stands for.
#[must_use]
pub fn larger_of_doubles<'a>(
    events: &EffectiveEvents<'a>,
    size: &dyn Fn(&Effective<'a>) -> i64,
) -> Vec<(Effective<'a>, Vec<RecordId>)> {
    let mut groups: LiteMap<RecordId, RecordId> =
        order::map(events.events.iter().map(|event| (event.root, event.root)));
    for event in &events.events {
        let twin = event.event.reference("sameGroupAs").map(|twin| events.fate(twin));
        if let Some(Fate::Holds(twin)) = twin {
            let (one, other) = (head(&groups, event.root), head(&groups, twin));
            groups.insert(one.max(other), one.min(other));
        }
    }
    let mut clusters: LiteMap<RecordId, Vec<&Effective<'a>>> = LiteMap::new();
    for event in &events.events {
        clusters.entry(head(&groups, event.root)).or_default().push(event);
    }
    clusters
        .into_iter()
        .filter_map(|(_, cluster)| {
            let largest = cluster.iter().max_by_key(|event| (size(event), std::cmp::Reverse(event.root)))?;
            let doubles = cluster.iter().map(|event| event.root).filter(|root| *root != largest.root).collect();
            Some((**largest, doubles))
        })
        .collect()
}

/// The event that this one replaces or voids; itself is no target.
fn target(record: &RecordRef<'_>) -> Option<RecordId> {
    record.reference("correctsId").filter(|target| *target != record.id)
}

/// A step of the Pronto Intervento is corrected or voided as what it is: whoever may say that an activation was acknowledged
/// takes no placement away.
fn may_correct(correction: &RecordRef<'_>, event: &RecordRef<'_>) -> bool {
    let kinds = correction.text("kind").zip(event.text("kind"));
    !correction.is(&RecordType::PIS_EVENT) || kinds.is_none_or(|(one, other)| one == other)
}

fn voids(record: &RecordRef<'_>) -> bool {
    target(record).is_some() && record.text("voidReason").is_some()
}

/// From an event to its last correction; everything that hangs on it shares its fate.
fn follow<'a>(
    root: RecordId,
    all: &LiteMap<RecordId, RecordRef<'a>>,
    corrections: &LiteMap<RecordId, Vec<RecordId>>,
    found: &mut EffectiveEvents<'a>,
) {
    let Some(mut event) = all.get(&root).copied() else { return };
    let mut voided = event.voided() || voids(&event);
    let mut path = order::set([root]);
    while let Some(next) = corrections.get(&event.id).and_then(|next| next.last()).filter(|next| path.insert(**next)) {
        let Some(correction) = all.get(next) else { break };
        event = *correction;
        voided |= event.voided() || voids(&event);
    }
    for id in tree(root, corrections) {
        found.fates.insert(id, (!voided).then_some(root));
    }
    if !voided {
        found.events.push(Effective { root, event });
    }
}

/// An event and all its corrections, those that lost included.
fn tree(root: RecordId, corrections: &LiteMap<RecordId, Vec<RecordId>>) -> Set<RecordId> {
    let mut seen = order::set([root]);
    let mut queue = vec![root];
    while let Some(id) = queue.pop() {
        queue.extend(corrections.get(&id).into_iter().flatten().copied().filter(|id| seen.insert(*id)));
    }
    seen
}

fn head(groups: &LiteMap<RecordId, RecordId>, mut id: RecordId) -> RecordId {
    while let Some(next) = groups.get(&id).filter(|next| **next != id) {
        id = *next;
    }
    id
}

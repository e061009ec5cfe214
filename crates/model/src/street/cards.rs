//! Pseudonym cards: which one a meeting means, and when each was met last.

use crate::events;
use crate::ids::RecordId;
use crate::order::{self, Set};
use crate::proximity::Aliases;
use crate::record::{Fields, RecordRef, RecordType};
use crate::rome;

/// The cards that a meeting names, each once, by the card that they stand for.
#[must_use]
pub fn cards_on(meeting: &Fields, aliases: &Aliases) -> Set<RecordId> {
    let named = meeting.get("cardIds").and_then(serde_json::Value::as_array).into_iter().flatten();
    order::set(named.filter_map(|id| Some(aliases.resolve(id.as_str()?.parse().ok()?))))
}

/// The day in Rome of the last meeting that names a card, by any of its aliases. `None` where no meeting is known here.
#[must_use]
pub fn last_met_on<'a>(
    card: RecordId,
    records: impl IntoIterator<Item = RecordRef<'a>> + Clone,
) -> Option<chrono::NaiveDate> {
    let aliases = Aliases::of(&RecordType::YOUTH_CARD, records.clone());
    let card = aliases.resolve(card);
    let meetings = events::effective(&RecordType::STREET_GROUP_MEETING, records).events;
    let with_card = meetings.iter().filter(|meeting| cards_on(meeting.event.fields, &aliases).contains(&card));
    with_card.map(|meeting| rome::day_of(events::occurred_at(&meeting.event))).max()
}

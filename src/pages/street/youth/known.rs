//! Which cards there are, which stand for others, and on which meetings they are.

use std::sync::Arc;

use model::ids::RecordId;
use model::order;
use model::proximity::Aliases;
use model::record::{RecordRef, RecordType};
use model::street::cards_on;
use serde_json::Value;
use sync::client::{Change, RecordView};

use crate::pages::street::acts::patch;
use crate::pages::street::work::{Held, work};
use crate::state::{AppState, RecordFacts as _};

/// The cards on this phone.
pub struct Known {
    cards: Vec<Arc<RecordView>>,
    aliases: Aliases,
}

impl Known {
    /// The cards on this phone, tracked; the last met first.
    pub fn of(state: &AppState) -> Self {
        let mut cards = state.of_type(&RecordType::YOUTH_CARD);
        cards.retain(|card| !card.voided());
        order::by_key(&mut cards, |card| std::cmp::Reverse(card.text("lastMetOn").map(str::to_owned)));
        // A card whose other one was voided, or has left the phone, stands for itself.
        let is_here = |id: RecordId| cards.iter().any(|card| card.id == id);
        let joined = cards.iter().filter(|card| card.reference("aliasOf").is_some_and(is_here));
        let refs = joined.map(|card| RecordRef::new(card.id, &card.record_type, &card.fields));
        Self { aliases: Aliases::of(&RecordType::YOUTH_CARD, refs), cards: cards.clone() }
    }

    /// One card for each young person.
    pub fn heads(&self) -> Vec<Arc<RecordView>> {
        self.cards.iter().filter(|card| self.head(card.id) == card.id).cloned().collect()
    }

    /// The card that stands for a young person.
    pub fn head(&self, card: RecordId) -> RecordId {
        self.aliases.resolve(card)
    }

    /// The other cards of the same young person.
    pub fn joined_to(&self, head: RecordId) -> Vec<Arc<RecordView>> {
        self.cards.iter().filter(|card| card.id != head && self.head(card.id) == head).cloned().collect()
    }

    /// The meetings on this phone that name a young person, the last first.
    pub fn meetings(&self, head: RecordId, state: &AppState) -> Vec<Held> {
        let work = work(state);
        let with = work.meetings.iter().rev();
        with.filter(|held| cards_on(&held.record.fields, &self.aliases).contains(&head)).cloned().collect()
    }
}

/// The cards met on a day: each remembers it, where it is later than what it knows, so that it stays on the phones for
/// its days after the last contact.
pub fn met(cards: &[&str], day: Option<&str>, state: &AppState) -> Vec<Change> {
    let Some(day) = day else { return Vec::new() };
    let known = Known::of(state);
    let heads = order::set(cards.iter().filter_map(|id| Some(known.head(id.parse().ok()?))));
    let later = |id: &RecordId| {
        let card = state.record(*id)?;
        let before = card.text("lastMetOn");
        before
            .is_none_or(|before| before < day)
            .then(|| patch(&card, order::tree([("lastMetOn".to_owned(), Value::from(day))])))
    };
    heads.iter().filter_map(later).collect()
}

//! The round of a day: in which order its visits are made, and what changes that order.
//!
//! A visit stands where its planned time puts it, until somebody moves it by hand. A move writes one visit, halfway
//! between its new neighbours, so that two people who move different visits do not undo each other, and a visit that is
//! planned meanwhile still finds its place.

use chrono::{Days, NaiveDate};

use crate::codes::ServiceType;
use crate::ids::RecordId;
use crate::order;
use crate::record::Fields;
use crate::rome;
use crate::time::Millis;

/// The seconds of a day: where a visit without a planned time stands.
const DAY: i64 = 86_400;
/// Seconds between the last visit and one that is moved behind it.
const BEHIND: i64 = 900;
/// Days for which a visit that nobody closed is still asked about.
const LEFT_OPEN: i64 = 7;
/// The highest position that the field holds.
const HIGHEST: i64 = 999_999;

/// A visit of the round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The visit.
    pub id: RecordId,
    /// When it is planned for, or was made.
    pub at: Option<Millis>,
    /// Planned minutes.
    pub minutes: i64,
    /// Where it was put by hand: `roundPosition`.
    pub position: Option<i64>,
}

/// Where a stop is moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One place earlier.
    Up,
    /// One place later.
    Down,
}

impl Stop {
    /// Seconds of the day, planned or given by hand.
    fn place(&self) -> i64 {
        let planned = || self.at.map(|at| at.since(rome::start_of_day(rome::day_of(at))) / Millis::SECOND);
        self.position.or_else(planned).unwrap_or(DAY)
    }

    /// What stops are sorted by.
    #[must_use]
    pub fn key(&self) -> (i64, RecordId) {
        (self.place(), self.id)
    }
}

/// The positions to be written for a stop to pass its neighbour, of stops that are in order: one, or all of them where
/// there is no room between two. None when there is no neighbour.
#[must_use]
pub fn moved(stops: &[Stop], id: RecordId, way: Way) -> Vec<(RecordId, i64)> {
    let Some(from) = stops.iter().position(|stop| stop.id == id) else { return Vec::new() };
    let to = match way {
        Way::Up => from.checked_sub(1),
        Way::Down => Some(from + 1).filter(|to| *to < stops.len()),
    };
    let Some(to) = to else { return Vec::new() };
    let mut wanted: Vec<Stop> = stops.to_vec();
    let stop = wanted.remove(from);
    wanted.insert(to, stop);
    let before = if to == 0 { -1 } else { wanted[to - 1].place() };
    let after = wanted.get(to + 1).map_or(before + 2 * BEHIND, Stop::place);
    let between = i64::midpoint(before, after);
    if after - before >= 2 && between <= HIGHEST {
        return vec![(id, between)];
    }
    let step = DAY / i64::try_from(wanted.len() + 1).unwrap_or(DAY);
    wanted.iter().zip(1..).map(|(stop, nth)| (stop.id, nth * step)).collect()
}

/// When the last of these stops is planned to end.
#[must_use]
pub fn until(stops: &[Stop]) -> Option<Millis> {
    stops.iter().filter_map(|stop| Some(stop.at?.plus(stop.minutes * Millis::MINUTE))).max()
}

/// The same hour on another day, as the clocks of that day show it.
#[must_use]
pub fn on_day(at: Millis, day: NaiveDate) -> Millis {
    Millis(rome::from_rome(day.and_time(rome::to_rome(at).time())).earliest().timestamp_millis())
}

/// The day after.
#[must_use]
pub fn day_after(at: Millis) -> NaiveDate {
    let today = rome::day_of(at);
    today.checked_add_days(Days::new(1)).unwrap_or(today)
}

/// Whether a visit that was planned for then and is not closed is still to be closed: it was of a day before today, and not
/// of more than a week ago. Today's are of the round.
#[must_use]
pub fn is_left_open(planned: Millis, now: Millis) -> bool {
    let days = rome::day_of(now).signed_duration_since(rome::day_of(planned)).num_days();
    (1..=LEFT_OPEN).contains(&days)
}

/// Whether something is brought: the visit is a delivery.
#[must_use]
pub fn is_delivery(services: &[ServiceType]) -> bool {
    let brought = [
        ServiceType::HOME_GROCERY_SHOPPING,
        ServiceType::MEDICINE_DELIVERY,
        ServiceType::PRESCRIPTION_PICKUP,
        ServiceType::FOOD_PARCEL,
    ];
    services.is_empty() || services.iter().any(|service| brought.contains(service))
}

/// Whether a visit has a shopping list that must be gone: the day that it was planned for is over, or none is known.
#[must_use]
pub fn shopping_list_is_over(visit: &Fields, now: Millis) -> bool {
    let text = |name: &str| visit.get(name).and_then(serde_json::Value::as_str);
    let planned = text("scheduledAt").and_then(|at| Millis::parse_rfc3339(at).ok());
    text("shoppingList").is_some() && planned.is_none_or(|at| rome::day_of(at) < rome::day_of(now))
}

/// Visits in the order in which they are made.
pub fn sort<T>(visits: &mut Vec<T>, stop: impl Fn(&T) -> Stop) {
    order::by_key(visits, |visit| stop(visit).key());
}

//! Whether a spot grows or empties, from what a phone still has of it: some weeks.

use chrono::{Datelike as _, Days, NaiveDate};

use super::Contacts;
use crate::ids::RecordId;
use crate::rome;
use crate::time::Millis;

/// One arrival at a spot, with whom the team met there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Arrival.
    pub at: Millis,
    /// Who was met.
    pub met: Contacts,
}

/// An arrival, as the visits to a spot are told from it.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The stop, by its root.
    pub stop: RecordId,
    /// Its outing.
    pub outing: RecordId,
    /// The spot, where it names one.
    pub spot: Option<RecordId>,
    /// When.
    pub at: Millis,
}

/// The visits to a spot. Groups count where they were met; who was only tapped counts where the outing was just then.
///
/// `met` is of each stop, `taps` of each outing with its time.
#[must_use]
pub fn visits(
    spot: RecordId,
    arrivals: &[Arrival],
    met: &[(RecordId, Contacts)],
    taps: &[(RecordId, Millis, Contacts)],
) -> Vec<Visit> {
    // Two phones that note one arrival are one visit: it begins with the first, and ends where the team comes to elsewhere.
    let before = |arrival: &Arrival| {
        let earlier = arrivals
            .iter()
            .filter(|other| other.outing == arrival.outing && (other.at, other.stop) < (arrival.at, arrival.stop));
        earlier.max_by_key(|other| (other.at, other.stop))
    };
    let here = arrivals.iter().filter(|arrival| arrival.spot == Some(spot));
    let first = here.filter(|arrival| before(arrival).is_none_or(|other| other.spot != Some(spot)));
    first
        .map(|arrival| {
            let later = arrivals.iter().filter(|other| other.outing == arrival.outing && other.at > arrival.at);
            let left = later.filter(|other| other.spot != Some(spot)).map(|other| other.at).min();
            let stops = arrivals.iter().filter(|other| {
                other.outing == arrival.outing && other.spot == Some(spot) && in_span(other.at, arrival.at, left)
            });
            let stops: Vec<RecordId> = stops.map(|other| other.stop).collect();
            let in_time = |at: Millis| in_span(at, arrival.at, left);
            let groups = met.iter().filter(|(stop, _)| stops.contains(stop)).map(|(_, met)| *met);
            let tapped = taps.iter().filter(|(outing, at, _)| *outing == arrival.outing && in_time(*at));
            let all = groups.chain(tapped.map(|(.., met)| *met));
            Visit { at: arrival.at, met: all.fold(Contacts::default(), Contacts::plus).at_least_none() }
        })
        .collect()
}

fn in_span(at: Millis, from: Millis, until: Option<Millis>) -> bool {
    at >= from && until.is_none_or(|until| at < until)
}

/// A week, from its Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub from: NaiveDate,
    /// How often the team was there.
    pub visits: usize,
    /// Whom it met.
    pub met: Contacts,
}

impl Week {
    fn contains(&self, day: NaiveDate) -> bool {
        day >= self.from && day < self.from + Days::new(7)
    }
}

/// How the numbers of a spot go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// More each time.
    Growing,
    /// Fewer each time.
    Emptying,
    /// About as many.
    Steady,
    /// Too few visits to say it.
    Unknown,
}

/// The last `count` weeks in Rome, that of `now` first; weeks with no visit stand with none.
#[must_use]
pub fn weeks(visits: &[Visit], now: Millis, count: u64) -> Vec<Week> {
    let today = rome::day_of(now);
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let week = |back| Week { from: monday - Days::new(7 * back), visits: 0, met: Contacts::default() };
    let mut weeks: Vec<Week> = (0..count).map(week).collect();
    for visit in visits {
        let day = rome::day_of(visit.at);
        if let Some(week) = weeks.iter_mut().find(|week| week.contains(day)) {
            week.visits += 1;
            week.met = week.met.plus(visit.met);
        }
    }
    weeks
}

/// The later half of the visits against the earlier one, by whom each visit met: a spot that nobody went to does not
/// empty. A third more or less, and at least two people, make a difference.
#[must_use]
pub fn trend(visits: &[Visit]) -> Trend {
    let mut visits = visits.to_vec();
    crate::order::by_key(&mut visits, |visit| visit.at);
    let (earlier, later) = visits.split_at(visits.len() / 2);
    if earlier.is_empty() || visits.len() < 3 {
        return Trend::Unknown;
    }
    let count = |visits: &[Visit]| i64::try_from(visits.len()).unwrap_or(i64::MAX);
    let sum = |visits: &[Visit]| visits.iter().map(|visit| visit.met.total()).sum::<i64>();
    // Means of each half, over one denominator.
    let (before, after) = (sum(earlier) * count(later), sum(later) * count(earlier));
    let differs = (after - before).abs();
    let clear = differs >= 2 * count(earlier) * count(later) && differs * 3 >= before.max(after);
    match clear {
        false => Trend::Steady,
        true if after > before => Trend::Growing,
        true => Trend::Emptying,
    }
}

use crate::order;
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::codes::{Code, Weeks};
use crate::record::Fields;
use crate::schema::TimetableSlot;
use crate::time::clock_text;
use crate::values::FieldValue;

/// Half a year in weeks: the shortest time in which "every", "odd", "even" and "nth of the month" (six times) all come
/// out whole.
const CYCLE_WEEKS: i64 = 26;

/// A slot of a timetable: a weekday, from, to, in which weeks, from which day to which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    /// 1 is Monday.
    pub weekday: u32,
    /// From.
    #[serde(serialize_with = "hhmm")]
    pub from: NaiveTime,
    /// To.
    #[serde(serialize_with = "hhmm")]
    pub to: NaiveTime,
    /// In which weeks.
    pub weeks: WeekPattern,
    /// Which occurrence of the weekday in the month, for [`WeekPattern::Nth`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// First day; open when absent.
    #[serde(serialize_with = "crate::time::iso_day_or_none::serialize", skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day; open when absent.
    #[serde(serialize_with = "crate::time::iso_day_or_none::serialize", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

/// Weeks in which a slot holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeekPattern {
    /// Every week.
    #[default]
    Every,
    /// Odd ISO weeks.
    Odd,
    /// Even ISO weeks.
    Even,
    /// One occurrence of the weekday in the month.
    Nth,
}

impl Slot {
    /// Whether the slot belongs to the timetable on a day, open or not.
    #[must_use]
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether the venue is open in this slot on a day.
    #[must_use]
    pub fn open_on(&self, day: NaiveDate) -> bool {
        let week = day.iso_week().week();
        let this_week = match self.weeks {
            WeekPattern::Every => true,
            WeekPattern::Odd => week % 2 == 1,
            WeekPattern::Even => week.is_multiple_of(2),
            WeekPattern::Nth => self.nth == Some((day.day() - 1) / 7 + 1),
        };
        this_week && self.in_force(day) && day.weekday().number_from_monday() == self.weekday
    }

    /// The next days on which the venue is open in this slot, from a day on, within a year: a citizen does not count weeks.
    #[must_use]
    pub fn next_days(&self, from: NaiveDate, count: usize) -> Vec<NaiveDate> {
        from.iter_days().take(366).filter(|day| self.open_on(*day)).take(count).collect()
    }

    /// Whether it opens before it closes, begins before it is over, and says which week of the month where it must.
    #[must_use]
    pub fn makes_sense(&self) -> bool {
        let days = self.valid_from.zip(self.valid_to).is_none_or(|(from, to)| from <= to);
        let weeks = self.weeks != WeekPattern::Nth || self.nth.is_some_and(|nth| (1..=5).contains(&nth));
        self.from < self.to && days && weeks && (1..=7).contains(&self.weekday)
    }

    /// Minutes open, each time.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.to.signed_duration_since(self.from).num_minutes().max(0)
    }

    /// The slot as the record of a venue holds it.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut slot = serde_json::Map::from_iter([
            ("weekday".to_owned(), self.weekday.into()),
            ("from".to_owned(), self.from.write()),
            ("to".to_owned(), self.to.write()),
            ("weeks".to_owned(), self.weeks.code().as_str().into()),
        ]);
        let mut optional = |name: &str, value: Option<Value>| {
            slot.extend(value.map(|value| (name.to_owned(), value)));
        };
        optional("nth", self.nth.map(Value::from));
        optional("validFrom", self.valid_from.as_ref().map(FieldValue::write));
        optional("validTo", self.valid_to.as_ref().map(FieldValue::write));
        Value::Object(slot)
    }

    /// Minutes over a cycle of 26 weeks; closures are ignored.
    const fn cycle_minutes(&self, minutes: i64) -> i64 {
        minutes
            * match self.weeks {
                WeekPattern::Every => CYCLE_WEEKS,
                WeekPattern::Odd | WeekPattern::Even => CYCLE_WEEKS / 2,
                WeekPattern::Nth => 6,
            }
    }
}

impl WeekPattern {
    /// The code on the wire.
    #[must_use]
    pub const fn code(self) -> Weeks {
        match self {
            Self::Every => Weeks::EVERY,
            Self::Odd => Weeks::ODD,
            Self::Even => Weeks::EVEN,
            Self::Nth => Weeks::NTH,
        }
    }
}

/// Weekly opening time, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WeeklyTime {
    cycle_minutes: i64,
}

impl WeeklyTime {
    /// The weekly time of slots that are in force on a day.
    #[must_use]
    pub fn of<'a>(slots: impl IntoIterator<Item = &'a Slot>, day: NaiveDate) -> Self {
        let in_force = slots.into_iter().filter(|slot| slot.in_force(day));
        Self { cycle_minutes: in_force.map(|slot| slot.cycle_minutes(slot.minutes())).sum() }
    }

    /// Hours a week.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "minutes of half a year are far below 2^52")]
    pub fn hours(self) -> f64 {
        self.cycle_minutes as f64 / (60 * CYCLE_WEEKS) as f64
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.cycle_minutes == 0
    }

    /// Two times together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { cycle_minutes: self.cycle_minutes + other.cycle_minutes }
    }
}

/// When a venue is open on a day, earliest first.
#[must_use]
pub fn open_on(slots: &[Slot], day: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
    let mut open: Vec<_> = slots.iter().filter(|slot| slot.open_on(day)).map(|slot| (slot.from, slot.to)).collect();
    order::by(&mut open, Ord::cmp);
    open.dedup();
    open
}

/// Starts of free appointments of `minutes` on a day, given what is taken (start and minutes).
///
/// Starts follow one another from the opening; after something taken, from its end.
#[must_use]
pub fn free_starts(slots: &[Slot], day: NaiveDate, minutes: u32, taken: &[(NaiveTime, u32)]) -> Vec<NaiveTime> {
    let length = i64::from(minutes.max(1));
    let mut free = Vec::new();
    for (from, to) in open_on(slots, day) {
        let mut start = minute_of(from);
        while start + length <= minute_of(to) {
            let clash = taken
                .iter()
                .map(|(at, lasts)| (minute_of(*at), minute_of(*at) + i64::from(*lasts)))
                .filter(|(begins, ends)| *begins < start + length && start < *ends)
                .map(|(_, ends)| ends)
                .max();
            if let Some(ends) = clash {
                start = ends;
            } else {
                free.push(from + TimeDelta::minutes(start - minute_of(from)));
                start += length;
            }
        }
    }
    free
}

/// The timetable of a venue record; slots that cannot be read are left out.
#[must_use]
pub fn timetable(venue: &Fields) -> Vec<Slot> {
    let slots = venue.get("timetable").and_then(Value::as_array);
    slots.map(|slots| timetable_of(slots)).unwrap_or_default()
}

/// The slots of a list as a venue record holds it; those that cannot be read are left out.
#[must_use]
pub fn timetable_of(slots: &[Value]) -> Vec<Slot> {
    slots.iter().filter_map(slot).collect()
}

/// One slot of it; nothing when it cannot be read.
pub(crate) fn slot(value: &Value) -> Option<Slot> {
    let read = <TimetableSlot as FieldValue>::read(value, "timetable", &mut Vec::new())?;
    let patterns = [WeekPattern::Every, WeekPattern::Odd, WeekPattern::Even, WeekPattern::Nth];
    let weeks = match &read.weeks {
        None => WeekPattern::Every,
        Some(code) => *patterns.iter().find(|pattern| pattern.code() == *code)?,
    };
    Some(Slot {
        weekday: u32::try_from(read.weekday?.0).ok()?,
        from: read.from?,
        to: read.to?,
        weeks,
        nth: read.nth.and_then(|nth| u32::try_from(nth.0).ok()),
        valid_from: read.valid_from,
        valid_to: read.valid_to,
    })
}

fn minute_of(time: NaiveTime) -> i64 {
    time.signed_duration_since(NaiveTime::MIN).num_minutes()
}

fn hhmm<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&clock_text(*time))
}

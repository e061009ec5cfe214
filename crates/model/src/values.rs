//! The values that fields hold: each type reads itself from JSON and says what is wrong.
//!
//! Codes are never refused for being unknown: a newer configuration or version may have made them.

use crate::time::{parse_clock, parse_day};
use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Timelike};
use serde_json::{Number, Value};
use uuid::Uuid;

use crate::codes::Code;
use crate::ids::{OperatorId, ProjectId, ProviderId, RecordId, TeamId};
use crate::record::{Issue, IssueCode};

/// A type that a field can have.
pub trait FieldValue: Sized {
    /// The codelist of its codes.
    const CODELIST: Option<&'static str> = None;
    /// Whether it merges by what was added and removed.
    const IS_SET: bool = false;

    /// Reads a value that is not null; `None` with at least one issue when it cannot.
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self>;

    /// The value as on the wire.
    fn write(&self) -> Value;
}

/// A date-time with its offset, RFC 3339 on the wire.
pub type At = DateTime<FixedOffset>;

/// Text of at most `MAX` characters, not blank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(pub String);

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Int<const MIN: i64, const MAX: i64>(pub i64);

/// A count of people or things; never negative.
pub type Count = Int<0, 9_999>;

/// A number from `MIN` to `MAX`, not necessarily whole.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Real<const MIN: i64, const MAX: i64>(pub f64);

/// From `MIN` to `MAX` items in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T, const MIN: usize, const MAX: usize>(pub Vec<T>);

/// From `MIN` to `MAX` different items; two versions merge by what each added and removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T, const MIN: usize, const MAX: usize>(pub Vec<T>);

/// Counts by code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts<K>(pub BTreeMap<String, Count>, std::marker::PhantomData<K>);

/// Values by name, whose rules stand elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object(pub Value);

/// An ISTAT code of a Comune: six digits; `999999` is outside of the Ambito.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode(pub String);

impl MunicipalityCode {
    /// Outside of the Ambito.
    pub const OUTSIDE: &'static str = "999999";
}

impl<K> Counts<K> {
    /// The sum of all counts.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.0.values().map(|count| count.0).sum()
    }
}

/// The check of a field of type `T`, for [`crate::record::FieldSpec`].
pub fn check<T: FieldValue>(value: &Value, path: &str, issues: &mut Vec<Issue>) {
    if !value.is_null() {
        T::read(value, path, issues);
    }
}

pub(crate) fn read_field<T: FieldValue>(
    value: Option<&Value>,
    parent: &str,
    name: &str,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    let value = value.filter(|value| !value.is_null())?;
    if parent.is_empty() { T::read(value, name, issues) } else { T::read(value, &format!("{parent}.{name}"), issues) }
}

pub(crate) fn issue(path: &str, code: IssueCode, issues: &mut Vec<Issue>) {
    issues.push(Issue { field: path.to_owned(), code });
}

pub(crate) fn wrong_type(path: &str, issues: &mut Vec<Issue>) {
    issue(path, IssueCode::WrongType, issues);
}

pub(crate) fn missing(parent: &str, name: &str, issues: &mut Vec<Issue>) {
    issues.push(Issue { field: format!("{parent}.{name}"), code: IssueCode::Missing });
}

/// A code: one word of letters, digits, `_` and `-`. The shape keeps sentences and names out; the value is free.
pub(crate) fn read_code(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<String> {
    let code = read_str(value, path, issues)?;
    let shaped = code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if code.is_empty() || !shaped {
        wrong_type(path, issues);
        return None;
    }
    if code.len() > 64 {
        issue(path, IssueCode::TooLong, issues);
        return None;
    }
    Some(code.to_owned())
}

fn read_str<'a>(value: &'a Value, path: &str, issues: &mut Vec<Issue>) -> Option<&'a str> {
    let text = value.as_str();
    if text.is_none() {
        wrong_type(path, issues);
    }
    text
}

fn read_text(value: &Value, max: usize, path: &str, issues: &mut Vec<Issue>) -> Option<String> {
    let text = read_str(value, path, issues)?;
    if text.chars().count() > max {
        issue(path, IssueCode::TooLong, issues);
        return None;
    }
    Some(text.to_owned())
}

fn read_int(value: &Value, min: i64, max: i64, path: &str, issues: &mut Vec<Issue>) -> Option<i64> {
    let Some(number) = value.as_i64() else {
        wrong_type(path, issues);
        return None;
    };
    if !(min..=max).contains(&number) {
        issue(path, IssueCode::OutOfRange, issues);
        return None;
    }
    Some(number)
}

fn read_items<T: FieldValue>(
    value: &Value,
    (min, max): (usize, usize),
    path: &str,
    issues: &mut Vec<Issue>,
) -> Option<Vec<T>> {
    let Some(items) = value.as_array() else {
        wrong_type(path, issues);
        return None;
    };
    let before = issues.len();
    if items.len() < min || items.len() > max {
        issue(path, IssueCode::WrongCount, issues);
    }
    let read = items
        .iter()
        .take(max)
        .enumerate()
        .filter_map(|(index, item)| T::read(item, &format!("{path}[{index}]"), issues))
        .collect();
    (issues.len() == before).then_some(read)
}

impl<const MAX: usize> FieldValue for Text<MAX> {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        read_text(value, MAX, path, issues).map(Self)
    }

    fn write(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl<const MIN: i64, const MAX: i64> FieldValue for Int<MIN, MAX> {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        read_int(value, MIN, MAX, path, issues).map(Self)
    }

    fn write(&self) -> Value {
        Value::Number(self.0.into())
    }
}

impl<const MIN: i64, const MAX: i64> FieldValue for Real<MIN, MAX> {
    #[expect(clippy::cast_precision_loss, reason = "the limits are small whole numbers")]
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let Some(number) = value.as_f64() else {
            wrong_type(path, issues);
            return None;
        };
        if number < MIN as f64 || number > MAX as f64 {
            issue(path, IssueCode::OutOfRange, issues);
            return None;
        }
        Some(Self(number))
    }

    fn write(&self) -> Value {
        Number::from_f64(self.0).map_or(Value::Null, Value::Number)
    }
}

impl FieldValue for bool {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        if !value.is_boolean() {
            wrong_type(path, issues);
        }
        value.as_bool()
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FieldValue for Object {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        if !value.is_object() {
            wrong_type(path, issues);
            return None;
        }
        Some(Self(value.clone()))
    }

    fn write(&self) -> Value {
        self.0.clone()
    }
}

impl FieldValue for At {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let at = crate::time::parse_instant(read_str(value, path, issues)?);
        if at.is_none() {
            wrong_type(path, issues);
        }
        at
    }

    fn write(&self) -> Value {
        Value::String(self.to_rfc3339())
    }
}

impl FieldValue for NaiveDate {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let date = parse_day(read_str(value, path, issues)?);
        if date.is_none() {
            wrong_type(path, issues);
        }
        date
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A time of the day, `HH:MM` on the wire.
impl FieldValue for NaiveTime {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let time = parse_clock(read_str(value, path, issues)?);
        if time.is_none() {
            wrong_type(path, issues);
        }
        time
    }

    fn write(&self) -> Value {
        Value::String(format!("{:02}:{:02}", self.hour(), self.minute()))
    }
}

impl FieldValue for MunicipalityCode {
    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let code = read_str(value, path, issues)?;
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            wrong_type(path, issues);
            return None;
        }
        Some(Self(code.to_owned()))
    }

    fn write(&self) -> Value {
        Value::String(self.0.clone())
    }
}

macro_rules! uuid_values {
    ($($name:ident)*) => {$(
        impl FieldValue for $name {
            fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
                read_uuid(value, path, issues).map(Self)
            }

            fn write(&self) -> Value {
                Value::String(self.to_string())
            }
        }
    )*};
}

uuid_values! { RecordId OperatorId ProviderId TeamId ProjectId }

fn read_uuid(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Uuid> {
    let id = Uuid::try_parse(read_str(value, path, issues)?).ok();
    if id.is_none() {
        wrong_type(path, issues);
    }
    id
}

impl<T: FieldValue, const MIN: usize, const MAX: usize> FieldValue for List<T, MIN, MAX> {
    const CODELIST: Option<&'static str> = T::CODELIST;

    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        read_items(value, (MIN, MAX), path, issues).map(Self)
    }

    fn write(&self) -> Value {
        self.0.iter().map(FieldValue::write).collect()
    }
}

impl<T: FieldValue + PartialEq, const MIN: usize, const MAX: usize> FieldValue for Set<T, MIN, MAX> {
    const CODELIST: Option<&'static str> = T::CODELIST;
    const IS_SET: bool = true;

    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let items: Vec<T> = read_items(value, (MIN, MAX), path, issues)?;
        if items.iter().enumerate().any(|(index, item)| items[..index].contains(item)) {
            issue(path, IssueCode::WrongCount, issues);
            return None;
        }
        Some(Self(items))
    }

    fn write(&self) -> Value {
        self.0.iter().map(FieldValue::write).collect()
    }
}

impl<K: Code> FieldValue for Counts<K> {
    const CODELIST: Option<&'static str> = K::LIST;

    fn read(value: &Value, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        let Some(object) = value.as_object() else {
            wrong_type(path, issues);
            return None;
        };
        let before = issues.len();
        let mut counts = BTreeMap::new();
        for (code, count) in object {
            let path = format!("{path}.{code}");
            if let Some(count) = Count::read(count, &path, issues) {
                counts.insert(code.clone(), count);
            }
        }
        (issues.len() == before).then_some(Self(counts, std::marker::PhantomData))
    }

    fn write(&self) -> Value {
        Value::Object(self.0.iter().map(|(code, count)| (code.clone(), count.write())).collect())
    }
}

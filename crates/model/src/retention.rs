//! How long a record stays on the phones: one rule, for the API that decides what a pull brings and takes back, and for a
//! phone that hears of nobody. The numbers are those of the configuration.

use chrono::Days;
use serde_json::Value;

use crate::config::{AmbitoConfig, Retention};
use crate::record::{Fields, MergeClass, RecordType, Service, service_of};
use crate::rome;
use crate::time::{Millis, parse_day};

/// When it happened or is to happen. Not `receivedAt`: a record of the past stays in the past when it comes late.
const TIMES: [&str; 9] =
    ["occurredAt", "startedAt", "endedAt", "scheduledAt", "startsAt", "reportedAt", "arrivedAt", "doneAt", "voidedAt"];
/// The day of the last contact with a group, or with a young person.
const LAST_MET: &str = "lastMetOn";

/// What stands open stays on the phones; the rest leaves them some time after it happened.
#[must_use]
pub fn is_on_phones(record_type: &RecordType, fields: &Fields, config: &AmbitoConfig, now: Millis) -> bool {
    leaves_at(record_type, fields, config).is_none_or(|last| now <= last)
}

/// The last instant at which a record is on the phones; `None` while it stands open, for references, and for what says no
/// time that can be read: rather shown than hidden.
#[must_use]
pub fn leaves_at(record_type: &RecordType, fields: &Fields, config: &AmbitoConfig) -> Option<Millis> {
    if is_reference(record_type) || is_standing(record_type, fields) {
        return None;
    }
    let happened = TIMES.iter().filter_map(|name| Millis::parse_rfc3339(fields.get(*name)?.as_str()?).ok());
    let last = happened.chain(end_of(fields, LAST_MET)).max()?;
    Some(last.plus(window(service_of(record_type, fields), config)))
}

/// How long the records of a service, or of none, stay after what they tell, in milliseconds: the shorter of the days and, where they
/// are set, the hours after the shift. Those count from the record, which is never later than the end of its shift.
#[must_use]
pub fn window(service: Option<Service>, config: &AmbitoConfig) -> i64 {
    let kept = service.and_then(|service| config.retention.get(&service));
    let days = i64::from(kept.map_or(default_days(service), |kept| kept.on_phone_days)) * Millis::DAY;
    let hours = kept.and_then(|kept: &Retention| kept.on_phone_hours_after_shift);
    hours.map_or(days, |hours| days.min(i64::from(hours) * Millis::HOUR))
}

/// Days on the phone where the configuration says nothing.
const fn default_days(service: Option<Service>) -> u32 {
    match service {
        Some(Service::Pis) => 7,
        Some(Service::Street | Service::Proximity | Service::Hub) | None => 30,
    }
}

fn is_reference(record_type: &RecordType) -> bool {
    record_type.info().is_some_and(|info| info.merge == MergeClass::Reference)
}

/// Cards, plans and places last until they are closed; a worry, until somebody took charge of it. A group and a young person whose
/// last contact is known stay for as long after it as all else.
fn is_standing(record_type: &RecordType, fields: &Fields) -> bool {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    if fields.get("voidedAt").is_some_and(|at| !at.is_null()) {
        return false;
    }
    match record_type.as_str() {
        "beneficiary" => text("episode") != Some("closed"),
        "visit_plan" | "meeting_spot" | "territory_note" => true,
        // A worry that nobody took charge of does not go by itself.
        "proximity_visit" => text("concernFlag").is_some_and(|flag| flag != "none") && text("concernSeenAt").is_none(),
        "youth_group" | "youth_card" => end_of(fields, LAST_MET).is_none(),
        "capture" => fields.get("settledAt").is_none_or(Value::is_null),
        "follow_up" => fields.get("doneAt").is_none_or(Value::is_null),
        "citizen_path" => matches!(text("status"), None | Some("active")),
        _ => matches!(text("status"), Some("in_progress")),
    }
}

/// The end of the day that a field names.
fn end_of(fields: &Fields, name: &str) -> Option<Millis> {
    let day = parse_day(fields.get(name)?.as_str()?)?;
    day.checked_add_days(Days::new(1)).map(rome::start_of_day)
}

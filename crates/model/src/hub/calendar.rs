//! An appointment for a calendar (RFC 5545): when and where, and never who.

use chrono::{Datelike, Timelike};

use crate::ids::RecordId;
use crate::time::Millis;

/// Longest line, in bytes; what is longer goes on in the next one, after a space.
const LINE: usize = 75;

/// The file of an appointment of `minutes`, called `title`, at a place; `now` is when it is made.
#[must_use]
pub fn calendar(id: RecordId, title: &str, place: &str, from: Millis, minutes: u32, now: Millis) -> String {
    let to = from.plus(i64::from(minutes) * Millis::MINUTE);
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Taccuino//IT".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{id}@taccuino"),
        format!("DTSTAMP:{}", utc(now)),
        format!("DTSTART:{}", utc(from)),
        format!("DTEND:{}", utc(to)),
        format!("SUMMARY:{}", text(title)),
        format!("LOCATION:{}", text(place)),
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        format!("DESCRIPTION:{}", text(title)),
        "TRIGGER:-P1D".to_owned(),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    lines.iter().map(|line| folded(line)).collect()
}

/// What has a meaning in a calendar is told to have none.
fn text(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => told.extend(['\\', letter]),
            '\n' => told.push_str("\\n"),
            '\r' => {}
            _ => told.push(letter),
        }
    }
    told
}

fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 2);
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LINE {
            folded.push_str("\r\n ");
            length = 1;
        }
        folded.push(letter);
        length += letter.len_utf8();
    }
    folded + "\r\n"
}

fn utc(at: Millis) -> String {
    let at = at.to_utc().unwrap_or_default();
    let (day, time) = (at.date_naive(), at.time());
    let date = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    format!("{date}T{:02}{:02}{:02}Z", time.hour(), time.minute(), time.second())
}

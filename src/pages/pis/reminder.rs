use chrono::Timelike as _;
use leptos::prelude::*;
use model::pis::Deadline;
use model::time::Millis;

use super::case::Case;
use crate::components::{Fit, LinkButton, Look};
use crate::state::use_state;
use crate::tr;

/// Taccuino cannot ring when it is closed, and says so; the phone's own calendar can.
#[component]
pub fn Reminder(
    /// The activation.
    case: Memo<Option<Case>>,
    /// The deadline.
    deadline: Memo<Option<Deadline>>,
) -> impl IntoView {
    let state = use_state();
    let file = move || {
        let code = case.with(|case| case.as_ref().map(Case::code)).unwrap_or_default();
        let due = deadline.with(|deadline| deadline.as_ref().map(|deadline| deadline.due_at)).unwrap_or_default();
        let text = calendar(&tr!(pis.calendar_title, code = code), &code, due, state.true_now());
        format!("data:text/calendar;charset=utf-8,{}", String::from(js_sys::encode_uri_component(&text)))
    };
    view! {
        <p class="text-small">{tr!(pis.no_alarm)}</p>
        <LinkButton
            look=Look::Outline
            fit=Fit::Small
            icon="calendar"
            href=file
            leaves=true
            download="scadenza.ics"
            words=tr!(pis.calendar_file)
        />
    }
}

/// An event with two alarms, RFC 5545: the case code and nothing else.
fn calendar(title: &str, code: &str, due: Millis, now: Millis) -> String {
    let alarm = |before: &str| {
        format!("BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:{title}\r\nTRIGGER:-PT{before}\r\nEND:VALARM\r\n")
    };
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Taccuino//IT\r\nBEGIN:VEVENT\r\nUID:{code}-{}@taccuino\r\n\
         DTSTAMP:{}\r\nDTSTART:{}\r\nSUMMARY:{title}\r\n{}{}END:VEVENT\r\nEND:VCALENDAR\r\n",
        due.0,
        utc(now),
        utc(due),
        alarm("2H"),
        alarm("30M"),
    )
}

fn utc(at: Millis) -> String {
    let at = at.to_utc().unwrap_or_default();
    let (day, time) = (at.date_naive().to_string(), at.time());
    format!("{}T{:02}{:02}{:02}Z", day.replace('-', ""), time.hour(), time.minute(), time.second())
}

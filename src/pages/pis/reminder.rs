use chrono::Timelike as _;
use leptos::prelude::*;
use model::pis::Deadline;
use model::time::Millis;

use super::case::Case;
use crate::components::{Button, Fit, LinkButton, Look, Show};
use crate::runtime::{can_share_file, share_file};
use crate::state::use_state;
use crate::tr;

/// What the file is called, and what it is.
const NAME: &str = "scadenza.ics";
const KIND: &str = "text/calendar";

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
        calendar(&tr!(pis.calendar_title, code = code), &code, due, state.true_now())
    };
    let link = move || format!("data:{KIND};charset=utf-8,{}", String::from(js_sys::encode_uri_component(&file())));
    // An installed app of an iPhone has no downloads: there the phone's own sheet takes the file.
    let shares = can_share_file(NAME, KIND);
    view! {
        <p class="text-small">{tr!(pis.no_alarm)}</p>
        <Show
            when=move || shares
            fallback=move || {
                view! {
                    <LinkButton
                        look=Look::Outline
                        fit=Fit::Small
                        icon="calendar"
                        href=link
                        leaves=true
                        download=NAME
                        words=tr!(pis.calendar_file)
                    />
                }
            }
        >
            <Button
                look=Look::Outline
                fit=Fit::Small
                icon="calendar"
                on_press=move |_| share_file(NAME, KIND, &untrack(file))
                words=tr!(pis.calendar_file)
            />
        </Show>
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

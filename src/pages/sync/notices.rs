use leptos::prelude::*;
use model::time::Millis;
use sync::client::{Alarm, SyncStatus};

use crate::commands::use_commands;
use crate::components::{Button, Icon, Look, Show};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::use_state;
use crate::tr;

/// A clock that is off by less says nothing.
const SKEW: i64 = 5 * Millis::MINUTE;

/// What a person should know of the queue as a whole; silent when there is nothing to say.
#[component]
pub fn Notices() -> impl IntoView {
    let state = use_state();
    let said = Memo::new(move |_| {
        let now = state.now.get();
        let mut notices =
            state.status.with(|status| status.as_ref().map(|status| said(status, now)).unwrap_or_default());
        if state.compartments.with(|all| all.len() > 1) {
            notices.push(Notice::plain("locked", tr!(sync.other_notebooks).to_owned()));
        }
        notices
    });
    let notices = move || {
        said.get()
            .into_iter()
            .map(|Notice { class, icon, strong, text }| {
                view! {
                    <p class=class>
                        <Icon name=icon />
                        <span>
                            {strong.map(|strong| view! { <strong>{strong}</strong>". " })}
                            {text}
                        </span>
                    </p>
                }
            })
            .collect_view()
    };
    view! {
        {notices}
        <Erasures />
    }
}

#[derive(Clone, PartialEq)]
struct Notice {
    class: &'static str,
    icon: &'static str,
    strong: Option<String>,
    text: String,
}

impl Notice {
    const fn plain(icon: &'static str, text: String) -> Self {
        Self { class: "notice", icon, strong: None, text }
    }
}

fn said(status: &SyncStatus, now: Millis) -> Vec<Notice> {
    let mut notices = Vec::new();
    let oldest = status.oldest_unsent.map(|at| tr!(sync.oldest, age = dates::age(now.since(at))));
    let alarm = match status.alarm {
        Alarm::None => None,
        Alarm::HalfDay => Some(("notice notice--warn", tr!(sync.oldest_half_day))),
        Alarm::Day => Some(("notice notice--err", tr!(sync.oldest_day))),
    };
    notices.extend(alarm.map(|(class, text)| Notice { class, icon: "clock", strong: oldest, text: text.to_owned() }));
    if status.sent_again > 0 {
        notices.push(Notice::plain("restore", tr!(sync.sent_again, count = status.sent_again)));
    }
    if status.of_others > 0 {
        let text = tr!(sync.of_others, count = status.of_others);
        notices.push(Notice { class: "notice notice--warn", ..Notice::plain("restore", text) });
    }
    notices.extend(skew(status).map(|text| Notice::plain("clock", text)));
    if status.unreadable > 0 {
        let text = tr!(sync.unreadable, count = status.unreadable);
        notices.push(Notice { class: "notice notice--err", ..Notice::plain("warning-circle", text) });
    }
    notices
}

/// How far the clock of the phone is off, where it is worth a word.
fn skew(status: &SyncStatus) -> Option<String> {
    let skew = status.clock_skew.filter(|skew| skew.abs() >= SKEW)?;
    let age = dates::age(skew);
    Some(if skew < 0 { tr!(sync.clock_ahead, age = age) } else { tr!(sync.clock_behind, age = age) })
}

/// What was erased by law, without its content, until somebody has read that.
#[component]
fn Erasures() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let erased = Memo::new(move |_| {
        state.status.with(|status| status.as_ref().map(|status| status.erased.clone()).unwrap_or_default())
    });
    let count = move || erased.with(Vec::len);
    let items = move || {
        erased
            .get()
            .into_iter()
            .map(|erasure| {
                let day = dates::day(erasure.at);
                let when =
                    if erasure.unsent { tr!(sync.erased_unsent, day = day) } else { tr!(sync.erased_on, day = day) };
                view! { <li>{format!("{}, {when}", facts::type_title(&erasure.record_type))}</li> }
            })
            .collect_view()
    };
    view! {
        <Show when=move || count() != 0>
            <section class="banner">
                <h2 class="banner__title">{move || tr!(sync.erased, count = count())}</h2>
                <ul class="plain-list">{items}</ul>
                <p class="banner__text">{tr!(sync.erased_text)}</p>
                <div class="actions">
                    <Button look=Look::Soft on_press=move |_| commands.erasures_read() words=tr!(sync.erased_read) />
                </div>
            </section>
        </Show>
    }
}

use leptos::prelude::*;
use model::time::Millis;
use sync::client::{Alarm, Network, SyncStatus};

use super::{Icon, Show};
use crate::i18n::dates;
use crate::state::use_state;
use crate::tr;

/// The truth about network and unsent records; leads to Invio.
#[component]
pub fn StatusLine(
    /// Only while something is on this phone alone: a form has no room for good news.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    let state = use_state();
    let line = move || {
        let now = state.now.get();
        state.status.get().map_or_else(|| Line::plain(""), |status| words(&status, now))
    };
    // Told again only when its words change.
    let memo = Memo::new(move |_| line());
    let shown = Memo::new(move |_| {
        let waits = |status: &SyncStatus| status.unsent > 0 || status.storage_fault.is_some();
        !quiet || state.status.with(|status| status.as_ref().is_some_and(waits))
    });
    view! {
        <div role="status">
            <Show when=move || shown.get()>
                {move || memo.get().view()}
            </Show>
        </div>
    }
}

#[derive(Clone, PartialEq)]
struct Line {
    class: &'static str,
    icon: &'static str,
    strong: String,
    rest: String,
}

impl Line {
    fn view(self) -> AnyView {
        view! {
            <a href="/invio" class=format!("status {}", self.class)>
                <Icon name=self.icon />
                <span><strong>{self.strong}</strong>{self.rest}</span>
            </a>
        }
        .into_any()
    }

    fn plain(text: &str) -> Self {
        Self { class: "", icon: "refresh", strong: String::new(), rest: text.to_owned() }
    }
}

/// How the line looks for a status, for the page of all states.
#[cfg(debug_assertions)]
pub fn line_of(status: &SyncStatus, now: Millis) -> AnyView {
    words(status, now).view()
}

/// The line, louder by the age of what waits.
fn words(status: &SyncStatus, now: Millis) -> Line {
    let line = told(status, now);
    match status.alarm {
        Alarm::Day => Line { class: "status--error", ..line },
        Alarm::HalfDay if line.class != "status--error" => Line { class: "status--warn", ..line },
        Alarm::HalfDay | Alarm::None => line,
    }
}

fn told(status: &SyncStatus, now: Millis) -> Line {
    let unsent = (status.unsent > 0).then(|| {
        let here = tr!(sync.offline_only_here, count = status.unsent);
        let oldest = status.oldest_unsent.filter(|_| status.alarm != Alarm::None);
        let age = oldest.map(|at| tr!(sync.oldest_line, age = dates::age(now.since(at))));
        age.map_or(here.clone(), |age| format!("{here}, {age}"))
    });
    let after = |text: Option<String>| text.map(|text| format!(" · {text}")).unwrap_or_default();
    let trouble =
        |class, icon, strong: &str| Line { class, icon, strong: strong.to_owned(), rest: after(unsent.clone()) };
    if status.storage_fault.is_some() {
        return trouble("status--error", "warning-circle", tr!(sync.storage_fault));
    }
    if status.other_operator {
        return trouble("status--error", "user", tr!(sync.other_operator));
    }
    if status.to_fix > 0 {
        return trouble("status--error", "warning-circle", &format!("{}: {}", tr!(sync.to_fix), status.to_fix));
    }
    match status.network {
        Network::Offline => trouble("status--warn", "wifi-off", tr!(sync.offline)),
        Network::Portal => trouble("status--warn", "wifi-off", tr!(sync.portal)),
        Network::ServerTrouble => trouble("status--warn", "warning-circle", tr!(sync.trouble)),
        Network::SignedOut => trouble("status--error", "locked", tr!(sync.signed_out)),
        Network::Revoked => trouble("status--error", "locked", tr!(sync.revoked)),
        Network::TooOld => trouble("status--error", "download", tr!(sync.too_old)),
        Network::Ok | Network::Unknown => settled(status, unsent),
    }
}

fn settled(status: &SyncStatus, unsent: Option<String>) -> Line {
    let contact = status.last_contact.map(dates::clock);
    match (unsent, contact) {
        (Some(unsent), _) if status.busy => Line {
            class: "status--busy",
            icon: "refresh",
            strong: tr!(sync.sending).to_owned(),
            rest: format!(" {unsent}"),
        },
        (Some(unsent), Some(time)) => Line {
            class: "",
            icon: "refresh",
            strong: String::new(),
            rest: format!("{} · {unsent}", tr!(sync.received_at, time = time)),
        },
        (Some(unsent), None) => Line { class: "status--warn", icon: "phone-only", strong: unsent, rest: String::new() },
        (None, Some(time)) => Line {
            class: "status--ok",
            icon: "check-circle",
            strong: String::new(),
            rest: tr!(sync.all_received, time = time),
        },
        (None, None) => Line::plain(tr!(sync.never)),
    }
}

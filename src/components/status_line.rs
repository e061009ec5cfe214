use leptos::prelude::*;
use sync::client::{Network, SyncStatus};

use super::Icon;
use crate::i18n::dates;
use crate::state::use_state;
use crate::tr;

/// The truth about network and unsent records; leads to Invio.
#[component]
pub fn StatusLine() -> impl IntoView {
    let state = use_state();
    let line = move || state.status.get().map(|status| words(&status)).unwrap_or_else(|| Line::plain(""));
    let memo = Memo::new(move |_| line());
    view! {
        <div role="status">
            <a href="/invio" class=move || format!("status {}", memo.get().class)>
                <Icon name=Signal::derive(move || memo.get().icon) />
                <span>
                    <strong>{move || memo.get().strong}</strong>
                    {move || memo.get().rest}
                </span>
            </a>
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
    fn plain(text: &str) -> Self {
        Self { class: "", icon: "refresh", strong: String::new(), rest: text.to_owned() }
    }
}

fn words(status: &SyncStatus) -> Line {
    let unsent = (status.unsent > 0).then(|| tr!(sync.offline_only_here, count = status.unsent));
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

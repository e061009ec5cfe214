use leptos::prelude::*;
use web_sys::HtmlInputElement;

use crate::commands::use_commands;
use crate::components::{Icon, PlainFrame};
use crate::runtime::{Brought, NotBrought};
use crate::tr;

/// A coordinator brings what a phone could not send.
#[component]
pub fn Rescue() -> impl IntoView {
    let commands = use_commands();
    let busy = RwSignal::new(false);
    let told = RwSignal::new(None::<Result<Brought, NotBrought>>);
    let bring = move |input: HtmlInputElement| {
        if busy.get_untracked() {
            return;
        }
        let Some(file) = input.files().and_then(|files| files.item(0)) else { return };
        // The same file can be chosen again.
        input.set_value("");
        busy.set(true);
        told.set(None);
        leptos::task::spawn_local(async move {
            let done = commands.bring_file(&file).await;
            busy.try_set(false);
            told.try_set(Some(done));
        });
    };
    let words = move || told.get().map(|done| lines(done).into_iter().map(notice).collect_view());
    view! {
        <PlainFrame title=tr!(register.rescue).to_owned() back="/registro".to_owned()>
            <p class="text-small">{tr!(register.rescue_text)}</p>
            <label class="btn">
                <Icon name="upload" />
                <input
                    type="file"
                    class="btn__file"
                    accept=".txt,text/plain"
                    on:change=move |event| bring(event_target::<HtmlInputElement>(&event))
                />
                {move || if busy.get() { tr!(register.rescue_busy) } else { tr!(register.rescue_choose) }}
            </label>
            <div aria-live="polite">{words}</div>
        </PlainFrame>
    }
}

/// What a line is: good news, something to do, or a refusal.
type Line = (&'static str, String);

fn lines(done: Result<Brought, NotBrought>) -> Vec<Line> {
    const ERR: &str = "notice notice--err";
    const WARN: &str = "notice notice--warn";
    let Brought { received, held, refused, later } = match done {
        Ok(brought) => brought,
        Err(NotBrought::Unreadable) => return vec![(ERR, tr!(register.rescue_unreadable).to_owned())],
        Err(NotBrought::Network) => return vec![(WARN, tr!(register.rescue_network).to_owned())],
    };
    let mut lines = Vec::new();
    if received > 0 {
        lines.push(("notice notice--ok", tr!(register.rescue_received, count = received as usize)));
    }
    if held > 0 {
        lines.push((WARN, tr!(register.rescue_held, count = held as usize)));
    }
    if refused > 0 {
        lines.push((ERR, tr!(register.rescue_refused, count = refused as usize)));
    }
    if later > 0 {
        lines.push((WARN, tr!(register.rescue_later).to_owned()));
    }
    if lines.is_empty() {
        lines.push(("notice", tr!(register.rescue_none).to_owned()));
    }
    lines
}

fn notice((class, words): Line) -> impl IntoView {
    view! { <p class=class>{words}</p> }
}

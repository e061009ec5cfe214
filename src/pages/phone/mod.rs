//! Che cosa c’è su questo telefono: how much of each service lies here, what of it is personal, and when it goes. It names
//! nobody.

mod content;
mod words;

use leptos::prelude::*;

use crate::commands::use_commands;
use crate::components::{Empty, Fact, Notice, PlainFrame, Show};
use crate::i18n::dates;
use crate::runtime::shelved;
use crate::state::use_state;
use crate::tr;

use content::{Content, Part, read};

/// The page of `/telefono`.
#[component]
pub fn PhonePage() -> impl IntoView {
    let state = use_state();
    let content = Memo::new(move |_| read(&state));
    let empty = move || content.with(Content::is_empty);
    view! {
        <PlainFrame title=tr!(phone.title).to_owned() back="/altro".to_owned()>
            <p>{tr!(phone.text)}</p>
            <Show when=empty>
                <Empty icon="inbox" title=tr!(phone.empty_title)><p>{tr!(phone.empty_text)}</p></Empty>
            </Show>
            {move || content.get().parts.into_iter().map(|part| view! { <Service part /> }).collect_view()}
            <Show when=move || !empty()>
                <Notice words=tr!(phone.received_only) />
            </Show>
            <Besides content />
        </PlainFrame>
    }
}

/// What of one service lies here.
#[component]
fn Service(part: Part) -> impl IntoView {
    let state = use_state();
    let kinds = part
        .kinds
        .iter()
        .map(|kind| {
            let count = kind.count.to_string();
            let count = match kind.since {
                Some(since) => tr!(phone.kind, count = kind.count, day = dates::day(since)),
                None => count,
            };
            view! { <Said name=kind.name text=count /> }
        })
        .collect_view();
    let leaves = state.config.with(|config| words::leaves(&part, config));
    view! {
        <h2 class="section-title">{words::service(part.service)}</h2>
        <dl class="facts">
            {kinds} <Said name=tr!(phone.personal) text=words::personal(&part).to_owned() />
            <Said name=tr!(phone.leaves) text=leaves />
            {(part.only_here > 0)
                .then(|| view! { <Said name=tr!(phone.only_here) text=part.only_here.to_string() /> })}
            {(part.drafts > 0).then(|| view! { <Said name=tr!(phone.drafts) text=part.drafts.to_string() /> })}
        </dl>
    }
}

/// What lies here beside the records, and what leaves only by an act of the person.
#[component]
fn Besides(content: Memo<Content>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let kept = move || state.status.with(|status| status.as_ref().map_or(0, |status| status.kept)).to_string();
    // It is laid there after each change of the records.
    let sealed = move || {
        state.status.track();
        shelved().to_string()
    };
    let pin = if commands.has_pin() { tr!(phone.pin_on) } else { tr!(phone.pin_off) };
    let passkey =
        move || if commands.has_passkey() { tr!(phone.passkey_on) } else { tr!(phone.passkey_off) }.to_owned();
    view! {
        <h2 class="section-title">{tr!(phone.besides)}</h2>
        <dl class="facts">
            <Said name=tr!(phone.only_here) text=Signal::derive(move || content.with(Content::only_here).to_string()) />
            <Said name=tr!(phone.drafts) text=Signal::derive(move || content.with(Content::drafts).to_string()) />
            <Said name=tr!(phone.kept) text=Signal::derive(kept) />
            <Said name=tr!(phone.sealed) text=Signal::derive(sealed) />
            <Said name=tr!(phone.pin) text=pin.to_owned() />
            <Said name=tr!(phone.passkey) text=Signal::derive(passkey) />
        </dl>
        <Notice words=tr!(phone.out_text) />
    }
}

#[component]
fn Said(name: &'static str, #[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <Fact label=name>{text}</Fact> }
}

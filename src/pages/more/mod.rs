//! Altro: who uses this phone, theme, memory of the phone, drafts, version.

use leptos::prelude::*;

use crate::commands::use_commands;
use crate::components::{Button, Card, Fact, Fit, Frame, Look, Row, Show};
use crate::pages::door::{PasskeySetting, PinSetting};
use crate::runtime::{page, persisted, request_persist};
use crate::state::{heed_storage, use_state};
use crate::tr;

/// The page of `/altro`.
#[component]
pub fn More() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let operator = move || state.identity.get().map(|identity| identity.profile.display_name.clone());
    let ambito = move || state.identity.get().map(|identity| identity.profile.ambito_name.clone());
    let teams = move || {
        let names = state
            .identity
            .get()
            .map(|identity| identity.profile.teams.iter().map(|team| team.name.clone()).collect::<Vec<_>>());
        names.unwrap_or_default().join(", ")
    };
    let copy = move || {
        let kept = state.status.with(|status| status.as_ref()?.backed_up)?;
        Some(if kept { tr!(sync.backed_up_yes) } else { tr!(sync.backed_up_no) })
    };
    // What was refused waits for its person, who has to open it again.
    let unsent = move || {
        state.status.with(|status| status.as_ref().map_or(0, |status| status.unsent.saturating_sub(status.to_fix)))
    };
    let lock = move |_| leptos::task::spawn_local(commands.lock());
    view! {
        <Frame title=tr!(common.more_title).to_owned()>
            <dl class="facts">
                <Fact label=tr!(common.more_operator)>{operator}</Fact>
                <Fact label=tr!(common.more_teams)>{teams}</Fact>
                <Fact label=tr!(common.more_ambito)>{ambito}</Fact>
                {move || {
                    copy()
                        .map(|text| {
                            view! {
                                <Fact label=tr!(common.more_copy)>{text}</Fact>
                            }
                        })
                }}
                <Fact label=tr!(common.more_version)>{env!("CARGO_PKG_VERSION")}</Fact>
            </dl>
            <Theme />
            <Storage />
            <PasskeySetting />
            <PinSetting />
            <Button look=Look::Soft fit=Fit::Wide icon="locked" on_press=lock words=tr!(door.lock) />
            <Show when=move || unsent() != 0>
                <p class="text-small">{move || tr!(door.lock_unsent, count = unsent())}</p>
            </Show>
            <ul class="list">
                <Row href="/turno" title=tr!(common.turn) />
                <Row href="/cestino" title=tr!(common.bin) />
                <Row href="/telefono" title=tr!(phone.title) />
                <Row href="/bozze" title=tr!(common.more_drafts) />
                <Row href="/attiva" title=tr!(common.more_new_code) />
            </ul>
        </Frame>
    }
}

#[component]
fn Theme() -> impl IntoView {
    let chosen = RwSignal::new(page::theme());
    let options = [
        ("auto", tr!(common.theme_auto)),
        ("day", tr!(common.theme_day)),
        ("night", tr!(common.theme_night)),
        ("contrast", tr!(common.theme_contrast)),
    ];
    let radios = options
        .into_iter()
        .map(|(value, label)| {
            let choose = move |_| {
                page::set_theme(value);
                chosen.set(value.to_owned());
            };
            view! {
                <label class="tile">
                    <input type="radio" name="tema" prop:checked=move || chosen.get() == value on:change=choose />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(common.more_theme)}</legend>
            <div class="tiles">{radios}</div>
        </fieldset>
    }
}

/// Whether the browser promises to keep the data, and a way to ask for it.
#[component]
fn Storage() -> impl IntoView {
    let promised = RwSignal::new(None::<bool>);
    leptos::task::spawn_local(async move {
        promised.try_set(persisted().await);
    });
    let ask = move |_| {
        leptos::task::spawn_local(async move {
            let answer = request_persist().await;
            heed_storage(answer == Some(false));
            promised.try_set(answer);
        });
    };
    let unprotected = move || promised.get() == Some(false);
    let facts = move || match promised.get() {
        Some(true) => tr!(common.storage_persisted).to_owned(),
        Some(false) => tr!(common.storage_best_effort).to_owned(),
        None => String::new(),
    };
    view! {
        <Card title=tr!(common.more_storage) facts=facts>
            <Show when=unprotected>
                <Button look=Look::Soft on_press=ask words=tr!(common.storage_ask) />
            </Show>
        </Card>
    }
}

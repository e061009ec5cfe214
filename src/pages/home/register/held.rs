use leptos::prelude::*;
use model::ids::DeviceId;
use protocol::{HeldEntry, HeldResponse};

use super::search::why;
use crate::commands::use_commands;
use crate::components::{Button, Card, Empty, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::dates;
use crate::runtime::FetchError;
use crate::tr;

/// What the API said of what it holds. Copy.
#[derive(Clone, Copy)]
struct Known {
    held: RwSignal<Option<Vec<HeldEntry>>>,
    taken: RwSignal<Option<u32>>,
    failed: RwSignal<Option<&'static str>>,
    busy: RwSignal<bool>,
}

impl Known {
    fn take(self, answer: Result<HeldResponse, FetchError>, asked: bool) {
        self.busy.try_set(false);
        match answer {
            Ok(HeldResponse { held, taken }) => {
                self.failed.try_set(None);
                self.held.try_set(Some(held));
                self.taken.try_set(asked.then_some(taken));
            }
            Err(error) => drop(self.failed.try_set(Some(why(&error)))),
        }
    }
}

/// What came sealed and the API cannot apply: nothing is lost, and somebody has to look.
#[component]
pub fn HeldPage() -> impl IntoView {
    let commands = use_commands();
    let known = Known {
        held: RwSignal::new(None),
        taken: RwSignal::new(None),
        failed: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let ask = move || {
        known.busy.set(true);
        leptos::task::spawn_local(async move { known.take(commands.held().await, false) });
    };
    ask();
    let phones = move || by_phone(&known.held.get().unwrap_or_default());
    let cards = move || phones().into_iter().map(|of_phone| view! { <OfPhone of_phone known /> }).collect_view();
    let asking = move || known.busy.get() && known.held.with(Option::is_none);
    let told = move || {
        let left = known.held.with(|held| held.as_ref().map_or(0, Vec::len));
        known.taken.get().map(|taken| match taken {
            0 => tr!(register.held_none_taken).to_owned(),
            _ => format!(
                "{} {}",
                tr!(register.held_taken, count = taken as usize),
                tr!(register.held_left, count = left)
            ),
        })
    };
    view! {
        <PlainFrame title=tr!(register.held).to_owned() back="/registro".to_owned()>
            <p class="text-small">{tr!(register.held_text)}</p>
            <Show when=asking>
                <Notice role="status" words=tr!(register.held_busy) />
            </Show>
            <div aria-live="polite">{move || told().map(|text| view! { <Notice words=text /> })}</div>
            <Show when=move || known.failed.get().is_some()>
                <Notice tone=Tone::Warn icon="wifi-off" role="alert" words=move || known.failed.get() />
                <Button look=Look::Soft on_press=move |_| ask() words=tr!(register.phones_again) />
            </Show>
            <Show when=move || known.held.with(|held| held.as_ref().is_some_and(Vec::is_empty))>
                <Empty icon="check-circle" title=tr!(register.held_nothing) />
            </Show>
            {cards}
        </PlainFrame>
    }
}

/// In the order of the API, in which those of a phone stand together.
fn by_phone(held: &[HeldEntry]) -> Vec<Vec<HeldEntry>> {
    held.chunk_by(|a, b| a.device_id == b.device_id).map(<[HeldEntry]>::to_vec).collect()
}

/// What is held of one phone, why, and what can be done.
#[component]
fn OfPhone(of_phone: Vec<HeldEntry>, known: Known) -> impl IntoView {
    let commands = use_commands();
    let first = of_phone.first().cloned();
    first.map(|first| {
        let name = first.display_name.clone().unwrap_or_else(|| tr!(register.held_nobody).to_owned());
        let since = of_phone.iter().map(|entry| entry.received_on).min().unwrap_or(first.received_on);
        let facts = tr!(register.held_count, count = of_phone.len());
        let mut reasons: Vec<&'static str> = Vec::new();
        for entry in &of_phone {
            let reason = reason(&entry.reason);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let device: DeviceId = first.device_id;
        let take = move |_| {
            known.busy.set(true);
            leptos::task::spawn_local(async move { known.take(commands.take_held(device).await, true) });
        };
        view! {
            <Card title=name.clone() facts=format!("{facts} · {}", tr!(register.held_since, day = dates::day(since)))>
                {reasons.into_iter().map(|text| view! { <p class="text-small">{text}</p> }).collect_view()}
                {first
                    .shut_out
                    .then(|| view! { <Notice tone=Tone::Warn words=tr!(register.held_shut_out, name = name) /> })}
                <Button
                    look=Look::Soft
                    disabled=move || known.busy.get()
                    on_press=take
                    words=if first.shut_out { tr!(register.held_take) } else { tr!(register.held_again) }
                />
            </Card>
        }
    })
}

fn reason(code: &str) -> &'static str {
    match code {
        "author" => tr!(register.held_author),
        "restored" => tr!(register.held_restored),
        "blocked" => tr!(register.held_blocked),
        "forbidden" => tr!(register.held_forbidden),
        _ => tr!(register.held_invalid),
    }
}

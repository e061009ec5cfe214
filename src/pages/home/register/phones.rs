use leptos::prelude::*;
use model::time::Millis;
use protocol::{DeviceEntry, DevicesResponse};

use super::search::why;
use crate::commands::use_commands;
use crate::components::{Button, Fit, Look, Notice, PlainFrame, Sheet, Show, Tone};
use crate::i18n::dates;
use crate::runtime::FetchError;
use crate::state::use_state;
use crate::tr;

/// What the API said of the phones. Copy.
#[derive(Clone, Copy)]
struct Known {
    phones: RwSignal<Option<Vec<DeviceEntry>>>,
    failed: RwSignal<Option<&'static str>>,
    busy: RwSignal<bool>,
}

impl Known {
    fn take(self, answer: Result<DevicesResponse, FetchError>) {
        self.busy.try_set(false);
        match answer {
            Ok(found) => {
                self.failed.try_set(None);
                self.phones.try_set(Some(found.devices));
            }
            Err(error) => drop(self.failed.try_set(Some(why(&error)))),
        }
    }
}

/// The phones of those whom a coordinator coordinates: one that was lost is shut out here.
#[component]
pub fn Phones() -> impl IntoView {
    let commands = use_commands();
    let known = Known { phones: RwSignal::new(None), failed: RwSignal::new(None), busy: RwSignal::new(false) };
    let lost = RwSignal::new(None::<DeviceEntry>);
    let open = RwSignal::new(false);
    let ask = move || {
        known.busy.set(true);
        leptos::task::spawn_local(async move { known.take(commands.phones().await) });
    };
    ask();
    let choose = move |phone: DeviceEntry| {
        lost.set(Some(phone));
        open.set(true);
    };
    let title = Signal::derive(move || {
        let shut = lost.with(|lost| lost.as_ref().is_some_and(|phone| phone.revoked_at.is_some()));
        if shut { tr!(register.phone_wipe_title).to_owned() } else { tr!(register.phone_shut_title).to_owned() }
    });
    let rows =
        move || known.phones.get().unwrap_or_default().into_iter().map(|phone| row(phone, choose)).collect_view();
    let asking = move || known.busy.get() && known.phones.with(Option::is_none);
    view! {
        <PlainFrame title=tr!(register.phones).to_owned() back="/registro".to_owned()>
            <p class="text-small">{tr!(register.phones_text)}</p>
            <Show when=asking>
                <Notice role="status" words=tr!(register.phones_busy) />
            </Show>
            <Show when=move || known.failed.get().is_some()>
                <Notice tone=Tone::Warn icon="wifi-off" role="alert" words=move || known.failed.get() />
                <Button look=Look::Soft on_press=move |_| ask() words=tr!(register.phones_again) />
            </Show>
            <Show when=move || known.phones.with(|phones| phones.as_ref().is_some_and(Vec::is_empty))>
                <Notice words=tr!(register.phones_none) />
            </Show>
            <ul class="list">{rows}</ul>
            <Sheet open title=title>
                {move || lost.get().map(|phone| view! { <ShutOut phone known open /> })}
            </Sheet>
        </PlainFrame>
    }
}

fn row(phone: DeviceEntry, choose: impl Fn(DeviceEntry) + Copy + 'static) -> impl IntoView {
    let state = use_state();
    let (name, note) = (phone.display_name.clone(), note(&phone, state.now.get_untracked()));
    let may_go = phone.wipe_ordered_at.is_none() && !phone.own;
    let (does, does_of) = if phone.revoked_at.is_some() {
        (tr!(register.phone_wipe), tr!(register.phone_wipe_of, name = name.clone()))
    } else {
        (tr!(register.phone_lost), tr!(register.phone_lost_of, name = name.clone()))
    };
    let class = if phone.revoked_at.is_some() { "row row--void" } else { "row" };
    let chosen = StoredValue::new(phone);
    view! {
        <li>
            <div class=class>
                <span class="row__text">
                    <span class="row__title">{name}</span>
                    <span class="row__note">{note}</span>
                </span>
                {may_go
                    .then(|| {
                        view! {
                            <Button
                                look=Look::DangerSoft
                                label=does_of
                                on_press=move |_| choose(chosen.get_value())
                                words=does
                            />
                        }
                    })}
            </div>
        </li>
    }
}

/// What a coordinator has to know of a phone to tell it from another.
fn note(phone: &DeviceEntry, now: Millis) -> String {
    let seen = if dates::same_day(phone.seen_on, now) {
        tr!(register.phone_seen_today).to_owned()
    } else {
        tr!(register.phone_seen, day = dates::day(phone.seen_on))
    };
    let state = match phone.revoked_at {
        Some(at) => tr!(register.phone_shut, day = dates::day(at)),
        None if phone.own => tr!(register.phone_own).to_owned(),
        None if phone.active => tr!(register.phone_since, day = dates::day(phone.enrolled_on)),
        None => tr!(register.phone_signed_out).to_owned(),
    };
    let unsent = (phone.pending > 0).then(|| {
        let count = usize::try_from(phone.pending).unwrap_or_default();
        match phone.oldest_pending_ms.unwrap_or_default() {
            0 => tr!(register.phone_unsent, count = count),
            age => tr!(register.phone_unsent_long, count = count, age = dates::age(age)),
        }
    });
    let wipe = match (phone.wiped_at, phone.wipe_ordered_at) {
        (Some(at), _) => Some(tr!(register.phone_wiped, day = dates::day(at))),
        (None, Some(_)) => Some(tr!(register.phone_wipe_ordered).to_owned()),
        (None, None) => None,
    };
    [Some(seen), Some(state), wipe, unsent].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What shutting out means, once more before it is done.
#[component]
fn ShutOut(phone: DeviceEntry, known: Known, open: RwSignal<bool>) -> impl IntoView {
    let commands = use_commands();
    let id = phone.device_id;
    let unsent = usize::try_from(phone.pending).unwrap_or_default();
    let shut = phone.revoked_at.is_some();
    let wipe = RwSignal::new(true);
    let shut_out = move |_| {
        known.busy.set(true);
        leptos::task::spawn_local(async move {
            known.take(commands.shut_out(id, wipe.get_untracked()).await);
            open.try_set(false);
        });
    };
    let unsent = move || {
        let (wiped, left) =
            (tr!(register.phone_wipe_unsent, count = unsent), tr!(register.phone_lost_unsent, count = unsent));
        (unsent > 0).then(|| if wipe.get() { wiped } else { left })
    };
    let text = if shut {
        tr!(register.phone_wipe_text, name = phone.display_name.clone())
    } else {
        tr!(register.phone_lost_text, name = phone.display_name.clone())
    };
    view! {
        <p class="sheet__text">{text}</p>
        {(!shut)
            .then(|| {
                view! {
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || wipe.get()
                            on:change=move |_| wipe.update(|on| *on = !*on)
                        />
                        <span>{tr!(register.phone_wipe_too)}</span>
                    </label>
                }
            })}
        {move || unsent().map(|text| view! { <Notice tone=Tone::Warn words=text /> })}
        <Button
            look=Look::DangerSoft
            fit=Fit::Wide
            disabled=move || known.busy.get()
            on_press=shut_out
            words=if shut { tr!(register.phone_wipe_do) } else { tr!(register.phone_shut_do) }
        />
        <Button
            look=Look::Outline
            fit=Fit::Wide
            on_press=move |_| open.set(false)
            words=if shut { tr!(common.cancel) } else { tr!(register.phone_keep) }
        />
    }
}

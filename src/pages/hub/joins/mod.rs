//! Paths that may be of one citizen: joined by a person, and told apart again.

mod known;

use std::sync::Arc;

use leptos::prelude::*;
use model::hub::{Join, JoinReason, proposed_joins};
use model::ids::RecordId;
use model::record::{RecordRef, RecordType};
use sync::client::RecordView;

use self::known::Known;
use super::citizen;
use crate::components::{Button, Card, Empty, Fit, Look, More, Notice, PlainFrame, RowWith, SaveBadge, Show, Tone};
use crate::i18n::words;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What may be joined, and what was: of this phone, and with a network of the whole Ambito.
#[component]
pub fn Joins() -> impl IntoView {
    let state = use_state();
    let known = Known::new();
    known.ask();
    let open = Memo::new(move |_| known.open());
    let made = Memo::new(move |_| known.made());
    let cards = move || open.get().into_iter().filter_map(|join| proposal(join, known, &state)).collect_view();
    let rows = move || made.get().0.into_iter().filter_map(|join| row(join, known, &state)).collect_view();
    let others = move || made.get().1.into_iter().filter_map(|join| row(join, known, &state)).collect_view();
    let none = move || if known.unasked.get().is_none() { tr!(hub.joins_none_text) } else { tr!(hub.joins_none_here) };
    view! {
        <PlainFrame title=tr!(hub.joins).to_owned() back="/".to_owned()>
            <p class="text-small">{tr!(hub.joins_text)}</p>
            <Show when=move || known.busy.get()>
                <Notice role="status" words=tr!(hub.joins_busy) />
            </Show>
            <Show when=move || known.unasked.get().is_some() && !known.busy.get()>
                <Notice tone=Tone::Warn icon="wifi-off" role="status" words=move || known.unasked.get() />
                <Button look=Look::Soft on_press=move |_| known.ask() words=tr!(hub.joins_again) />
            </Show>
            <Show when=move || known.unsaved.get().is_some()>
                <Notice tone=Tone::Err words=move || known.unsaved.get().map(|error| words::store_error(&error)) />
            </Show>
            <Show when=move || open.with(Vec::is_empty) && !known.busy.get()>
                <Empty icon="check-circle" title=tr!(hub.joins_none_title)><p>{none}</p></Empty>
            </Show>
            {cards}
            <Show when=move || made.with(|(made, _)| !made.is_empty())>
                <h2 class="section-title">{tr!(hub.joins_made)}</h2>
            </Show>
            <ul class="list">{rows}</ul>
            <Show when=move || made.with(|(_, others)| !others.is_empty())>
                <More label=tr!(hub.joins_before)><ul class="list">{others}</ul></More>
            </Show>
        </PlainFrame>
    }
}

/// Whether this phone finds that a path may be of a citizen who has another one.
pub fn is_proposed(path: RecordId, state: &AppState) -> bool {
    let paths = state.of_type(&RecordType::CITIZEN_PATH);
    let refs = paths.iter().map(|path| RecordRef::new(path.id, &path.record_type, &path.fields));
    proposed_joins(refs).iter().any(|join| join.head == path || join.other == path)
}

fn proposal((join, reason): (Join, JoinReason), known: Known, state: &AppState) -> Option<AnyView> {
    let (head, other) = (known.path(join.head)?, known.path(join.other)?);
    let title = match reason {
        JoinReason::Code => tr!(hub.joins_code, code = head.text("code").unwrap_or_default()),
        JoinReason::Phone => tr!(hub.joins_phone).to_owned(),
    };
    let note = |path: &Arc<RecordView>| (citizen::name(path, state), known.line(path, reason));
    let [(one, one_line), (two, two_line)] = [note(&head), note(&other)];
    let ask = match reason {
        JoinReason::Code => tr!(hub.joins_ask),
        JoinReason::Phone => tr!(hub.joins_ask_phone),
    };
    let join = move |_| known.write(join.other, Some(join.head));
    Some(
        view! {
            <Card title>
                <ul class="list">
                    <RowWith title=one note=one_line />
                    <RowWith title=two note=two_line />
                </ul>
                <p class="text-small">{ask}</p>
                <Button look=Look::Act on_press=join words=tr!(hub.joins_do) />
            </Card>
        }
        .into_any(),
    )
}

fn row(join: Join, known: Known, state: &AppState) -> Option<AnyView> {
    let other = known.path(join.other)?;
    let title = citizen::name(&other, state);
    let head = known.path(join.head).map(|head| citizen::name(&head, state));
    let with = tr!(hub.joins_with, who = head.unwrap_or_else(|| tr!(hub.joins_with_other).to_owned()));
    let note = known.card(&other).into_iter().chain([with]).collect::<Vec<_>>().join(" · ");
    let badge = state.record(join.other).map(|record| view! { <SaveBadge record /> });
    let label = tr!(hub.joins_apart_of, who = title.clone());
    let apart = move |_| known.write(join.other, None);
    Some(
        view! {
            <RowWith title note>
                {badge}
                <Button look=Look::Outline fit=Fit::Small label on_press=apart words=tr!(hub.joins_apart) />
            </RowWith>
        }
        .into_any(),
    )
}

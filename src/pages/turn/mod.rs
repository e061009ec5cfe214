//! The end of a shift: what was done, in words, and whether the phone can be handed in.

use leptos::prelude::*;
use model::order;
use model::record::RecordRef;
use model::time::Millis;
use model::work::{WorkDone, happened_at};

use crate::commands::{is_typed, use_commands};
use crate::components::{Button, Card, Empty, Fit, LinkButton, Look, Notice, PlainFrame, Show, Tone, Urgency};
use crate::i18n::dates;
use crate::pages::list::told;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A shift is no longer than this, and may have begun the day before.
const SHIFT: i64 = 12 * Millis::HOUR;

/// The page of `/turno`.
#[component]
pub fn Turn() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let done = Memo::new(move |_| {
        let (me, now) = (me(&state), state.now.get());
        // Whoever makes the visit of a colleague makes it on the own phone.
        let here = state.records.with(|records| {
            order::set(records.values().filter(|record| record.saved_at.is_some()).map(|record| record.id))
        });
        told(&state, move |record| {
            is_recent(record, now) && (here.contains(&record.id) || is_mine(record, me.as_deref()))
        })
    });
    let written = Memo::new(move |_| written(&state));
    let unsent = Memo::new(move |_| state.status.with(|status| status.as_ref().map_or(0, |status| status.unsent)));
    let of_others =
        Memo::new(move |_| state.status.with(|status| status.as_ref().map_or(0, |status| status.of_others)));
    let known = Memo::new(move |_| state.status.with(Option::is_some));
    let drafts = Memo::new(move |_| state.drafts.with(|drafts| drafts.iter().filter(|draft| is_typed(draft)).count()));
    let expected = Memo::new(move |_| state.drafts.with(|drafts| drafts.iter().any(|draft| !is_typed(draft))));
    let to_fix = Memo::new(move |_| state.status.with(|status| status.as_ref().map_or(0, |status| status.to_fix)));
    let since = move || tr!(common.turn_since, time = dates::day_and_clock(state.now.get().plus(-SHIFT)));
    let lock = move |_| leptos::task::spawn_local(commands.lock());
    view! {
        <PlainFrame title=tr!(common.turn).to_owned() context=Signal::derive(since) back="/altro".to_owned()>
            <Show
                when=move || written.get() != 0 || done.with(|done| !done.is_empty())
                fallback=|| {
                    view! {
                        <Empty icon="clock" title=tr!(common.turn_nothing)>
                            <p>{tr!(common.turn_nothing_text)}</p>
                        </Empty>
                    }
                }
            >
                <Card urgency=Urgency::Done title=tr!(common.turn_done) facts=done>
                    {move || (written.get() != 0).then(|| view! { <p>{tr!(common.turn_written, count = written.get())}</p> })}
                </Card>
            </Show>
            <Show when=move || unsent.get() != 0>
                <Notice
                    tone=Tone::Warn
                    icon="phone-only"
                    words=move || tr!(common.turn_waiting, count = unsent.get())
                />
                <Button look=Look::Soft icon="upload" on_press=move |_| commands.send_now() words=tr!(sync.send_now) />
            </Show>
            <Show when=move || of_others.get() != 0>
                <Notice
                    tone=Tone::Warn
                    icon="user"
                    words=move || tr!(common.turn_of_others, count = of_others.get())
                />
            </Show>
            <Show when=move || drafts.get() != 0>
                <Notice tone=Tone::Warn icon="pencil" words=move || tr!(common.turn_drafts, count = drafts.get()) />
                <LinkButton look=Look::Soft href="/bozze" words=tr!(common.more_drafts) />
            </Show>
            <Show when=move || expected.get()>
                <Notice tone=Tone::Warn icon="clock" words=tr!(pis.back_turn) />
                <LinkButton look=Look::Soft href="/pis/rientro" words=tr!(pis.back) />
            </Show>
            <Show when=move || known.get() && !expected.get() && unsent.get() + of_others.get() + drafts.get() == 0>
                <Notice tone=Tone::Ok icon="check-circle" words=tr!(common.turn_all_received) />
            </Show>
            <Show when=move || to_fix.get() != 0>
                <Notice tone=Tone::Err icon="warning-circle" words=move || tr!(common.turn_to_fix, count = to_fix.get()) />
                <LinkButton look=Look::Soft href="/invio" words=tr!(sync.title) />
            </Show>
            <Button look=Look::Soft fit=Fit::Wide icon="locked" on_press=lock words=tr!(door.lock) />
        </PlainFrame>
    }
}

/// What was done, in words; empty where nothing was.
pub fn words(done: &WorkDone) -> String {
    let one = |count: usize, said: fn(usize) -> String| (count != 0).then(|| said(count));
    let whole = |count: i64| usize::try_from(count).unwrap_or_default();
    let parts = [
        one(done.outings, |count| tr!(common.done_outings, count = count)),
        one(done.desks, |count| tr!(common.done_desks, count = count)),
        one(done.groups, |count| tr!(common.done_groups, count = count)),
        one(whole(done.contacts.new), |count| tr!(street.new, count = count)),
        one(whole(done.contacts.known), |count| tr!(street.known, count = count)),
        one(done.visits, |count| tr!(common.done_visits, count = count)),
        one(done.group_sessions, |count| tr!(common.done_group_sessions, count = count)),
        one(done.beneficiaries, |count| tr!(common.done_people, count = count)),
        one(done.reports, |count| tr!(common.done_reports, count = count)),
        one(done.appointments, |count| tr!(common.done_appointments, count = count)),
        one(done.citizens, |count| tr!(common.done_citizens, count = count)),
        one(done.hub_sessions, |count| tr!(common.done_lessons, count = count)),
        one(whole(done.attendees), |count| tr!(common.done_attendees, count = count)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn me(state: &AppState) -> Option<String> {
    state.identity.with(|identity| identity.as_ref().map(|one| one.profile.operator_id.to_string()))
}

/// Of this shift.
fn is_recent(record: &RecordRef<'_>, now: Millis) -> bool {
    happened_at(record).is_some_and(|at| now.since(at) < SHIFT && at <= now.plus(Millis::MINUTE))
}

/// Of this person: the API names the author once it has the record, until then it is of this phone.
fn is_mine(record: &RecordRef<'_>, me: Option<&str>) -> bool {
    // A visit is of whoever goes, whoever planned it.
    let who = record.text("assignedOperatorId").or_else(|| record.text("operatorId"));
    who.is_none_or(|who| Some(who) == me)
}

/// How many records this person wrote in this shift.
fn written(state: &AppState) -> usize {
    let (me, now) = (me(state), state.now.get());
    state.records.with(|records| {
        let refs = records.values().filter(|record| !record.voided());
        refs.filter(|record| {
            let written = record.instant("recordedAt").is_some_and(|at| now.since(at) < SHIFT);
            written && record.text("operatorId").is_none_or(|who| Some(who) == me.as_deref())
        })
        .count()
    })
}

use model::order;
use model::time::{parse_clock, parse_day};
use std::sync::Arc;

use leptos::prelude::*;
use model::record::{Fields, RecordType, Service};
use model::rome;
use model::time::Millis;
use serde_json::Value;
use sync::client::RecordView;

use super::act::{self, MOVED_BY, Opening};
use super::new_path::{MorePath, NewPath};
use super::parts::{Around, Objectives, OverUsual};
use super::section::{Saved, use_section};
use super::when::FreeTimes;
use super::who::Who;
use super::{slots, venue};
use crate::components::form::{Codes, DraftBanner, Errors, Form, Layout, OneOf, Opt, SaveBar, Stepper};
use crate::components::{PlainFrame, Show};
use crate::i18n::dates;
use crate::pages::template::Templates;
use crate::pages::{go, new_fields};
use crate::runtime::{now, use_location};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A slot for a citizen; with `sposta` the slot that an appointment moves to.
#[component]
pub fn Booking() -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let asked = Asked::read(&state);
    let moved = StoredValue::new(asked.moved.clone());
    let moves = asked.moved.is_some();
    let form = Form::create(RecordType::HUB_APPOINTMENT, asked.defaults(&state));
    let opening = StoredValue::new(Opening::draw());
    let then = go("/hub");
    let save = move || match opening.with_value(|opening| act::made(&form, "booked", opening, &state)) {
        Err(issues) => form.issues.set(issues),
        Ok(made) => {
            let (then, mut undo, mut changes) = (then.clone(), act::voids(&made.changes), made.changes);
            if let Some(old) = moved.get_value() {
                let status = order::tree([("status".to_owned(), form.text(MOVED_BY).into())]);
                let (cancel, back) = act::patch(&old, status);
                changes.push(cancel);
                undo.push(back);
            }
            let when = form.instant("startsAt").map(dates::day_and_clock).unwrap_or_default();
            let text = if moves { tr!(hub.saved_moved, when = when) } else { tr!(hub.saved_booking, when = when) };
            form.save_changes(changes, move |id| {
                let details = format!("/hub/appuntamento/{id}/modifica");
                section.saved.set(Some(Saved { text, code: made.code, details, undo }));
                then();
            });
        }
    };
    let is_new = Memo::new(move |_| act::opens(&form));
    let (title, label) =
        if moves { (tr!(hub.move_it), tr!(hub.move_do)) } else { (tr!(hub.booking), tr!(hub.book_do)) };
    let bar = view! { <SaveBar form label=label.to_owned() on_save=save /> }.into_any();
    view! {
        <PlainFrame title=title.to_owned() back="/hub".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form about="replacesId" />
                <Errors form />
                {(!moves).then(|| view! { <Templates form /> })}
                <FreeTimes form />
                {moves.then(|| view! { <MovedBy form /> })}
                <Who form />
                <OverUsual form />
                <Show when=move || is_new.get()>
                    <NewPath form named=true />
                </Show>
                <Stepper form field="durationMinutes" label=tr!(hub.how_long) unit=tr!(common.minutes) min=15 max=180 step=15 />
                <Around form>
                    <Objectives form field="objectives" label=tr!(hub.objectives) />
                    <Codes form field="bookingChannel" label=tr!(hub.channel) list="bookingChannel" layout=Layout::Chips />
                    <Show when=move || is_new.get()>
                        <MorePath form />
                    </Show>
                </Around>
            </form>
        </PlainFrame>
    }
}

#[component]
fn MovedBy(form: Form) -> impl IntoView {
    let by = |status: &str, label: &str| Opt { value: status.to_owned(), label: label.to_owned() };
    let options = vec![
        by("cancelled_by_citizen", tr!(hub.moved_by_citizen)),
        by("cancelled_by_service", tr!(hub.moved_by_service)),
    ];
    view! {
        <OneOf form field=MOVED_BY label=tr!(hub.moved_by) options=Signal::stored(options) />
        <p class="text-small">{tr!(hub.moved_text)}</p>
    }
}

/// What the address asks for: a place, a time, an appointment to move. Never a name.
struct Asked {
    venue: Option<Arc<RecordView>>,
    at: Option<Millis>,
    moved: Option<Arc<RecordView>>,
}

impl Asked {
    fn read(state: &AppState) -> Self {
        let section = use_section();
        let location = use_location();
        let record = |name: &str| location.query(name).and_then(|id| id.parse().ok()).and_then(|id| state.record(id));
        untrack(|| {
            let moved = record("sposta").filter(|one| one.record_type == RecordType::HUB_APPOINTMENT);
            let at = location.query("quando").and_then(|at| {
                let (day, time) = at.split_once('T')?;
                Some(slots::at_rome(parse_day(day)?, parse_clock(time)?))
            });
            let day = rome::day_of(at.unwrap_or_else(now));
            let of_moved = || moved.as_ref()?.reference("venueId").and_then(|id| state.record(id));
            let venue = record("sede").or_else(of_moved).or_else(|| venue::of_day(section, day, state));
            Self { venue, at, moved }
        })
    }

    fn defaults(&self, state: &AppState) -> Fields {
        let mut fields = new_fields(state, Service::Hub, "booked");
        let minutes = state.config.get_untracked().hub.default_minutes;
        let at = self.at.map(|at| rome::to_rome(at).to_rfc3339());
        fields.extend(order::tree([
            ("durationMinutes".to_owned(), minutes.into()),
            ("bookingChannel".to_owned(), "desk".into()),
            ("startsAt".to_owned(), at.into()),
            ("venueId".to_owned(), self.venue.as_ref().map(|venue| venue.id.to_string()).into()),
        ]));
        if let Some(moved) = &self.moved {
            for kept in ["citizenPathId", "durationMinutes", "bookingChannel", "objectives", "teamId", "providerId"] {
                fields.extend(moved.fields.get(kept).map(|value| (kept.to_owned(), value.clone())));
            }
            fields.insert("replacesId".to_owned(), Value::from(moved.id.to_string()));
            fields.insert(MOVED_BY.to_owned(), "cancelled_by_citizen".into());
        }
        fields
    }
}

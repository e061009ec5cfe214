use leptos::prelude::*;
use model::order;
use model::record::{Fields, RecordType, Service};
use model::rome;
use serde_json::Value;

use super::act::{self, Opening};
use super::new_path::{Contact, MorePath, NewPath};
use super::parts::{Around, Objectives, OverUsual};
use super::section::{Saved, use_section};
use super::venue;
use super::who::Who;
use crate::components::form::{DraftBanner, Errors, Form, SaveBar, Stepper};
use crate::components::{PlainFrame, Show};
use crate::pages::template::Templates;
use crate::pages::{go, new_fields, now_field};
use crate::runtime::now;
use crate::state::use_state;
use crate::tr;

/// Who comes without an appointment: a path and an appointment held, in one act.
#[component]
pub fn NewAccess() -> impl IntoView {
    let state = use_state();
    let section = use_section();
    let form = Form::create(RecordType::HUB_APPOINTMENT, defaults());
    let opening = StoredValue::new(Opening::draw());
    let then = go("/hub");
    let save = move || match opening.with_value(|opening| act::made(&form, "held", opening, &state)) {
        Err(issues) => form.issues.set(issues),
        Ok(made) => {
            let (then, undo) = (then.clone(), act::voids(&made.changes));
            form.save_changes(made.changes, move |id| {
                let (text, details) = (tr!(hub.saved_access).to_owned(), format!("/hub/appuntamento/{id}/modifica"));
                section.saved.set(Some(Saved { text, code: made.code, details, undo }));
                then();
            });
        }
    };
    let is_new = Memo::new(move |_| act::opens(&form));
    let bar = view! { <SaveBar form on_save=save /> }.into_any();
    view! {
        <PlainFrame title=tr!(hub.new_access).to_owned() back="/hub".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form about="replacesId" />
                <Errors form />
                <Templates form />
                <Who form />
                <OverUsual form />
                <Show when=move || is_new.get()>
                    <NewPath form named=false />
                </Show>
                <Objectives form field="objectives" label=tr!(hub.objectives) />
                <Stepper form field="durationMinutes" label=tr!(hub.how_long) unit=tr!(common.minutes) min=15 max=180 step=15 />
                <Around form>
                    <Show when=move || is_new.get()>
                        <Contact form />
                        <MorePath form />
                    </Show>
                </Around>
            </form>
        </PlainFrame>
    }
}

/// Today's venue, now, as long as the last one.
fn defaults() -> Fields {
    let state = use_state();
    let section = use_section();
    let mut fields = new_fields(&state, Service::Hub, "held");
    let venue = untrack(|| venue::of_day(section, rome::day_of(now()), &state));
    fields.extend(order::tree([
        ("startsAt".to_owned(), now_field()),
        ("durationMinutes".to_owned(), act::usual_minutes(&state).into()),
        ("bookingChannel".to_owned(), "walk_in".into()),
        ("venueId".to_owned(), venue.map_or(Value::Null, |venue| venue.id.to_string().into())),
    ]));
    fields
}

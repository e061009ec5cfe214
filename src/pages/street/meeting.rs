use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{Fields, RecordType, Service};
use sync::client::SaveState;

use super::choices::{SPOT, SpotChoice, groups};
use super::details::Details;
use super::met::{self, OUTING};
use super::outings::{current, last_stop};
use super::work::work;
use crate::components::form::{CountKeys, DraftBanner, Errors, Form, Layout, OneOf, SaveBar, SomeOf, codes};
use crate::components::{PlainFrame, Show};
use crate::pages::gone::RecordGone;
use crate::pages::template::Templates;
use crate::pages::{go, new_fields, route_id};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Most people that a count takes.
const MANY: i64 = 99;

/// A group met: the place is known already, two counts, what it was about.
#[component]
pub fn NewMeeting() -> impl IntoView {
    let state = use_state();
    let form = Form::create(RecordType::STREET_GROUP_MEETING, new_fields(&state, Service::Street, ""));
    let outing = untrack(|| current(&state)).map(|outing| outing.id);
    if let Some(outing) = outing {
        form.preset("outingId", outing.to_string());
        let stop = untrack(|| last_stop(outing, &state));
        if let Some(spot) = stop.and_then(|stop| stop.record.fields.get("meetingSpotId").cloned()) {
            form.preset(SPOT, spot);
        }
    } else {
        form.preset(OUTING, untrack(|| met::usual_outing(&state)));
    }
    view! { <MeetingForm form asks_outing=outing.is_none() title=tr!(street.meeting).to_owned() /> }
}

/// A meeting that was saved: a new event replaces it whole.
#[component]
pub fn CorrectMeeting() -> impl IntoView {
    let state = use_state();
    let form = untrack(|| {
        let held = work(&state).held_meeting(route_id()?).cloned()?;
        // What the Ambito refused was never there: it is mended in place.
        let form = if held.record.state == SaveState::ToFix {
            Form::edit(&held.record)
        } else {
            Form::create(RecordType::STREET_GROUP_MEETING, corrected(&held.record.fields, held.record.id, &state))
        };
        form.preset("outingId", held.outing.map(|outing| outing.to_string()));
        let stop = held.record.reference("stopId").and_then(|stop| state.record(stop));
        form.preset(SPOT, stop.and_then(|stop| stop.fields.get("meetingSpotId").cloned()).unwrap_or_default());
        Some((form, held.outing.is_none()))
    });
    match form {
        Some((form, asks_outing)) => {
            view! { <MeetingForm form asks_outing title=tr!(street.correct).to_owned() /> }.into_any()
        }
        None => view! { <RecordGone title=tr!(street.meeting) back="/uscita" /> }.into_any(),
    }
}

/// The event before, as a person typed it, under a new name.
fn corrected(before: &Fields, id: RecordId, state: &AppState) -> Fields {
    let mut fields = before.clone();
    fields.retain(|name, value| !value.is_null() && model::envelope::is_client_writable(name));
    let now = new_fields(state, Service::Street, "");
    fields.extend(now.into_iter().filter(|(name, _)| name == "recordedAt"));
    fields.insert("correctsId".to_owned(), id.to_string().into());
    // As many as were met: it follows the counts.
    if before.number("observedCount") == Some(model::street::meeting_contacts(before).total()) {
        fields.remove("observedCount");
    }
    fields
}

#[component]
fn MeetingForm(form: Form, asks_outing: bool, #[prop(into)] title: String) -> impl IntoView {
    let state = use_state();
    let then = go("/uscita");
    let save = move || {
        let then = then.clone();
        untrack(|| met::save(form, &state, then));
    };
    let groups = Memo::new(move |_| groups(form.fields.with(|fields| fields.reference(SPOT)), &state));
    let outings = Signal::derive(move || met::outing_options(&state));
    let themes = Signal::derive(move || codes(&state, "emergingThemes"));
    let bar = view! { <SaveBar form note=tr!(street.no_names).to_owned() on_save=save /> }.into_any();
    view! {
        <PlainFrame title back="/uscita".to_owned() bar=Some(bar)>
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form about="correctsId" />
                <Errors form />
                <Templates form />
                <SpotChoice form />
                <Show when=move || asks_outing>
                    <OneOf form field=OUTING label=tr!(street.which_outing) options=outings layout=Layout::TilesOne fold=true />
                </Show>
                <CountKeys form field="firstTimeContacts" label=tr!(street.count_new) from=0 to=9 max=MANY />
                <CountKeys form field="returningContacts" label=tr!(street.count_known) from=0 to=9 max=MANY />
                <SomeOf form field="emergingThemes" label=tr!(street.themes) options=themes />
                <Show when=move || groups.with(|groups| !groups.is_empty())>
                    <OneOf form field="groupId" label=tr!(street.which_group) options=groups layout=Layout::Chips fold=true />
                </Show>
                <Details form />
            </form>
        </PlainFrame>
    }
}

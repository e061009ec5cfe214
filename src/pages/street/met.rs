//! What saving a meeting means: the outing and the stop that it belongs to, the group, the counts that follow.

use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::{Fields, Issue, IssueCode, RecordType, Service};
use model::time::Millis;
use serde_json::Value;
use sync::client::{Change, RecordView};

use super::acts::{municipality_of, patch};
use super::choices::{SPOT, save_without};
use super::outings::{me, outings};
use super::place::Place;
use super::{words, youth};
use crate::commands::create;
use crate::components::form::{Form, Opt};
use crate::i18n::dates;
use crate::pages::{new_fields, now_field};
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// Where the form keeps the outing chosen when none is open.
pub const OUTING: &str = "outingChoice";
/// Where the form keeps the nickname of a group that is new.
pub const NICKNAME: &str = "nickname";
/// An outing that begins with this meeting.
pub const NEW: &str = "new";
/// A meeting may be added to an outing that was closed this long ago.
const RECENT: i64 = Millis::DAY;

/// The outings that a meeting may belong to when none is open: one that begins with it, or one closed of late.
pub fn outing_options(state: &AppState) -> Vec<Opt> {
    let new = Opt { value: NEW.to_owned(), label: tr!(street.new_outing).to_owned() };
    let closed = recent(state).into_iter().map(|outing| {
        let time = outing.instant("startedAt").map(dates::day_and_clock).unwrap_or_default();
        let title = words::outing_title(&outing, state);
        Opt { value: outing.id.to_string(), label: tr!(street.closed_outing, what = title, time = time) }
    });
    std::iter::once(new).chain(closed).collect()
}

fn recent(state: &AppState) -> Vec<Arc<RecordView>> {
    let (now, me) = (state.now.get_untracked(), me(state));
    let mut closed = outings(state, "completed");
    closed.retain(|outing| {
        let ended = outing.instant("endedAt").is_some_and(|end| now.since(end) < RECENT);
        ended && me.as_ref().is_some_and(|me| outing.codes("crewIds").contains(&me.as_str()))
    });
    closed
}

/// The outing that is meant when nothing was closed of late.
pub fn usual_outing(state: &AppState) -> Option<&'static str> {
    recent(state).is_empty().then_some(NEW)
}

/// Saves the meeting with all that it brings along, in one act.
pub fn save(form: Form, state: &AppState, then: impl FnOnce() + 'static) {
    let typed = form.fields.get_untracked();
    let place = match Place::of(&typed, state) {
        Ok(place) => place,
        Err(missing) => {
            form.issues.set(vec![Issue { field: missing.to_owned(), code: IssueCode::Missing }]);
            return;
        }
    };
    let (mut parents, mut more) = (place.parents, place.more);
    form.preset("recordedAt", now_field());
    form.preset("outingId", place.outing.to_string());
    form.preset("stopId", place.stop.map(|stop| stop.to_string()));
    form.preset("municipalityCode", municipality_of(typed.reference(SPOT), state).unwrap_or(place.municipality));
    counts(form, &typed);
    let day = typed.instant("occurredAt").map(|at| model::rome::day_of(at).to_string());
    more.extend(youth::met(&typed.codes("cardIds"), day.as_deref(), state));
    let group = group(&typed, state, &mut parents, &mut more);
    form.preset("groupId", group.map(|(id, _)| id.to_string()));
    let first = match group {
        Some((_, known)) => Some(!known),
        // With nobody known in it, the group was not known.
        None => {
            (form.number("firstTimeContacts") > Some(0) && form.number("returningContacts") == Some(0)).then_some(true)
        }
    };
    form.preset("firstMeeting", first);
    save_without(form, &[SPOT, OUTING, NICKNAME], parents, more, move |_| then());
}

/// One count given is enough: the other is none. As many were seen as were met, if nobody says more.
fn counts(form: Form, typed: &Fields) {
    let both = ["firstTimeContacts", "returningContacts"];
    if both.iter().any(|field| typed.number(field).is_some()) {
        for field in both.into_iter().filter(|field| typed.get(*field).is_none_or(Value::is_null)) {
            form.preset(field, 0);
        }
    }
    let met = model::street::meeting_contacts(&form.fields.get_untracked()).total();
    if typed.get("observedCount").is_none_or(Value::is_null) {
        form.preset("observedCount", met);
    }
}

/// The group, and whether it was met before; a new one is made, a known one remembers the day and the spot.
fn group(
    typed: &Fields,
    state: &AppState,
    parents: &mut Vec<Change>,
    more: &mut Vec<Change>,
) -> Option<(RecordId, bool)> {
    let day = typed.instant("occurredAt").map(|at| model::rome::day_of(at).to_string());
    let spot = typed.text(SPOT).map(str::to_owned);
    if let Some(nickname) = typed.text(NICKNAME) {
        let id = mint_id();
        let mut fields = new_fields(state, Service::Street, "");
        fields.insert("nickname".to_owned(), nickname.into());
        fields.insert("lastMetOn".to_owned(), day.into());
        fields.insert("usualSpotIds".to_owned(), spot.into_iter().collect::<Vec<_>>().into());
        fields.insert("municipalityCode".to_owned(), municipality_of(typed.reference(SPOT), state).unwrap_or_default());
        parents.push(create(id, RecordType::YOUTH_GROUP, fields));
        return Some((id, false));
    }
    let id = typed.reference("groupId")?;
    let Some(group) = state.record(id) else {
        // It left this phone meanwhile: what was said of it holds.
        return Some((id, !typed.flag("firstMeeting")));
    };
    let before = group.text("lastMetOn").map(str::to_owned);
    let corrects = typed.text("correctsId").is_some();
    let mut spots: Vec<String> = group.codes("usualSpotIds").into_iter().map(str::to_owned).collect();
    spots.extend(spot.filter(|spot| !spots.contains(spot)));
    let mut fields = order::tree([("usualSpotIds".to_owned(), spots.into())]);
    if day > before {
        fields.insert("lastMetOn".to_owned(), day.into());
    }
    more.push(patch(&group, fields));
    let known = before.is_some() && !(corrects && typed.flag("firstMeeting"));
    Some((group.id, known))
}

//! Where a draft is taken up again, and of whom or where it is.

use leptos::prelude::With as _;
use model::codes::{Code as _, OutingKind};
use model::ids::RecordId;
use model::record::RecordType;
use sync::client::{DraftView, RecordView, SaveState};

use crate::components::form::DRAFT;
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// What a draft may be about, the nearest first.
const ABOUT: [&str; 5] = ["beneficiaryId", "citizenPathId", "aboutId", "groupId", "meetingSpotId"];
/// What the form of a new record cannot do without.
const NEEDED: [&str; 3] = ["replacesId", "aboutId", "correctsId"];

/// How a draft is taken up again.
pub enum Way {
    /// At this address, at once.
    At(String),
    /// Not now, and why.
    Not(&'static str),
}

/// Leads to the form that made it, which takes it up at once; or says why that form does not open.
pub fn way(draft: &DraftView, state: &AppState) -> Way {
    let record = draft.edits.then(|| state.record(draft.record_id)).flatten();
    let Some(form) = form(draft, record.as_deref()) else { return Way::Not(tr!(common.draft_stuck)) };
    if begins(&form) && running(state).is_some() {
        return Way::Not(tr!(common.draft_outing_runs));
    }
    if !opens(&form, draft, record.as_deref(), state) {
        return Way::Not(tr!(common.draft_stuck));
    }
    let joint = if form.contains('?') { '&' } else { '?' };
    Way::At(format!("{form}{joint}{DRAFT}={}", draft.record_id))
}

/// The page that it was typed on; what was typed in a sheet over a page has a page of its own.
fn form(draft: &DraftView, record: Option<&RecordView>) -> Option<String> {
    let in_sheet = [RecordType::MEETING_SPOT, RecordType::YOUTH_CARD].contains(&draft.record_type);
    let page = draft.page.as_deref().filter(|_| !in_sheet).map(without_draft);
    let form = match (page, draft.edits) {
        (Some(page), _) => page,
        (None, true) => of_record(draft, record?)?,
        (None, false) => of_new(draft)?,
    };
    match record.filter(|record| form.ends_with("/programma") && record.status() != "scheduled") {
        // Made meanwhile: its own form knows the same fields. One that is neither to be made nor made has no form that
        // would not say that it was.
        Some(visit) => visit.text("outcome").and_then(|_| facts::mend_path(visit)),
        None => Some(form),
    }
}

/// An address without the draft that was taken up there.
fn without_draft(page: &str) -> String {
    let Some((path, query)) = page.split_once('?') else { return page.to_owned() };
    let is_draft = |part: &&str| part.split('=').next() == Some(DRAFT);
    let rest = query.split('&').filter(|part| !is_draft(part)).collect::<Vec<_>>().join("&");
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{rest}") }
}

/// Whether a page begins an outing, which it does not while one runs.
fn begins(form: &str) -> bool {
    form.starts_with("/uscita/inizia") || form.starts_with("/uscita/sportello")
}

/// Whether the form that an address names opens, and for this draft.
fn opens(form: &str, draft: &DraftView, record: Option<&RecordView>, state: &AppState) -> bool {
    let here = |id: RecordId| state.record(id).is_some();
    if !draft.edits {
        let of_plan = draft.fields.reference("beneficiaryId").filter(|_| draft.record_type == RecordType::VISIT_PLAN);
        let needed = NEEDED.iter().filter_map(|field| draft.fields.reference(field));
        return needed.chain(of_plan).all(here);
    }
    let Some(record) = record else { return false };
    if form == "/uscita/chiudi" {
        return running(state) == Some(record.id);
    }
    // An outing that is no plan any more is begun no second time; a meeting is edited only while it is refused, and
    // corrected by a new event otherwise.
    let is_meeting = record.record_type == RecordType::STREET_GROUP_MEETING;
    (!begins(form) || record.status() == "planned") && (!is_meeting || record.state == SaveState::ToFix)
}

/// The outing that this operator is on, the one that was begun last.
fn running(state: &AppState) -> Option<RecordId> {
    let me = state.identity.with(|identity| Some(identity.as_ref()?.profile.operator_id.to_string()))?;
    let mut outings = state.of_type(&RecordType::STREET_OUTING);
    outings.retain(|outing| !outing.voided() && outing.status() == "in_progress");
    outings.retain(|outing| outing.codes("crewIds").contains(&me.as_str()));
    outings.iter().max_by_key(|outing| outing.instant("startedAt")).map(|outing| outing.id)
}

/// For a draft that does not say where it was typed: what only one form of its type leaves tells which.
fn of_record(draft: &DraftView, record: &RecordView) -> Option<String> {
    let (id, fields) = (draft.record_id, &draft.fields);
    let is = |kind: RecordType| record.record_type == kind;
    if is(RecordType::VENUE) {
        return Some(format!("/hub/sedi/{id}"));
    }
    if is(RecordType::PROXIMITY_VISIT) && fields.text("outcome").is_none() {
        return Some(format!("/visita/{id}/programma"));
    }
    if is(RecordType::STREET_OUTING) && fields.reference("meetingSpotId").is_some() {
        return Some(format!("/uscita/inizia/{id}"));
    }
    if record.status() == "in_progress" && fields.text("status") == Some("completed") {
        return Some("/uscita/chiudi".to_owned());
    }
    facts::mend_path(record)
}

fn of_new(draft: &DraftView) -> Option<String> {
    let fields = &draft.fields;
    let is = |kind: RecordType| draft.record_type == kind;
    let status = fields.text("status").unwrap_or_default();
    if is(RecordType::VISIT_PLAN) {
        return Some(format!("/beneficiario/programma/nuovo?persona={}", fields.reference("beneficiaryId")?));
    }
    if is(RecordType::FOLLOW_UP) {
        return Some(format!("/uscita/da-fare/{}", fields.reference("aboutId")?));
    }
    if let Some(corrected) = fields.reference("correctsId") {
        return is(RecordType::STREET_GROUP_MEETING).then(|| format!("/gruppo-incontrato/{corrected}/modifica"));
    }
    if is(RecordType::STREET_OUTING) {
        let desk = fields.text("outingKind") == Some(OutingKind::ITINERANT_DESK.as_str());
        let path = if status == "planned" { "/uscita/programma" } else { "/uscita/inizia" };
        return Some(if desk { "/uscita/sportello" } else { path }.to_owned());
    }
    if let Some(moved) = fields.reference("replacesId") {
        return Some(format!("/hub/prenota?sposta={moved}"));
    }
    if is(RecordType::HUB_APPOINTMENT) {
        return Some(if status == "booked" { "/hub/prenota" } else { "/hub/nuovo" }.to_owned());
    }
    let paths = [
        (RecordType::PROXIMITY_VISIT, "/visita/nuova"),
        (RecordType::BENEFICIARY, "/beneficiario/nuovo"),
        (RecordType::PROXIMITY_GROUP_SESSION, "/gruppo-prossimita/nuovo"),
        (RecordType::STREET_GROUP_MEETING, "/uscita/gruppo"),
        (RecordType::MEETING_SPOT, "/luogo/nuovo"),
        (RecordType::YOUTH_CARD, "/uscita/scheda/nuova"),
        (RecordType::TERRITORY_NOTE, "/luoghi/nota"),
        (RecordType::PIS_ACTIVATION, "/pis/nuova"),
        (RecordType::HUB_GROUP_SESSION, "/hub/lezione"),
        (RecordType::VENUE, "/hub/sedi/nuova"),
    ];
    paths.iter().find(|(kind, _)| is(kind.clone())).map(|(_, path)| (*path).to_owned())
}

/// `Maria Rossi · 22/11 23:10`: of whom or where, if it says so, and when it was typed.
pub fn note(draft: &DraftView, state: &AppState) -> String {
    let whom = whom(draft, state).filter(|whom| !whom.is_empty());
    whom.into_iter().chain([dates::day_and_clock(draft.changed_at)]).collect::<Vec<_>>().join(" · ")
}

fn whom(draft: &DraftView, state: &AppState) -> Option<String> {
    let title = |id| state.record(id).map(|record| facts::summary(&record, state).0);
    let own = || {
        let name = ["firstName", "lastName", "nickname", "name"].iter().filter_map(|name| draft.fields.text(name));
        Some(name.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
    };
    let about = || ABOUT.iter().find_map(|field| title(draft.fields.reference(field)?));
    let place = || draft.fields.text("municipalityCode").map(|code| facts::municipality(code, state));
    draft.edits.then(|| title(draft.record_id)).flatten().or_else(own).or_else(about).or_else(place)
}

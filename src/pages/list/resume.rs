//! Where a draft is taken up again, and of whom or where it is.

use model::codes::{Code as _, OutingKind};
use model::record::RecordType;
use sync::client::DraftView;

use crate::components::form::DRAFT;
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};

/// What a draft may be about, the nearest first.
const ABOUT: [&str; 5] = ["beneficiaryId", "citizenPathId", "aboutId", "groupId", "meetingSpotId"];

/// The address of the form that takes it up at once; none where that form stands on another page.
pub fn path(draft: &DraftView, state: &AppState) -> Option<String> {
    let form = if draft.edits { of_record(draft, state) } else { of_new(draft) }?;
    let joint = if form.contains('?') { '&' } else { '?' };
    Some(format!("{form}{joint}{DRAFT}={}", draft.record_id))
}

fn of_record(draft: &DraftView, state: &AppState) -> Option<String> {
    if draft.record_type == RecordType::VENUE {
        return Some(format!("/hub/sedi/{}", draft.record_id));
    }
    facts::mend_path(&*state.record(draft.record_id)?)
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

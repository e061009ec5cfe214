//! When the social service looks at a person again. A visit leaves the phones the day after: its review stands on as something
//! to be done, for the municipal social worker to find.

use leptos::prelude::*;
use model::codes::{Code as _, FollowUpKind};
use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType, Service};
use serde_json::Value;
use sync::client::{Change, RecordView};

use super::desk::{Back, as_it_was, patch};
use crate::commands::create;
use crate::pages::{new_fields, now_field};
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _};

/// What keeps the review that a visit notes, with the way back; nothing where it is known already, from a plan or from before.
pub fn kept(before: Option<&RecordView>, after: &Fields, state: &AppState) -> Option<(Change, Back)> {
    let person = after.reference("beneficiaryId")?;
    let day = after.text("nextReviewOn");
    // Somebody mends an old visit: what it noted then is no word of today.
    if before.is_some_and(|before| before.text("nextReviewOn") == day) {
        return None;
    }
    if day.is_some() && untrack(|| planned(person, state)).as_deref() == day {
        return None;
    }
    let open = untrack(|| open_of(person, state));
    let known = open.as_ref().and_then(|open| open.text("dueOn"));
    if day == known {
        return None;
    }
    let Some(day) = day else {
        // It was taken out of this visit: another one's stands.
        let said = before.and_then(|before| before.text("nextReviewOn"));
        let open = open.as_ref().filter(|_| said == known)?;
        return Some(changed(open, "doneAt", now_field()));
    };
    Some(match open {
        Some(open) => changed(&open, "dueOn", day.into()),
        None => made(person, day, after, state),
    })
}

fn changed(review: &RecordView, field: &str, value: Value) -> (Change, Back) {
    let fields = order::tree([(field.to_owned(), value)]);
    let back = as_it_was(review, &fields);
    (patch(review, fields), back)
}

fn made(person: RecordId, day: &str, visit: &Fields, state: &AppState) -> (Change, Back) {
    let mut fields = new_fields(state, Service::Proximity, "");
    fields.extend(order::tree([
        ("aboutType".to_owned(), Value::from(RecordType::BENEFICIARY.as_str())),
        ("aboutId".to_owned(), person.to_string().into()),
        ("dueOn".to_owned(), day.into()),
        ("kind".to_owned(), FollowUpKind::SOCIAL_SERVICE_REVIEW.as_str().into()),
    ]));
    if let Some(place) = visit.get("municipalityCode") {
        fields.insert("municipalityCode".to_owned(), place.clone());
    }
    let id = mint_id();
    (create(id, RecordType::FOLLOW_UP, fields.clone()), Back::Void(id, fields))
}

fn open_of(person: RecordId, state: &AppState) -> Option<std::sync::Arc<RecordView>> {
    state.of_type(&RecordType::FOLLOW_UP).into_iter().find(|one| {
        one.reference("aboutId") == Some(person)
            && one.text("kind") == Some(FollowUpKind::SOCIAL_SERVICE_REVIEW.as_str())
            && one.text("doneAt").is_none()
            && !one.voided()
    })
}

/// The review that a plan of the person says.
fn planned(person: RecordId, state: &AppState) -> Option<String> {
    let plans = state.of_type(&RecordType::VISIT_PLAN).into_iter();
    let of_person = |one: &std::sync::Arc<RecordView>| one.reference("beneficiaryId") == Some(person) && !one.voided();
    plans.filter(of_person).find_map(|plan| plan.text("nextReviewOn").map(str::to_owned))
}

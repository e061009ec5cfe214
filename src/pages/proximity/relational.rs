use leptos::prelude::*;
use model::ids::RecordId;
use serde_json::Value;

use super::who::last_visit;
use crate::components::form::{Codes, Day, Form, Layout, Toggle};
use crate::state::AppState;
use crate::tr;

/// What stays the same from visit to visit of a person who needs company.
const KEPT: [&str; 4] = ["reason", "goal", "socialServiceInformed", "nextReviewOn"];

/// Why company is needed, what for, and when the social service looks at it again.
#[component]
pub fn Relational(
    /// The form.
    form: Form,
) -> impl IntoView {
    view! {
        <Codes form field="reason" label=tr!(proximity.reason) list="relationalReason" layout=Layout::Chips />
        <Codes form field="goal" label=tr!(proximity.goal) list="relationalGoal" layout=Layout::Chips />
        <Toggle form field="socialServiceInformed" label=tr!(proximity.informed) />
        <Day form field="nextReviewOn" label=tr!(proximity.next_review) />
    }
}

/// Takes them from the last visit of the person, where nobody has said otherwise.
pub fn preset(form: Form, person: RecordId, state: &AppState) {
    let last = untrack(|| last_visit(person, state));
    for field in KEPT {
        let known = last.as_ref().and_then(|last| last.fields.get(field)).filter(|value| !value.is_null());
        let said = form.fields.with_untracked(|fields| fields.get(field).is_some_and(|value| !value.is_null()));
        if let Some(value) = known.filter(|_| !said) {
            form.preset(field, Value::clone(value));
        }
    }
}

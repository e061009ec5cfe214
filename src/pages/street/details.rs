use leptos::prelude::*;

use super::met::NICKNAME;
use super::youth::CardChoice;
use crate::components::Icon;
use crate::components::form::{CountsByCode, Form, Lines, SomeOf, Stepper, Text, When, codes};
use crate::state::use_state;
use crate::tr;

/// Most people that a count takes.
const MANY: i64 = 500;

/// What may be said of a meeting beside the counts; none of it is needed.
#[component]
pub fn Details(form: Form) -> impl IntoView {
    let state = use_state();
    let list = move |name: &'static str| Signal::derive(move || codes(&state, name));
    let fold = |label: &'static str| {
        view! {
            <summary>
                <Icon name="expand" />
                {label}
            </summary>
        }
    };
    view! {
        <details class="more">
            {fold(tr!(street.ages_and_genders))} <div class="more__body">
                <Stepper form field="observedCount" label=tr!(street.observed) unit=tr!(common.people) max=MANY />
                <CountsByCode form field="ageBands" label=tr!(street.age_bands) options=list("streetAgeBand") />
                <CountsByCode form field="genderCounts" label=tr!(street.genders) options=list("gender") />
                <Stepper form field="notAttendingSchool" label=tr!(street.not_at_school) unit=tr!(common.people) max=MANY />
                <Stepper form field="inNoOtherService" label=tr!(street.in_no_service) unit=tr!(common.people) max=MANY />
            </div>
        </details>
        <details class="more">
            {fold(tr!(street.proposals_and_signposting))} <div class="more__body">
                <CountsByCode form field="youthProposals" label=tr!(street.proposals) options=list("youthProposals") />
                <CountsByCode form field="signposting" label=tr!(street.signposting) options=list("signposting") />
            </div>
        </details>
        <details class="more">
            {fold(tr!(common.more_details))} <div class="more__body">
                <CardChoice form />
                <SomeOf form field="activities" label=tr!(street.activities) options=list("streetActivities") />
                <SomeOf form field="groupNeeds" label=tr!(street.needs) options=list("groupNeeds") />
                <Text form field=NICKNAME label=tr!(street.new_nickname) hint=tr!(street.nickname_hint) optional=true />
                <When form field="occurredAt" label=tr!(common.when) />
                <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
            </div>
        </details>
    }
}

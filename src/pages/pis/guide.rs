use leptos::prelude::*;
use model::codes::TargetCategory;

use super::centres::Centres;
use super::desk::open_while;
use super::places::Places;
use crate::components::{Fit, LinkButton, Look, Sheet, Show};
use crate::state::use_state;
use crate::tr;

/// The guide of a category, and the numbers that answer day and night. Works offline.
#[component]
pub fn GuideSheet(
    /// The category asked about; the sheet is open while it is there.
    asked: RwSignal<Option<TargetCategory>>,
) -> impl IntoView {
    let state = use_state();
    let open = open_while(asked);
    let guide = Memo::new(move |_| {
        let key = asked.with(|category| category.as_ref().and_then(guide_key))?;
        state.config.with(|config| config.guides.iter().find(|guide| guide.key == key).cloned())
    });
    let title = move || guide.get().map_or_else(|| tr!(pis.guide_title).to_owned(), |guide| guide.title);
    let steps = move || {
        let steps = guide.get().map(|guide| guide.steps).unwrap_or_default();
        if steps.is_empty() {
            return view! { <p class="sheet__text">{tr!(pis.guide_none)}</p> }.into_any();
        }
        let steps = steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
        view! { <ol class="steps">{steps}</ol> }.into_any()
    };
    let numbers = move || {
        let numbers = state.config.with(|config| config.emergency_numbers.clone());
        let call = |number: String, label: String| {
            view! {
                <LinkButton
                    look=Look::Soft
                    fit=Fit::Wide
                    icon="telephone"
                    href=format!("tel:{number}")
                    leaves=true
                    words=tr!(pis.call_number, number = number, label = label)
                />
            }
        };
        numbers.into_iter().map(|one| call(one.number, one.label)).collect_view()
    };
    let violence = move || asked.with(|category| category.as_ref() == Some(&TargetCategory::FAMILY_VIOLENCE_VICTIM));
    view! {
        <Sheet open title=Signal::derive(title)>
            {steps}
            <Show when=violence>
                <h3 class="section-title">{tr!(pis.guide_centres)}</h3>
                <Centres kind="anti_violence_centre" />
            </Show>
            <h3 class="section-title">{tr!(pis.guide_numbers)}</h3>
            <div class="stack">{numbers}</div>
            <Places />
        </Sheet>
    }
}

/// The guide of a category.
fn guide_key(category: &TargetCategory) -> Option<&'static str> {
    [
        (TargetCategory::UNACCOMPANIED_FOREIGN_MINOR, "msna"),
        (TargetCategory::MINOR_ART_403, "art_403"),
        (TargetCategory::FAMILY_VIOLENCE_VICTIM, "family_violence"),
        (TargetCategory::TRAFFICKING_VICTIM, "trafficking"),
        (TargetCategory::NON_SELF_SUFFICIENT_ALONE, "left_alone"),
        (TargetCategory::HOUSING_UNUSABLE, "housing_unusable"),
    ]
    .into_iter()
    .find_map(|(of, key)| (of == *category).then_some(key))
}

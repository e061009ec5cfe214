use leptos::prelude::*;

use crate::components::{Card, Fit, LinkButton, Look, Urgency};
use crate::state::use_state;
use crate::tr;

/// What the configuration calls who coordinates.
const COORDINATOR: &str = "coordinator";

/// A guide of the Ambito, with the number of who coordinates and those that its steps name.
#[component]
pub fn Guide(
    /// Its key in the configuration.
    key: &'static str,
    /// In a sheet, which has its own heading.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let state = use_state();
    state.config.with(|config| {
        let guide = config.guides.iter().find(|guide| guide.key == key)?;
        let steps = guide.steps.iter().map(|step| view! { <li>{step.clone()}</li> }).collect_view();
        let named = |number: &str| {
            let words = |step: &String| step.split(|letter: char| !letter.is_ascii_digit()).any(|word| word == number);
            guide.steps.iter().any(words)
        };
        let numbers = config.emergency_numbers.iter().filter(|one| named(&one.number));
        let call = |number: &str, words: String| {
            let digits = number.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect::<String>();
            let href = format!("tel:{digits}");
            view! {
                <LinkButton look=Look::Soft fit=Fit::Wide icon="telephone" href leaves=true words />
            }
        };
        let calls = numbers.map(|one| call(&one.number, format!("{} · {}", one.number, one.label))).collect_view();
        let coordinator = match config.number_of(COORDINATOR, None) {
            Some(number) => call(number, tr!(street.call_coordinator).to_owned()).into_any(),
            None => view! { <p class="text-small">{tr!(street.coordinator_missing)}</p> }.into_any(),
        };
        let steps = view! {
            <ol class="steps">{steps}</ol>
            <div class="stack">{coordinator} {calls}</div>
        };
        Some(if bare {
            steps.into_any()
        } else {
            view! { <Card urgency=Urgency::Urgent title=guide.title.clone()>{steps}</Card> }.into_any()
        })
    })
}

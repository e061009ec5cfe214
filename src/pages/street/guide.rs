use leptos::prelude::*;

use crate::components::{Card, LinkButton, Look, Urgency};
use crate::state::use_state;

/// A guide of the Ambito, with the numbers that its steps name.
#[component]
pub fn Guide(
    /// Its key in the configuration.
    key: &'static str,
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
        let calls = numbers
            .map(|one| {
                view! {
                    <LinkButton
                        look=Look::Soft
                        icon="telephone"
                        href=format!("tel:{}", one.number)
                        leaves=true
                        words=format!("{} · {}", one.number, one.label)
                    />
                }
            })
            .collect_view();
        Some(view! {
            <Card urgency=Urgency::Urgent title=guide.title.clone()>
                <ol class="steps">{steps}</ol>
                <div class="stack">{calls}</div>
            </Card>
        })
    })
}

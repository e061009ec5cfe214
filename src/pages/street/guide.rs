use leptos::prelude::*;

use crate::components::Icon;
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
                    <a class="btn btn--soft" href=format!("tel:{}", one.number) rel="external">
                        <Icon name="telephone" />
                        {format!("{} · {}", one.number, one.label)}
                    </a>
                }
            })
            .collect_view();
        Some(view! {
            <section class="card card--urgent">
                <h2 class="card__title">{guide.title.clone()}</h2>
                <ol class="steps">{steps}</ol>
                <div class="stack">{calls}</div>
            </section>
        })
    })
}

use leptos::prelude::*;
use model::config::DirectoryItem;

use crate::components::{Fit, LinkButton, Look};
use crate::state::use_state;
use crate::tr;

/// Services of the territory of one kind. Where the Ambito has filled in no number there is nothing to tap.
#[component]
pub fn Centres(
    /// The kind, as the directory has it.
    kind: &'static str,
) -> impl IntoView {
    let state = use_state();
    let items = move || {
        let of_kind =
            |items: &[DirectoryItem]| items.iter().filter(|item| item.kind == kind).cloned().collect::<Vec<_>>();
        state.config.with(|config| of_kind(&config.directory))
    };
    move || items().into_iter().map(centre).collect_view()
}

fn centre(item: DirectoryItem) -> impl IntoView {
    let facts = [item.run_by, item.note].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let call = match item.phone {
        Some(number) => view! {
            <LinkButton
                look=Look::Soft
                fit=Fit::Wide
                icon="telephone"
                href=format!("tel:{number}")
                leaves=true
                words=tr!(pis.call_number, number = number, label = item.name.clone())
            />
        }
        .into_any(),
        None => view! { <p class="text-small">{tr!(pis.number_missing)}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <h4 class="card__title">{item.name}</h4>
            <p class="card__facts">{facts}</p>
            {call}
        </section>
    }
}

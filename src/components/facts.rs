use leptos::prelude::*;

/// One fact of a record: what it is, and what it says.
#[component]
pub fn Fact(
    /// What it is.
    #[prop(into)]
    label: String,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="facts__item">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

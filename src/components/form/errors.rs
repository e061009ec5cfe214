use leptos::html::Div;
use leptos::prelude::*;
use model::record::IssueCode;
use store::StoreError;

use super::Form;
use crate::components::Icon;
use crate::i18n::words;
use crate::tr;

/// What does not pass, in one place with a link to each field; it takes the focus when it appears.
#[component]
pub fn Errors(
    /// The form.
    form: Form,
) -> impl IntoView {
    let summary = NodeRef::<Div>::new();
    // The browser's focus is outside of the reactive graph: this is where the list of issues reaches it.
    Effect::new(move || {
        let some = form.issues.with(|issues| !issues.is_empty()) || form.failed.with(Option::is_some);
        if let (true, Some(summary)) = (some, summary.get()) {
            // Losing the focus is no reason to fail.
            let _ = summary.focus();
        }
    });
    let link = move |field: String, code: IssueCode| {
        let label = form.label_of(&field);
        let anchor = field.split(['[', '.']).next().unwrap_or_default().to_owned();
        view! {
            <li>
                <a href=format!("#campo-{anchor}") rel="external">
                    {format!("{label}: {}", words::issue(code))}
                </a>
            </li>
        }
    };
    let list = move || form.issues.get().into_iter().map(|issue| link(issue.field, issue.code)).collect_view();
    let count = move || form.issues.with(Vec::len);
    view! {
        <Show when=move || form.failed.with(Option::is_some)>
            <p class="notice notice--err" role="alert">
                <Icon name="warning-circle" />
                <span>{move || form.failed.get().map(|error: StoreError| words::store_error(&error))}</span>
            </p>
        </Show>
        <Show when=move || count() != 0>
            <div class="errors" tabindex="-1" role="alert" node_ref=summary>
                <h2 class="errors__title">{move || tr!(common.errors_title, count = count())}</h2>
                <ul class="errors__list">{list}</ul>
            </div>
        </Show>
    }
}

/// The sentence at a field.
#[component]
pub fn FieldError(
    /// The form.
    form: Form,
    /// The field.
    field: &'static str,
    /// Class of the paragraph.
    class: &'static str,
) -> impl IntoView {
    move || {
        form.issue(field).map(|code| {
            view! {
                <p class=class id=format!("errore-{field}")>
                    <Icon name="warning-circle" size="icon--s" />
                    {words::issue(code)}
                </p>
            }
        })
    }
}

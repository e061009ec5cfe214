use leptos::html::Div;
use leptos::prelude::*;
use model::record::IssueCode;
use store::StoreError;

use super::Form;
use crate::components::Icon;
use crate::components::Show;
use crate::i18n::words;
use crate::runtime::page;
use crate::tr;

/// What does not pass, in one place with a link to each field, or why the phone could not keep it; it takes the focus
/// when it appears, so that nobody has to look for it.
#[component]
pub fn Errors(
    /// The form.
    form: Form,
) -> impl IntoView {
    let summary = NodeRef::<Div>::new();
    let failure = NodeRef::<Div>::new();
    // The browser's focus is outside of the reactive graph: this is where the list of issues reaches it.
    Effect::new(move || {
        let issues = form.issues.with(|issues| !issues.is_empty());
        let failed = form.failed.with(Option::is_some);
        let shown = if issues { summary.get() } else { failure.get() };
        if let (true, Some(shown)) = (issues || failed, shown) {
            page::open_details_at_fault();
            // Losing the focus is no reason to fail.
            let _ = shown.focus();
        }
    });
    let link = move |field: String, code: IssueCode| {
        // A field that is on another page of the record has no name here.
        let label = Some(form.label_of(&field)).filter(|label| *label != field);
        let label = label.unwrap_or_else(|| tr!(common.record).to_owned());
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
            <div class="notice notice--err" tabindex="-1" role="alert" node_ref=failure>
                <Icon name="warning-circle" />
                <span>{move || form.failed.get().map(|error: StoreError| words::store_error(&error))}</span>
            </div>
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

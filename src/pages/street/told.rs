use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::words;
use crate::components::Fact;
use crate::state::use_state;

/// Title and note of a record in a row, as they are now: they tell of other records too, which change when it does not.
pub fn told(record: &Arc<RecordView>) -> (Memo<String>, Memo<String>) {
    let state = use_state();
    let record = StoredValue::new(record.clone());
    let told = Memo::new(move |_| record.with_value(|record| words::summary(record, &state)).unwrap_or_default());
    (Memo::new(move |_| told.with(|(title, _)| title.clone())), Memo::new(move |_| told.with(|(_, note)| note.clone())))
}

/// The facts of a page, as they are now, for the same reason; what is not known is left out.
#[component]
pub fn Facts(
    /// What each is called, and what it is.
    rows: Signal<Vec<(&'static str, Option<String>)>>,
) -> impl IntoView {
    let known =
        Memo::new(move |_| rows.get().into_iter().filter_map(|(label, fact)| Some((label, fact?))).collect::<Vec<_>>());
    let facts = move || {
        let fact = |(label, fact): (&'static str, String)| view! { <Fact label>{fact}</Fact> };
        known.get().into_iter().map(fact).collect_view()
    };
    view! { <dl class="facts">{facts}</dl> }
}

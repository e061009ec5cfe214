use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::Fields;
use sync::client::RecordView;

use super::hidden::Hidden;
use super::search::Search;
use crate::components::{Fact, Notice, PlainFrame, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::facts;
use crate::pages::record::VoidControls;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// A record that was found online: its facts, and voiding it, which goes the way of every change.
#[component]
pub fn Found(
    /// Which record.
    id: RecordId,
    /// The search that found it.
    search: Search,
) -> impl IntoView {
    let state = use_state();
    let found = Memo::new(move |_| {
        let among = |found: &Option<Vec<Arc<RecordView>>>| found.iter().flatten().find(|one| one.id == id).cloned();
        // What this phone did to it since is newer than what was found.
        state.record(id).or_else(|| search.found.with(among))
    });
    let title = Signal::derive(move || {
        found.get().map_or_else(|| tr!(common.record_gone).to_owned(), |record| facts::summary(&record, &state).0)
    });
    let context = Signal::derive(move || {
        let at = found.get().and_then(|record| record.instant("occurredAt"));
        at.map(|at| format!("{} {}", dates::day(at), dates::clock(at))).unwrap_or_default()
    });
    let here = move || state.record(id).is_some();
    view! {
        <PlainFrame title context back="/registro".to_owned()>
            {move || match found.get() {
                Some(record) => view! { <Facts record search /> }.into_any(),
                None => view! { <Notice words=tr!(register.gone) /> }.into_any(),
            }}
            <Show when=move || found.with(Option::is_some) && !here()>
                <Notice icon="info-circle" words=tr!(register.not_here) />
            </Show>
        </PlainFrame>
    }
}

#[component]
fn Facts(record: Arc<RecordView>, search: Search) -> impl IntoView {
    let state = use_state();
    // What was revealed stands on the page alone: it goes into no notebook, and not into what is voided.
    let revealed = RwSignal::new(None::<Fields>);
    let shown = record.clone();
    let rows = move || {
        facts::rows(&shown.record_type)
            .into_iter()
            .filter_map(|(field, label, kind)| {
                let revealed = revealed.with(|fields| fields.as_ref()?.get(field).cloned());
                let shown = facts::show(revealed.as_ref().or(shown.fields.get(field))?, kind, &state)?;
                Some(view! {
                    <Fact label>{shown}</Fact>
                })
            })
            .collect_view()
    };
    view! {
        <div class="split">
            <SaveBadge record=record.clone() />
        </div>
        <dl class="facts">{rows}</dl>
        <Hidden record=record.clone() search revealed />
        <div class="actions">
            <VoidControls record />
        </div>
    }
}

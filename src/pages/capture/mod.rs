//! What was written on a shut phone: it waits here until somebody makes a record of it.

mod describe;
mod page;

use std::sync::Arc;

use leptos::prelude::*;
use model::order;
use model::record::RecordType;
use sync::client::RecordView;

use crate::components::{Icon, Row, SaveBadge, Show};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

pub use describe::{SERVICES, edit_path, rows, service_name, summary};
pub use page::CapturePage;

/// Those that wait, the newest first; nothing when none does.
#[component]
pub fn Waiting() -> impl IntoView {
    let state = use_state();
    let waiting = Memo::new(move |_| {
        let mut open: Vec<Arc<RecordView>> = state.of_type(&RecordType::CAPTURE);
        open.retain(|record| waits(record));
        order::by_key(&mut open, |record| std::cmp::Reverse(record.instant("occurredAt")));
        open
    });
    let rows = move || {
        waiting
            .get()
            .into_iter()
            .map(|record| {
                let href = page_of(&record);
                let (title, note) = summary(&record, &state).unwrap_or_default();
                view! {
                    <Row href title note>
                        <SaveBadge record />
                        <Icon name="chevron-right" size="row__go" />
                    </Row>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || waiting.with(|waiting| !waiting.is_empty())>
            <h2 class="section-title">{tr!(capture.waiting)}</h2>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

/// Whether it is one that nobody made a record of yet, nor put aside.
pub fn waits(record: &RecordView) -> bool {
    record.record_type == RecordType::CAPTURE && !record.voided() && record.text("settledAt").is_none()
}

fn page_of(record: &RecordView) -> String {
    format!("/appunto/{}", record.id)
}

use model::order;
use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use crate::components::{Empty, Frame, Notice, Show};
use crate::pages::facts;
use crate::pages::list::Row;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// How many rows are shown at most; the list of the bar has them all with a search.
const SHOWN: usize = 50;

/// What is on this phone, for the roles whose home comes later.
#[component]
pub fn Mine() -> impl IntoView {
    let state = use_state();
    let rows = Memo::new(move |_| {
        let mut records: Vec<_> = state.records.with(|records| records.values().cloned().collect());
        records.retain(|record| facts::edit_path(record).is_some());
        order::by_key(&mut records, |record| std::cmp::Reverse(record.instant("occurredAt")));
        records.truncate(SHOWN);
        records
    });
    let list = move || {
        let row = |record: Arc<RecordView>| {
            let (title, note) = facts::summary(&record, &state);
            view! { <Row record title note /> }
        };
        rows.get().into_iter().map(row).collect_view()
    };
    view! {
        <Frame title=tr!(register.title).to_owned()>
            <Notice icon="info-circle">
                <strong>{tr!(register.home_later_title)}</strong>
                " "
                {tr!(register.home_later_text)}
            </Notice>
            <Show
                when=move || rows.with(|rows| !rows.is_empty())
                fallback=|| {
                    view! {
                        <Empty icon="inbox" title=tr!(register.empty_title)><p>{tr!(register.empty_text)}</p></Empty>
                    }
                }
            >
                <ul class="list">{list}</ul>
            </Show>
        </Frame>
    }
}

use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::outings::outings;
use super::told::told;
use super::words;
use crate::components::{Empty, PlainFrame, Row, SaveBadge, Show};
use crate::state::use_state;
use crate::tr;

/// What was done of late: outings, and travelling desks apart, which are none.
#[component]
pub fn Past() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| outings(&state, "completed"));
    let of = move |desks: bool| {
        let mut found = all.get();
        found.retain(|one| words::is_desk(one) == desks);
        found
    };
    let section = move |desks: bool, title: fn(usize) -> String| {
        let found = Memo::new(move |_| of(desks));
        let rows = move || found.get().into_iter().map(|outing| view! { <PastOuting outing /> }).collect_view();
        view! {
            <Show when=move || found.with(|found| !found.is_empty())>
                <h2 class="section-title">{move || title(found.with(Vec::len))}</h2>
                <ul class="list">{rows}</ul>
            </Show>
        }
    };
    view! {
        <PlainFrame title=tr!(street.past).to_owned() back="/uscita".to_owned() bar=None>
            {section(false, |count| tr!(street.outings_count, count = count))}
            {section(true, |count| tr!(street.desks_count, count = count))}
            <Show when=move || all.with(Vec::is_empty)>
                <Empty icon="flag" title=tr!(street.past_empty) />
            </Show>
            <p class="text-2 text-small">{tr!(street.on_phone_only)}</p>
        </PlainFrame>
    }
}

#[component]
fn PastOuting(outing: Arc<RecordView>) -> impl IntoView {
    let (title, note) = told(&outing);
    let path = format!("/scheda/{}", outing.id);
    view! { <Row href=path title note><SaveBadge record=outing /></Row> }
}

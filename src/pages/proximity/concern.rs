use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::calls::{call, social_service};
use crate::components::form::{Codes, Form, Layout};
use crate::components::{Notice, Show, Tone};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// A worry about somebody: who sees it and when is said at once, and a call is one tap away.
#[component]
pub fn Concern(
    /// The form.
    form: Form,
    /// The card of the person.
    card: Signal<Option<Arc<RecordView>>>,
) -> impl IntoView {
    const FIELD: &str = "concernFlag";
    let state = use_state();
    let raised = Memo::new(move |_| !matches!(form.text(FIELD).as_str(), "" | "none"));
    let place = move || {
        let of_card = card.with(|card| card.as_ref().and_then(|card| card.text("municipalityCode")).map(str::to_owned));
        of_card.unwrap_or_else(|| form.text("municipalityCode"))
    };
    let service = move || {
        let place = place();
        card.with(|card| social_service(card.as_deref(), Some(&place), &state))
    };
    // It goes to the social worker of the Comune of the person: without one, to nobody.
    let has_place = move || !place().is_empty();
    view! {
        <Codes form field=FIELD label=tr!(proximity.concern) list="concernFlag" layout=Layout::Chips />
        <div role="status">
            <Show when=move || raised.get()>
                <div class="stack">
                    <Notice
                        tone=Tone::Warn
                        icon="info-circle"
                        words=move || if has_place() { tr!(proximity.concern_seen) } else { tr!(proximity.concern_nowhere) }
                    />
                    {service}
                    {call("112", tr!(proximity.call_112).to_owned())}
                </div>
            </Show>
        </div>
    }
}

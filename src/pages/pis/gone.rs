//! Below what is open: what waits for its receiver or was taken by it, what was closed today, and what has left this phone.

use std::sync::Arc;

use leptos::prelude::*;
use model::record::RecordType;
use sync::client::RecordView;

use super::awake::{is_mine, screen_awake};
use super::case::Case;
use super::urgency::left;
use super::words;
use crate::components::{Row, RowWith, SaveBadge, Show};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// What the home shows under the open ones.
#[component]
pub fn Gone() -> impl IntoView {
    let state = use_state();
    let cases = expect_context::<Memo<Vec<Case>>>();
    // Who follows one looks at the home between its steps, with no hand free.
    screen_awake(move || cases.with(|cases| cases.iter().any(|case| is_mine(case, &state))));
    let rest = Memo::new(move |_| left(&cases.get(), state.ticks()));
    view! {
        <Show when=move || rest.with(|rest| !rest.is_empty())>
            <h2 class="section-title">{tr!(pis.waiting_title)}</h2>
            <ul class="list">{move || rest.get().into_iter().map(|case| row(case, &state)).collect_view()}</ul>
        </Show>
        <Stubs />
    }
}

fn row(case: Case, state: &AppState) -> impl IntoView + use<> {
    let headline = case.headline(state);
    let stands = words::taken(&case, state).unwrap_or_else(|| words::state(case.fold.state).to_owned());
    let note = format!("{stands} · {}", case.code());
    let href = format!("/pis/{}", case.id());
    view! {
        <Row href title=headline note><SaveBadge record=case.slowest /></Row>
    }
}

/// What has left this phone and nobody has acknowledged: whom to call, and by when.
#[component]
fn Stubs() -> impl IntoView {
    let state = use_state();
    let stubs = Memo::new(move |_| state.of_type(&RecordType::PIS_STUB));
    let row = move |stub: Arc<RecordView>| {
        let to = stub.text("handedTo").unwrap_or_default();
        let list = if ["next_pis_shift", "on_call"].contains(&to) { "consegnaTo" } else { "handoverTo" };
        let due = stub.instant("dueAt").map(|at| tr!(pis.stub_due, when = dates::day_and_clock(at)));
        let place = stub.text("municipalityCode").map(|code| facts::municipality(code, &state));
        let note = [place, Some(facts::code_label(list, to, &state)), due].into_iter().flatten();
        let note = note.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        view! { <RowWith title=stub.text("code").unwrap_or_default().to_owned() note /> }
    };
    view! {
        <Show when=move || stubs.with(|stubs| !stubs.is_empty())>
            <h2 class="section-title">{tr!(pis.stubs_title)}</h2>
            <ul class="list">{move || stubs.get().into_iter().map(row).collect_view()}</ul>
            <p class="text-small text-2">{tr!(pis.stubs_text)}</p>
        </Show>
    }
}

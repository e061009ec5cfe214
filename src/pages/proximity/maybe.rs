use std::sync::Arc;

use crate::components::{Button, LinkButton, Look};
use leptos::prelude::*;
use model::ids::RecordId;
use model::names::Known;
use sync::client::RecordView;

use super::name;
use super::people::{cards, known, path};
use crate::components::form::Form;
use crate::i18n::words;
use crate::pages::facts;
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// How many are shown at most.
const SHOWN: usize = 3;

/// "Forse c'è già": whose card on this phone may be the one that is being typed. It asks and never holds up; over the whole
/// caseload the API shows the coordinators the same.
#[component]
pub fn MaybeKnown(form: Form) -> impl IntoView {
    let state = use_state();
    let others = RwSignal::new(Vec::<RecordId>::new());
    let found = Memo::new(move |_| {
        let typed = form.fields.with(|fields| {
            let plain = |field: &str| words::lower(fields.text(field).unwrap_or_default());
            Known::of(&plain("firstName"), &plain("lastName"), &plain("address"), &plain("phone"))
        });
        let mut cards = cards(&state);
        cards.retain(|card| {
            card.id != form.id.get() && others.with(|others| !others.contains(&card.id)) && typed.may_be(&known(card))
        });
        cards.truncate(SHOWN);
        cards
    });
    let banner = move |card: Arc<RecordView>| {
        let id = card.id;
        let place = card.text("municipalityCode").map(|code| facts::municipality(code, &state));
        let who = [Some(name(&card)), place].into_iter().flatten().collect::<Vec<_>>().join(", ");
        view! {
            <section class="banner">
                <h2 class="banner__title">{tr!(people.maybe_known)}</h2>
                <p class="banner__text">{tr!(people.maybe_line, who = who)}</p>
                <div class="actions">
                    <LinkButton look=Look::Soft href=path(&card) words=tr!(people.maybe_open) />
                    <Button
                        look=Look::Text
                        on_press=move |_| others.update(|others| others.push(id))
                        words=tr!(people.maybe_another)
                    />
                </div>
            </section>
        }
    };
    view! { <div aria-live="polite" class="stack">{move || found.get().into_iter().map(banner).collect_view()}</div> }
}

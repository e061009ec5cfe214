use leptos::prelude::*;
use sync::client::DraftView;

use super::Form;
use crate::commands::use_commands;
use crate::i18n::dates;
use crate::state::use_state;
use crate::tr;

/// "Hai una bozza del 22/11 23:10": recovered only when a person says so.
#[component]
pub fn DraftBanner(
    /// The form that the draft would fill.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let chosen = RwSignal::new(false);
    // One that is still being written down comes a moment later, as after a quick Back and forward. Once somebody
    // types, the draft that this very form makes is not offered back.
    let found = Memo::new(move |known: Option<&Option<DraftView>>| {
        if form.is_touched() {
            return known.cloned().flatten();
        }
        state.drafts.with(|drafts| drafts.iter().rev().find(|draft| suits(&form, draft)).cloned())
    });
    view! {
        {move || {
            (!chosen.get())
                .then(|| found.get())
                .flatten()
                .map(|draft| {
                    let when = dates::day_and_clock(draft.changed_at);
                    let id = draft.record_id;
                    let resume = move |_| {
                        form.resume(draft.clone());
                        chosen.set(true);
                    };
                    let delete = move |_| {
                        commands.drop_draft(id);
                        chosen.set(true);
                    };
                    view! {
                        <section class="banner">
                            <h2 class="banner__title">{tr!(common.draft_found, when = when)}</h2>
                            <div class="actions">
                                <button type="button" class="btn btn--soft" on:click=resume>
                                    {tr!(common.draft_resume)}
                                </button>
                                <button type="button" class="btn btn--text" on:click=delete>
                                    {tr!(common.draft_delete)}
                                </button>
                            </div>
                        </section>
                    }
                })
        }}
    }
}

fn suits(form: &Form, draft: &DraftView) -> bool {
    let same_type = draft.record_type == form.record_type() && draft.edits == form.edits();
    same_type && (!form.edits() || draft.record_id == form.id.get_untracked())
}

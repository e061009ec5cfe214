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
    // Looked up once: the draft that this very form makes while typing is not offered back.
    let found = state.drafts.get_untracked().iter().rev().find(|draft| suits(&form, draft)).cloned();
    let offered = RwSignal::new(found);
    view! {
        {move || {
            offered
                .get()
                .map(|draft| {
                    let when = dates::day_and_clock(draft.changed_at);
                    let id = draft.record_id;
                    let resume = move |_| {
                        form.resume(draft.clone());
                        offered.set(None);
                    };
                    let delete = move |_| {
                        commands.drop_draft(id);
                        offered.set(None);
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

use leptos::prelude::*;
use sync::client::DraftView;

use super::Form;
use crate::commands::use_commands;
use crate::components::{Banner, Button, Look};
use crate::i18n::dates;
use crate::runtime::use_location;
use crate::state::use_state;
use crate::tr;

/// In the query of an address: the draft that a person chose to take up again there.
pub const DRAFT: &str = "bozza";

/// "Hai una bozza del 22/11 23:10": recovered only when a person says so.
#[component]
pub fn DraftBanner(
    /// The form that the draft would fill.
    form: Form,
    /// A field that the page does not show and that the draft must have as the form does: whom it is about.
    #[prop(optional)]
    about: &'static str,
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
        state.drafts.with(|drafts| {
            let offered = |draft: &&DraftView| form.is_at(draft.page.as_deref()) && suits(&form, draft, about);
            drafts.iter().rev().find(offered).cloned()
        })
    });
    let asked = untrack(|| use_location().query(DRAFT));
    let asked = state.drafts.with_untracked(|drafts| {
        let is_it = |draft: &&DraftView| asked.as_ref().is_some_and(|id| *id == draft.record_id.to_string());
        drafts.iter().find(is_it).filter(|draft| suits(&form, draft, about)).cloned()
    });
    if let Some(draft) = asked {
        form.resume(draft);
        chosen.set(true);
    }
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
                        <Banner title=tr!(common.draft_found, when = when)>
                            <Button look=Look::Soft on_press=resume words=tr!(common.draft_resume) />
                            <Button look=Look::Text on_press=delete words=tr!(common.draft_delete) />
                        </Banner>
                    }
                })
        }}
    }
}

fn suits(form: &Form, draft: &DraftView, about: &str) -> bool {
    let same_type = draft.record_type == form.record_type() && draft.edits == form.edits();
    let same_about = about.is_empty()
        || form.fields.with_untracked(|fields| fields.get(about).cloned()) == draft.fields.get(about).cloned();
    same_type && same_about && (!form.edits() || draft.record_id == form.id.get_untracked())
}

use leptos::prelude::*;

use crate::commands::{is_typed, use_commands};
use crate::components::{Button, Empty, Fit, Frame, Look, RowWith, Show};
use crate::i18n::dates;
use crate::pages::facts;
use crate::state::use_state;
use crate::tr;

/// The page of `/bozze`.
#[component]
pub fn Drafts() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let rows = move || {
        state
            .drafts
            .get()
            .iter()
            .filter(|draft| is_typed(draft))
            .map(|draft| {
                let id = draft.record_id;
                let title = facts::type_title(&draft.record_type);
                view! {
                    <RowWith title note=dates::day_and_clock(draft.changed_at)>
                        <Button
                            look=Look::DangerSoft
                            fit=Fit::Small
                            on_press=move |_| commands.drop_draft(id)
                            words=tr!(common.draft_delete)
                        />
                    </RowWith>
                }
            })
            .collect_view()
    };
    view! {
        <Frame title=tr!(common.more_drafts).to_owned()>
            <Show when=move || state.drafts.with(|drafts| !drafts.iter().any(is_typed))>
                <Empty icon="pencil" title=tr!(common.drafts_empty) />
            </Show>
            <ul class="list">{rows}</ul>
        </Frame>
    }
}

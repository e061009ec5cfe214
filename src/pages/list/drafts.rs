use leptos::prelude::*;
use sync::client::DraftView;

use super::resume::{self, Way};
use crate::commands::{is_typed, use_commands};
use crate::components::{Button, Card, Empty, Fit, Frame, LinkButton, Look, Show};
use crate::pages::facts;
use crate::state::use_state;
use crate::tr;

/// The page of `/bozze`.
#[component]
pub fn Drafts() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let card = move |draft: &DraftView| {
        let id = draft.record_id;
        let (path, why) = match resume::way(draft, &state) {
            Way::At(path) => (Some(path), None),
            Way::Not(why) => (None, Some(why)),
        };
        view! {
            <Card title=facts::type_title(&draft.record_type) facts=resume::note(draft, &state)>
                {why.map(|why| view! { <p class="text-2 text-small">{why}</p> })}
                <div class="actions">
                    {path
                        .map(|href| {
                            view! {
                                <LinkButton look=Look::Soft fit=Fit::Small href words=tr!(common.draft_resume) />
                            }
                        })}
                    <Button
                        look=Look::DangerSoft
                        fit=Fit::Small
                        on_press=move |_| commands.drop_draft(id)
                        words=tr!(common.draft_delete)
                    />
                </div>
            </Card>
        }
    };
    let cards = move || state.drafts.get().iter().filter(|draft| is_typed(draft)).map(card).collect_view();
    view! {
        <Frame title=tr!(common.more_drafts).to_owned()>
            <Show when=move || state.drafts.with(|drafts| !drafts.iter().any(is_typed))>
                <Empty icon="pencil" title=tr!(common.drafts_empty) />
            </Show>
            <div class="stack">{cards}</div>
        </Frame>
    }
}

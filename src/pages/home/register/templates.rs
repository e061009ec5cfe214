use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::record::RecordType;
use model::{order, template};
use protocol::TeamRef;
use store::StoreError;
use sync::client::RecordView;

use super::template_form::TemplateForm;
use crate::commands::{Commands, use_commands};
use crate::components::{Button, Empty, Fit, LinkButton, Look, Notice, PlainFrame, Row, SaveBadge, Show, Tone, Undo};
use crate::i18n::words;
use crate::pages::template::{described, of_form, values};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The address of the list, of a new one and of one.
pub const LIST: &str = "/registro?modelli=1";
/// What the address says in place of an id.
const NEW: &str = "nuovo";

/// What was taken away here last. Copy.
#[derive(Clone, Copy)]
pub struct Removed {
    template: RwSignal<Option<Arc<RecordView>>>,
    back: RwSignal<bool>,
    failed: RwSignal<Option<StoreError>>,
    commands: Commands,
}

impl Removed {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self {
            template: RwSignal::new(None),
            back: RwSignal::new(false),
            failed: RwSignal::new(None),
            commands: use_commands(),
        }
    }

    /// Takes a template away.
    pub fn remove(self, template: Arc<RecordView>, then: impl FnOnce() + 'static) {
        leptos::task::spawn_local(async move {
            match self.commands.void(&template, "other").await {
                Ok(()) => {
                    self.failed.try_set(None);
                    self.back.try_set(false);
                    self.template.try_set(Some(template));
                    then();
                }
                Err(error) => drop(self.failed.try_set(Some(error))),
            }
        });
    }

    fn put_back(self, state: &AppState) {
        let template = self.template.get_untracked().and_then(|one| untrack(|| state.record(one.id)));
        let Some(template) = template else { return };
        leptos::task::spawn_local(async move {
            match self.commands.restore(&template).await {
                Ok(()) => drop(self.back.try_set(true)),
                Err(error) => drop(self.failed.try_set(Some(error))),
            }
        });
    }
}

/// The templates of the teams that somebody coordinates: what there is, a new one, one to mend.
#[component]
pub fn TemplatesPage(
    /// What the address names: the list, a new one, or the id of one.
    #[prop(into)]
    asked: Signal<String>,
) -> impl IntoView {
    let state = use_state();
    let removed = Removed::nothing();
    move || match asked.get() {
        new if new == NEW => view! { <TemplateForm template=None removed /> }.into_any(),
        id => match id.parse::<RecordId>() {
            Ok(id) => match untrack(|| state.record(id)) {
                Some(template) => view! { <TemplateForm template=Some(template) removed /> }.into_any(),
                None => view! {
                    <PlainFrame title=tr!(template.title).to_owned() back=LIST.to_owned()>
                        <Notice words=tr!(template.gone) />
                    </PlainFrame>
                }
                .into_any(),
            },
            Err(_) => view! { <List removed /> }.into_any(),
        },
    }
}

#[component]
fn List(removed: Removed) -> impl IntoView {
    let state = use_state();
    let teams = teams(&state);
    let all = teams.clone();
    let none = Memo::new(move |_| all.iter().all(|team| of_team(team, &state).is_empty()));
    let name = move || removed.template.get().and_then(|one| one.text("name").map(str::to_owned));
    let last = move || {
        let name = name()?;
        Some(if removed.back.get() { tr!(template.kept_it, name = name) } else { tr!(template.removed, name = name) })
    };
    let bar = view! {
        <LinkButton look=Look::Main icon="plus" href=format!("/registro?modelli={NEW}") words=tr!(template.new) />
    }
    .into_any();
    let groups = teams.into_iter().map(|team| view! { <OfTeam team /> }).collect_view();
    view! {
        <PlainFrame title=tr!(template.title).to_owned() back="/registro".to_owned() bar=Some(bar)>
            <Undo words=move || last().unwrap_or_default() taken_back=removed.back>
                <Show when=move || !removed.back.get()>
                    <Button
                        look=Look::Text
                        fit=Fit::Small
                        on_press=move |_| removed.put_back(&state)
                        words=tr!(common.cancel)
                    />
                </Show>
            </Undo>
            <Show when=move || removed.failed.get().is_some()>
                <Notice tone=Tone::Err words=move || removed.failed.get().map(|error| words::store_error(&error)) />
            </Show>
            <p class="text-2">{tr!(template.text)}</p>
            <Show when=move || none.get()>
                <Empty icon="list" title=tr!(template.none_title)>
                    <p>{tr!(template.none_text)}</p>
                </Empty>
            </Show>
            {groups}
        </PlainFrame>
    }
}

/// The templates of one team, by the form that offers them.
#[component]
fn OfTeam(team: TeamRef) -> impl IntoView {
    let state = use_state();
    let name = team.name.clone();
    let known = Memo::new(move |_| of_team(&team, &state));
    let row = move |(form, template): (RecordType, Arc<RecordView>)| {
        let what = described(&form, &values(&template), &state);
        let note = [form_name(&form).to_owned(), what].join(" · ");
        let title = template.text("name").unwrap_or_default().to_owned();
        let href = format!("/registro?modelli={}", template.id);
        view! {
            <Row href title note><SaveBadge record=template /></Row>
        }
    };
    view! {
        <Show when=move || known.with(|known| !known.is_empty())>
            <h2 class="section-title">{name.clone()}</h2>
            <ul class="list">{move || known.get().into_iter().map(row).collect_view()}</ul>
        </Show>
    }
}

fn of_team(team: &TeamRef, state: &AppState) -> Vec<(RecordType, Arc<RecordView>)> {
    let own = team.id.to_string();
    let of = |form: RecordType| {
        let known = of_form(&form, state).into_iter().filter(|one| one.text("teamId") == Some(&own));
        known.map(move |one| (form.clone(), one)).collect::<Vec<_>>()
    };
    template::forms_of(team.service).flat_map(of).collect()
}

/// The teams whose forms offer templates, by name.
pub fn teams(state: &AppState) -> Vec<TeamRef> {
    let identity = state.identity.get_untracked();
    let mut teams = identity.map(|identity| identity.profile.teams.clone()).unwrap_or_default();
    teams.retain(|team| template::forms_of(team.service).next().is_some());
    order::by_key(&mut teams, |team| words::lower(&team.name));
    teams
}

/// What the form is called where it is opened.
pub fn form_name(form: &RecordType) -> &'static str {
    let names = [
        (RecordType::PROXIMITY_VISIT, tr!(proximity.unplanned)),
        (RecordType::PROXIMITY_GROUP_SESSION, tr!(proximity.group)),
        (RecordType::STREET_OUTING, tr!(street.start)),
        (RecordType::STREET_GROUP_MEETING, tr!(street.meeting)),
        (RecordType::HUB_GROUP_SESSION, tr!(hub.lesson)),
        (RecordType::HUB_APPOINTMENT, tr!(hub.appointment)),
    ];
    names.iter().find(|(known, _)| known == form).map_or("", |(_, name)| *name)
}

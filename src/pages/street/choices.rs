//! What may be chosen: spots, colleagues, groups; and a new spot on the spot.

use std::sync::Arc;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType, Service};
use sync::client::{Change, RecordView};

use super::outings::{me, outings, spots};
use super::spot::QuickSpot;
use super::words;
use crate::commands::use_commands;
use crate::components::form::{Form, OneOf, Opt};
use crate::components::{Button, Look, Sheet, Show};
use crate::pages::facts;
use crate::pages::pin::{on_top, pinned};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Where the form keeps the spot chosen, until it becomes a stop.
pub const SPOT: &str = "meetingSpotId";
/// How many spots are shown before "Altri luoghi…".
const FIRST: usize = 6;
/// How many groups are offered.
const GROUPS: usize = 8;
/// Most operators on an outing.
const CREW: usize = 6;

/// Where: what is kept on top, tonight's plan, then the last visited; a place that nobody noted yet is made at once.
#[component]
pub fn SpotChoice(
    /// The form; it keeps the spot in [`SPOT`].
    form: Form,
    /// The spots of tonight's plan.
    #[prop(optional)]
    plan: Vec<RecordId>,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    form.label(SPOT, tr!(street.where_));
    let all = RwSignal::new(false);
    let making = RwSignal::new(false);
    let known = Memo::new(move |_| {
        let mut known = spots(&plan, &state);
        on_top(&mut known, &pinned(&state, commands));
        known
    });
    let options = Signal::derive(move || {
        let (chosen, on_top) = (form.text(SPOT), pinned(&state, commands));
        let shown = known.get().into_iter().enumerate();
        let shown = shown.filter(|(at, spot)| all.get() || *at < FIRST || spot.id.to_string() == chosen);
        let option = |(_, spot): (usize, Arc<RecordView>)| {
            let (value, title) = (spot.id.to_string(), words::title(&spot, &state));
            // Once chosen it is the place, whatever brought it up.
            let marked = on_top.contains(&spot.id) && value != chosen;
            Opt { value, label: if marked { format!("{title} · {}", tr!(common.pinned)) } else { title } }
        };
        shown.map(option).collect()
    });
    let open = move || form.get(SPOT).is_none();
    view! {
        <Show when=move || known.with(|known| !known.is_empty())>
            <OneOf form field=SPOT label=tr!(street.where_) options fold=true />
        </Show>
        <Show when=open>
            <div class="actions">
                <Show when=move || !all.get() && known.with(|known| known.len() > FIRST)>
                    <Button look=Look::Text on_press=move |_| all.set(true) words=tr!(street.more_spots) />
                </Show>
                <Button look=Look::Text on_press=move |_| making.set(true) words=tr!(street.new_spot_here) />
            </div>
        </Show>
        <Sheet open=making title=tr!(street.new_spot).to_owned()>
            <QuickSpot on_made=move |id: RecordId| {
                making.set(false);
                form.set(SPOT, id.to_string());
            } />
        </Sheet>
    }
}

/// Saves a form without the fields that belong to other records; they stay in the form and its draft.
pub fn save_without(
    form: Form,
    aside: &[&str],
    parents: Vec<Change>,
    more: Vec<Change>,
    then: impl FnOnce(RecordId) + 'static,
) {
    let mut kept = Fields::new();
    form.fields.update_untracked(|fields| {
        kept.extend(aside.iter().filter_map(|name| fields.remove_entry(*name)));
    });
    form.save_between(parents, more, then);
    form.fields.update_untracked(|fields| fields.extend(kept));
}

/// This operator and the colleagues of the street teams, this operator first.
pub fn crew_options(state: &AppState) -> Vec<Opt> {
    let identity = state.identity.get();
    let Some(profile) = identity.as_ref().map(|identity| &identity.profile) else { return Vec::new() };
    let own: Vec<_> = profile.teams.iter().filter(|team| team.service == Service::Street).map(|team| team.id).collect();
    let of_team = profile.colleagues.iter().filter(|one| one.team_ids.iter().any(|team| own.contains(team)));
    let me = Opt { value: profile.operator_id.to_string(), label: tr!(street.me, name = profile.display_name) };
    let others = of_team.map(|one| Opt { value: one.operator_id.to_string(), label: one.display_name.clone() });
    std::iter::once(me).chain(others).collect()
}

/// Who goes out if nobody says otherwise: the last crew and this operator, else all of the team.
pub fn usual_crew(state: &AppState) -> Vec<String> {
    let mut crew: Vec<String> = me(state).into_iter().collect();
    let last = ["completed", "in_progress"].into_iter().flat_map(|status| outings(state, status));
    let last = last.max_by_key(|outing| outing.instant("startedAt"));
    let usual: Vec<String> = match &last {
        Some(outing) => outing.codes("crewIds").into_iter().map(str::to_owned).collect(),
        None => crew_options(state).into_iter().map(|option| option.value).collect(),
    };
    let known: Vec<String> = crew_options(state).into_iter().map(|option| option.value).collect();
    for one in usual {
        if crew.len() < CREW && !crew.contains(&one) && known.contains(&one) {
            crew.push(one);
        }
    }
    crew
}

/// Known groups: those of a spot first, then the last met; and the answer that it was none of them.
pub fn groups(spot: Option<RecordId>, state: &AppState) -> Vec<Opt> {
    let spot = spot.map(|spot| spot.to_string()).unwrap_or_default();
    let mut groups = state.of_type(&RecordType::YOUTH_GROUP);
    groups.retain(|group| !group.voided());
    order::by_key(&mut groups, |group| {
        let elsewhere = !group.codes("usualSpotIds").contains(&spot.as_str());
        (elsewhere, std::cmp::Reverse(group.text("lastMetOn").map(str::to_owned)))
    });
    let known = groups.iter().take(GROUPS);
    let mut options: Vec<Opt> =
        known.map(|group| Opt { value: group.id.to_string(), label: words::title(group, state) }).collect();
    if !options.is_empty() {
        options.push(Opt { value: String::new(), label: tr!(street.other_group).to_owned() });
    }
    options
}

/// All spots in use, as answers.
pub fn spot_options(state: &AppState) -> Vec<Opt> {
    let known = spots(&[], state).into_iter();
    known.map(|spot| Opt { value: spot.id.to_string(), label: facts::summary(&spot, state).0 }).collect()
}

use leptos::prelude::*;
use model::ids::RecordId;
use protocol::JoinedCard;
use sync::client::RecordView;

use super::pairs::Known;
use crate::components::{Button, Card, Fit, Look, RowWith, SaveBadge};
use crate::i18n::dates;
use crate::pages::facts;
use crate::pages::proximity;
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// The cards of a group: the oldest stays, each of the others may be joined to it.
#[component]
pub fn Group(group: Vec<RecordId>, known: Known) -> impl IntoView {
    let state = use_state();
    let Some((head, others)) = group.split_first() else { return ().into_any() };
    let head = *head;
    let title = known.card(head, &state).map(|card| (proximity::name(&card), line(&card, &state)));
    let (title, facts) = title.unwrap_or_default();
    let rows = others
        .iter()
        .filter_map(|id| {
            let (id, card) = (*id, known.card(*id, &state)?);
            let ask = move |_| {
                known.asked.set(Some((head, id)));
                known.open.set(true);
            };
            Some(view! {
                <RowWith title=proximity::name(&card) note=line(&card, &state)>
                    <Button look=Look::Soft fit=Fit::Small on_press=ask words=tr!(people.pair_same) />
                </RowWith>
            })
        })
        .collect_view();
    view! {
        <Card title facts><ul class="list">{rows}</ul></Card>
    }
    .into_any()
}

/// A card that stands for another one, told apart by a tap.
pub fn joined_row(
    one: JoinedCard,
    known: Known,
    write: impl Fn(RecordId, Option<RecordId>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let state = use_state();
    let title = |id: RecordId| {
        known.card(id, &state).map_or_else(|| tr!(people.pair_nobody).to_owned(), |card| proximity::name(&card))
    };
    let (who, with) = (title(one.record_id), tr!(people.pair_of, who = title(one.alias_of)));
    let facts = known.card(one.record_id, &state).map(|card| line(&card, &state));
    let note = [Some(with), facts].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let badge = state.record(one.record_id).map(|record| view! { <SaveBadge record /> });
    view! {
        <RowWith title=who.clone() note>
            {badge}
            <Button
                look=Look::Outline
                fit=Fit::Small
                label=tr!(people.pair_apart_of, who = who)
                on_press=move |_| write(one.record_id, None)
                words=tr!(people.pair_apart)
            />
        </RowWith>
    }
}

/// Type, Comune and since when: enough to tell two cards apart, without what a query leaves out.
fn line(card: &RecordView, state: &AppState) -> String {
    let kind = card.text("beneficiaryType").map(|code| facts::code_label("beneficiaryType", code, state));
    let place = card.text("municipalityCode").map(|code| facts::municipality(code, state));
    let since = card.instant("receivedAt").map(|at| tr!(people.pair_since, day = dates::day(at)));
    [kind, place, since].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

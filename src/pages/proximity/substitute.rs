use std::sync::Arc;

use chrono::NaiveDate;
use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::plan::is_as_planned;
use model::record::{Fields, RecordType};
use model::rome;
use model::time::{Millis, parse_day};
use serde_json::{Value, json};
use store::StoreError;
use sync::client::{Change, ChangeKind, LocalSave, RecordView};

use super::team::operators;
use crate::commands::use_commands;
use crate::components::{Button, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::words;
use crate::pages::go;
use crate::runtime::{now, use_location};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Who is away, who goes, and when.
#[derive(Clone, Copy)]
struct Asked {
    from: RwSignal<String>,
    with: RwSignal<String>,
    first: RwSignal<String>,
    last: RwSignal<String>,
}

impl Asked {
    /// The days, where they are two days in order.
    fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let days = (parse_day(&self.first.get())?, parse_day(&self.last.get())?);
        (days.0 <= days.1).then_some(days)
    }

    /// What is missing, in words.
    fn fault(self) -> Option<&'static str> {
        let (first, last) = (parse_day(&self.first.get()), parse_day(&self.last.get()));
        let (from, with) = (self.from.get(), self.with.get());
        if from.is_empty() || with.is_empty() || first.is_none() || last.is_none() {
            Some(tr!(people.substitute_missing))
        } else if from == with {
            Some(tr!(people.substitute_same))
        } else {
            (first > last).then_some(tr!(people.substitute_order))
        }
    }
}

/// The visits of somebody pass to somebody else for some days, with the cards.
#[component]
pub fn Substitution() -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let location = use_location();
    let today = rome::day_of(now());
    let asked = Asked {
        from: RwSignal::new(untrack(|| location.query("chi")).unwrap_or_default()),
        with: RwSignal::new(String::new()),
        first: RwSignal::new(today.to_string()),
        last: RwSignal::new(rome::day_of(now().plus(7 * Millis::DAY)).to_string()),
    };
    let told = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let changes = Memo::new(move |_| match (asked.fault(), asked.days()) {
        (None, Some(days)) => changes(&state, &asked.from.get(), &asked.with.get(), days),
        _ => Changes::default(),
    });
    let then = go("/giro");
    let save = move |_| {
        let changes = changes.get_untracked();
        if untrack(|| asked.fault()).is_some() || changes.is_empty() || busy.get_untracked() {
            told.set(true);
            return;
        }
        busy.set(true);
        let then = then.clone();
        leptos::task::spawn_local(async move {
            let saved = commands.save(LocalSave { changes: changes.all(), drop_draft: None }).await;
            busy.try_set(false);
            match saved {
                Ok(()) => then(),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let bar = view! {
        <Button
            look=Look::Main
            icon="refresh"
            disabled=move || busy.get()
            on_press=save
            words=tr!(people.substitute_do)
        />
    }
    .into_any();
    let word = move || match asked.fault() {
        Some(fault) => told.get().then(|| fault.to_owned()),
        None if changes.with(Changes::is_empty) => Some(tr!(people.substitute_nothing).to_owned()),
        None => {
            changes.with(|changes| (changes.planned > 0).then(|| tr!(people.substitute_count, count = changes.planned)))
        }
    };
    view! {
        <PlainFrame title=tr!(people.substitute_title).to_owned() back="/beneficiario".to_owned() bar=Some(bar)>
            <p class="text-2">{tr!(people.substitute_text)}</p>
            <Choice label=tr!(people.substitute_who) name="chi-manca" value=asked.from />
            <Choice label=tr!(people.substitute_with) name="chi-va" value=asked.with />
            <fieldset class="group">
                <legend class="group__label">{tr!(people.substitute_days)}</legend>
                <div class="fields">
                    <DayInput label=tr!(people.substitute_from) value=asked.first />
                    <DayInput label=tr!(people.substitute_to) value=asked.last />
                </div>
            </fieldset>
            <div aria-live="polite">
                {move || {
                    word()
                        .map(|text| {
                            view! {
                                <Notice icon="info-circle" words=text />
                            }
                        })
                }}
            </div>
            <Show when=move || failed.get().is_some()>
                <Notice tone=Tone::Err words=move || failed.get().map(|error| words::store_error(&error)) />
            </Show>
        </PlainFrame>
    }
}

#[component]
fn Choice(label: &'static str, name: &'static str, value: RwSignal<String>) -> impl IntoView {
    let state = use_state();
    let chips = operators(&state)
        .into_iter()
        .map(|operator| {
            let id = StoredValue::new(operator.value);
            view! {
                <label class="chip">
                    <input
                        type="radio"
                        name=name
                        prop:checked=move || value.get() == id.get_value()
                        on:change=move |_| value.set(id.get_value())
                    />
                    <span>{operator.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="group">
            <legend class="group__label">{label}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
}

#[component]
fn DayInput(label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label">
                {label}
                <input
                    class="input"
                    type="date"
                    prop:value=move || value.get()
                    on:change=move |event| value.set(event_target_value(&event))
                />
            </label>
        </div>
    }
}

/// One act: plans, visits and cards.
#[derive(Clone, Debug, Default, PartialEq)]
struct Changes {
    /// Visits that exist already.
    planned: usize,
    visits: Vec<Change>,
    cards: Vec<Change>,
    plans: Vec<Change>,
}

impl Changes {
    const fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.plans.is_empty()
    }

    /// The visits before the card: the API looks at them when it comes.
    fn all(self) -> Vec<Change> {
        [self.visits, self.plans, self.cards].concat()
    }
}

/// What passes. A plan names the substitute, for the visits that the API has yet to make and for those that it moves by itself;
/// what somebody wrote to, or planned by hand, is moved here.
fn changes(state: &AppState, from: &str, with: &str, (first, last): (NaiveDate, NaiveDate)) -> Changes {
    let mut changes = Changes::default();
    let today = rome::day_of(state.now.get());
    let mut people: Vec<RecordId> = Vec::new();
    let mut plans = state.of_type(&RecordType::VISIT_PLAN);
    plans.retain(|plan| {
        let over = plan.text("validTo").and_then(parse_day).is_some_and(|end| end < first);
        !plan.voided() && !over && plan.text("assignedOperatorId") == Some(from)
    });
    for plan in &plans {
        let mut all = plan.fields.get("substitutes").and_then(Value::as_array).cloned().unwrap_or_default();
        all.push(json!({ "operatorId": with, "from": first.to_string(), "to": last.to_string() }));
        changes.plans.push(patch(plan, order::tree([("substitutes".to_owned(), Value::from(all))])));
        people.extend(plan.reference("beneficiaryId"));
    }
    for visit in state.of_type(&RecordType::PROXIMITY_VISIT) {
        let day = visit.instant("scheduledAt").map(rome::day_of);
        let within = day.is_some_and(|day| (first..=last).contains(&day) && day >= today);
        let theirs = visit.text("assignedOperatorId") == Some(from) && visit.status() == "scheduled";
        if !within || !theirs || visit.voided() {
            continue;
        }
        changes.planned += 1;
        people.extend(visit.reference("beneficiaryId"));
        let of_plan = visit.reference("planId").and_then(|id| plans.iter().find(|plan| plan.id == id));
        let goes_by_itself = of_plan.is_some_and(|plan| is_as_planned(plan.id, &plan.fields, &visit.fields));
        let begun = visit.instant("scheduledAt").is_some_and(|at| at <= state.now.get_untracked());
        if !goes_by_itself || begun {
            changes.visits.push(patch(&visit, order::tree([("assignedOperatorId".to_owned(), with.into())])));
        }
    }
    let mut known: Vec<RecordId> = Vec::new();
    for card in people.into_iter().filter_map(|id| state.record(id)) {
        if known.contains(&card.id) {
            continue;
        }
        known.push(card.id);
        let mut lent = card.codes("visitingOperatorIds");
        if !lent.contains(&with) && !card.codes("assignedOperatorIds").contains(&with) {
            lent.push(with);
            changes.cards.push(patch(&card, order::tree([("visitingOperatorIds".to_owned(), Value::from(lent))])));
        }
    }
    changes
}

fn patch(record: &Arc<RecordView>, fields: Fields) -> Change {
    let (record_id, record_type) = (record.id, record.record_type.clone());
    Change { record_id, record_type, kind: ChangeKind::Patch, fields, seen: Some(Box::new(record.seen())) }
}

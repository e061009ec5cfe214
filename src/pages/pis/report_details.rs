use leptos::prelude::*;
use model::config::AmbitoConfig;
use model::hours::within_service_hours;

use super::person_facts::PeopleFacts;
use crate::components::form::{Codes, Form, Layout, Lines, OneOf, Opt, Text, Toggle, When};
use crate::components::{Fact, Icon, More, Notice, Show, Tone};
use crate::state::use_state;
use crate::tr;

/// Out of hours, or a referrer that the agreement does not name: said, never in the way.
#[component]
pub fn Warnings(
    /// The form.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let out_of_hours = Memo::new(move |_| {
        let at = form.instant("reportedAt");
        state.config.with(|config| at.and_then(|at| within_service_hours(config, at)) == Some(false))
    });
    let outside_rule = Memo::new(move |_| {
        let referrer = form.text("referrerType");
        let rule = state.config.with(|config| config.pis.referrers.clone());
        !referrer.is_empty() && !rule.is_empty() && !rule.contains(&referrer)
    });
    let notice = |text: &'static str| {
        view! {
            <Notice tone=Tone::Warn icon="warning-circle" words=text />
        }
    };
    view! {
        <Show when=move || out_of_hours.get()>{notice(tr!(pis.out_of_hours_warning))}</Show>
        <Show when=move || outside_rule.get()>{notice(tr!(pis.referrer_warning))}</Show>
    }
}

/// Every category as the Piano words it, to be read before one is chosen.
#[component]
fn CategoryWords() -> impl IntoView {
    let state = use_state();
    let all = move || {
        let entries = state.config.with(|config| config.codelists.list("targetCategory").to_vec());
        let exact = entries.into_iter().filter(|entry| !entry.retired && entry.label != entry.chip_label);
        exact
            .map(|entry| {
                view! {
                    <Fact label=entry.chip_label>{entry.label}</Fact>
                }
            })
            .collect_view()
    };
    view! {
        <details class="more">
            <summary>
                <Icon name="expand" />
                <span>{tr!(pis.category_words)}</span>
            </summary>
            <dl class="facts">{all}</dl>
        </details>
    }
}

/// What may wait until after the emergency.
#[component]
pub fn Details(
    /// The form.
    form: Form,
) -> impl IntoView {
    let state = use_state();
    let units = Memo::new(move |_| {
        let referrer = form.text("referrerType");
        let named = |config: &AmbitoConfig| -> Vec<Opt> {
            let of_type = config.referrer_units.iter().filter(|unit| unit.referrer_type == referrer);
            of_type.map(|unit| Opt { value: unit.name.clone(), label: unit.name.clone() }).collect()
        };
        state.config.with(|config| named(config))
    });
    view! {
        <More open=form.edits()>
            <Show when=move || units.with(|units| !units.is_empty())>
                <OneOf form field="referrerUnit" label=tr!(pis.referrer_unit) options=units layout=Layout::TilesOne />
            </Show>
            <When form field="reportedAt" label=tr!(pis.reported_at) />
            <Codes form field="occurredAtPrecision" label=tr!(pis.precision) list="occurredAtPrecision" layout=Layout::Chips />
            <CategoryWords />
            <Codes form field="placeKind" label=tr!(pis.place_kind) list="placeKind" layout=Layout::Chips />
            <PeopleFacts form />
            <Text form field="referrerContact" label=tr!(pis.referrer_contact) hint=tr!(pis.referrer_contact_hint) optional=true inputmode="tel" />
            <Toggle form field="languageMediation" label=tr!(pis.language_mediation) />
            <Text form field="languageCode" label=tr!(pis.language_code) hint=tr!(pis.language_hint) optional=true />
            <Lines form label=tr!(common.notes) hint=tr!(common.notes_hint) />
        </More>
    }
}

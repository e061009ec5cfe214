use std::sync::Arc;

use leptos::prelude::*;
use sync::client::RecordView;

use super::versions::{clashes, voiding_in_question};
use crate::components::{Badge, LinkButton, Look, Tone};
use crate::pages::facts::{FieldRow, Kind, show};
use crate::state::use_state;
use crate::tr;

/// Two people wrote different things: every value, and the way to choose. Nothing when nobody did.
#[component]
pub fn ClashBanner(
    /// The record.
    record: Arc<RecordView>,
    /// Names and kinds of its fields.
    rows: Vec<FieldRow>,
) -> impl IntoView {
    if !record.in_conflict() {
        return None;
    }
    let state = use_state();
    let clashes = clashes(&record);
    let value = |kind: Kind, value: &serde_json::Value| {
        let empty = || tr!(conflict.empty_value).to_owned();
        view! { <strong>{show(value, kind, &state).unwrap_or_else(empty)}</strong> }
    };
    let items = clashes
        .iter()
        .flat_map(|clash| clash.fields.iter().map(move |field| (clash, field)))
        .map(|(clash, field)| {
            let row = rows.iter().find(|(name, ..)| name == field);
            let (label, kind) = row.map_or(("", Kind::Plain), |(_, label, kind)| (*label, *kind));
            let mut different: Vec<&serde_json::Value> = Vec::new();
            for version in &clash.versions {
                different.extend(version.values.get(field).filter(|value| !different.contains(value)));
            }
            let values = different
                .into_iter()
                .enumerate()
                .map(|(place, one)| {
                    let or = (place > 0).then(|| format!(" {} ", tr!(conflict.banner_or)));
                    view! { {or} {value(kind, one)} }
                })
                .collect_view();
            view! { <li>{format!("{label}: ")} {values}</li> }
        })
        .collect_view();
    let voiding = voiding_in_question(&record).then(|| {
        view! { <li>{tr!(conflict.banner_void)}</li> }
    });
    let review = record.needs_review().then(|| {
        view! {
            <Badge tone=Tone::Err icon="warning-circle" words=tr!(conflict.review) />
        }
    });
    Some(view! {
        <section class="clash">
            {review}
            <h2 class="banner__title">{tr!(conflict.banner_title)}</h2>
            <ul class="plain-list">{items} {voiding}</ul>
            <LinkButton look=Look::Soft href=format!("/conflitti/{}", record.id) words=tr!(conflict.choose) />
        </section>
    })
}

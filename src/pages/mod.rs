//! One folder a route. Pages read projections and ask commands; what several share is here.

pub mod capture;
pub mod common;
pub mod conflict;
pub mod door;
pub mod enrol;
pub mod facts;
pub mod gone;
pub mod home;
pub mod hub;
pub mod list;
pub mod more;
pub mod part;
pub mod phone;
pub mod pin;
pub mod pis;
pub mod proximity;
pub mod record;
pub mod street;
pub mod sync;
pub mod template;
pub mod turn;

use leptos::prelude::*;
use model::ids::RecordId;
use model::order;
use model::record::{Fields, Service};
use model::rome;
use serde_json::Value;

use crate::components::{LinkButton, Look, PageMessage, Redirect, Skeleton};
use crate::i18n::words;
use crate::runtime::{now, use_location};
use crate::state::{AppState, Phase, use_state};
use crate::tr;

/// Shows its children once the phone is enrolled; else leads to the enrolment.
#[component]
pub fn Gate(children: ChildrenFn) -> impl IntoView {
    let state = use_state();
    let phase = Memo::new(move |_| state.phase.get());
    // A page of one person does not stay open under the next.
    let device =
        Memo::new(move |_| state.identity.with(|identity| identity.as_ref().map(|known| known.profile.device_id)));
    move || match (phase.get(), device.get()).0 {
        Phase::Ready => children().into_any(),
        Phase::NotEnrolled => view! { <Redirect path="/attiva" /> }.into_any(),
        Phase::Locked | Phase::Lapsed => common::PART.page_or_wait(common::Page::Unlock),
        Phase::InClear => common::PART.page_or_wait(common::Page::Seal),
        Phase::Starting | Phase::NoStore(_) => view! { <Skeleton /> }.into_any(),
    }
}

/// Says plainly when this browser cannot keep anything; else shows its children.
#[component]
pub fn StoreProblem(children: ChildrenFn) -> impl IntoView {
    let state = use_state();
    let problem = Memo::new(move |_| match state.phase.get() {
        Phase::NoStore(error) => Some(words::store_error(&error)),
        _ => None,
    });
    move || match problem.get() {
        None => children().into_any(),
        Some(text) => view! {
            <PageMessage broken=true icon="warning" title=tr!(common.store_title)>
                <p class="page-message__text">{text}</p>
                <LinkButton look=Look::Main href="/" leaves=true words=tr!(common.reload) />
            </PageMessage>
        }
        .into_any(),
    }
}

/// What every new record of a service starts with: now, this team, this day's place where the record has none.
pub fn new_fields(state: &AppState, service: Service, status: &str) -> Fields {
    let at = Value::from(rome::to_rome(now()).to_rfc3339());
    let mut fields = order::tree([
        ("occurredAt".to_owned(), at.clone()),
        ("occurredAtPrecision".to_owned(), "exact".into()),
        ("recordedAt".to_owned(), at),
    ]);
    if !status.is_empty() {
        fields.insert("status".to_owned(), status.into());
    }
    if let Some(team) = state.team_of(service) {
        fields.insert("teamId".to_owned(), team.id.to_string().into());
        fields.insert("providerId".to_owned(), team.provider_id.to_string().into());
    }
    fields
}

/// This instant as a field holds it.
pub fn now_field() -> Value {
    rome::to_rome(now()).to_rfc3339().into()
}

/// The `:id` of an address, as it was written.
#[derive(Clone)]
struct RouteId(Option<String>);

/// The `:id` of the address, where it is one of a record.
pub fn route_id() -> Option<RecordId> {
    use_context::<RouteId>()?.0?.parse().ok()
}

/// The page that the address names, of the table of a part: an address, with `:id` for any one segment, and a page. The
/// first that fits is taken.
pub fn at_address<P: Copy>(routes: &[(&str, P)]) -> Option<P> {
    let path = untrack(|| use_location().path());
    let (id, page) = routes.iter().find_map(|(pattern, page)| Some((fit(pattern, &path)?, *page)))?;
    provide_context(RouteId(id));
    Some(page)
}

/// Whether the address fits the pattern, and with which `:id`.
fn fit(pattern: &str, path: &str) -> Option<Option<String>> {
    let (mut wanted, mut given) = (pattern.split('/'), path.trim_end_matches('/').split('/'));
    let mut id = None;
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(id),
            (Some(":id"), Some(given)) if !given.is_empty() => id = Some(given.to_owned()),
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

/// Leads to a path after a save.
pub fn go(path: &'static str) -> impl Fn() + Clone {
    let location = use_location();
    move || location.go(path)
}

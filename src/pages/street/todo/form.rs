use std::sync::Arc;

use chrono::Days;
use leptos::prelude::*;
use model::codes::{Code as _, FollowUpKind};
use model::order;
use model::record::{RecordType, Service};
use model::rome;
use sync::client::RecordView;

use crate::components::PlainFrame;
use crate::components::form::{Day, DraftBanner, Errors, Form, Layout, OneOf, SaveBar, codes};
use crate::pages::gone::RecordGone;
use crate::pages::street::{page_path, words};
use crate::pages::{new_fields, route_id};
use crate::runtime::{now, use_location};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Something to be done about a spot, a group or a young person; it is due in a week if nobody says otherwise.
#[component]
pub fn NewTodo() -> impl IntoView {
    let state = use_state();
    let about = untrack(|| route_id().and_then(|id| state.record(id))).filter(|about| page_path(about).is_some());
    let Some(about) = about else { return view! { <Gone /> }.into_any() };
    let mut fields = new_fields(&state, Service::Street, "");
    fields.extend(order::tree([
        ("aboutType".to_owned(), about.record_type.as_str().into()),
        ("aboutId".to_owned(), about.id.to_string().into()),
        ("dueOn".to_owned(), in_days(7).into()),
    ]));
    fields.extend(about.fields.get("municipalityCode").map(|code| ("municipalityCode".to_owned(), code.clone())));
    let form = Form::create(RecordType::FOLLOW_UP, fields);
    view! { <TodoForm form about=Some(about) /> }.into_any()
}

/// Something to be done that was noted before.
#[component]
pub fn EditTodo() -> impl IntoView {
    let state = use_state();
    let record = untrack(|| route_id().and_then(|id| state.record(id))).filter(|record| !record.voided());
    let Some(record) = record else { return view! { <Gone /> }.into_any() };
    let about = untrack(|| record.reference("aboutId").and_then(|id| state.record(id)));
    view! { <TodoForm form=Form::edit(&record) about /> }.into_any()
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <RecordGone title=tr!(street.todo) back="/uscita/da-fare" />
    }
}

#[component]
fn TodoForm(form: Form, about: Option<Arc<RecordView>>) -> impl IntoView {
    let state = use_state();
    let location = use_location();
    let path = about.as_ref().and_then(|about| page_path(about)).unwrap_or_else(|| "/uscita/da-fare".to_owned());
    let back = path.clone();
    let save = move || {
        let path = path.clone();
        form.save(move |_| location.go(&path));
    };
    // A draft taken up again may be about something else.
    let context = move || {
        let about = form.fields.with(|fields| fields.reference("aboutId")).and_then(|id| state.record(id));
        about.map(|about| words::title(&about, &state)).unwrap_or_default()
    };
    let soon = [
        (1, tr!(street.tomorrow)),
        (7, tr!(street.in_a_week)),
        (14, tr!(street.in_two_weeks)),
        (28, tr!(street.in_four_weeks)),
    ];
    let soon = soon
        .into_iter()
        .map(|(days, label)| {
            let day = in_days(days);
            let is = day.clone();
            view! {
                <label class="chip">
                    <input
                        type="radio"
                        name="fra"
                        prop:checked=move || form.text("dueOn") == is
                        on:change=move |_| form.set("dueOn", day.clone())
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    // The review of a person is another service's.
    let kinds = Signal::derive(move || {
        let mut kinds = codes(&state, "followUpKind");
        kinds.retain(|kind| kind.value != FollowUpKind::SOCIAL_SERVICE_REVIEW.as_str());
        kinds
    });
    let bar = view! { <SaveBar form note=tr!(street.todo_no_names).to_owned() on_save=save /> }.into_any();
    view! {
        <PlainFrame
            title=tr!(street.todo).to_owned()
            context=Signal::derive(context)
            back=Signal::stored(back)
            bar=Some(bar)
        >
            <form class="form" novalidate on:submit=|event| event.prevent_default()>
                <DraftBanner form />
                <Errors form />
                <OneOf form field="kind" label=tr!(street.todo_kind) options=kinds layout=Layout::Chips />
                <fieldset class="group">
                    <legend class="group__label">{tr!(street.todo_when)}</legend>
                    <div class="chips">{soon}</div>
                </fieldset>
                <Day form field="dueOn" label=tr!(street.todo_due) />
            </form>
        </PlainFrame>
    }
}

fn in_days(days: u64) -> String {
    (rome::day_of(now()) + Days::new(days)).to_string()
}

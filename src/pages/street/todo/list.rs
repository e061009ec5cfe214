use std::sync::Arc;

use leptos::prelude::*;
use model::follow_up::Due;
use model::order;
use model::time::parse_day;
use serde_json::Value;
use store::StoreError;
use sync::client::RecordView;

use super::open::{Open, open};
use crate::commands::use_commands;
use crate::components::{Badge, Button, Empty, Fit, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::{dates, words as sentences};
use crate::pages::now_field;
use crate::pages::street::{acts, words};
use crate::state::{RecordFacts as _, use_state};
use crate::tr;

/// Everything that is to be done, what is late first.
#[component]
pub fn Todo() -> impl IntoView {
    let state = use_state();
    let all = Memo::new(move |_| open(None, &state));
    view! {
        <PlainFrame title=tr!(street.todo).to_owned() back="/uscita".to_owned() bar=None>
            <TodoList items=all />
            <Show when=move || all.with(Vec::is_empty)>
                <Empty icon="calendar" title=tr!(street.todo_empty)><p>{tr!(street.todo_text)}</p></Empty>
            </Show>
        </PlainFrame>
    }
}

/// Things to do with "Fatto" on each; the last one done may be taken back until the next.
#[component]
pub fn TodoList(
    /// Which.
    items: Memo<Vec<Open>>,
) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let last = RwSignal::new(None::<Arc<RecordView>>);
    let failed = RwSignal::new(None::<StoreError>);
    let mark = Callback::new(move |(record, done): (Arc<RecordView>, bool)| {
        let at = if done { now_field() } else { Value::Null };
        let act = acts::alone(acts::patch(&record, order::tree([("doneAt".to_owned(), at)])));
        leptos::task::spawn_local(async move {
            let saved = commands.save(act).await;
            if saved.is_ok() {
                last.try_set(done.then_some(record));
            }
            failed.try_set(saved.err());
        });
    });
    let rows = move || items.get().into_iter().map(|one| view! { <Row one mark /> }).collect_view();
    let undo = move || {
        let record = last.get()?;
        let what = words::title(&record, &state);
        // As it stands now, with what was just marked in it.
        let back = move |_| {
            if let Some(record) = untrack(|| state.record(record.id)) {
                mark.run((record, false));
            }
        };
        Some(view! {
            <Badge tone=Tone::Ok icon="check" words=tr!(street.todo_done, what = what) />
            <span class="undo__actions">
                <Button look=Look::Text on_press=back words=tr!(common.cancel) />
            </span>
        })
    };
    view! {
        // Empty, it takes no place; a live region stays in the page.
        <div
            class:undo=move || last.with(Option::is_some)
            class=("visually-hidden", move || last.with(Option::is_none))
            role="status"
        >
            {undo}
        </div>
        <Show when=move || failed.with(Option::is_some)>
            <Notice tone=Tone::Err words=move || failed.get().map(|error| sentences::store_error(&error)) />
        </Show>
        <Show when=move || items.with(|items| !items.is_empty())>
            <ul class="list">{rows}</ul>
        </Show>
    }
}

#[component]
fn Row(one: Open, mark: Callback<(Arc<RecordView>, bool)>) -> impl IntoView {
    let state = use_state();
    let Open { record, due } = one;
    let day = record.text("dueOn").and_then(parse_day).map(dates::numeric_day).unwrap_or_default();
    let (class, note) = match due {
        Due::Overdue => ("row__note row__note--err", tr!(street.todo_late, day = day)),
        Due::Today => ("row__note", tr!(street.todo_today).to_owned()),
        Due::Later => ("row__note", tr!(street.todo_by, day = day)),
    };
    let title = words::title(&record, &state);
    let label = format!("{}: {title}", tr!(street.done_button));
    let path = super::super::edit_path(&record).unwrap_or_default();
    view! {
        <li>
            <div class="row">
                <a class="row__text row__link" href=path>
                    <span class="row__title">{title}</span>
                    <span class=class>{note}</span>
                </a>
                <Button
                    look=Look::Done
                    fit=Fit::Small
                    icon="check"
                    label
                    on_press=move |_| mark.run((record.clone(), true))
                    words=tr!(street.done_button)
                />
            </div>
        </li>
    }
}

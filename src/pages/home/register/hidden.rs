use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use model::record::Fields;
use protocol::{ProblemCode, Snapshot};
use sync::client::RecordView;

use super::search::{Search, why};
use crate::commands::{NotProved, use_commands};
use crate::components::{Button, Look, Notice, Sheet, Show, Tone};
use crate::pages::door::{Again, Chosen};
use crate::pages::facts;
use crate::runtime::{FetchError, page};
use crate::tr;

/// What the API left out of a record, and showing it: for who gives the passphrase again, and until the page is out of sight.
#[component]
pub fn Hidden(
    /// The record as it was found, or as this phone has it.
    record: Arc<RecordView>,
    /// The search that found it.
    search: Search,
    /// What was shown; nothing of it is kept elsewhere.
    revealed: RwSignal<Option<Fields>>,
) -> impl IntoView {
    let commands = use_commands();
    let id = record.id;
    let (open, busy, failed) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<&'static str>));
    page::on_hidden_while_here(move || drop(revealed.try_set(None)));
    let labels = Memo::new(move |_| {
        search.masked.with(|masked| {
            let masked = masked.iter().find(|masked| masked.record_id == id);
            let named = masked.into_iter().flat_map(|masked| &masked.fields);
            let hidden = named.filter(|field| !record.fields.contains_key(*field));
            hidden.filter_map(|field| facts::label(&record.record_type, field)).collect::<Vec<_>>().join(", ")
        })
    });
    let take = move |answer: Result<Snapshot, FetchError>| {
        match answer {
            // Whoever looks away while the API answers is shown nothing.
            Ok(record) => drop(revealed.try_set(Some(record.fields).filter(|_| !page::hidden()))),
            Err(FetchError::Problem(problem)) if problem.code == ProblemCode::StepUpRequired => {
                open.try_set(true);
            }
            Err(error) => drop(failed.try_set(Some(sentence(&error)))),
        }
    };
    let show = move |_| {
        busy.set(true);
        failed.set(None);
        leptos::task::spawn_local(async move {
            take(commands.reveal(id).await);
            busy.try_set(false);
        });
    };
    let proved = async move || {
        let answer = match commands.step_up().await {
            Ok(()) => commands.reveal(id).await,
            Err(NotProved::Api(error)) => Err(error),
            Err(NotProved::Door(error)) => return Err(error),
        };
        open.try_set(false);
        match answer {
            // It was proved, and the API does not take it.
            Err(FetchError::Problem(problem)) if problem.code == ProblemCode::StepUpRequired => {
                failed.try_set(Some(tr!(register.hidden_refused)));
            }
            answer => take(answer),
        }
        Ok(())
    };
    let phrase = move |passphrase: String| -> Chosen {
        Box::pin(async move {
            commands.prove(&passphrase).await?;
            proved().await
        })
    };
    let gesture = move || -> Chosen {
        Box::pin(async move {
            commands.prove_by_passkey().await?;
            proved().await
        })
    };
    let is_shown = move || revealed.with(Option::is_some);
    let label = move || if busy.get() { tr!(register.hidden_asking) } else { tr!(register.hidden_show) };
    view! {
        <Show when=move || labels.with(|labels| !labels.is_empty()) && !is_shown()>
            <Notice icon="password-invisible">
                {move || tr!(register.hidden, fields = labels.get())} " " {tr!(register.hidden_note)}
            </Notice>
            <Button look=Look::Soft disabled=move || busy.get() on_press=show words=label />
        </Show>
        <Show when=is_shown>
            <Button look=Look::Soft on_press=move |_| revealed.set(None) words=tr!(register.hidden_again) />
        </Show>
        <Show when=move || failed.get().is_some()>
            <Notice tone=Tone::Warn role="alert" words=move || failed.get() />
        </Show>
        <Sheet open title=tr!(register.hidden_title).to_owned()>
            <p class="sheet__text">{tr!(register.hidden_text)}</p>
            <Again
                id="frase-mostra"
                label=tr!(register.hidden_show)
                waiting=tr!(register.hidden_asking)
                phrase=Rc::new(phrase)
                gesture=Rc::new(gesture)
            />
        </Sheet>
    }
}

/// Why nothing is shown, and what to do.
fn sentence(error: &FetchError) -> &'static str {
    match error {
        FetchError::Problem(problem) if problem.code == ProblemCode::NotFound => tr!(register.hidden_gone),
        FetchError::Problem(problem) if problem.code == ProblemCode::TooManyRequests => tr!(register.hidden_slow),
        error => why(error),
    }
}

use std::sync::Arc;

use futures::FutureExt as _;
use leptos::prelude::*;
use model::codes::{Code as _, SurveyPhase};
use model::record::{RecordType, Service};
use sync::client::{LocalSave, RecordView};

use super::steps::Steps;
use super::{Asked, Keep, handed};
use crate::commands::{NotCaptured, create, use_commands};
use crate::components::form::codes;
use crate::components::{Button, Look, Notice, PlainFrame, Show, Tone};
use crate::i18n::words;
use crate::pages::gone::RecordGone;
use crate::pages::hub::chips::chip;
use crate::pages::hub::citizen;
use crate::pages::{new_fields, route_id};
use crate::runtime::{mint_id, use_location};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// Asked where nothing of the path says what it was about.
const USUAL: [&str; 2] = ["digital_identity", "health_record_fse"];

/// Before the questions: which objectives, and who asks.
#[component]
pub fn AskSurvey() -> impl IntoView {
    let state = use_state();
    match untrack(|| route_id().and_then(|id| state.record(id))) {
        Some(path) => view! { <Ask path /> }.into_any(),
        None => view! { <RecordGone title=tr!(hub.path) back="/hub" /> }.into_any(),
    }
}

#[component]
fn Ask(path: Arc<RecordView>) -> impl IntoView {
    let state = use_state();
    let commands = use_commands();
    let location = use_location();
    let after = untrack(|| location.query("fase").as_deref() == Some("dopo"));
    let phase = if after { SurveyPhase::AFTER } else { SurveyPhase::BEFORE };
    let title = if after { tr!(hub.post_survey) } else { tr!(hub.pre_survey) };
    let back = format!("/hub/percorso/{}/modifica", path.id);
    let ticked = RwSignal::new(untrack(|| objectives(&path, &state)));
    let asking = RwSignal::new(None::<Arc<Asked>>);
    let error = RwSignal::new(None::<&'static str>);
    let (id, received) = (path.id, path.rev > 0);
    let asked = {
        let phase = phase.clone();
        move || Asked::new(id, phase.clone(), &ticked.get_untracked(), &state)
    };
    let keep: Keep = Arc::new(move |fields| {
        let mut all = new_fields(&state, Service::Hub, "");
        all.extend(fields);
        let changes = vec![create(mint_id(), RecordType::SURVEY_ANSWER, all)];
        let saved = async move { commands.save(LocalSave { changes, drop_draft: None }).await };
        saved.map(|saved| saved.map_err(|error| words::store_error(&error))).boxed_local()
    });
    let leave = {
        let back = back.clone();
        move || location.go(&back)
    };
    let handing = RwSignal::new(false);
    let hand = {
        let asked = asked.clone();
        move || {
            // A second tap is the same tap: the first may have shut the phone already.
            if handing.get_untracked() {
                return;
            }
            handing.set(true);
            let asked = asked();
            leptos::task::spawn_local(async move {
                let why = match commands.hand_over(move |notebook| handed::hand(asked, notebook)).await {
                    Ok(true) => return,
                    Ok(false) => tr!(hub.survey_not_shut),
                    Err(NotCaptured::Unsupported) => tr!(hub.survey_unsupported),
                    Err(_) => tr!(hub.survey_untold),
                };
                handed::take_back();
                handing.try_set(false);
                error.try_set(Some(why));
            });
        }
    };
    let outcome = {
        let (asked, keep, leave) = (asked.clone(), Arc::clone(&keep), leave.clone());
        move |value: &'static str| {
            let (kept, leave) = (keep(asked().outcome(value)), leave.clone());
            leptos::task::spawn_local(async move {
                match kept.await {
                    Ok(()) => leave(),
                    Err(why) => drop(error.try_set(Some(why))),
                }
            });
        }
    };
    let (later, refused) = (outcome.clone(), outcome);
    let begin = move |_| asking.set(Some(Arc::new(asked())));
    let bar = received.then(|| {
        view! { <Button look=Look::Main icon="locked" on_press=move |_| hand() words=tr!(hub.survey_hand) /> }
            .into_any()
    });
    let setup = view! {
        <PlainFrame title=title.to_owned() back bar>
            <Chosen ticked />
            {if received {
                view! { <Notice icon="locked" words=tr!(hub.survey_hand_text) /> }.into_any()
            } else {
                view! { <Notice tone=Tone::Warn icon="phone-only" words=tr!(hub.survey_unsent) /> }.into_any()
            }}
            <Show when=move || error.get().is_some()>
                <Notice tone=Tone::Err role="alert" words=move || error.get() />
            </Show>
            <Button look=Look::Soft on_press=begin words=tr!(hub.survey_ask) />
            <div class="actions">
                <Button look=Look::Text on_press=move |_| later("later") words=tr!(hub.survey_later) />
                <Button look=Look::Text on_press=move |_| refused("refused") words=tr!(hub.survey_refused_do) />
            </div>
        </PlainFrame>
    };
    let place = ArcRwSignal::new(1);
    let behind = place.clone();
    Effect::new(move || {
        let over = asking.with(|asking| asking.as_ref().is_some_and(|asked| behind.get() > asked.questions.len()));
        if over {
            leave();
        }
    });
    let steps = move || asking.get().map(|asked| view! { <Steps asked place=place.clone() keep=Arc::clone(&keep) /> });
    view! {
        <div hidden=move || asking.with(Option::is_some)>{setup}</div>
        {steps}
    }
}

/// The objectives that are asked about.
#[component]
fn Chosen(ticked: RwSignal<Vec<String>>) -> impl IntoView {
    let state = use_state();
    let tick = move |code: String| {
        ticked.update(|ticked| match ticked.iter().position(|known| *known == code) {
            Some(at) => drop(ticked.remove(at)),
            None => ticked.push(code),
        });
    };
    let chips = codes(&state, "objectives").into_iter().map(|one| chip(one, ticked.into(), tick)).collect_view();
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(hub.survey_about)}</legend>
            <div class="chips">{chips}</div>
        </fieldset>
    }
}

/// What the path was about, and what was asked of it before: only a pair shows a gain.
fn objectives(path: &RecordView, state: &AppState) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |code: &str| {
        if !found.iter().any(|known| known == code) {
            found.push(code.to_owned());
        }
    };
    for meeting in citizen::meetings(path.id, state) {
        meeting.codes("objectives").into_iter().for_each(&mut add);
    }
    for answer in state.of_type(&RecordType::SURVEY_ANSWER) {
        if let (true, Some(code)) = (answer.reference("citizenPathId") == Some(path.id), answer.text("objective")) {
            add(code);
        }
    }
    if found.is_empty() { USUAL.map(str::to_owned).to_vec() } else { found }
}

/// Where a questionnaire leads to.
pub fn address(path: &RecordView, phase: &SurveyPhase) -> String {
    let phase = if phase.as_str() == SurveyPhase::AFTER.as_str() { "dopo" } else { "prima" };
    format!("/hub/percorso/{}/questionario?fase={phase}", path.id)
}

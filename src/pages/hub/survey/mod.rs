//! The questionnaires before and after a path: asked by a facilitator, or answered by the citizen on a phone that is shut.

mod ask;
mod handed;
mod steps;

use std::sync::Arc;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use model::codes::{Code as _, Question as Asks, SurveyPhase};
use model::ids::RecordId;
use model::order;
use model::record::Fields;
use serde_json::Value;

use crate::components::form::Opt;
use crate::i18n::words;
use crate::pages::now_field;
use crate::state::AppState;
use crate::tr;

pub use ask::{AskSurvey, address};
pub use handed::{Handed, is_handed};

/// What is asked after a path besides the objectives, with the codelist of its answers.
const AFTERWARDS: [(Asks, &str); 5] = [
    (Asks::HOW_HEARD, "howHeard"),
    (Asks::REASON, "surveyReason"),
    (Asks::RETURNS, "surveyReturn"),
    (Asks::HELPED, "surveyHelped"),
    (Asks::SATISFACTION, "satisfaction"),
];

/// What a questionnaire asks. It holds all that its screens show: nothing else is to be read while they are shown.
#[derive(Debug)]
pub struct Asked {
    path: RecordId,
    phase: SurveyPhase,
    questions: Vec<Question>,
}

/// One question.
#[derive(Debug)]
struct Question {
    /// The field of the answer that names it.
    field: &'static str,
    code: String,
    /// What stands over it.
    lead: &'static str,
    text: String,
    answers: Vec<Opt>,
}

/// Puts an answer away; what to say where it could not.
type Keep = Arc<dyn Fn(Fields) -> LocalBoxFuture<'static, Result<(), &'static str>> + Send + Sync>;

impl Asked {
    /// The questions about these objectives, and after a path about the path.
    fn new(path: RecordId, phase: SurveyPhase, objectives: &[String], state: &AppState) -> Self {
        let rated = objectives.iter().map(|code| Question {
            field: "objective",
            code: code.clone(),
            lead: tr!(hub.survey_rate),
            text: label("objectives", code, state),
            answers: answers("selfRating", state),
        });
        let more = AFTERWARDS.iter().filter(|_| phase == SurveyPhase::AFTER).map(|(asks, list)| Question {
            field: "question",
            code: asks.as_str().to_owned(),
            lead: "",
            text: label("surveyQuestion", asks.as_str(), state),
            answers: answers(list, state),
        });
        let questions = rated.chain(more).filter(|one| !one.answers.is_empty()).collect();
        Self { path, phase, questions }
    }

    /// An answer as a record.
    fn answer(&self, field: &str, code: &str, value: &str) -> Fields {
        let at = now_field();
        let text = |text: &str| Value::from(text.to_owned());
        order::tree([
            ("citizenPathId".to_owned(), self.path.to_string().into()),
            ("phase".to_owned(), text(self.phase.as_str())),
            (field.to_owned(), text(code)),
            ("value".to_owned(), text(value)),
            ("occurredAt".to_owned(), at.clone()),
            ("occurredAtPrecision".to_owned(), "exact".into()),
            ("recordedAt".to_owned(), at),
        ])
    }

    /// What became of the questionnaire itself.
    fn outcome(&self, value: &str) -> Fields {
        self.answer("question", Asks::OUTCOME.as_str(), value)
    }
}

/// The whole label of a code, as a sentence.
fn label(list: &str, code: &str, state: &AppState) -> String {
    capital(state.config.get_untracked().codelists.label(list, code))
}

fn answers(list: &str, state: &AppState) -> Vec<Opt> {
    let config = state.config.get_untracked();
    let offered = config.codelists.offered(list);
    offered.map(|entry| Opt { value: entry.code.clone(), label: capital(&entry.label) }).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| words::upper(&first.to_string()) + letters.as_str())
}

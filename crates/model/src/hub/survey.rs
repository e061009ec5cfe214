//! What a citizen says before and after a path: how well they manage each objective, and what came of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::codes::{Code, HubAgeBand, Objective, Question, SurveyPhase, SurveyState};
use crate::events;
use crate::ids::RecordId;
use crate::indicators::Period;
use crate::proximity::Aliases;
use crate::record::{Fields, Issue, IssueCode, RecordRef, RecordType};
use crate::time::Millis;
use crate::values;

/// The rating of somebody who manages alone.
pub const ALONE: u8 = 3;
/// The objectives of the Piano of which it counts who came to manage them alone (HUB-2).
const COUNTED: [Objective; 3] =
    [Objective::DIGITAL_IDENTITY, Objective::ONLINE_APPLICATIONS, Objective::HEALTH_RECORD_FSE];

/// What an objective came to, over the citizens who rated it before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gain {
    /// The objective.
    pub objective: String,
    /// Citizens who rated it before and after.
    pub pairs: u64,
    /// Of these, who manages it better.
    pub better: u64,
    /// Of these, who manages it worse.
    pub worse: u64,
    /// Ratings before, summed.
    pub before: u64,
    /// Ratings after, summed.
    pub after: u64,
}

/// HUB-2: citizens who came to manage alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Autonomy {
    /// Distinct citizens, whichever of the objectives it was.
    pub citizens: u64,
    /// Of these, those over 65.
    pub over_65: u64,
    /// The same by age band; of whom it is not known, `not_recorded`.
    pub by_age: BTreeMap<String, u64>,
    /// Citizens by objective; one may be in several.
    pub by_objective: BTreeMap<String, u64>,
}

/// What somebody said of an objective before and after.
#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    before: Option<u8>,
    after: Option<(u8, Millis)>,
}

impl Pair {
    fn both(&self) -> Option<(u8, u8)> {
        Some((self.before?, self.after?.0))
    }
}

/// The last ratings of each citizen, after joins, by objective, up to the end of a period.
fn pairs<'a>(records: &[RecordRef<'a>], aliases: &Aliases, period: &Period) -> BTreeMap<(&'a str, RecordId), Pair> {
    let voided: BTreeSet<RecordId> = records
        .iter()
        .filter(|record| record.is(&RecordType::CITIZEN_PATH) && record.voided())
        .map(|record| record.id)
        .collect();
    let so_far = Period { from: None, ..*period };
    let mut found: BTreeMap<_, Pair> = BTreeMap::new();
    // In the order of their time: a later answer takes the place of an earlier one.
    for answer in events::effective(&RecordType::SURVEY_ANSWER, records.iter().copied()).events {
        let answer = answer.event;
        let (Some(objective), Some(path), Some(at)) =
            (answer.text("objective"), answer.reference("citizenPathId"), answer.time("occurredAt"))
        else {
            continue;
        };
        let citizen = aliases.resolve(path);
        let rating = answer.text("value").and_then(rating);
        let Some(rating) = rating.filter(|_| so_far.has(at) && !voided.contains(&citizen)) else { continue };
        let pair = found.entry((objective, citizen)).or_default();
        match answer.text("phase") {
            Some(phase) if phase == SurveyPhase::BEFORE.as_str() => pair.before = Some(rating),
            Some(phase) if phase == SurveyPhase::AFTER.as_str() => pair.after = Some((rating, at)),
            _ => {}
        }
    }
    found.retain(|_, pair| pair.both().is_some() && pair.after.is_some_and(|(_, at)| period.has(at)));
    found
}

/// What came of each objective, over pairs only: the last rating before and the last one after, which falls in the period.
#[must_use]
pub fn gains<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, period: &Period) -> Vec<Gain> {
    let records: Vec<_> = records.into_iter().collect();
    let aliases = Aliases::of(&RecordType::CITIZEN_PATH, records.iter().copied());
    let mut gains: BTreeMap<&str, Gain> = BTreeMap::new();
    for ((objective, _), pair) in pairs(&records, &aliases, period) {
        let Some((before, after)) = pair.both() else { continue };
        let gain =
            gains.entry(objective).or_insert_with(|| Gain { objective: objective.to_owned(), ..Gain::default() });
        gain.pairs += 1;
        gain.better += u64::from(after > before);
        gain.worse += u64::from(after < before);
        gain.before += u64::from(before);
        gain.after += u64::from(after);
    }
    gains.into_values().collect()
}

/// HUB-2: distinct citizens whose rating passed from under 3 to 3 on digital identity, online applications or the
/// Fascicolo Sanitario, by the age of the card that stands for them.
#[must_use]
pub fn autonomy<'a>(records: impl IntoIterator<Item = RecordRef<'a>>, period: &Period) -> Autonomy {
    let records: Vec<_> = records.into_iter().collect();
    let aliases = Aliases::of(&RecordType::CITIZEN_PATH, records.iter().copied());
    let mut found = Autonomy::default();
    let mut citizens = BTreeSet::new();
    for ((objective, citizen), pair) in pairs(&records, &aliases, period) {
        let counted = COUNTED.iter().any(|counted| counted.as_str() == objective);
        if counted && pair.both().is_some_and(|(before, after)| before < ALONE && after == ALONE) {
            *found.by_objective.entry(objective.to_owned()).or_default() += 1;
            citizens.insert(citizen);
        }
    }
    for citizen in citizens {
        let age = records.iter().find(|record| record.id == citizen).and_then(|path| path.text("ageBand"));
        let old = [HubAgeBand::AGE_65_74, HubAgeBand::AGE_75_PLUS];
        found.citizens += 1;
        found.over_65 += u64::from(age.is_some_and(|age| old.iter().any(|band| band.as_str() == age)));
        *found.by_age.entry(age.unwrap_or("not_recorded").to_owned()).or_default() += 1;
    }
    found
}

/// Where a questionnaire of a path stands, by its last answer: given, put off or refused; what the path itself says where
/// there is none.
#[must_use]
pub fn survey_state<'a>(
    path: &RecordRef<'a>,
    phase: &SurveyPhase,
    records: impl IntoIterator<Item = RecordRef<'a>>,
) -> Option<SurveyState> {
    let answers = events::effective(&RecordType::SURVEY_ANSWER, records).events;
    let own = |answer: &RecordRef<'_>| {
        answer.reference("citizenPathId") == Some(path.id) && answer.text("phase") == Some(phase.as_str())
    };
    let field = if *phase == SurveyPhase::BEFORE { "preSurvey" } else { "postSurvey" };
    match answers.iter().rev().map(|answer| answer.event).find(own) {
        None => path.text(field).map(SurveyState::new),
        Some(last) if last.text("question") == Some(Question::OUTCOME.as_str()) => {
            last.text("value").map(SurveyState::new)
        }
        Some(_) => Some(SurveyState::DONE),
    }
}

fn rating(text: &str) -> Option<u8> {
    text.parse().ok().filter(|rating| *rating <= ALONE)
}

/// Reads by hand: it is in the core of the app, where whole records are not read as structs.
pub(crate) fn answer_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let text = |name: &str| fields.get(name).and_then(serde_json::Value::as_str);
    let (rates, question) = (text("objective").is_some(), text("question"));
    let wrong = match text("value") {
        Some(value) if rates => !matches!(value, "0" | "1" | "2" | "3"),
        Some(value) if question == Some("satisfaction") => !matches!(value, "1" | "2" | "3" | "4" | "5"),
        _ => false,
    };
    if wrong {
        values::issue("value", IssueCode::WrongType, issues);
    }
}

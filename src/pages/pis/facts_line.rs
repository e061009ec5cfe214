use super::case::Case;
use crate::i18n::{dates, words};
use crate::pages::facts;
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// At most three facts: how many or where, which Comune, who reported and when.
pub fn facts_line(case: &Case, app: &AppState) -> String {
    let record = &case.record;
    let place = record.text("placeKind").map(|code| words::lower(&facts::chip_label("placeKind", code, app)));
    let comune = record.text("municipalityCode").map(|code| facts::municipality(code, app));
    let from = record.text("referrerType").map(|code| referrer(code, &when(case, app), app));
    let people = place.is_none().then(|| case.people()).filter(|_| case.count() == 1);
    [people, comune, place, from].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `20:52`, with the day when it is not today.
fn when(case: &Case, app: &AppState) -> String {
    let at = case.reported_at();
    let when = if dates::same_day(at, app.true_now()) { dates::clock(at) } else { dates::day_and_clock(at) };
    let exact = case.record.text("occurredAtPrecision").is_none_or(|precision| precision == "exact");
    if exact { when } else { tr!(conflict.about, when = when) }
}

fn referrer(code: &str, time: &str, app: &AppState) -> String {
    match code {
        "carabinieri" => tr!(pis.from_carabinieri, time = time),
        "local_police" => tr!(pis.from_local_police, time = time),
        "state_police" => tr!(pis.from_state_police, time = time),
        "municipal_social_service" => tr!(pis.from_social_service, time = time),
        "hospital" => tr!(pis.from_hospital, time = time),
        "fire_brigade" => tr!(pis.from_fire_brigade, time = time),
        "citizen" => tr!(pis.from_citizen, time = time),
        other => tr!(pis.from_other, who = facts::code_label("referrerType", other, app), time = time),
    }
}

//! The figures as lines to print. A line that nothing counted is not printed: that is not a printed zero.

use model::order;
use std::collections::BTreeMap;

use model::indicators::{HubReport, PisReport, ProximityReport, StreetReport};
use protocol::FiguresResponse;

use crate::i18n::dates;
use crate::pages::facts;
use crate::state::AppState;
use crate::tr;

/// A line of a table.
pub struct Line {
    /// What is counted.
    pub label: String,
    /// How many.
    pub number: String,
    /// Whether it is a total.
    pub total: bool,
}

/// Caption and lines of each service that was reported.
pub fn tables(figures: &FiguresResponse, state: &AppState) -> Vec<(&'static str, Vec<Line>)> {
    let all = [
        figures.pis.as_ref().map(|report| (tr!(register.pis), pis(report, state))),
        figures.street.as_ref().map(|report| (tr!(register.street), street(report, state))),
        figures.proximity.as_ref().map(|report| (tr!(register.proximity), proximity(report, state))),
        figures.hub.as_ref().map(|report| (tr!(register.hub), hub(report, state))),
    ];
    all.into_iter().flatten().collect()
}

fn pis(report: &PisReport, state: &AppState) -> Vec<Line> {
    let mut lines = vec![total(tr!(register.pis_total), report.total)];
    lines.extend(split(&report.by_municipality, |code| tr!(register.pis_in, place = facts::municipality(code, state))));
    lines.extend(split(&report.by_referrer, |code| {
        tr!(register.pis_from, who = facts::code_label("referrerType", code, state))
    }));
    for line in most_first(&report.by_target) {
        let label = facts::code_label("targetCategory", line.0, state);
        lines.push(part(label, line.1));
        if let Some(women) = report.with_women.get(line.0).filter(|women| **women > 0) {
            lines.push(part(tr!(register.women).to_owned(), *women));
        }
    }
    lines
}

fn street(report: &StreetReport, state: &AppState) -> Vec<Line> {
    let mut lines = vec![total(tr!(register.outings), report.outings)];
    lines.extend(split(&report.outings_by_municipality, |code| {
        tr!(register.outings_in, place = facts::municipality(code, state))
    }));
    lines.push(total(tr!(register.young_people_met), report.young_people_met));
    lines.push(part(tr!(register.contacts).to_owned(), report.contacts));
    if report.open_outings > 0 {
        lines.push(part(tr!(register.open_outings).to_owned(), report.open_outings));
    }
    lines
}

fn proximity(report: &ProximityReport, state: &AppState) -> Vec<Line> {
    let mut lines = vec![total(tr!(register.beneficiaries), report.total)];
    lines.extend(split(&report.beneficiaries, |code| facts::code_label("beneficiaryType", code, state)));
    lines.push(part(tr!(register.visits).to_owned(), report.visits));
    lines
}

fn hub(report: &HubReport, state: &AppState) -> Vec<Line> {
    let mut lines = vec![
        total(tr!(register.citizens), report.citizens),
        part(tr!(register.appointments).to_owned(), report.appointments),
        total(tr!(register.venues), report.venues),
    ];
    for pattern in &report.patterns {
        let label = match pattern.from.filter(|_| report.patterns.len() > 1) {
            Some(from) => tr!(register.weekly_hours, from = dates::numeric_day(from)),
            None => tr!(register.weekly_hours_all).to_owned(),
        };
        lines.push(part(label, pattern.weekly_hours.to_string().replace('.', ",")));
    }
    lines.push(total(tr!(register.lessons), report.lessons));
    let others =
        [(tr!(register.digital_gyms), report.digital_gyms), (tr!(register.staff_trainings), report.staff_trainings)];
    lines
        .extend(others.into_iter().filter(|(_, count)| *count > 0).map(|(label, count)| part(label.to_owned(), count)));
    lines.push(total(tr!(register.alone), report.autonomy.citizens));
    lines.push(part(tr!(register.alone_over_65).to_owned(), report.autonomy.over_65));
    lines.extend(split(&report.autonomy.by_age, |code| facts::code_label("hubAgeBand", code, state)));
    for gain in &report.gains {
        let label = tr!(register.gain, objective = facts::chip_label("objectives", &gain.objective, state));
        lines.push(part(label, tr!(register.gain_of, better = gain.better, pairs = gain.pairs)));
    }
    lines
}

fn split(counts: &BTreeMap<String, u64>, label: impl Fn(&str) -> String) -> Vec<Line> {
    most_first(counts).into_iter().map(|(code, count)| part(label(code), count)).collect()
}

/// The largest first, as the Piano prints them.
fn most_first(counts: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut sorted: Vec<_> = counts.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    order::by_key(&mut sorted, |(_, count)| std::cmp::Reverse(*count));
    sorted
}

fn total(label: &str, number: impl ToString) -> Line {
    Line { label: label.to_owned(), number: number.to_string(), total: true }
}

fn part(label: String, number: impl ToString) -> Line {
    Line { label, number: number.to_string(), total: false }
}

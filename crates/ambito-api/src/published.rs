//! The figures that the Piano di Zona publishes, beside those computed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::indicators::Period;
use protocol::FiguresResponse;
use serde::Deserialize;

/// One line: what it is, what was computed, what was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Code of the indicator.
    pub indicator: &'static str,
    /// Days.
    pub period: Period,
    /// Which figure.
    pub name: String,
    /// From the database.
    pub computed: String,
    /// From the Piano; absent for a figure that stands beside the published ones.
    pub published: Option<String>,
}

impl Line {
    /// Whether the two agree; a figure that was not published agrees with nothing and differs from nothing.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.published.as_ref().is_none_or(|published| *published == self.computed)
    }
}

/// Published figures: an absent key was not printed, an unknown key is an error.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Published {
    /// The document.
    pub source: String,
    #[serde(default)]
    pis: Vec<Pis>,
    #[serde(default)]
    street: Vec<Street>,
    #[serde(default)]
    proximity: Vec<Proximity>,
    #[serde(default)]
    hub: Vec<Hub>,
}

type Split = BTreeMap<String, u64>;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pis {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    total: Option<u64>,
    #[serde(default)]
    municipality: Split,
    #[serde(default)]
    referrer: Split,
    #[serde(default)]
    referrer_unit: Split,
    #[serde(default)]
    target: Split,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Street {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    outings: Option<u64>,
    young_people_met: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Proximity {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    elderly: Option<u64>,
    adult: Option<u64>,
    family: Option<u64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Hub {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    weekly_hours: Option<f64>,
    venues: Option<u64>,
    citizens: Option<u64>,
    lessons: Option<u64>,
    #[serde(default)]
    venue_municipalities: Option<Vec<String>>,
}

impl Published {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is not what it should be.
    pub fn parse(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The periods that figures are published for.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let days = |from: Option<NaiveDate>, to: Option<NaiveDate>| Period { from, to };
        let mut periods: Vec<Period> = self.pis.iter().map(|it| days(it.from, it.to)).collect();
        periods.extend(self.street.iter().map(|it| days(it.from, it.to)));
        periods.extend(self.proximity.iter().map(|it| days(it.from, it.to)));
        periods.extend(self.hub.iter().map(|it| days(it.from, it.to)));
        periods
    }

    /// The published lines of the period of these figures.
    #[must_use]
    pub fn compare(&self, figures: &FiguresResponse) -> Vec<Line> {
        let mut lines = Lines { period: figures.period, lines: Vec::new() };
        let here = |from: Option<NaiveDate>, to: Option<NaiveDate>| Period { from, to } == figures.period;
        if let Some(computed) = &figures.pis {
            for it in self.pis.iter().filter(|it| here(it.from, it.to)) {
                lines.add("PIS-1", "interventions", computed.total, it.total);
                lines.split("PIS-1", "municipality", &computed.by_municipality, &it.municipality);
                lines.split("PIS-1", "referrer", &computed.by_referrer, &it.referrer);
                lines.split("PIS-1", "unit", &computed.by_referrer_unit, &it.referrer_unit);
                lines.split("PIS-1", "target", &computed.by_target, &it.target);
                for (category, women) in &computed.with_women {
                    lines.beside("PIS-1", &format!("with women, target {category}"), women);
                }
                lines.beside("PIS-1", "people", &computed.people.values().map(|people| people.total).sum::<u64>());
            }
        }
        if let Some(computed) = &figures.street {
            for it in self.street.iter().filter(|it| here(it.from, it.to)) {
                lines.add("STR-1", "outings", computed.outings, it.outings);
                lines.add("STR-1", "young people met", computed.young_people_met, it.young_people_met);
                lines.beside("STR-1", "contacts, new and known", &computed.contacts);
            }
        }
        if let Some(computed) = &figures.proximity {
            for it in self.proximity.iter().filter(|it| here(it.from, it.to)) {
                for (kind, published) in [("elderly", it.elderly), ("adult", it.adult), ("family", it.family)] {
                    let count = computed.beneficiaries.get(kind).copied().unwrap_or_default();
                    lines.add("PRX-1", &format!("beneficiaries, {kind}"), count, published);
                }
            }
        }
        if let Some(computed) = &figures.hub {
            for it in self.hub.iter().filter(|it| here(it.from, it.to)) {
                // One line for each pattern in force: two patterns would not be "20 hours".
                let hours: Vec<String> =
                    computed.patterns.iter().map(|pattern| pattern.weekly_hours.to_string()).collect();
                lines.add("HUB-1", "weekly hours", hours.join(" + "), it.weekly_hours.map(|hours| hours.to_string()));
                lines.add("HUB-1", "venues", computed.venues, it.venues);
                lines.add("HUB-1", "citizens", computed.citizens, it.citizens);
                lines.add("HUB-1", "lessons", computed.lessons, it.lessons);
                let published = it.venue_municipalities.as_ref().map(|codes| {
                    let mut codes = codes.clone();
                    codes.sort_unstable();
                    codes.join(" ")
                });
                lines.add("HUB-1", "venues in", computed.venue_municipalities.join(" "), published);
            }
        }
        lines.lines
    }
}

struct Lines {
    period: Period,
    lines: Vec<Line>,
}

impl Lines {
    /// A figure that was not published makes no line.
    fn add<T: ToString>(&mut self, indicator: &'static str, name: &str, computed: T, published: Option<T>) {
        let Some(published) = published else { return };
        self.push(indicator, name, computed.to_string(), Some(published.to_string()));
    }

    /// A figure that a reader might take for a published one: printed apart, so that nobody does.
    fn beside(&mut self, indicator: &'static str, name: &str, computed: &impl ToString) {
        self.push(indicator, name, computed.to_string(), None);
    }

    fn push(&mut self, indicator: &'static str, name: &str, computed: String, published: Option<String>) {
        self.lines.push(Line { indicator, period: self.period, name: name.to_owned(), computed, published });
    }

    /// Rows that were not printed are not printed zeros.
    fn split(&mut self, indicator: &'static str, name: &str, computed: &Split, published: &Split) {
        for (key, count) in published {
            let own = computed.get(key).copied().unwrap_or_default();
            self.add(indicator, &format!("{name} {key}"), own, Some(*count));
        }
    }
}

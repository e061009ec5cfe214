use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{NaiveDate, NaiveTime};
use serde_json::Value;
use toml::Spanned;
use toml::value::Datetime;

use super::file::{CodelistsFile, File, HoursFile, ReceptionFile, SlotFile, VenueFile};
use super::{
    AmbitoConfig, CHIP_LABEL_MAX, CodelistEntry, Codelists, ConfigError, ConfigIssue, DirectoryItem, EmergencyNumber,
    GuideText, HolidayConfig, HubSettings, Municipality, PisSettings, ProximitySettings, ReceptionPlaces, ReferrerUnit,
    Retention, StreetSettings, VenueConfig, data,
};
use crate::codes::{Code as _, PlacementKind};
use crate::hours::{DayKind, HoursRule, HoursWindow};
use crate::hub::{Slot, WeekPattern};
use crate::ids::AmbitoId;

/// The least that a phone may be read without a word of the API: a night, and the round after it.
const LEAST_OFFLINE_HOURS: u32 = 24;

/// The data files that all Ambiti share, as text.
#[derive(Clone, Copy, Debug)]
pub struct DataFiles<'a> {
    /// `config/data/codelists.json`.
    pub codelists_json: &'a str,
    /// `config/data/municipalities.json`.
    pub municipalities_json: &'a str,
    /// `config/data/population.json`.
    pub population_json: &'a str,
}

/// Reads and checks the configuration of an Ambito.
///
/// # Errors
/// Everything that is wrong, each with its file, line and reason. A file that is no TOML, has an unknown key or a value
/// of the wrong type stops at the first.
pub fn parse(toml_text: &str, data: &DataFiles<'_>) -> Result<AmbitoConfig, ConfigError> {
    let mut faults = Faults { toml: toml_text, issues: Vec::new() };
    let file: File = toml::from_str(toml_text).map_err(|error| {
        let line = error.span().map(|span| faults.line(&span));
        let reason = error.message().to_owned();
        ConfigError { issues: vec![ConfigIssue { file: "toml", line, reason }] }
    })?;
    let config = build(file, data, toml_text, &mut faults);
    if faults.issues.is_empty() { Ok(config) } else { Err(ConfigError { issues: faults.issues }) }
}

/// What was found wrong so far.
pub(super) struct Faults<'a> {
    toml: &'a str,
    issues: Vec<ConfigIssue>,
}

impl Faults<'_> {
    pub(super) fn push(&mut self, file: &'static str, line: Option<usize>, reason: String) {
        self.issues.push(ConfigIssue { file, line, reason });
    }

    fn at(&mut self, span: &Range<usize>, reason: String) {
        let line = self.line(span);
        self.push("toml", Some(line), reason);
    }

    fn line(&self, span: &Range<usize>) -> usize {
        1 + self.toml.get(..span.start).unwrap_or_default().matches('\n').count()
    }
}

fn build(file: File, data: &DataFiles<'_>, toml_text: &str, faults: &mut Faults<'_>) -> AmbitoConfig {
    let id = file.id.get_ref().clone();
    let mut municipalities = data::municipalities(data, &id, faults);
    if municipalities.is_empty() {
        faults.at(&file.id.span(), format!("no Comune of the data file belongs to the Ambito `{id}`"));
    }
    if file.services.get_ref().is_empty() {
        faults.at(&file.services.span(), "an Ambito needs at least one service".to_owned());
    }
    for (istat, aliases) in file.municipality_aliases {
        if known(&istat, &municipalities, faults)
            && let Some(comune) = municipalities.iter_mut().find(|comune| comune.istat == *istat.get_ref())
        {
            comune.aliases = aliases;
        }
    }
    let codelists = codelists(file.codelists, data, faults);
    for patron in &file.holidays.patron_days {
        known(&patron.municipality, &municipalities, faults);
        if NaiveDate::from_ymd_opt(2024, *patron.month.get_ref(), patron.day).is_none() {
            faults.at(&patron.month.span(), "not a day of the year".to_owned());
        }
    }
    let mut keys = BTreeSet::new();
    if let Some(hours) = file.offline_read_hours.as_ref().filter(|hours| *hours.get_ref() < LEAST_OFFLINE_HOURS) {
        faults.at(&hours.span(), format!("a round needs {LEAST_OFFLINE_HOURS} hours without network at least"));
    }
    for guide in &file.guides {
        if !keys.insert(guide.get_ref().key.clone()) {
            faults.at(&guide.span(), format!("the guide `{}` stands twice", guide.get_ref().key));
        }
    }
    for code in file.referrer_units.iter().map(|unit| &unit.referrer_type).chain(&file.pis.referrers) {
        if !codelists.list("referrerType").iter().any(|entry| entry.code == *code.get_ref()) {
            faults.at(&code.span(), format!("`{}` is not in the codelist `referrerType`", code.get_ref()));
        }
    }
    for places in &file.reception_places {
        let kind = places.kind.get_ref();
        if *kind == PlacementKind::NONE.as_str()
            || !codelists.list("placementKind").iter().any(|entry| entry.code == *kind)
        {
            faults.at(&places.kind.span(), format!("`{kind}` is no place of the codelist `placementKind`"));
        }
    }
    let defaults = (ProximitySettings::default(), PisSettings::default(), HubSettings::default());
    AmbitoConfig {
        version: format!("{}-{:016x}", file.version, fingerprint(toml_text, data)),
        name: file.name,
        services: file.services.into_inner(),
        service_hours: service_hours(file.service_hours, faults),
        holidays: HolidayConfig {
            patron_days: file.holidays.patron_days.iter().map(super::file::PatronFile::day).collect(),
            patron_days_for_pis: file.holidays.patron_days_for_pis,
        },
        offline_read_hours: file.offline_read_hours.map(Spanned::into_inner),
        retention: file
            .retention
            .into_iter()
            .map(|(service, kept)| {
                let (on_phone_days, hours) = (kept.on_phone_days, kept.on_phone_hours_after_shift);
                (service, Retention { on_phone_days, on_phone_hours_after_shift: hours, years: kept.years })
            })
            .collect(),
        emergency_numbers: file
            .emergency_numbers
            .into_iter()
            .map(|number| EmergencyNumber { number: dialable(number.number, faults), label: number.label })
            .collect(),
        guides: file
            .guides
            .into_iter()
            .map(Spanned::into_inner)
            .map(|guide| GuideText { key: guide.key, title: guide.title, version: guide.version, steps: guide.steps })
            .collect(),
        directory: file
            .directory
            .into_iter()
            .map(|item| DirectoryItem {
                municipality_code: item
                    .municipality
                    .filter(|istat| known(istat, &municipalities, faults))
                    .map(Spanned::into_inner),
                name: item.name,
                kind: item.kind,
                run_by: item.run_by,
                phone: item.phone.map(|phone| dialable(phone, faults)),
                note: item.note,
            })
            .collect(),
        reception_places: reception_places(file.reception_places, faults),
        referrer_units: file
            .referrer_units
            .into_iter()
            .map(|unit| ReferrerUnit { referrer_type: unit.referrer_type.into_inner(), name: unit.name })
            .collect(),
        street: file
            .street
            .warn_outing_hours
            .map_or_else(StreetSettings::default, |warn_outing_hours| StreetSettings { warn_outing_hours }),
        proximity: ProximitySettings {
            default_minutes: minutes(file.proximity.default_minutes, 5..=480, defaults.0.default_minutes, faults),
            open_maps: file.proximity.open_maps.unwrap_or(defaults.0.open_maps),
        },
        pis: PisSettings {
            referrers: file.pis.referrers.into_iter().map(Spanned::into_inner).collect(),
            warn_handover_hours: file.pis.warn_handover_hours.unwrap_or(defaults.1.warn_handover_hours),
        },
        hub: HubSettings {
            default_minutes: minutes(file.hub.default_minutes, 15..=180, defaults.2.default_minutes, faults),
            warn_after_appointments: file.hub.warn_after_appointments.unwrap_or(defaults.2.warn_after_appointments),
            minors_enabled: file.hub.minors_enabled,
            details_enabled: file.hub.details_enabled,
        },
        venues: venues(file.venues, &municipalities, faults),
        population: data::population(data, &municipalities, faults),
        id: AmbitoId(id),
        municipalities,
        codelists,
    }
}

fn reception_places(file: Vec<ReceptionFile>, faults: &mut Faults<'_>) -> Value {
    let mut places = Vec::new();
    for ReceptionFile { kind, seats, as_of, example } in file {
        if let Some(as_of) = day(&as_of, faults) {
            places.push(ReceptionPlaces { kind: kind.into_inner(), seats, as_of, example }.to_value());
        }
    }
    if places.is_empty() { Value::Null } else { Value::Array(places) }
}

fn codelists(file: CodelistsFile, data: &DataFiles<'_>, faults: &mut Faults<'_>) -> Codelists {
    let mut lists = data::codelists(data, faults);
    for list in file.exclude {
        if lists.remove(list.get_ref()).is_none() {
            faults.at(&list.span(), format!("there is no codelist `{}` to leave out", list.get_ref()));
        }
    }
    for entry in file.entries {
        let (code_at, chip_at) = (entry.code.span(), entry.chip_label.span());
        let (code, chip_label) = (entry.code.into_inner(), entry.chip_label.into_inner());
        if chip_label.chars().count() > CHIP_LABEL_MAX {
            faults.at(&chip_at, data::long_chip(&entry.list, &code));
        }
        let entries = lists.entry(entry.list.clone()).or_default();
        if entries.iter().any(|known| known.code == code) {
            faults.at(&code_at, data::double_code(&entry.list, &code));
            continue;
        }
        let (report_label, parent_code) = (entry.report_label, entry.parent_code);
        // "Altro" and "Nessuno" stay last.
        let place = entries.iter().rposition(|known| !matches!(known.code.as_str(), "other" | "none"));
        let entry = CodelistEntry { code, label: entry.label, chip_label, report_label, retired: false, parent_code };
        entries.insert(place.map_or(0, |last| last + 1), entry);
    }
    for retired in file.retired {
        let entry = lists
            .get_mut(&retired.list)
            .and_then(|entries| entries.iter_mut().find(|entry| entry.code == *retired.code.get_ref()));
        match entry {
            Some(entry) => entry.retired = true,
            None => {
                let reason = format!("there is no code `{}` in `{}` to retire", retired.code.get_ref(), retired.list);
                faults.at(&retired.code.span(), reason);
            }
        }
    }
    Codelists(lists)
}

fn service_hours(rules: Vec<Spanned<HoursFile>>, faults: &mut Faults<'_>) -> Vec<HoursRule> {
    let mut read: Vec<(Range<usize>, HoursRule)> = Vec::new();
    for rule in rules {
        let span = rule.span();
        let rule = rule.into_inner();
        let Some(valid_from) = day(&rule.valid_from, faults) else { continue };
        let valid_to = rule.valid_to.as_ref().and_then(|to| day(to, faults));
        if valid_to.is_some_and(|to| to < valid_from) {
            faults.at(&span, "the rule ends before it starts".to_owned());
        }
        let windows = rule
            .windows
            .into_iter()
            .filter_map(|window| {
                let (span, window) = (window.span(), window.into_inner());
                let (from, to) = (minute(&window.from, faults)?, minute(&window.to, faults)?);
                if to <= from {
                    let reason = "the window ends before it starts; split it at midnight".to_owned();
                    faults.at(&span, reason);
                }
                Some(HoursWindow { days: window.days, from, to })
            })
            .collect();
        read.push((span, HoursRule { valid_from, valid_to, valid_from_assumed: rule.valid_from_assumed, windows }));
    }
    read.sort_by_key(|(_, rule)| rule.valid_from);
    for pair in read.windows(2) {
        let [(_, earlier), (span, later)] = pair else { continue };
        if earlier.valid_to.is_none_or(|to| later.valid_from <= to) {
            faults.at(span, format!("the rule overlaps the one that starts on {}", earlier.valid_from));
        }
    }
    read.into_iter().map(|(_, rule)| rule).collect()
}

fn venues(files: Vec<VenueFile>, municipalities: &[Municipality], faults: &mut Faults<'_>) -> Vec<VenueConfig> {
    let mut keys = BTreeSet::new();
    let mut venues = Vec::new();
    for file in files {
        known(&file.municipality, municipalities, faults);
        if !keys.insert(file.key.get_ref().clone()) {
            faults.at(&file.key.span(), format!("the venue `{}` stands twice", file.key.get_ref()));
        }
        let timetable = file.timetable.into_iter().filter_map(|file| slot(file, faults)).collect();
        venues.push(VenueConfig {
            key: file.key.into_inner(),
            name: file.name,
            municipality_code: file.municipality.into_inner(),
            timetable,
            example: file.example,
        });
    }
    venues
}

fn slot(file: Spanned<SlotFile>, faults: &mut Faults<'_>) -> Option<Slot> {
    let (span, file) = (file.span(), file.into_inner());
    let weekday = match file.weekday.get_ref() {
        DayKind::Mon => 1,
        DayKind::Tue => 2,
        DayKind::Wed => 3,
        DayKind::Thu => 4,
        DayKind::Fri => 5,
        DayKind::Sat => 6,
        DayKind::Sun => 7,
        DayKind::Holiday => {
            faults.at(&file.weekday.span(), "a slot needs a day of the week".to_owned());
            return None;
        }
    };
    let (from, to) = (time(&file.from, faults)?, time(&file.to, faults)?);
    let valid_from = file.valid_from.as_ref().and_then(|at| day(at, faults));
    let valid_to = file.valid_to.as_ref().and_then(|at| day(at, faults));
    if to <= from {
        faults.at(&span, "the slot ends before it starts".to_owned());
    }
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        faults.at(&span, "the slot is valid until before it starts".to_owned());
    }
    let nth_fits = match file.weeks {
        WeekPattern::Nth => file.nth.is_some_and(|nth| (1..=5).contains(&nth)),
        WeekPattern::Every | WeekPattern::Odd | WeekPattern::Even => file.nth.is_none(),
    };
    if !nth_fits {
        faults.at(&span, "`nth` (1 to 5) goes with `weeks = \"nth\"`, and only with it".to_owned());
    }
    Some(Slot { weekday, from, to, weeks: file.weeks, nth: file.nth, valid_from, valid_to })
}

fn known(istat: &Spanned<String>, municipalities: &[Municipality], faults: &mut Faults<'_>) -> bool {
    let found = municipalities.iter().any(|comune| comune.istat == *istat.get_ref());
    if !found {
        faults.at(&istat.span(), format!("`{}` is no Comune of this Ambito", istat.get_ref()));
    }
    found
}

fn dialable(phone: Spanned<String>, faults: &mut Faults<'_>) -> String {
    let fits = |c: char| c.is_ascii_digit() || c == ' ' || c == '+';
    if !phone.get_ref().chars().all(fits) || !phone.get_ref().contains(|c: char| c.is_ascii_digit()) {
        faults.at(&phone.span(), format!("`{}` is not a number to dial", phone.get_ref()));
    }
    phone.into_inner()
}

fn minutes(
    given: Option<Spanned<u32>>,
    range: std::ops::RangeInclusive<u32>,
    default: u32,
    faults: &mut Faults<'_>,
) -> u32 {
    let Some(given) = given else { return default };
    if !range.contains(given.get_ref()) {
        faults.at(&given.span(), format!("minutes go from {} to {}", range.start(), range.end()));
    }
    given.into_inner()
}

fn day(at: &Spanned<Datetime>, faults: &mut Faults<'_>) -> Option<NaiveDate> {
    let date = at.get_ref().date.filter(|_| at.get_ref().time.is_none());
    let day = date.and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()));
    if day.is_none() {
        faults.at(&at.span(), "a day such as 2024-03-01 is wanted".to_owned());
    }
    day
}

/// Minutes from midnight; `24:00` is the end of the day.
fn minute(text: &Spanned<String>, faults: &mut Faults<'_>) -> Option<u16> {
    if text.get_ref() == "24:00" {
        return Some(24 * 60);
    }
    let time = time(text, faults)?;
    u16::try_from(time.signed_duration_since(NaiveTime::MIN).num_minutes()).ok()
}

fn time(text: &Spanned<String>, faults: &mut Faults<'_>) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(text.get_ref(), "%H:%M").ok();
    if time.is_none() {
        faults.at(&text.span(), format!("`{}` is not a time such as 18:00", text.get_ref()));
    }
    time
}

/// FNV-1a over everything that was read: the version changes whenever anything changes, also when nobody thought of it.
fn fingerprint(toml_text: &str, data: &DataFiles<'_>) -> u64 {
    let texts = [toml_text, data.codelists_json, data.municipalities_json, data.population_json];
    let bytes = texts.iter().flat_map(|text| text.bytes().chain(std::iter::once(0)));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

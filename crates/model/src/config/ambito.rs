use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::Codelists;
use crate::hours::HoursRule;
use crate::hub::Slot;
use crate::ids::AmbitoId;
use crate::record::{Fields, Service};

/// The configuration of an Ambito, as `GET /v1/config` sends it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AmbitoConfig {
    /// The tenant.
    pub id: AmbitoId,
    /// Name for people.
    pub name: String,
    /// Changes whenever anything in it changes.
    pub version: String,
    /// The services that run here; the others are hidden.
    pub services: Vec<Service>,
    /// The Comuni, in the order of the alphabet.
    pub municipalities: Vec<Municipality>,
    /// Codelists.
    pub codelists: Codelists,
    /// Rules of the hours of the PIS, oldest first; empty where none is configured.
    pub service_hours: Vec<HoursRule>,
    /// Holidays beside the national ones.
    pub holidays: HolidayConfig,
    /// Hours that a phone may be read without a word of the API; absent leaves it to the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offline_read_hours: Option<u32>,
    /// How long things are kept, by service.
    pub retention: BTreeMap<Service, Retention>,
    /// Numbers that may be called from anywhere in the app.
    pub emergency_numbers: Vec<EmergencyNumber>,
    /// Guides.
    pub guides: Vec<GuideText>,
    /// Services of the territory.
    pub directory: Vec<DirectoryItem>,
    /// Places that can receive somebody; [`Self::places`] reads them, which is no part of the first load.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub reception_places: Value,
    /// Organisations that a report may come from.
    pub referrer_units: Vec<ReferrerUnit>,
    /// Street education.
    pub street: StreetSettings,
    /// Proximity.
    pub proximity: ProximitySettings,
    /// Pronto Intervento Sociale.
    pub pis: PisSettings,
    /// Digital hubs.
    pub hub: HubSettings,
    /// Venues of the digital hubs with their timetables by period.
    pub venues: Vec<VenueConfig>,
    /// Residents, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population>,
}

/// A Comune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Municipality {
    /// ISTAT code, six digits.
    pub istat: String,
    /// Cadastral code.
    pub catastale: String,
    /// Name.
    pub name: String,
    /// Other spellings, for imports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// Holidays beside the national ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HolidayConfig {
    /// Patron days, by Comune; none by default.
    pub patron_days: Vec<PatronDay>,
    /// Whether patron days are holidays for the hours of the PIS.
    pub patron_days_for_pis: bool,
}

/// The patron day of a Comune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PatronDay {
    /// ISTAT code.
    pub municipality_code: String,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day.
    pub day: u32,
}

/// How long things are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Retention {
    /// Days that a receipted record stays on the phone after its last use.
    pub on_phone_days: u32,
    /// Hours after the shift, for what must go sooner than a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_phone_hours_after_shift: Option<u32>,
    /// Years at the API; none is invented: absent until the Ambito decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<u32>,
}

/// An emergency number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EmergencyNumber {
    /// What to dial.
    pub number: String,
    /// What it is.
    pub label: String,
}

/// A guide for operators.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuideText {
    /// Key that screens ask for.
    pub key: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Steps, in order.
    pub steps: Vec<String>,
}

/// A service of the territory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryItem {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_by: Option<String>,
    /// Where, if in one Comune.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub municipality_code: Option<String>,
    /// Absent until the Ambito fills it in: then it cannot be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What to know before calling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How many places of a kind there were on a day. There is no field for a name: where somebody is protected stands nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionPlaces {
    /// Code of `placementKind`.
    pub kind: String,
    /// How many.
    pub seats: u32,
    /// On which day somebody counted.
    #[serde(serialize_with = "crate::hours::iso_day")]
    pub as_of: NaiveDate,
    /// An invented value, shown as such.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub example: bool,
}

impl ReceptionPlaces {
    /// As the configuration has them.
    pub(super) fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn of(value: &Value) -> Option<Self> {
        Some(Self {
            kind: value.get("kind")?.as_str()?.to_owned(),
            seats: value.get("seats")?.as_u64()?.try_into().ok()?,
            as_of: crate::time::parse_day(value.get("asOf")?.as_str()?)?,
            example: value.get("example").and_then(Value::as_bool).unwrap_or_default(),
        })
    }

    /// A count is old after so many days.
    const FRESH_DAYS: i64 = 7;

    /// How many days ago somebody counted.
    #[must_use]
    pub fn age(&self, today: NaiveDate) -> i64 {
        today.signed_duration_since(self.as_of).num_days().max(0)
    }

    /// Whether it was counted too long ago to rely on.
    #[must_use]
    pub fn is_old(&self, today: NaiveDate) -> bool {
        self.age(today) > Self::FRESH_DAYS
    }
}

/// An organisation that a report may come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReferrerUnit {
    /// Code of `referrerType`.
    pub referrer_type: String,
    /// Name, as a report prints it.
    pub name: String,
}

/// Settings of street education.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreetSettings {
    /// An outing longer than this is warned about.
    pub warn_outing_hours: u32,
}

/// Settings of the proximity service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProximitySettings {
    /// Minutes of a visit that no plan gives.
    pub default_minutes: u32,
    /// Whether addresses may be opened in the phone's maps: street and number only.
    pub open_maps: bool,
}

/// Settings of the Pronto Intervento Sociale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PisSettings {
    /// Referrers that the agreement names; others are warned about.
    pub referrers: Vec<String>,
    /// A handover later than this after the end is warned about.
    pub warn_handover_hours: u32,
}

/// Settings of the digital hubs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HubSettings {
    /// Minutes of an appointment.
    pub default_minutes: u32,
    /// More appointments in a path than this are warned about.
    pub warn_after_appointments: u32,
    /// Whether citizens from 14 to 17 may come.
    pub minors_enabled: bool,
    /// Whether an appointment has a text for details.
    pub details_enabled: bool,
}

/// A venue of the digital hubs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VenueConfig {
    /// Stable key, unique in the file.
    pub key: String,
    /// Name.
    pub name: String,
    /// Where.
    pub municipality_code: String,
    /// When it is open, by period.
    pub timetable: Vec<Slot>,
    /// An invented value, shown as such: hours by venue are not published.
    pub example: bool,
}

/// Residents by Comune.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Population {
    /// Where the numbers come from.
    pub source: String,
    /// The years of the columns, each on 1 January.
    pub years: Vec<i32>,
    /// Residents by ISTAT code, one number a year.
    pub residents: BTreeMap<String, Vec<u32>>,
}

impl AmbitoConfig {
    /// A Comune by its ISTAT code.
    #[must_use]
    pub fn municipality(&self, istat: &str) -> Option<&Municipality> {
        self.municipalities.iter().find(|comune| comune.istat == istat)
    }

    /// A Comune by its name or another spelling of it; case and spaces around do not matter.
    #[must_use]
    pub fn municipality_by_name(&self, name: &str) -> Option<&Municipality> {
        let wanted = name.trim().to_lowercase();
        self.municipalities.iter().find(|comune| {
            std::iter::once(&comune.name).chain(&comune.aliases).any(|known| known.to_lowercase() == wanted)
        })
    }

    /// The number of a kind of service, where the Ambito gave one: of the one in this Comune, else of one that is for all
    /// of them. That of another Comune is nobody's to call, unless no Comune is asked for: then any is better than none.
    #[must_use]
    pub fn number_of(&self, kind: &str, municipality: Option<&str>) -> Option<&str> {
        let here = |item: &&DirectoryItem| item.municipality_code.as_deref() == municipality;
        let everywhere = |item: &&DirectoryItem| item.municipality_code.is_none();
        let known = || self.directory.iter().filter(|item| item.kind == kind && item.phone.is_some());
        let any = || municipality.is_none().then(|| known().next()).flatten();
        known().find(here).or_else(|| known().find(everywhere)).or_else(any)?.phone.as_deref()
    }

    /// Places that can receive somebody, by kind; no name of any. What this version cannot read is left out.
    #[must_use]
    pub fn places(&self) -> Vec<ReceptionPlaces> {
        self.reception_places.as_array().into_iter().flatten().filter_map(ReceptionPlaces::of).collect()
    }

    /// Whether a service runs here.
    #[must_use]
    pub fn has(&self, service: Service) -> bool {
        self.services.contains(&service)
    }

    /// Residents of a Comune on 1 January of a year; `None` where they are not known.
    #[must_use]
    pub fn residents(&self, istat: &str, year: i32) -> Option<u32> {
        let population = self.population.as_ref()?;
        let column = population.years.iter().position(|known| *known == year)?;
        population.residents.get(istat)?.get(column).copied()
    }

    /// Whether a day is a holiday for the hours of the PIS.
    #[must_use]
    pub fn is_pis_holiday(&self, day: NaiveDate, municipality: Option<&str>) -> bool {
        crate::holidays::is_holiday(day)
            || (self.holidays.patron_days_for_pis
                && municipality.is_some_and(|code| self.holidays.is_patron_day(day, code)))
    }
}

impl VenueConfig {
    /// The fields of the venue's record.
    #[must_use]
    pub fn to_fields(&self) -> Fields {
        let timetable = self.timetable.iter().map(Slot::to_value).collect();
        Fields::from([
            ("name".to_owned(), self.name.clone().into()),
            ("municipalityCode".to_owned(), self.municipality_code.clone().into()),
            ("timetable".to_owned(), Value::Array(timetable)),
            ("example".to_owned(), self.example.into()),
        ])
    }
}

impl HolidayConfig {
    /// Whether a day is the patron day of a Comune.
    #[must_use]
    pub fn is_patron_day(&self, day: NaiveDate, municipality: &str) -> bool {
        use chrono::Datelike;
        self.patron_days.iter().any(|patron| {
            patron.municipality_code == municipality && (patron.month, patron.day) == (day.month(), day.day())
        })
    }
}

impl Default for StreetSettings {
    fn default() -> Self {
        Self { warn_outing_hours: 8 }
    }
}

impl Default for ProximitySettings {
    fn default() -> Self {
        Self { default_minutes: 30, open_maps: true }
    }
}

impl Default for PisSettings {
    fn default() -> Self {
        Self { referrers: Vec::new(), warn_handover_hours: 12 }
    }
}

impl Default for HubSettings {
    fn default() -> Self {
        Self { default_minutes: 60, warn_after_appointments: 3, minors_enabled: false, details_enabled: false }
    }
}

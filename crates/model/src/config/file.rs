//! The TOML file as written. Names are those of the file (snake_case); unknown ones are errors.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::PatronDay;
use crate::hours::DayKind;
use crate::hub::WeekPattern;
use crate::record::Service;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub id: Spanned<String>,
    pub name: String,
    pub version: String,
    pub services: Spanned<Vec<Service>>,
    #[serde(default)]
    pub municipality_aliases: BTreeMap<Spanned<String>, Vec<String>>,
    #[serde(default)]
    pub codelists: CodelistsFile,
    #[serde(default)]
    pub service_hours: Vec<Spanned<HoursFile>>,
    #[serde(default)]
    pub holidays: HolidaysFile,
    pub offline_read_hours: Option<Spanned<u32>>,
    #[serde(default)]
    pub retention: BTreeMap<Service, RetentionFile>,
    #[serde(default)]
    pub emergency_numbers: Vec<NumberFile>,
    #[serde(default)]
    pub guides: Vec<Spanned<GuideFile>>,
    #[serde(default)]
    pub directory: Vec<DirectoryFile>,
    #[serde(default)]
    pub reception_places: Vec<ReceptionFile>,
    #[serde(default)]
    pub referrer_units: Vec<ReferrerUnitFile>,
    #[serde(default)]
    pub street: StreetFile,
    #[serde(default)]
    pub proximity: ProximityFile,
    #[serde(default)]
    pub pis: PisFile,
    #[serde(default)]
    pub hub: HubFile,
    #[serde(default)]
    pub venues: Vec<VenueFile>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CodelistsFile {
    /// Lists of the data file that are of another Ambito.
    pub exclude: Vec<Spanned<String>>,
    /// Codes beside those of the data file.
    pub entries: Vec<EntryFile>,
    /// Codes that are shown where they stand and not offered any more.
    pub retired: Vec<RetiredFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryFile {
    pub list: String,
    pub code: Spanned<String>,
    pub label: String,
    pub chip_label: Spanned<String>,
    pub report_label: Option<(String, String)>,
    pub parent_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetiredFile {
    pub list: String,
    pub code: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursFile {
    pub valid_from: Spanned<Datetime>,
    pub valid_to: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub valid_from_assumed: bool,
    pub windows: Vec<Spanned<WindowFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowFile {
    pub days: Vec<DayKind>,
    pub from: Spanned<String>,
    pub to: Spanned<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HolidaysFile {
    pub patron_days: Vec<PatronFile>,
    pub patron_days_for_pis: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PatronFile {
    pub municipality: Spanned<String>,
    pub month: Spanned<u32>,
    pub day: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RetentionFile {
    pub on_phone_days: u32,
    pub on_phone_hours_after_shift: Option<u32>,
    pub years: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NumberFile {
    pub number: Spanned<String>,
    pub label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuideFile {
    pub key: String,
    pub title: String,
    pub version: String,
    pub steps: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DirectoryFile {
    pub name: String,
    pub kind: String,
    pub run_by: Option<String>,
    pub municipality: Option<Spanned<String>>,
    pub phone: Option<Spanned<String>>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceptionFile {
    pub kind: Spanned<String>,
    pub seats: u32,
    pub as_of: Spanned<Datetime>,
    #[serde(default)]
    pub example: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferrerUnitFile {
    pub referrer_type: Spanned<String>,
    pub name: String,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct StreetFile {
    pub warn_outing_hours: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ProximityFile {
    pub default_minutes: Option<Spanned<u32>>,
    pub open_maps: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PisFile {
    pub referrers: Vec<Spanned<String>>,
    pub warn_handover_hours: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HubFile {
    pub default_minutes: Option<Spanned<u32>>,
    pub warn_after_appointments: Option<u32>,
    pub minors_enabled: bool,
    pub details_enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VenueFile {
    pub key: Spanned<String>,
    pub name: String,
    pub municipality: Spanned<String>,
    #[serde(default)]
    pub example: bool,
    #[serde(default)]
    pub timetable: Vec<Spanned<SlotFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotFile {
    pub weekday: Spanned<DayKind>,
    pub from: Spanned<String>,
    pub to: Spanned<String>,
    #[serde(default)]
    pub weeks: WeekPattern,
    pub nth: Option<u32>,
    pub valid_from: Option<Spanned<Datetime>>,
    pub valid_to: Option<Spanned<Datetime>>,
}

impl PatronFile {
    pub(super) fn day(&self) -> PatronDay {
        PatronDay {
            municipality_code: self.municipality.get_ref().clone(),
            month: *self.month.get_ref(),
            day: self.day,
        }
    }
}

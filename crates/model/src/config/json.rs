//! The configuration out of its JSON, by hand: every phone loads the code that reads it before anything can be drawn, and
//! what serde derives is five times as large (docs/adr/0005-first-load.md). Serde's own readers stay where they are small.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::ambito::{
    AmbitoConfig, DirectoryItem, EmergencyNumber, GuideText, HolidayConfig, HubSettings, Municipality, PatronDay,
    PisSettings, Population, ProximitySettings, ReferrerUnit, Retention, StreetSettings, VenueConfig,
};
use super::{CodelistEntry, Codelists};
use crate::hours::{DayKind, HoursRule, HoursWindow};
use crate::hub::Slot;
use crate::hub::timetable::slot;
use crate::ids::AmbitoId;
use crate::order;
use crate::record::Service;
use crate::time::parse_day;

impl AmbitoConfig {
    /// Out of its JSON; nothing when this version cannot read it.
    #[must_use]
    pub fn from_json(json: &Value) -> Option<Self> {
        Self::read(json)
    }
}

impl<'de> Deserialize<'de> for AmbitoConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&Value::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("no configuration of an Ambito"))
    }
}

/// What can be read out of JSON; nothing when it has another shape.
trait Read: Sized {
    fn read(value: &Value) -> Option<Self>;
}

/// The readers of structs: each field, its name, and what to do when it is not there.
macro_rules! read {
    ($($type:ident { $($field:ident $name:literal $how:ident,)+ })+) => {
        $(impl Read for $type {
            fn read(value: &Value) -> Option<Self> {
                Some(Self { $($field: $how(value, $name)?,)+ })
            }
        })+
    };
}

read! {
    AmbitoConfig {
        id "id" must,
        name "name" must,
        version "version" must,
        services "services" some_known,
        municipalities "municipalities" must,
        codelists "codelists" must,
        service_hours "serviceHours" known,
        holidays "holidays" or_default,
        offline_read_hours "offlineReadHours" maybe,
        retention "retention" known_keys,
        emergency_numbers "emergencyNumbers" or_default,
        guides "guides" or_default,
        directory "directory" or_default,
        reception_places "receptionPlaces" or_default,
        referrer_units "referrerUnits" or_default,
        street "street" or_default,
        proximity "proximity" or_default,
        pis "pis" or_default,
        hub "hub" or_default,
        venues "venues" known,
        population "population" maybe,
    }
    Municipality {
        istat "istat" must,
        catastale "catastale" must,
        name "name" must,
        aliases "aliases" or_default,
    }
    HolidayConfig {
        patron_days "patronDays" or_default,
        patron_days_for_pis "patronDaysForPis" or_default,
    }
    PatronDay {
        municipality_code "municipalityCode" must,
        month "month" must,
        day "day" must,
    }
    Retention {
        on_phone_days "onPhoneDays" must,
        on_phone_hours_after_shift "onPhoneHoursAfterShift" maybe,
        years "years" maybe,
    }
    EmergencyNumber {
        number "number" must,
        label "label" must,
    }
    GuideText {
        key "key" must,
        title "title" must,
        version "version" must,
        steps "steps" must,
    }
    DirectoryItem {
        name "name" must,
        kind "kind" must,
        run_by "runBy" maybe,
        municipality_code "municipalityCode" maybe,
        phone "phone" maybe,
        note "note" maybe,
    }
    ReferrerUnit {
        referrer_type "referrerType" must,
        name "name" must,
    }
    StreetSettings {
        warn_outing_hours "warnOutingHours" must,
    }
    ProximitySettings {
        default_minutes "defaultMinutes" must,
        open_maps "openMaps" must,
    }
    PisSettings {
        referrers "referrers" must,
        warn_handover_hours "warnHandoverHours" must,
    }
    HubSettings {
        default_minutes "defaultMinutes" must,
        warn_after_appointments "warnAfterAppointments" must,
        minors_enabled "minorsEnabled" must,
        details_enabled "detailsEnabled" must,
    }
    VenueConfig {
        key "key" must,
        name "name" must,
        municipality_code "municipalityCode" must,
        timetable "timetable" must,
        example "example" or_default,
    }
    Population {
        source "source" must,
        years "years" must,
        residents "residents" must,
    }
    HoursRule {
        valid_from "validFrom" must,
        valid_to "validTo" maybe,
        valid_from_assumed "validFromAssumed" or_default,
        windows "windows" must,
    }
    HoursWindow {
        days "days" must,
        from "from" must,
        to "to" must,
    }
    CodelistEntry {
        code "code" must,
        label "label" must,
        chip_label "chipLabel" must,
        report_label "reportLabel" maybe,
        retired "retired" or_default,
        parent_code "parentCode" maybe,
    }
}

fn must<T: Read>(of: &Value, name: &str) -> Option<T> {
    T::read(of.get(name)?)
}

fn or_default<T: Read + Default>(of: &Value, name: &str) -> Option<T> {
    of.get(name).map_or_else(|| Some(T::default()), T::read)
}

#[expect(clippy::option_option, reason = "nothing there is no fault")]
fn maybe<T: Read>(of: &Value, name: &str) -> Option<Option<T>> {
    match of.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(value) => T::read(value).map(Some),
    }
}

/// Items that this version can read: a phone lags behind the API, and a new kind of service, day or week must not cost
/// it the rest of its configuration.
fn known<T: Read>(of: &Value, name: &str) -> Option<Vec<T>> {
    match of.get(name) {
        None => Some(Vec::new()),
        Some(items) => Some(items.as_array()?.iter().filter_map(T::read).collect()),
    }
}

/// As [`known`], for what must be there.
fn some_known<T: Read>(of: &Value, name: &str) -> Option<Vec<T>> {
    of.get(name)?;
    known(of, name)
}

/// As [`known`], for what is kept by service.
fn known_keys(of: &Value, name: &str) -> Option<BTreeMap<Service, Retention>> {
    let Some(items) = of.get(name) else { return Some(BTreeMap::new()) };
    let known = |(service, kept): (&String, &Value)| {
        Some((Service::deserialize(Value::from(service.as_str())).ok()?, Retention::read(kept)?))
    };
    Some(order::tree(items.as_object()?.iter().filter_map(known)))
}

impl<T: Read> Read for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(value: &Value) -> Option<Self> {
        let pairs = value.as_object()?.iter().map(|(key, value)| Some((key.clone(), T::read(value)?)));
        Some(order::tree(pairs.collect::<Option<Vec<_>>>()?))
    }
}

impl Read for String {
    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }
}

/// What only a page behind a home asks for is read there.
impl Read for Value {
    fn read(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

impl Read for bool {
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Read for u32 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Read for u16 {
    fn read(value: &Value) -> Option<Self> {
        value.as_u64()?.try_into().ok()
    }
}

impl Read for i32 {
    fn read(value: &Value) -> Option<Self> {
        value.as_i64()?.try_into().ok()
    }
}

impl Read for NaiveDate {
    fn read(value: &Value) -> Option<Self> {
        parse_day(value.as_str()?)
    }
}

impl Read for (String, String) {
    fn read(value: &Value) -> Option<Self> {
        let [one, many] = value.as_array()?.as_slice() else { return None };
        Some((String::read(one)?, String::read(many)?))
    }
}

impl Read for AmbitoId {
    fn read(value: &Value) -> Option<Self> {
        String::read(value).map(Self)
    }
}

impl Read for Codelists {
    fn read(value: &Value) -> Option<Self> {
        Read::read(value).map(Self)
    }
}

impl Read for Service {
    fn read(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok()
    }
}

impl Read for DayKind {
    fn read(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok()
    }
}

impl Read for Slot {
    fn read(value: &Value) -> Option<Self> {
        slot(value)
    }
}

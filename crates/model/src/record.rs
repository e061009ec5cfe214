//! Records as the engine, the stores and the API carry them: a type, an id and named fields.
//!
//! The typed views of each service are parsed from [`Fields`]; what no type knows is kept, never dropped.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::RecordId;
use crate::time::Millis;
use crate::{envelope, schema};

/// Field values by their camelCase name. A field that is absent was never set; `null` was cleared.
pub type Fields = BTreeMap<String, Value>;

/// The type of a record, such as `proximity_visit`. Types that this version does not know are kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordType(pub Cow<'static, str>);

impl RecordType {
    /// A type known at compile time.
    #[must_use]
    pub const fn of(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// The code as on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the model knows of this type; `None` for types that a newer version made.
    #[must_use]
    pub fn info(&self) -> Option<&'static TypeInfo> {
        schema::TYPES.iter().copied().find(|info| info.code == self.as_str())
    }
}

macro_rules! record_types {
    ($($name:ident = $code:literal, $doc:literal;)*) => {
        impl RecordType {
            $(#[doc = $doc] pub const $name: Self = Self::of($code);)*

            /// Every type that this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

record_types! {
    SHIFT = "shift", "A shift: gives place, team, provider and project to what is recorded in it.";
    STREET_OUTING = "street_outing", "An outing of the street team (uscita sul territorio).";
    STREET_STOP = "street_stop", "The arrival at a meeting spot during an outing.";
    STREET_GROUP_MEETING = "street_group_meeting", "A group met at a stop.";
    STREET_TALLY = "street_tally", "One more, or one less, young person met.";
    MEETING_SPOT = "meeting_spot", "A place where young people meet (punto di ritrovo).";
    TERRITORY_NOTE = "territory_note", "What the team learns of a Comune: a service, a potential, a critical point.";
    YOUTH_GROUP = "youth_group", "An informal group, by the nickname that the team gave it.";
    YOUTH_CARD = "youth_card", "A young person, by a nickname made by the team.";
    BENEFICIARY = "beneficiary", "A person or a family that the proximity service helps.";
    VISIT_PLAN = "visit_plan", "Visits that recur.";
    PROXIMITY_VISIT = "proximity_visit", "A visit of the proximity service.";
    PROXIMITY_GROUP_SESSION = "proximity_group_session", "A meeting of the socialisation group.";
    CASH_ENTRY = "cash_entry", "Money given, spent or returned during a visit.";
    PIS_ACTIVATION = "pis_activation", "An activation of the Pronto Intervento Sociale: the facts of the report.";
    PIS_EVENT = "pis_event", "A step of an activation.";
    CITIZEN_PATH = "citizen_path", "The path of a citizen at the digital hubs.";
    HUB_APPOINTMENT = "hub_appointment", "An appointment at a digital hub.";
    HUB_GROUP_SESSION = "hub_group_session", "A lesson, a digital gym or a training of staff.";
    SURVEY_ANSWER = "survey_answer", "An answer given before or after a path.";
    FOLLOW_UP = "follow_up", "Something to be done by a date.";
    NOTE = "note", "A note about a record.";
    CAPTURE = "capture", "What was written on a shut phone, to be made into a record.";
    READ_AUDIT = "read_audit", "That a record was read.";
    OPERATOR = "operator", "A person who works for the Ambito or for a provider.";
    PROVIDER = "provider", "An organisation that runs a service.";
    TEAM = "team", "A team of operators of one service.";
    PROJECT = "project", "A project that pays for the work.";
    VENUE = "venue", "A place of the digital hubs, with its timetable.";
    CODELIST = "codelist", "A codelist of the Ambito.";
    GUIDE = "guide", "A guide for operators.";
    DIRECTORY_ENTRY = "directory_entry", "A service of the territory.";
    PIS_STUB = "pis_stub", "What is left on the phones of an activation that was handed over and is not acknowledged.";
    TEMPLATE = "template", "Starting values that a team gives its forms.";
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How two versions of a record come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeClass {
    /// Created once, corrected only by a later event; cannot conflict.
    Event,
    /// Edited in place, merged three-way by field group.
    Form,
    /// Written by coordinators at the API, pulled by phones; the last version holds.
    Reference,
}

/// The service a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Educativa di strada.
    Street,
    /// Servizio di prossimità.
    Proximity,
    /// Pronto Intervento Sociale.
    Pis,
    /// Sportello di alfabetizzazione digitale.
    Hub,
}

/// The service of a record: of its type, else the one that it names.
#[must_use]
pub fn service_of(record_type: &RecordType, fields: &Fields) -> Option<Service> {
    let named = || Service::deserialize(fields.get("service")?).ok();
    record_type.info().and_then(|info| info.service).or_else(named)
}

/// The personal-data class of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Says nothing of a person.
    Normal,
    /// Identifies or describes a person.
    Personal,
    /// Special categories, minors, violence, free text.
    Sensitive,
    /// Harm follows from its loss or confusion; a clash asks for a human.
    Critical,
}

/// What the model knows of one field.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Name on the wire, camelCase.
    pub name: &'static str,
    /// Personal-data class.
    pub class: DataClass,
    /// Why a personal, sensitive or critical field is kept at all; empty for normal ones.
    pub reason: &'static str,
    /// Fields of one group merge and clash together; a field alone has its own name here.
    pub group: &'static str,
    /// The state from which the field is mandatory, if any.
    pub mandatory_from: Option<&'static str>,
    /// The codelist of its codes, if it has one.
    pub codelist: Option<&'static str>,
    /// Whether the value is a set, which merges by what was added and removed.
    pub set: bool,
    /// Reads a value and reports what is wrong with it under the path given.
    pub check: Check,
}

/// How a field checks a value: value, path, where issues go.
pub type Check = fn(&Value, &str, &mut Vec<Issue>);

/// One state of a record type.
#[derive(Clone, Copy, Debug)]
pub struct StateSpec {
    /// Code on the wire.
    pub code: &'static str,
    /// States whose mandatory fields this one asks for, itself included.
    pub asks: &'static [&'static str],
    /// States that may follow.
    pub next: &'static [&'static str],
}

/// What the model knows of one record type.
#[derive(Clone, Copy, Debug)]
pub struct TypeInfo {
    /// Code on the wire.
    pub code: &'static str,
    /// How versions come together.
    pub merge: MergeClass,
    /// The service; `None` for what all services share (shifts, notes, references).
    pub service: Option<Service>,
    /// Version of the schema that this build writes.
    pub schema_version: u32,
    /// Every field, the envelope's excepted.
    pub fields: &'static [FieldSpec],
    /// The states, the first is the one of a record that names none.
    pub states: &'static [StateSpec],
}

impl TypeInfo {
    /// A field of this type, the envelope's excepted.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|spec| spec.name == name)
    }

    /// A state of this type.
    #[must_use]
    pub fn state(&self, code: &str) -> Option<&'static StateSpec> {
        self.states.iter().find(|state| state.code == code)
    }
}

/// A field of a type, the envelope's included; `None` where this version does not know it.
#[must_use]
pub fn field_spec(record_type: &RecordType, field: &str) -> Option<&'static FieldSpec> {
    envelope::FIELDS
        .iter()
        .find(|spec| spec.name == field)
        .or_else(|| record_type.info().and_then(|info| info.field(field)))
}

/// A record where it stands, for the rules that look at many of them.
#[derive(Clone, Copy, Debug)]
pub struct RecordRef<'a> {
    /// Its id.
    pub id: RecordId,
    /// Its type.
    pub record_type: &'a RecordType,
    /// Its fields.
    pub fields: &'a Fields,
}

impl<'a> RecordRef<'a> {
    /// A record where it stands.
    #[must_use]
    pub const fn new(id: RecordId, record_type: &'a RecordType, fields: &'a Fields) -> Self {
        Self { id, record_type, fields }
    }

    /// Whether it is of a type.
    #[must_use]
    pub fn is(&self, record_type: &RecordType) -> bool {
        self.record_type == record_type
    }

    /// Whether it was voided: then it leaves every count.
    #[must_use]
    pub fn voided(&self) -> bool {
        self.fields.get("voidedAt").is_some_and(|value| !value.is_null())
    }

    /// A field that holds text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.fields.get(name).and_then(Value::as_str)
    }

    /// A field that holds the id of a record.
    #[must_use]
    pub fn reference(&self, name: &str) -> Option<RecordId> {
        self.text(name).and_then(|text| text.parse().ok())
    }

    /// A field that holds a time.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Millis> {
        self.text(name).and_then(|text| Millis::parse_rfc3339(text).ok())
    }

    /// The state that it names, else the first of its type.
    #[must_use]
    pub fn state(&self) -> &'a str {
        crate::state_of(self.record_type, self.fields)
    }
}

/// Something wrong or missing in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// The field, camelCase; nested ones with a path such as `people[1].gender`.
    pub field: String,
    /// What is wrong.
    pub code: IssueCode,
}

/// Why a field does not pass; the app has a sentence for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueCode {
    /// Mandatory in this state and empty.
    Missing,
    /// Not of the type that the field has.
    WrongType,
    /// A number, a time or a count outside of its limits.
    OutOfRange,
    /// Text longer than the field allows.
    TooLong,
    /// Fewer or more items than allowed.
    WrongCount,
    /// The end is before the start.
    EndBeforeStart,
    /// Numbers that must add up do not.
    SumMismatch,
    /// The state is not one that this type has.
    UnknownState,
    /// The state cannot follow the one before.
    ImpossibleTransition,
    /// Not a Comune of the Ambito nor `999999`.
    UnknownMunicipality,
    /// Under the age that the programme allows.
    TooYoung,
    /// The category needs at least one minor.
    NeedsMinor,
    /// The record type is not known here.
    UnknownType,
    /// A field that a phone may not write.
    NotWritable,
}

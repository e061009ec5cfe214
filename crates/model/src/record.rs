//! Records as the engine, the stores and the API carry them: a type, an id and named fields.
//!
//! The typed views of each service are parsed from [`Fields`]; what no type knows is kept, never dropped.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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

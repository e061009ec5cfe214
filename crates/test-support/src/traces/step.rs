//! The steps of a trace, as a person reads them.

use std::collections::BTreeMap;

use model::ids::RecordId;
use model::record::{Fields, RecordType};
use model::time::Millis;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Something that happens, to one phone (0: to none) at one time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Which phone.
    pub phone: u8,
    /// When, on a clock that is right.
    #[serde(serialize_with = "write_time", deserialize_with = "read_time")]
    pub at: Millis,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// The phone is enrolled, and its tab leads.
    Enrol(Enrolled),
    /// The app is closed and opened again.
    Start,
    /// A person saves, all of it in one act.
    Save(Vec<Saved>),
    /// The phone sends a request.
    Send(Request),
    /// It gets its answer.
    Answer(Answer),
    /// It gets none.
    Lost(Lost),
    /// A backup of the API is made.
    Backup,
    /// The API comes back from its backup, as another incarnation.
    Restore,
}

/// Who uses the phone from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// What the API said of the session.
    pub session: Value,
    /// The configuration that the phone has.
    pub config: Value,
}

/// One record of a save.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Saved {
    /// The record.
    pub record_id: RecordId,
    /// Its type.
    pub record_type: RecordType,
    /// What is done to it: the name of an operation's kind.
    pub kind: String,
    /// What was typed.
    pub fields: Fields,
    /// What the person saw, where the form says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Value>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Method and path.
    pub route: String,
    /// Whether its body travels compressed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gzip: bool,
    /// Its body, for a POST.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// The headers that count.
    pub headers: BTreeMap<String, String>,
    /// Its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Or the Ambito whose configuration the body is, which is long and lies in config/ambiti.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<String>,
}

/// What got lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Lost {
    /// The request: the API never saw it.
    Request,
    /// The answer: it took effect at the API.
    Answer,
}

impl Answer {
    /// An answer as a transport reads it. A body that is `config` is named and not written.
    ///
    /// # Panics
    /// When the body is no JSON.
    #[must_use]
    pub fn new(status: u16, headers: &[(&str, Option<&str>)], body: &str, config: Option<(&str, &str)>) -> Self {
        let header = |(name, value): &(&str, Option<&str>)| Some(((*name).to_owned(), (*value)?.to_owned()));
        let headers = headers.iter().filter_map(header).collect();
        let named = config.filter(|(_, text)| *text == body).map(|(ambito, _)| ambito.to_owned());
        let written = || serde_json::from_str(body).expect("the API speaks JSON");
        Self { status, headers, body: named.is_none().then(written), config: named }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn write_time<S: Serializer>(at: &Millis, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339())
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Millis, D::Error> {
    Millis::parse_rfc3339(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

//! Golden traces: what a phone and the API say to each other in one story, step by step, in tests/fixtures/traces.
//!
//! A trace is recorded by the tests of the phone's engine and read by three: the engine, given the answers, sends just
//! these requests; the decisions, given the requests, answer just this; the simulator's API answers the same. Ids, times
//! and chance are fixed, so that a trace is the same on every machine.

mod cursors;
mod step;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use cursors::Cursors;
pub use step::{Answer, Enrolled, Lost, Request, Saved, Step, What};

use model::time::Millis;

/// Set to renew the files from what is recorded.
const UPDATE: &str = "UPDATE_FIXTURES";

/// A story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// What happens in it, in a sentence.
    pub title: String,
    /// One after the other.
    pub steps: Vec<Step>,
}

/// What the API meets in a story.
pub enum Met<'a> {
    /// A phone was enrolled.
    Enrolled(u8, &'a Enrolled),
    /// A request arrived; its answer, where it did not get lost on the way back.
    Asked {
        /// From which phone.
        phone: u8,
        /// At what time.
        at: Millis,
        /// What it asks.
        request: &'a Request,
        /// What it got.
        answer: Option<&'a Answer>,
    },
    /// A backup was made.
    BackedUp,
    /// It came back from the backup.
    Restored,
}

impl Trace {
    /// Reads one by the name of its file.
    ///
    /// # Panics
    /// When it is not there, or no trace.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let path = folder().join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name} is no trace: {error}"))
    }

    /// The names of all, sorted.
    ///
    /// # Panics
    /// When the folder cannot be read, or has none.
    #[must_use]
    pub fn names() -> Vec<String> {
        let entries = std::fs::read_dir(folder()).expect("the traces have a folder");
        let name = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let mut names: Vec<String> = entries.filter_map(|entry| name(entry.ok()?.path())).collect();
        names.sort();
        assert!(!names.is_empty(), "no trace is read");
        names
    }

    /// What the API meets: a request when it answers it, or would have; one that was lost on its way never.
    ///
    /// # Panics
    /// When something is answered that was not asked.
    #[must_use]
    pub fn at_the_api(&self) -> Vec<Met<'_>> {
        let mut met = Vec::new();
        let mut under_way: BTreeMap<u8, &Request> = BTreeMap::new();
        for Step { phone, at, what } in &self.steps {
            let answer = match what {
                What::Send(request) => {
                    under_way.insert(*phone, request);
                    continue;
                }
                What::Answer(answer) => Some(answer),
                What::Lost(Lost::Answer) => None,
                What::Start | What::Save(_) | What::Lost(Lost::Request) => continue,
                What::Enrol(enrolled) => {
                    met.push(Met::Enrolled(*phone, enrolled));
                    continue;
                }
                What::Backup => {
                    met.push(Met::BackedUp);
                    continue;
                }
                What::Restore => {
                    met.push(Met::Restored);
                    continue;
                }
            };
            let request = under_way.remove(phone).expect("an answer follows a request");
            met.push(Met::Asked { phone: *phone, at: *at, request, answer });
        }
        met
    }

    /// Compares with the file, or writes it when that was asked for.
    ///
    /// # Errors
    /// The first step that differs.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn check(&self, name: &str) -> Result<(), String> {
        if std::env::var_os(UPDATE).is_some() {
            let text = serde_json::to_string_pretty(self).expect("a trace is plain data");
            std::fs::write(folder().join(format!("{name}.json")), text + "\n").expect("the folder can be written");
        }
        let file = Self::read(name);
        for (number, (step, recorded)) in file.steps.iter().zip(&self.steps).enumerate() {
            if step != recorded {
                let text = |step| serde_json::to_string_pretty(step).unwrap_or_default();
                return Err(format!("{name}, step {}: {}\nis recorded as {}", number + 1, text(step), text(recorded)));
            }
        }
        let same = file.steps.len() == self.steps.len() && file.title == self.title;
        same.then_some(()).ok_or_else(|| format!("{name} has {} steps and not {}", file.steps.len(), self.steps.len()))
    }
}

/// Compares an answer with that of the trace.
///
/// # Errors
/// Both, where they differ.
pub fn same(given: &Answer, expected: &Answer) -> Result<(), String> {
    if given == expected {
        return Ok(());
    }
    let text = |answer: &Answer| serde_json::to_value(answer).map(|value: Value| format!("{value:#}"));
    Err(format!("answered {}\nand not {}", text(given).unwrap_or_default(), text(expected).unwrap_or_default()))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/traces")
}

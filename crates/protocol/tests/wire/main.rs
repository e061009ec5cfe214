//! What travels, as it is written: one file for each message and each variant of it that matters, in
//! tests/fixtures/wire. A change of the wire fails here until the files are renewed with `UPDATE_FIXTURES=1`, and is
//! seen in the diff of the commit by whoever reviews it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends at what cannot be")]

mod alarms;
mod coverage;
mod former;
mod kit;
mod ops;
mod people;
mod problems;
mod reports;
mod sealed;
mod sync;

use std::collections::BTreeSet;

use kit::{Sample, folder};

fn samples() -> Vec<Sample> {
    let mut samples = ops::samples();
    samples.extend(sync::samples());
    samples.extend(people::samples());
    samples.extend(reports::samples());
    samples.extend(problems::samples());
    samples.extend(sealed::samples());
    samples.extend(alarms::samples());
    samples
}

#[test]
fn every_message_is_written_and_read_as_its_file_says() {
    let wrong: Vec<String> = samples().iter().filter_map(|sample| sample.check().err()).collect();
    assert!(wrong.is_empty(), "{}\nIf the wire is meant to change: UPDATE_FIXTURES=1", wrong.join("\n"));
}

/// A file that no sample writes is never renewed, and proves nothing.
#[test]
fn every_file_belongs_to_a_sample() {
    let samples = samples();
    let names: BTreeSet<&str> = samples.iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples.len(), "two samples write one file");
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(path.is_dir() || names.contains(name), "{name} is nobody's");
    }
}

//! Where a spot is: a square of a hundred metres, never where somebody stands.

use crate::record::{Fields, Issue, IssueCode};
use crate::schema::{MeetingSpot, Position};
use crate::values::{self, Real};

/// Three decimals of a degree.
const STEPS: f64 = 1_000.0;
/// What an inexact number may lie beside a step.
const SLACK: f64 = 1e-6;

/// A position as it may be kept. `None` for what is nowhere on earth.
#[must_use]
pub fn rounded(lat: f64, lon: f64) -> Option<Position> {
    let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
    let round = |degrees: f64| (degrees * STEPS).round() / STEPS;
    on_earth.then(|| Position { lat: Some(Real(round(lat))), lon: Some(Real(round(lon))) })
}

/// A position that is more exact says where somebody stood.
pub(crate) fn spot_rules(fields: &Fields, issues: &mut Vec<Issue>) {
    let Some(position) = MeetingSpot::lenient(fields).position else { return };
    let exact = |degrees: Option<f64>| {
        degrees.is_some_and(|degrees| (degrees * STEPS - (degrees * STEPS).round()).abs() > SLACK)
    };
    if exact(position.lat.map(|it| it.0)) || exact(position.lon.map(|it| it.0)) {
        values::issue("position", IssueCode::OutOfRange, issues);
    }
}

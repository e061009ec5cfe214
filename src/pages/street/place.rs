//! The outing and the stop that a meeting belongs to; what is not there yet is made in the same act.

use model::ids::RecordId;
use model::order;
use model::record::{Fields, RecordType};
use serde_json::Value;
use sync::client::{Change, RecordView};

use super::acts::{arrival, municipality_of, patch};
use super::choices::SPOT;
use super::met::{NEW, OUTING};
use super::start::begun;
use super::work::work;
use crate::commands::create;
use crate::pages::now_field;
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _};

/// Outcomes that say that nobody was met.
pub const NOBODY_MET: [&str; 2] = ["nobody_present", "observed_only"];

/// Where a meeting belongs.
pub struct Place {
    /// The outing.
    pub outing: RecordId,
    /// The stop, where one is known.
    pub stop: Option<RecordId>,
    /// The Comune.
    pub municipality: Value,
    /// What has to be made before the meeting.
    pub parents: Vec<Change>,
    /// What changes after it.
    pub more: Vec<Change>,
}

impl Place {
    /// From what was typed; the field that is missing otherwise.
    pub fn of(typed: &Fields, state: &AppState) -> Result<Self, &'static str> {
        let known = |field: &str| typed.reference(field).and_then(|id| state.record(id));
        if let Some(outing) = known("outingId").or_else(|| known(OUTING)) {
            return Ok(Self::in_outing(&outing, typed, state));
        }
        if typed.text(OUTING) != Some(NEW) {
            return Err(OUTING);
        }
        let spot = typed.reference(SPOT).ok_or(SPOT)?;
        let (outing, at) = (mint_id(), at(typed));
        let municipality = municipality_of(Some(spot), state).unwrap_or_default();
        let mut fields = begun(state);
        fields.insert("startedAt".to_owned(), at.clone());
        fields.insert("occurredAt".to_owned(), at.clone());
        fields.insert("municipalityCode".to_owned(), municipality.clone());
        let stop = arrival(outing, Some(spot), municipality.clone(), at, state);
        let stop_id = Some(stop.record_id);
        let parents = vec![create(outing, RecordType::STREET_OUTING, fields), stop];
        Ok(Self { outing, stop: stop_id, municipality, parents, more: Vec::new() })
    }

    fn in_outing(outing: &RecordView, typed: &Fields, state: &AppState) -> Self {
        let work = work(state);
        let spot = typed.reference(SPOT);
        let stops = work.stops_of(outing.id);
        let named = typed.reference("stopId");
        // The stop that the meeting had, else the last one at this spot; without a spot, the last one.
        let same_spot =
            stops.iter().rev().filter(|stop| spot.is_none() || stop.record.reference("meetingSpotId") == spot);
        let stop = same_spot.clone().find(|stop| Some(stop.root) == named).or_else(|| same_spot.clone().next());
        let municipality = match stop {
            Some(stop) => stop.record.fields.get("municipalityCode").cloned(),
            None => outing.fields.get("municipalityCode").cloned(),
        };
        let municipality = municipality.unwrap_or_default();
        let made = match (stop, spot) {
            (None, Some(spot)) => Some(arrival(outing.id, Some(spot), municipality.clone(), at(typed), state)),
            _ => None,
        };
        let stop = stop.map(|stop| stop.root).or(made.as_ref().map(|stop| stop.record_id));
        let more = outing
            .text("outcome")
            .filter(|outcome| NOBODY_MET.contains(outcome))
            .map(|_| patch(outing, order::tree([("outcome".to_owned(), "contacts_made".into())])));
        Self {
            outing: outing.id,
            stop,
            municipality,
            parents: made.into_iter().collect(),
            more: more.into_iter().collect(),
        }
    }
}

fn at(typed: &Fields) -> Value {
    typed.get("occurredAt").filter(|at| !at.is_null()).cloned().unwrap_or_else(now_field)
}

use model::record::{Fields, RecordType};
use serde_json::{Value, json};

/// Ids of the examples: some record, another one, an operator.
const SOME: &str = "018bcfe5-6800-7000-8000-000000000001";
const OTHER: &str = "018bcfe5-6800-7000-8000-000000000002";
const OPERATOR: &str = "018bcfe5-6800-7000-8000-00000000000a";
const AT: &str = "2026-11-22T10:00:00+01:00";
const LATER: &str = "2026-11-22T11:00:00+01:00";

/// A record of each type that stands in its last state, with every mandatory field and no other.
#[must_use]
pub fn examples() -> Vec<(RecordType, Fields)> {
    RecordType::ALL.iter().filter_map(|of| Some((of.clone(), example(of)?))).collect()
}

/// A record of one type that stands in its last state; `None` for types that the model does not know.
#[must_use]
pub fn example(record_type: &RecordType) -> Option<Fields> {
    let fields = street(record_type)
        .or_else(|| proximity(record_type))
        .or_else(|| pis(record_type))
        .or_else(|| hub(record_type))
        .or_else(|| shared(record_type))
        .or_else(|| reference(record_type))?;
    serde_json::from_value(fields).ok()
}

fn street(record_type: &RecordType) -> Option<Value> {
    Some(match record_type.as_str() {
        "street_outing" => json!({
            "status": "completed", "outingKind": "street", "startedAt": AT, "endedAt": LATER, "crewIds": [OPERATOR],
            "activityPhase": "listening_voice", "outcome": "contacts_made", "safeguardingRaised": false,
        }),
        "street_stop" => json!({"outingId": SOME, "arrivedAt": AT, "municipalityCode": "015189"}),
        "street_group_meeting" => json!({"stopId": SOME, "firstTimeContacts": 5, "returningContacts": 3}),
        "street_tally" => json!({"outingId": SOME, "kind": "new", "delta": 1}),
        "meeting_spot" => json!({"name": "Parco", "spotType": "park", "municipalityCode": "015189"}),
        "youth_group" => json!({"nickname": "Quelli della fontana"}),
        "territory_note" => json!({"kind": "service", "text": "Biblioteca, aperta fino alle 22"}),
        "youth_card" => json!({"nickname": "Giacca rossa"}),
        _ => return None,
    })
}

fn proximity(record_type: &RecordType) -> Option<Value> {
    Some(match record_type.as_str() {
        "beneficiary" => json!({"beneficiaryType": "elderly"}),
        "visit_plan" => json!({
            "beneficiaryId": SOME, "services": ["food_parcel"], "recurrence": "weekly", "validFrom": "2026-01-01",
        }),
        "proximity_visit" => json!({
            "status": "done", "beneficiaryId": SOME, "services": ["home_grocery_shopping"],
            "supportKind": "practical", "channel": "home", "performedBy": "volunteer", "startedAt": AT,
            "durationMinutes": 30, "outcome": "done",
        }),
        "proximity_group_session" => {
            json!({"status": "held", "startsAt": AT, "attendees": [SOME], "topics": ["check_up"]})
        }
        "cash_entry" => json!({"visitId": SOME, "kind": "given", "cents": 2000}),
        _ => return None,
    })
}

fn pis(record_type: &RecordType) -> Option<Value> {
    Some(match record_type.as_str() {
        "pis_activation" => json!({
            "reportedAt": AT, "referrerType": "carabinieri", "targetCategory": "minor_art_403",
            "municipalityCode": "015189", "triage": "emergency",
        }),
        "pis_event" => json!({"activationId": SOME, "kind": "taken_over", "occurredAt": AT}),
        _ => return None,
    })
}

fn hub(record_type: &RecordType) -> Option<Value> {
    Some(match record_type.as_str() {
        "citizen_path" => json!({"code": "7K2MX", "ageBand": "65_74", "gender": "F"}),
        "hub_appointment" => json!({
            "status": "held", "citizenPathId": SOME, "venueId": OTHER, "startsAt": AT, "durationMinutes": 60,
            "bookingChannel": "desk", "objectives": ["digital_identity"], "facilitaServiceType": "A",
        }),
        "hub_group_session" => json!({
            "status": "held", "sessionKind": "lesson", "startsAt": AT, "durationMinutes": 90, "topics": [],
            "attendees": 12,
        }),
        "survey_answer" => {
            json!({"citizenPathId": SOME, "phase": "before", "objective": "digital_identity", "value": "1"})
        }
        _ => return None,
    })
}

fn shared(record_type: &RecordType) -> Option<Value> {
    Some(match record_type.as_str() {
        "shift" => json!({"service": "street", "operatorIds": [OPERATOR], "startedAt": AT}),
        "follow_up" => {
            json!({"aboutType": "proximity_visit", "aboutId": SOME, "dueOn": "2026-12-01", "kind": "call"})
        }
        "note" => json!({"aboutId": SOME, "text": "portare la ricevuta"}),
        "capture" => json!({"service": "pis", "text": "due ragazzi alla stazione, hanno freddo"}),
        "read_audit" => json!({"aboutId": SOME, "what": "address"}),
        _ => return None,
    })
}

fn reference(record_type: &RecordType) -> Option<Value> {
    Some(match record_type.as_str() {
        "operator" => json!({"displayName": "Operatrice Uno", "roles": ["volunteer"]}),
        "provider" => json!({"name": "Cooperativa Esempio"}),
        "team" => json!({"name": "Educativa", "service": "street"}),
        "project" => json!({"name": "IoNoi", "fund": "other"}),
        "venue" => json!({"name": "Hub", "timetable": [{"weekday": 1, "from": "09:00", "to": "13:00"}]}),
        "codelist" => json!({"name": "gender", "version": "1"}),
        "guide" => json!({"key": "msna", "version": "1", "steps": ["Avvisa."]}),
        "pis_stub" => json!({"activationId": SOME, "code": "PIS-7K2M", "handedTo": "cav"}),
        "directory_entry" => json!({"name": "SerD", "kind": "addiction_service"}),
        "template" => json!({
            "name": "Giro coperte", "service": "proximity", "forType": "proximity_visit",
            "values": {"services": ["food_parcel"]},
        }),
        _ => return None,
    })
}

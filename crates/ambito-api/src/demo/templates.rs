//! Two templates a team, written by its coordinator.

use model::record::{RecordType, Service};
use serde_json::{Value, json};

use super::people::People;
use super::script::{Script, at};

/// Name, service, form, values.
fn all() -> [(&'static str, Service, RecordType, Value); 6] {
    [
        (
            "Giro viveri",
            Service::Proximity,
            RecordType::PROXIMITY_VISIT,
            json!({ "services": ["food_parcel"], "durationMinutes": 15 }),
        ),
        (
            "Consegne del venerdì",
            Service::Proximity,
            RecordType::PROXIMITY_VISIT,
            json!({ "services": ["home_grocery_shopping", "medicine_delivery"], "durationMinutes": 45 }),
        ),
        (
            "Serata con la band",
            Service::Street,
            RecordType::STREET_GROUP_MEETING,
            json!({ "emergingThemes": ["place_for_music"], "activities": ["music"] }),
        ),
        (
            "Giro del venerdì",
            Service::Street,
            RecordType::STREET_OUTING,
            json!({ "outingKind": "street", "activityPhase": "listening_voice" }),
        ),
        (
            "Sportello SPID",
            Service::Hub,
            RecordType::HUB_APPOINTMENT,
            json!({ "objectives": ["digital_identity"], "durationMinutes": 45 }),
        ),
        (
            "Truffe al telefono",
            Service::Hub,
            RecordType::HUB_GROUP_SESSION,
            json!({ "sessionKind": "lesson", "topics": ["online_fraud_prevention"], "durationMinutes": 90 }),
        ),
    ]
}

/// Writes them for the teams that there are.
pub fn past(script: &mut Script, people: &People) {
    for (name, service, form, values) in all() {
        let Some(team) = people.teams.iter().find(|team| team.service == service) else { continue };
        let fields = json!({ "name": name, "service": service, "forType": form, "teamId": team.id, "values": values });
        script.create("carla", &RecordType::TEMPLATE, name, at(2026, 1, 12, 9, 0), fields);
    }
}

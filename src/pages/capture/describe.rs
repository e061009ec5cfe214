use model::record::{RecordType, Service};
use sync::client::RecordView;

use crate::pages::facts::{self, FieldRow, Kind};
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

/// How much of the text a list shows.
const SHORT: usize = 60;

/// The services that somebody may write for.
pub const SERVICES: [Service; 4] = [Service::Pis, Service::Street, Service::Proximity, Service::Hub];

/// What a service is called.
pub const fn service_name(service: Service) -> &'static str {
    match service {
        Service::Street => tr!(capture.street),
        Service::Proximity => tr!(capture.proximity),
        Service::Pis => tr!(capture.pis),
        Service::Hub => tr!(capture.hub),
    }
}

/// Title and note in a list.
pub fn summary(record: &RecordView, _: &AppState) -> Option<(String, String)> {
    is_one(&record.record_type).then(|| {
        let text = record.text("text").unwrap_or_default();
        let short: String = text.chars().take(SHORT).collect();
        let title = if short.len() < text.len() { format!("{short}…") } else { short };
        let service = service_of(record).map_or("", service_name);
        (title, [facts::when(record), service.to_owned()].join(" · "))
    })
}

/// Where it is looked through.
pub fn edit_path(record: &RecordView) -> Option<String> {
    is_one(&record.record_type).then(|| super::page_of(record))
}

/// The rows of the record page.
pub fn rows(kind: &RecordType) -> Option<Vec<FieldRow>> {
    is_one(kind).then(|| {
        vec![
            ("text", tr!(capture.text), Kind::Plain),
            ("authorConfirmed", tr!(capture.confirmed), Kind::Plain),
            ("settledAt", tr!(capture.settled_at), Kind::When),
        ]
    })
}

/// The service that whoever wrote it chose.
pub fn service_of(record: &RecordView) -> Option<Service> {
    let code = record.text("service")?;
    SERVICES.into_iter().find(|service| serde_json::to_value(service).is_ok_and(|known| known == code))
}

fn is_one(kind: &RecordType) -> bool {
    *kind == RecordType::CAPTURE
}

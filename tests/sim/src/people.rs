//! What people do: new records, children of records, changes, voiding, mending what was refused.

use model::ids::{DeviceId, IdMint, OperatorId, ProviderId, RecordId, TeamId};
use model::record::{Fields, RecordType, Service};
use model::time::Millis;
use protocol::{Profile, Role, Snapshot, TeamRef};
use serde_json::{Value, json};
use sync::client::{Change, ChangeKind, Client, LocalSave, RecordView, SaveState};
use uuid::Uuid;

use crate::phone::Typed;
use crate::rng::Rng;

/// What a person saves, and the values that count for the checks.
pub struct Act {
    pub save: LocalSave,
    pub typed: Vec<Typed>,
    /// The API will refuse it.
    pub invalid: bool,
}

/// Text fields of a visit and of a card that may hold anything.
const VISIT_TEXTS: [&str; 2] = ["notes", "shoppingList"];
const CARD_TEXTS: [&str; 3] = ["notes", "accessNotes", "doorbell"];

/// The `k`th person of the `n`th phone: one team of proximity, but the last phone of a history of four or more is
/// another service's.
pub fn profile(n: usize, k: usize, of: usize, device: DeviceId) -> Profile {
    let stranger = of >= 4 && n + 1 == of;
    let (role, service, team) = if stranger {
        (Role::StreetEducator, Service::Street, 2)
    } else {
        (Role::ProximityOperator, Service::Proximity, 1)
    };
    Profile {
        operator_id: operator(n, k),
        display_name: format!("Operatore {n}.{k}"),
        roles: vec![role],
        teams: vec![TeamRef {
            id: TeamId(Uuid::from_u128(0x0B00 + team)),
            name: "Squadra".to_owned(),
            service,
            provider_id: ProviderId(Uuid::from_u128(0x0C00)),
        }],
        municipality_code: None,
        ambito_id: model::ids::AmbitoId("visconteo_sud_milano".to_owned()),
        ambito_name: "Visconteo".to_owned(),
        device_id: device,
        colleagues: Vec::new(),
    }
}

fn operator(n: usize, k: usize) -> OperatorId {
    OperatorId(Uuid::from_u128(0x0A00 + (16 * k + n) as u128))
}

/// The team that a person belongs to at home.
pub fn team_of(person: &Profile) -> TeamId {
    let street = person.roles.contains(&Role::StreetEducator);
    TeamId(Uuid::from_u128(0x0B00 + if street { 2 } else { 1 }))
}

/// A new device.
pub fn device(rng: &mut Rng) -> DeviceId {
    DeviceId(Uuid::from_u64_pair(rng.draw(), rng.draw()))
}

/// Makes acts, and never the same text twice.
pub struct People {
    mint: IdMint,
    texts: u64,
    pub invalid: u32,
}

impl People {
    pub fn new(invalid: u32) -> Self {
        Self { mint: IdMint::default(), texts: 0, invalid }
    }

    /// Something new: a card with its visit, a visit, an expense of a visit, an outing.
    pub fn new_record(&mut self, client: &Client, service: Service, now: Millis, rng: &mut Rng) -> Act {
        if service == Service::Street {
            return self.outing(now, rng);
        }
        let cards: Vec<RecordId> = of_type(client, &RecordType::BENEFICIARY).map(|view| view.id).collect();
        let visits: Vec<RecordId> = of_type(client, &RecordType::PROXIMITY_VISIT).map(|view| view.id).collect();
        match (rng.below(4), rng.pick(&cards), rng.pick(&visits)) {
            (1, Some(card), _) => self.visit(*card, now, rng, Vec::new()),
            (2, _, Some(visit)) => {
                let id = self.id(now, rng);
                let fields = [
                    ("visitId", json!(visit.to_string())),
                    ("kind", json!("spent")),
                    ("cents", json!(rng.below(5_000))),
                ];
                act(vec![create(id, &RecordType::CASH_ENTRY, fields)], Vec::new())
            }
            (3, _, Some(visit)) => {
                let id = self.id(now, rng);
                let text = self.text();
                let fields = [("aboutId", json!(visit.to_string())), ("text", json!(text))];
                act(vec![create(id, &RecordType::NOTE, fields)], vec![typed(id, "text", text, None)])
            }
            _ => {
                let card = self.id(now, rng);
                let text = self.text();
                // Most cards are for the whole team; some only for who made them.
                let team = (0..2).flat_map(|k| (0..8).map(move |n| operator(n, k)));
                let visitors: Vec<OperatorId> = team.filter(|_| rng.chance(850)).collect();
                let fields = [
                    ("beneficiaryType", json!("elderly")),
                    ("accessNotes", json!(text)),
                    ("assignedOperatorIds", json!(visitors)),
                ];
                let made = create(card, &RecordType::BENEFICIARY, fields);
                let mut both = self.visit(card, now, rng, vec![typed(card, "accessNotes", text, None)]);
                both.save.changes.insert(0, made);
                both
            }
        }
    }

    /// A change of one text of a record that the person sees as `seen`.
    pub fn change(&mut self, seen: &Snapshot, rng: &mut Rng, with_seen: bool) -> Option<Act> {
        let fields: &[&str] = match seen.record_type.as_str() {
            "proximity_visit" => &VISIT_TEXTS,
            "beneficiary" => &CARD_TEXTS,
            "street_outing" => &["notes"],
            _ => return None,
        };
        let field = *rng.pick(fields)?;
        let text = self.text();
        let saw = seen.fields.get(field).and_then(Value::as_str).map(str::to_owned);
        // A form sends all that it shows.
        let mut values: Fields =
            fields.iter().filter_map(|name| Some(((*name).to_owned(), seen.fields.get(*name)?.clone()))).collect();
        if !with_seen {
            values.clear();
        }
        values.insert(field.to_owned(), json!(text));
        let mut act = act(
            vec![Change {
                record_id: seen.id,
                record_type: seen.record_type.clone(),
                kind: ChangeKind::Patch,
                fields: values,
                seen: with_seen.then(|| Box::new(seen.clone())),
            }],
            vec![typed(seen.id, field, text, saw)],
        );
        if seen.record_type == RecordType::PROXIMITY_VISIT && rng.chance(self.invalid) {
            // The API refuses it: too long for a visit.
            act.save.changes[0].fields.insert("plannedMinutes".to_owned(), json!(100_000));
            act.invalid = true;
        }
        Some(act)
    }

    /// Settles every clash of a record, each with one of the values that are there; no text is new.
    pub fn resolve(&mut self, view: &RecordView, rng: &mut Rng) -> Act {
        let mut fields = Fields::new();
        for sibling in view.open_siblings() {
            let head = view.fields.get(&sibling.field).cloned().unwrap_or(Value::Null);
            let chosen = if rng.chance(500) { head } else { sibling.value.clone() };
            fields.insert(sibling.field.clone(), chosen);
        }
        let change = Change {
            record_id: view.id,
            record_type: view.record_type.clone(),
            kind: ChangeKind::Resolve,
            fields,
            seen: Some(Box::new(view.seen())),
        };
        act(vec![change], Vec::new())
    }

    /// Voids the record, or takes that back.
    pub fn void(&mut self, view: &RecordView) -> Act {
        let voided = view.fields.get("voidedAt").is_some_and(|at| !at.is_null());
        let kind = if voided { ChangeKind::Restore } else { ChangeKind::Archive };
        let fields = Fields::from([("voidReason".to_owned(), json!("entry_error"))]);
        let change = Change { record_id: view.id, record_type: view.record_type.clone(), kind, fields, seen: None };
        act(vec![change], Vec::new())
    }

    /// Mends what the API refused, in place.
    pub fn mend(&mut self, view: &RecordView) -> Option<Act> {
        if view.state != SaveState::ToFix {
            return None;
        }
        let mut fields = Fields::new();
        if view.record_type == RecordType::PROXIMITY_VISIT {
            fields.insert("plannedMinutes".to_owned(), json!(60));
        }
        let change = Change {
            record_id: view.id,
            record_type: view.record_type.clone(),
            kind: ChangeKind::Patch,
            fields,
            seen: None,
        };
        Some(act(vec![change], Vec::new()))
    }

    fn visit(&mut self, card: RecordId, now: Millis, rng: &mut Rng, mut also: Vec<Typed>) -> Act {
        let id = self.id(now, rng);
        let text = self.text();
        let invalid = rng.chance(self.invalid);
        let minutes = if invalid { 100_000 } else { 30 };
        let fields = [
            ("beneficiaryId", json!(card.to_string())),
            ("status", json!("scheduled")),
            ("scheduledAt", json!(now.to_rfc3339())),
            ("plannedMinutes", json!(minutes)),
            ("notes", json!(text)),
        ];
        also.push(typed(id, "notes", text, None));
        Act { invalid, ..act(vec![create(id, &RecordType::PROXIMITY_VISIT, fields)], also) }
    }

    fn outing(&mut self, now: Millis, rng: &mut Rng) -> Act {
        let id = self.id(now, rng);
        let text = self.text();
        let fields = [("status", json!("planned")), ("occurredAt", json!(now.to_rfc3339())), ("notes", json!(text))];
        act(vec![create(id, &RecordType::STREET_OUTING, fields)], vec![typed(id, "notes", text, None)])
    }

    fn id(&mut self, now: Millis, rng: &mut Rng) -> RecordId {
        let mut random = [0; 10];
        sync::client::Entropy::fill(rng, &mut random);
        RecordId(self.mint.mint(now, random))
    }

    fn text(&mut self) -> String {
        self.texts += 1;
        format!("t{}", self.texts)
    }
}

/// Records of a type that a person could open.
pub fn of_type<'a>(client: &'a Client, record_type: &'a RecordType) -> impl Iterator<Item = &'a RecordView> {
    client.records().filter(move |view| view.record_type == *record_type)
}

fn act(changes: Vec<Change>, typed: Vec<Typed>) -> Act {
    Act { save: LocalSave { changes, drop_draft: None }, typed, invalid: false }
}

fn typed(record: RecordId, field: &str, value: String, saw: Option<String>) -> Typed {
    Typed { record, field: field.to_owned(), value, saw, by: None }
}

fn create<const N: usize>(id: RecordId, record_type: &RecordType, fields: [(&str, Value); N]) -> Change {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Change { record_id: id, record_type: record_type.clone(), kind: ChangeKind::Create, fields, seen: None }
}

//! What a view may ask for. Nothing here waits for a network but enrolment and a coordinator's query.

mod door;
mod enrol;
mod lease;
mod passkey;
mod pin;
mod rescue;
mod returns;
mod shut;
mod step_up;
mod vigil;
mod watch;

use leptos::prelude::*;
use model::ids::{DeviceId, OperatorId, RecordId};
use model::order;
use model::record::{Fields, RecordType};
use protocol::{
    AlarmsResponse, DevicesResponse, HeldResponse, HistoryResponse, ReturnResponse, RevokeRequest, SessionResponse,
    TakeRequest,
};
use serde_json::Value;
use store::StoreError;
use sync::client::{Change, ChangeKind, DraftView, Event, LocalSave, RecordView};
use uuid::Uuid;

use crate::runtime::{Driver, FetchError, Notebook, get_json, post_json};
use crate::state::AppState;

pub use crate::runtime::NotCaptured;
pub use door::{Admitted, DoorError};
pub use enrol::EnrolError;
pub use lease::tend_lease;
pub use pin::NoPin;
pub use returns::{EXPECTED_RETURN, Expected, Told, is_typed, tend_returns};
pub use step_up::NotProved;
pub use vigil::due_back;
pub use watch::{is_doze_over, is_dozing, known, watch_over};

/// The commands. Copy; does nothing before the database is open.
#[derive(Clone, Copy)]
pub struct Commands {
    /// The engine, once a compartment is open.
    pub driver: StoredValue<Option<Driver>, LocalStorage>,
    /// Which compartment is open, and whose it is.
    pub owner: StoredValue<Option<(Uuid, OperatorId)>>,
    /// What the API said of a code that was sent, until the rest came too.
    pub admitted: StoredValue<Option<(String, Box<SessionResponse>)>>,
    /// What the views read.
    pub state: AppState,
}

impl Commands {
    /// Saves one act of a person on this phone; all of it or nothing.
    ///
    /// # Errors
    /// When the phone could not keep it: the text must stay on the screen.
    pub async fn save(self, save: LocalSave) -> Result<(), StoreError> {
        match self.driver() {
            Some(driver) => driver.save(save).await,
            None => Err(StoreError::Unavailable { reason: "the database is not open".to_owned() }),
        }
    }

    /// Changes fields of a record.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn patch(self, record: &RecordView, fields: Fields) -> Result<(), StoreError> {
        self.save(change(record, ChangeKind::Patch, fields)).await
    }

    /// Voids a record: it leaves every count and goes to the Cestino.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn void(self, record: &RecordView, reason: &str) -> Result<(), StoreError> {
        let fields = order::tree([("voidReason".to_owned(), Value::from(reason))]);
        self.save(change(record, ChangeKind::Archive, fields)).await
    }

    /// Takes a voiding back.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn restore(self, record: &RecordView) -> Result<(), StoreError> {
        self.save(change(record, ChangeKind::Restore, Fields::new())).await
    }

    /// Settles what clashed in a record: the value chosen for each field in question.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub async fn resolve(self, record: &RecordView, chosen: Fields) -> Result<(), StoreError> {
        self.save(change(record, ChangeKind::Resolve, chosen)).await
    }

    /// Keeps what is being typed.
    pub fn keep_draft(self, draft: DraftView) {
        self.say(Event::DraftChanged(draft));
    }

    /// Throws a draft away.
    pub fn drop_draft(self, record_id: RecordId) {
        self.say(Event::DraftDropped(record_id));
    }

    /// "Invia ora".
    pub fn send_now(self) {
        if let Some(driver) = self.driver() {
            driver.send_now();
        }
    }

    /// "Riprova": one record, which waits for a reason of its own.
    pub fn retry(self, record_id: RecordId) {
        self.say(Event::Retry(record_id));
    }

    /// "Ho letto": what was erased by law was seen.
    pub fn erasures_read(self) {
        self.say(Event::ErasuresRead);
    }

    /// "Tieni in cima": a person or a spot comes first where one is chosen, on this phone alone; or does so no more.
    pub fn pin(self, record_id: RecordId, on: bool) {
        self.say(Event::Pinned(record_id, on));
    }

    /// What is kept on top.
    pub fn pinned(self) -> Vec<RecordId> {
        self.driver().map(|driver| driver.look(|client| client.pinned().to_vec())).unwrap_or_default()
    }

    /// Looks for records online, for coordinators.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn query(self, request: &protocol::QueryRequest) -> Result<protocol::QueryResponse, FetchError> {
        post_json("/v1/records/query", self.device(), request).await
    }

    /// The figures of a period of days (ISO 8601, empty is open), for coordinators and the Ufficio di Piano.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn figures(self, from: &str, to: &str) -> Result<protocol::FiguresResponse, FetchError> {
        let terms = [("from", from), ("to", to)].into_iter().filter(|(_, day)| !day.is_empty());
        let terms: Vec<String> = terms.map(|(name, day)| format!("{name}={day}")).collect();
        get_json(&format!("/v1/figures?{}", terms.join("&")), self.device()).await
    }

    /// Cards that may be of one person, and those that were joined, for coordinators.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn pairs(self) -> Result<protocol::PossibleDuplicates, FetchError> {
        get_json("/v1/records/possible-duplicates", self.device()).await
    }

    /// Paths at the hubs that may be of one citizen, and those that were joined, for facilitators and coordinators.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn possible_joins(self) -> Result<protocol::PossibleJoins, FetchError> {
        get_json("/v1/records/possible-joins", self.device()).await
    }

    /// Who wrote on a record and when, as the API knows it.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn history(self, record: RecordId) -> Result<HistoryResponse, FetchError> {
        get_json(&format!("/v1/records/{record}/history"), self.device()).await
    }

    /// The phones of those whom this person coordinates.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn phones(self) -> Result<DevicesResponse, FetchError> {
        get_json("/v1/devices", self.device()).await
    }

    /// Shuts a phone out for good, and orders what lies on it to `wipe`; the list as it is then.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn shut_out(self, phone: DeviceId, wipe: bool) -> Result<DevicesResponse, FetchError> {
        post_json(&format!("/v1/devices/{phone}/revoke"), self.device(), &RevokeRequest { wipe }).await
    }

    /// What the API holds of those whom this person coordinates.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn held(self) -> Result<HeldResponse, FetchError> {
        get_json("/v1/held", self.device()).await
    }

    /// Has the API try again what it holds of a phone, and take it where that was shut out.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn take_held(self, device_id: DeviceId) -> Result<HeldResponse, FetchError> {
        post_json("/v1/held/take", self.device(), &TakeRequest { device_id }).await
    }

    /// What a coordinator, or the social service of a Comune, is to look at now.
    ///
    /// # Errors
    /// When there is no network or the API says no.
    pub async fn alarms(self) -> Result<AlarmsResponse, FetchError> {
        get_json("/v1/alarms", self.device()).await
    }

    /// Somebody who was expected back is known to be well.
    ///
    /// # Errors
    /// When there is no network or the API says no: then the alarm comes, or stays.
    pub async fn is_well(self, id: RecordId) -> Result<ReturnResponse, FetchError> {
        post_json(&format!("/v1/returns/{id}/end"), self.device(), &Fields::new()).await
    }

    fn say(self, event: Event) {
        if let Some(driver) = self.driver() {
            driver.say(event);
        }
    }

    /// The notebook that is open, or was a moment ago.
    pub fn notebook(self) -> Option<Notebook> {
        let (open, _) = self.owner.get_value()?;
        self.state.compartments.with_untracked(|all| all.iter().copied().find(|known| known.id == open))
    }

    /// The device of the open compartment: what is asked online is asked in its person's name, or not at all.
    fn device(self) -> Option<DeviceId> {
        self.driver()?.look(|client| client.identity().map(|known| known.profile.device_id))
    }

    fn driver(self) -> Option<Driver> {
        self.driver.try_get_value().flatten()
    }
}

/// The commands, from the context that `boot` gave.
pub fn use_commands() -> Commands {
    expect_context()
}

/// A new record, alone.
pub fn create(record_id: RecordId, record_type: RecordType, fields: Fields) -> Change {
    Change { record_id, record_type, kind: ChangeKind::Create, fields, seen: None }
}

fn change(record: &RecordView, kind: ChangeKind, fields: Fields) -> LocalSave {
    let seen = Some(Box::new(record.seen()));
    let change = Change { record_id: record.id, record_type: record.record_type.clone(), kind, fields, seen };
    LocalSave { changes: vec![change], drop_draft: None }
}

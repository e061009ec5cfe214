//! What may be written while the notebook is shut.

use model::record::{Fields, RecordType, Service};
use model::rome;
use model::time::parse_clock;
use protocol::json;
use sync::client::{Capture, shut_operation};
use uuid::Uuid;

use super::Commands;
use crate::runtime::{NotCaptured, can_capture, capture, mint_id, now, random, utc_offset_minutes};

impl Commands {
    /// Seals a few lines to the Ambito in the name of the notebook `id`, which stays shut; durable once it is done. They
    /// happened when the clock in Rome last showed `clock` (`21:40`).
    ///
    /// # Errors
    /// [`NotCaptured`]: nothing was kept then, and the text must stay on the screen.
    pub async fn capture(self, id: Uuid, service: Service, text: String, clock: &str) -> Result<(), NotCaptured> {
        let compartment = self.compartment(id).await.map_err(|_| NotCaptured::Failed)?;
        let at = now();
        // A time that is none was cleared: then it is now.
        let occurred_at = clock.get(..5).and_then(parse_clock).map_or(at, |time| rome::last_at(time, at));
        let lines = Capture { id: mint_id(), service, text, occurred_at };
        let mut position = [0; 8];
        random(&mut position);
        let op = lines.operation(u64::from_le_bytes(position), at, utc_offset_minutes());
        let text = json::to_string(&op).map_err(|_| NotCaptured::Failed)?;
        capture(id, compartment.file.owner().device_id, &text).await
    }

    /// Shuts the notebook in every tab and stays on the page, for somebody else who is handed the phone: `handed` says what the
    /// page of the shut notebook is to show, in whose place nobody sees anything else. False where it stays open, for what is
    /// being typed could not be written down.
    ///
    /// # Errors
    /// [`NotCaptured`]: an answer could not be sealed on this phone now, so that it is handed to nobody.
    pub async fn hand_over(self, handed: impl FnOnce(Uuid)) -> Result<bool, NotCaptured> {
        let compartment = self.opened().await.map_err(|_| NotCaptured::Failed)?;
        can_capture(compartment.id, compartment.file.owner().device_id).await?;
        if !self.write_down().await {
            return Ok(false);
        }
        handed(compartment.id);
        self.shut_and_stay().await;
        Ok(true)
    }

    /// Seals an answer of a citizen who has the phone, as [`Self::capture`] does a few lines.
    ///
    /// # Errors
    /// [`NotCaptured`]: nothing was kept then.
    pub async fn capture_answer(self, id: Uuid, fields: Fields) -> Result<(), NotCaptured> {
        let compartment = self.compartment(id).await.map_err(|_| NotCaptured::Failed)?;
        let mut position = [0; 8];
        random(&mut position);
        let position = u64::from_le_bytes(position);
        let op = shut_operation(mint_id(), RecordType::SURVEY_ANSWER, fields, position, now(), utc_offset_minutes());
        let text = json::to_string(&op).map_err(|_| NotCaptured::Failed)?;
        capture(id, compartment.file.owner().device_id, &text).await
    }
}

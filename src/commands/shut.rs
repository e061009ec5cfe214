//! What may be written while the notebook is shut.

use model::record::Service;
use model::rome;
use model::time::parse_clock;
use protocol::json;
use sync::client::Capture;
use uuid::Uuid;

use super::Commands;
use crate::runtime::{NotCaptured, capture, mint_id, now, random, utc_offset_minutes};

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
}

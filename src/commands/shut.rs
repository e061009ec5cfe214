//! What may be written while the notebook is shut.

use chrono::{Days, NaiveTime};
use model::record::Service;
use model::rome;
use model::time::Millis;
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
        let lines = Capture { id: mint_id(), service, text, occurred_at: last_at(clock, at) };
        let mut position = [0; 8];
        random(&mut position);
        let op = lines.operation(u64::from_le_bytes(position), at, utc_offset_minutes());
        let text = json::to_string(&op).map_err(|_| NotCaptured::Failed)?;
        capture(id, compartment.file.owner().device_id, &text).await
    }
}

/// When a clock in Rome last showed this time; now where it shows it still, or where it is none.
fn last_at(clock: &str, now: Millis) -> Millis {
    let shown = |minutes: u32| NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0);
    let minutes = clock
        .split_once(':')
        .and_then(|(hours, minutes)| Some(hours.parse::<u32>().ok()? * 60 + minutes.get(..2)?.parse::<u32>().ok()?));
    let Some(time) = minutes.and_then(shown) else { return now };
    let on = |day: chrono::NaiveDate| Millis(rome::from_rome(day.and_time(time)).earliest().timestamp_millis());
    let today = rome::day_of(now);
    let at = on(today);
    if now.since(at) < Millis::MINUTE && at <= now {
        return now;
    }
    if at <= now { at } else { today.checked_sub_days(Days::new(1)).map_or(now, on) }
}

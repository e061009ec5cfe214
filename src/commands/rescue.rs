//! Files that carry what a phone could not send.

use protocol::json;
use web_sys::File;

use super::Commands;
use crate::i18n::dates;
use crate::runtime::{Brought, NotBrought, Rescued, bring, now, rescue};

impl Commands {
    /// Hands over a file with all that is unsent here, sealed to the Ambito; what is in it stays on the phone too. `None`
    /// when it could not be made, else with the number of operations in it.
    pub async fn save_to_file(self) -> Option<(Rescued, usize)> {
        let (device, driver) = (self.device()?, self.driver()?);
        // What was saved a moment ago belongs to it.
        driver.flush().await;
        let (ops, epoch) = driver.look(|client| {
            let (ops, epoch) = client.unsent(true);
            let texts: Option<Vec<String>> = ops.into_iter().map(|op| json::to_string(op).ok()).collect();
            texts.map(|texts| (texts, epoch.to_owned()))
        })?;
        // It says which day and nothing of a person.
        let name = format!("taccuino-{}.txt", dates::day(now()).replace('/', "-"));
        let done = rescue(device, &epoch, &ops, &name, now()).await?;
        Some((done, ops.len()))
    }

    /// Brings a file that a phone made to the Ambito.
    ///
    /// # Errors
    /// When it is none, or the API did not answer: then it is to be brought again.
    pub async fn bring_file(self, file: &File) -> Result<Brought, NotBrought> {
        bring(file).await
    }
}

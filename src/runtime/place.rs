use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Position, PositionError, PositionOptions};

/// How long the phone may look for itself, in milliseconds.
const PATIENCE: u32 = 20_000;
/// In metres: what the phone knows less exactly than that would put the spot into another square.
const VAGUE: f64 = 150.0;

/// Why there is no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// The person, or the settings of the phone, said no.
    Denied,
    /// The phone does not know where it is, or not well enough.
    NotFound,
}

/// Where the phone is, latitude and longitude. Asks the person once; only ever after a tap.
///
/// # Errors
/// When the phone may not say it, or does not know.
pub async fn place_of_phone() -> Result<(f64, f64), NoPlace> {
    let geolocation =
        web_sys::window().and_then(|window| window.navigator().geolocation().ok()).ok_or(NoPlace::NotFound)?;
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(PATIENCE);
    let asked = Promise::new(&mut |found, failed| {
        let asking = geolocation.get_current_position_with_error_callback_and_options(&found, Some(&failed), &options);
        if let Err(error) = asking {
            // Nobody waits for what this returns.
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    });
    let found = JsFuture::from(asked).await.map_err(|error| why(&error))?;
    let at = found.unchecked_into::<Position>().coords();
    if at.accuracy() > VAGUE {
        return Err(NoPlace::NotFound);
    }
    Ok((at.latitude(), at.longitude()))
}

/// Browsers have renamed the class of the error: its code is what it always was.
fn why(error: &JsValue) -> NoPlace {
    let denied = error.unchecked_ref::<PositionError>().code() == PositionError::PERMISSION_DENIED;
    if denied { NoPlace::Denied } else { NoPlace::NotFound }
}

use js_sys::Reflect;
use store::StoreError;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// What went wrong, with the facts that the browser gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(name: &str, message: &str) -> Self {
        Self { name: name.to_owned(), message: message.to_owned() }
    }

    /// From what neither binding says of a browser that keeps to the standard: its words would be loaded by every phone.
    fn unexpected() -> Self {
        Self::new("Error", "IndexedDB answered what it should not")
    }

    /// From whatever JavaScript threw.
    pub(crate) fn thrown(value: &JsValue) -> Self {
        let text = |field: &str| Reflect::get(value, &field.into()).ok().and_then(|text| text.as_string());
        Self {
            name: text("name").unwrap_or_else(|| "Error".to_owned()),
            message: text("message").unwrap_or_else(|| format!("{value:?}")),
        }
    }

    /// From the error of an aborted transaction. It is null when the browser aborted without a failed request, as it
    /// does when it closes the connection.
    pub(crate) fn aborted(error: Option<&DomException>) -> Self {
        error.map_or_else(
            || Self::new("AbortError", "the browser aborted the transaction"),
            |error| Self { name: error.name(), message: error.message() },
        )
    }

    /// Whether the connection may be gone, so that another one is worth a try.
    pub(crate) fn lost_connection(&self) -> bool {
        matches!(self.name.as_str(), "InvalidStateError" | "AbortError" | "UnknownError")
    }

    /// What it means for a read or a write.
    pub(crate) fn into_store_error(self) -> StoreError {
        match self.name.as_str() {
            "QuotaExceededError" => StoreError::Quota,
            _ => StoreError::Failed { name: self.name, message: self.message },
        }
    }

    /// What it means while the database is being opened.
    pub(crate) fn into_open_error(self) -> StoreError {
        match self.name.as_str() {
            "VersionError" => StoreError::Newer,
            "QuotaExceededError" => StoreError::Quota,
            "SecurityError" | "InvalidStateError" | "NotSupportedError" | "UnknownError" => {
                StoreError::Unavailable { reason: format!("{}: {}", self.name, self.message) }
            }
            _ => StoreError::Failed { name: self.name, message: self.message },
        }
    }
}

impl From<rexie::Error> for Fault {
    fn from(error: rexie::Error) -> Self {
        match error {
            rexie::Error::IdbError(error) => error.into(),
            _ => Self::unexpected(),
        }
    }
}

impl From<idb::Error> for Fault {
    fn from(error: idb::Error) -> Self {
        match &error {
            idb::Error::DomException(error) => Self { name: error.name(), message: error.message() },
            idb::Error::IndexedDbNotFound(_) => Self::new("NotSupportedError", "indexedDB is missing"),
            idb::Error::IndexedDbOpenFailed(thrown)
            | idb::Error::TransactionOpenFailed(thrown)
            | idb::Error::ObjectStoreNotFound(thrown)
            | idb::Error::GetFailed(thrown)
            | idb::Error::GetAllFailed(thrown)
            | idb::Error::GetAllKeysFailed(thrown)
                if thrown.is_instance_of::<DomException>() =>
            {
                Self::thrown(thrown)
            }
            _ => Self::unexpected(),
        }
    }
}

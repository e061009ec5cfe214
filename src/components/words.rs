use std::sync::Arc;

use leptos::prelude::*;

/// A text that a component is given: fixed, or one that follows what it is made of.
///
/// Not the framework's signal: each closure that becomes one is compiled with all of its machinery
/// (docs/adr/0005-first-load.md).
#[derive(Clone)]
pub enum Words {
    /// Does not change while the page stands.
    Fixed(String),
    /// Is worked out again when what it reads changes.
    Live(Arc<dyn Fn() -> String + Send + Sync>),
}

impl Words {
    /// The text, tracked.
    pub fn get(&self) -> String {
        match self {
            Self::Fixed(text) => text.clone(),
            Self::Live(text) => text(),
        }
    }

    /// The text, to be shown.
    pub fn view(self) -> AnyView {
        match self {
            Self::Fixed(text) => text.into_any(),
            Self::Live(text) => (move || text()).into_any(),
        }
    }

    /// The text where there is one, tracked.
    pub fn some(&self) -> Option<String> {
        Some(self.get()).filter(|text| !text.is_empty())
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::Fixed(String::new())
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::Fixed(text.to_owned())
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::Fixed(text)
    }
}

impl<F: Fn() -> T + Send + Sync + 'static, T: Said> From<F> for Words {
    fn from(text: F) -> Self {
        Self::Live(Arc::new(move || text().said()))
    }
}

impl From<Signal<String>> for Words {
    fn from(text: Signal<String>) -> Self {
        Self::Live(Arc::new(move || text.get()))
    }
}

impl From<Memo<String>> for Words {
    fn from(text: Memo<String>) -> Self {
        Self::Live(Arc::new(move || text.get()))
    }
}

/// What a closure may answer that follows a text.
pub trait Said {
    /// The text; empty where there is none.
    fn said(self) -> String;
}

impl Said for String {
    fn said(self) -> String {
        self
    }
}

impl Said for &str {
    fn said(self) -> String {
        self.to_owned()
    }
}

impl<T: Said> Said for Option<T> {
    fn said(self) -> String {
        self.map(Said::said).unwrap_or_default()
    }
}

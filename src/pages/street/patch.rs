use std::sync::Arc;

use crate::components::{Notice, Tone};
use leptos::prelude::*;
use model::record::Fields;
use store::StoreError;
use sync::client::RecordView;

use super::acts;
use crate::commands::use_commands;
use crate::i18n::words;
use crate::pages::go;

/// A button that changes an outing at once.
#[component]
pub fn Patch(
    /// The outing.
    outing: Arc<RecordView>,
    /// What changes.
    fields: Fields,
    /// What the button says.
    label: &'static str,
    /// Its class.
    #[prop(default = "btn btn--text")]
    class: &'static str,
    /// Where it leads once saved.
    #[prop(optional)]
    leads_to: Option<&'static str>,
) -> impl IntoView {
    let commands = use_commands();
    let failed = RwSignal::new(None::<StoreError>);
    let act = StoredValue::new(acts::alone(acts::patch(&outing, fields)));
    let then = leads_to.map(go);
    let save = move |_| {
        let then = then.clone();
        leptos::task::spawn_local(async move {
            match commands.save(act.get_value()).await {
                Ok(()) => then.into_iter().for_each(|then| then()),
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let trouble = move || {
        let words = failed.get().map(|error| words::store_error(&error));
        words.map(|words| view! { <Notice tone=Tone::Err words /> })
    };
    view! {
        <button type="button" class=class on:click=save>
            {label}
        </button>
        {trouble}
    }
}

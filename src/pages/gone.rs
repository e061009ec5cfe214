use leptos::prelude::*;

use crate::components::{Notice, PlainFrame};
use crate::tr;

/// The page of a record that is not on this phone, or not any more: it says so, and leads back.
#[component]
pub fn RecordGone(
    /// What the page would have been.
    title: &'static str,
    /// Where back leads.
    back: &'static str,
) -> impl IntoView {
    view! {
        <PlainFrame title=title.to_owned() back=back.to_owned() bar=None>
            <Notice words=tr!(common.record_gone) />
        </PlainFrame>
    }
}

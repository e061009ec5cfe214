//! Parts of the program that arrive when one of their pages is first opened, so that a phone's first load holds the
//! home of its operator and no more. The service worker keeps all of them: after one visit each opens with no network.

use std::sync::atomic::{AtomicBool, Ordering};

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
pub use leptos::wasm_split::SplitLoaderError;

use super::Gate;
use crate::components::{Button, Fit, LinkButton, Look, PageMessage, Skeleton};
use crate::runtime::page;
use crate::tr;

/// Something of a part, which may have to arrive first.
pub type Arriving<T> = LocalBoxFuture<'static, Result<T, SplitLoaderError>>;

/// A part with its pages.
pub struct Part<P> {
    code: Code,
    /// Makes a page.
    pub page: fn(P) -> Arriving<AnyView>,
}

/// The code of a part.
struct Code {
    here: AtomicBool,
    load: fn() -> Arriving<()>,
    follow: fn(),
}

/// How far the arrival is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Arriving,
    Here,
    Failed,
}

impl<P: Copy + Send + Sync + 'static> Part<P> {
    /// The part whose code `load` brings and whose pages `page` makes.
    pub const fn new(load: fn() -> Arriving<()>, page: fn(P) -> Arriving<AnyView>) -> Self {
        Self { code: Code { here: AtomicBool::new(false), load, follow: || {} }, page }
    }

    /// The same part; once it is here, `follow` brings what a person is likely to open next.
    pub const fn followed_by(mut self, follow: fn()) -> Self {
        self.code.follow = follow;
        self
    }

    /// Brings the part before anybody asks for it.
    pub fn bring(&'static self) {
        if !self.code.is_here() {
            leptos::task::spawn_local(async {
                // Whoever opens it tries again, and is told.
                let _ = self.code.bring().await;
            });
        }
    }

    /// Whether it is here.
    pub fn is_here(&self) -> bool {
        self.code.is_here()
    }

    /// A page, for an enrolled phone.
    pub fn show(&'static self, page: P) -> AnyView {
        view! { <Gate>{move || self.page_or_wait(page)}</Gate> }.into_any()
    }

    /// A page, whoever uses the phone; [`Self::show`] is for the others.
    pub fn page_or_wait(&'static self, page: P) -> AnyView {
        // A part that is here answers at once, and so inside of the owner of this view.
        let view = move || (self.page)(page).now_or_never().and_then(Result::ok);
        wait(&self.code, Box::new(view))
    }

    /// What stands on a home once the part is here; nothing before, and no sign of waiting.
    pub fn beside(&'static self, page: P) -> impl Fn() -> Option<AnyView> + use<P> {
        let here = RwSignal::new(self.is_here());
        if !here.get_untracked() {
            leptos::task::spawn_local(async move {
                let arrived = self.code.bring().await;
                here.try_set(arrived);
            });
        }
        move || here.get().then(|| (self.page)(page).now_or_never().and_then(Result::ok)).flatten()
    }
}

/// What a home is followed by: the pages behind it, and those that every role has.
pub fn next_to_home<P: Copy + Send + Sync + 'static>(pages: &'static Part<P>) {
    pages.bring();
    super::common::PART.bring();
}

impl Code {
    fn is_here(&self) -> bool {
        self.here.load(Ordering::Relaxed)
    }

    async fn bring(&self) -> bool {
        let here = (self.load)().await.is_ok();
        self.here.store(here, Ordering::Relaxed);
        if here {
            (self.follow)();
        }
        here
    }
}

/// The view of a part, once it is here. Not generic, so that there is one for all parts.
fn wait(code: &'static Code, view: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
    let stage = RwSignal::new(if code.is_here() { Stage::Here } else { Stage::Arriving });
    let fetch = move || {
        leptos::task::spawn_local(async move {
            let arrived = if code.bring().await { Stage::Here } else { Stage::Failed };
            // The person may have gone elsewhere meanwhile.
            stage.try_set(arrived);
        });
    };
    if !code.is_here() {
        fetch();
    }
    let again = move |_| {
        stage.set(Stage::Arriving);
        fetch();
    };
    let failed = move || {
        Effect::new(|| page::announce(tr!(common.part_title)));
        view! {
            <PageMessage broken=true icon="wifi-off" title=tr!(common.part_title)>
                <p class="page-message__text">{tr!(common.part_text)}</p>
                <Button look=Look::Main on_press=again words=tr!(common.part_again) />
                // The home is in memory, where a person can go on with no network.
                <LinkButton look=Look::Soft fit=Fit::Wide href="/" words=tr!(common.go_home) />
                // The Ambito may serve a newer version by now, which has not this one's parts.
                <LinkButton look=Look::Text href="/" leaves=true words=tr!(common.reload) />
            </PageMessage>
        }
        .into_any()
    };
    let shown = move || match stage.get() {
        Stage::Here => view().unwrap_or_else(failed),
        Stage::Arriving => view! { <Skeleton /> }.into_any(),
        Stage::Failed => failed(),
    };
    shown.into_any()
}

//! Taccuino: the field notebook of an Ambito Territoriale Sociale, as an offline-first app in the browser.

mod app;
mod boot;
mod commands;
mod components;
mod i18n;
mod pages;
mod runtime;
mod state;

fn main() {
    runtime::panic::install();
    leptos::mount::mount_to_body(app::App);
}

use leptos::prelude::*;
use protocol::FiguresResponse;

use super::search::{Search, why};
use super::tables::{Line, tables};
use crate::commands::use_commands;
use crate::components::{Button, Look, Notice, Show, Tone};
use crate::i18n::dates;
use crate::state::use_state;
use crate::tr;

/// The figures of the period, as the API computes them.
#[component]
pub fn FiguresOfPeriod(
    /// Whose period it is.
    search: Search,
) -> impl IntoView {
    let commands = use_commands();
    let answer = RwSignal::new(None::<FiguresResponse>);
    let failed = RwSignal::new(None::<&'static str>);
    let busy = RwSignal::new(false);
    let ask = move |_| {
        let (from, to) = (search.from.get_untracked(), search.to.get_untracked());
        busy.set(true);
        failed.set(None);
        leptos::task::spawn_local(async move {
            match commands.figures(&from, &to).await {
                Ok(figures) => drop(answer.try_set(Some(figures))),
                Err(error) => drop(failed.try_set(Some(why(&error)))),
            }
            busy.try_set(false);
        });
    };
    let label = move || if busy.get() { tr!(register.figures_busy) } else { tr!(register.figures_do) };
    view! {
        <h2 class="section-title">{tr!(register.figures)}</h2>
        <Button look=Look::Soft icon="chart-line" disabled=move || busy.get() on_press=ask words=label />
        <Show when=move || failed.get().is_some()>
            <Notice tone=Tone::Warn icon="wifi-off" role="alert" words=move || failed.get() />
        </Show>
        {move || answer.get().map(|figures| view! { <Tables figures /> })}
    }
}

#[component]
fn Tables(figures: FiguresResponse) -> impl IntoView {
    let state = use_state();
    let tables = tables(&figures, &state)
        .into_iter()
        .enumerate()
        .map(|(at, (caption, lines))| {
            let id = format!("numeri-{at}");
            let named_by = id.clone();
            view! {
                <div class="table-box" role="region" tabindex="0" aria-labelledby=named_by>
                    <table class="table">
                        <caption id=id>{caption}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{tr!(register.item)}</th>
                                <th scope="col" class="num">{tr!(register.number)}</th>
                            </tr>
                        </thead>
                        <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
                    </table>
                </div>
            }
        })
        .collect_view();
    let note = tr!(register.figures_at, time = dates::clock(figures.computed_at));
    view! {
        {tables}
        <p class="text-small" role="status">{note}</p>
    }
}

fn line(line: Line) -> impl IntoView {
    let class = if line.total { "total" } else { "" };
    view! {
        <tr class=class>
            <th scope="row">{line.label}</th>
            <td class="num">{line.number}</td>
        </tr>
    }
}

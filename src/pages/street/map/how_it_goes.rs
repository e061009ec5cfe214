use leptos::prelude::*;
use model::ids::RecordId;
use model::street::{self, Arrival, Contacts, Trend, Visit, Week};

use crate::components::{Notice, Show};
use crate::i18n::dates;
use crate::pages::street::work::{Held, work};
use crate::state::{AppState, RecordFacts as _, use_state};
use crate::tr;

/// A phone keeps the meetings of thirty days: five weeks, the first of them in part.
const WEEKS: u64 = 5;

/// Whether a spot grows or empties, in words and week by week.
#[component]
pub fn HowItGoes(
    /// The spot.
    spot: RecordId,
) -> impl IntoView {
    let state = use_state();
    let visits = Memo::new(move |_| visits_to(spot, &state));
    let weeks = Memo::new(move |_| street::weeks(&visits.get(), state.now.get(), WEEKS));
    let trend = move || {
        let (icon, words) = match street::trend(&visits.get()) {
            Trend::Growing => ("plus-circle", tr!(street.trend_growing)),
            Trend::Emptying => ("minus", tr!(street.trend_emptying)),
            Trend::Steady => ("check-circle", tr!(street.trend_steady)),
            Trend::Unknown => ("info-circle", tr!(street.trend_unknown)),
        };
        view! {
            <Notice icon words />
        }
    };
    let bars = move || {
        let weeks = weeks.get();
        let most = weeks.iter().map(|week| week.met.total()).max().unwrap_or_default().max(1);
        weeks.into_iter().map(|week| bar(week, most)).collect_view()
    };
    view! {
        <h2 class="section-title">{tr!(street.how_it_goes)}</h2>
        {trend}
        <Show when=move || visits.with(|visits| !visits.is_empty())>
            <section class="card">{bars}</section>
        </Show>
        <p class="text-2 text-small">{tr!(street.on_phone_only)}</p>
    }
}

fn bar(week: Week, most: i64) -> impl IntoView {
    let met = tr!(street.met, count = usize::try_from(week.met.total()).unwrap_or_default());
    let visits = tr!(street.in_visits, count = week.visits);
    let from = tr!(street.week_from, day = dates::numeric_day(week.from));
    let words = (week.visits > 0).then(|| view! { <strong>{met.clone()}</strong> " " {visits} });
    let label = format!("{from}: {met}");
    view! {
        <div class="progress">
            <p class="progress__text">
                <span>{words.map_or_else(|| tr!(street.no_visit_then).into_any(), IntoAny::into_any)}</span>
                <span>{from}</span>
            </p>
            <progress class="progress__bar" max=most value=week.met.total() aria-label=label></progress>
        </div>
    }
}

/// The visits to a spot with whom they met, as far as this phone knows.
fn visits_to(spot: RecordId, state: &AppState) -> Vec<Visit> {
    let work = work(state);
    let arrival = |stop: &Held| {
        let outing = stop.outing?;
        Some(Arrival { stop: stop.root, outing, spot: stop.record.reference("meetingSpotId"), at: stop.at })
    };
    let arrivals: Vec<Arrival> = work.stops.iter().filter_map(arrival).collect();
    // Of doubles the one that counts.
    let counted = |held: &Held| Some((held.record.reference("stopId")?, *work.sums.by_meeting.get(&held.root)?));
    let met: Vec<(RecordId, Contacts)> = work.meetings.iter().filter_map(counted).collect();
    let loose = work.tallies.iter().filter(|tap| tap.record.reference("meetingId").is_none());
    let tap = |held: &Held| Some((held.outing?, held.at, street::tally_contacts(&held.record.fields)));
    let taps: Vec<_> = loose.filter_map(tap).collect();
    street::visits(spot, &arrivals, &met, &taps)
}

//! Servizio di prossimità: the round of today, visits, beneficiaries, groups.

mod beneficiary;
mod calls;
mod card;
mod cash;
mod concern;
mod desk;
mod episode;
mod group;
mod handed;
mod last;
mod left_open;
mod maybe;
mod minutes;
mod order;
mod outcome;
mod people;
mod person;
mod plan;
mod plan_when;
mod plan_words;
mod planned;
mod relational;
mod review;
mod round;
mod sheets;
mod substitute;
mod team;
mod visit;
mod who;
mod whose;

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use model::record::RecordType;
use sync::client::RecordView;

use crate::pages::facts::{self, FieldRow, Kind};
use crate::pages::part::{Part, SplitLoaderError, next_to_home};
use crate::pages::{at_address, home::NotFound};
use crate::state::{AppState, RecordFacts as _};
use crate::tr;

use beneficiary::{EditBeneficiary, NewBeneficiary};
use group::{EditGroup, NewGroup};
use left_open::LeftOpen;
use order::Order;
use people::People;
use person::Person;
use plan::{EditPlan, NewPlan};
use planned::PlannedVisit;
use round::Round;
use sheets::Sheets;
use substitute::Substitution;
use visit::{EditVisit, NewVisit};

/// The pages behind the home: they arrive when one of them is opened, or by themselves once the home stands.
#[derive(Clone, Copy)]
pub enum Page {
    /// The one that the address names.
    At,
    /// A visit that nobody planned.
    NewVisit,
    /// A visit mended.
    EditVisit,
    /// A visit that is still to be made.
    PlannedVisit,
    /// The order of the round.
    Order,
    /// What asks over the round: nobody needs it before the first tap.
    Sheets,
    /// What was not closed on the days before, below the round.
    LeftOpen,
    /// A group session.
    NewGroup,
    /// A group session mended.
    EditGroup,
    /// A new card.
    NewBeneficiary,
    /// A card mended.
    EditBeneficiary,
    /// The people whose cards are here.
    People,
    /// One of them.
    Person,
    /// Visits that recur.
    NewPlan,
    /// The same mended.
    EditPlan,
    /// Somebody goes in the place of somebody else.
    Substitution,
}

/// The addresses of the pages.
const ROUTES: [(&str, Page); 13] = [
    ("/giro/ordine", Page::Order),
    ("/visita/nuova", Page::NewVisit),
    ("/visita/:id/modifica", Page::EditVisit),
    ("/visita/:id/programma", Page::PlannedVisit),
    ("/gruppo-prossimita/nuovo", Page::NewGroup),
    ("/gruppo-prossimita/:id/modifica", Page::EditGroup),
    ("/beneficiario/nuovo", Page::NewBeneficiary),
    ("/beneficiario/:id/modifica", Page::EditBeneficiary),
    ("/beneficiario/programma/nuovo", Page::NewPlan),
    ("/beneficiario/programma/:id/modifica", Page::EditPlan),
    ("/giro/sostituzione", Page::Substitution),
    ("/beneficiario", Page::People),
    ("/beneficiario/:id", Page::Person),
];

/// The home: the round of today.
pub static HOME: Part<()> =
    Part::new(|| Box::pin(load_home()), |()| Box::pin(home())).followed_by(|| next_to_home(&PAGES));

/// The pages behind it.
pub static PAGES: Part<Page> = Part::new(|| Box::pin(load_pages()), |page| Box::pin(show(page)));

#[wasm_split(proximity, wasm_split_path = leptos::wasm_split, preload(load_home), fallible)]
fn home() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Round /> }.into_any())
}

#[wasm_split(proximity_pages, wasm_split_path = leptos::wasm_split, preload(load_pages), fallible)]
fn show(page: Page) -> Result<AnyView, SplitLoaderError> {
    let page = if matches!(page, Page::At) { at_address(&ROUTES) } else { Some(page) };
    Ok(match page {
        None | Some(Page::At) => view! { <NotFound /> }.into_any(),
        Some(Page::NewVisit) => view! { <NewVisit /> }.into_any(),
        Some(Page::EditVisit) => view! { <EditVisit /> }.into_any(),
        Some(Page::PlannedVisit) => view! { <PlannedVisit /> }.into_any(),
        Some(Page::Order) => view! { <Order /> }.into_any(),
        Some(Page::Sheets) => view! { <Sheets /> }.into_any(),
        Some(Page::LeftOpen) => view! { <LeftOpen /> }.into_any(),
        Some(Page::NewGroup) => view! { <NewGroup /> }.into_any(),
        Some(Page::EditGroup) => view! { <EditGroup /> }.into_any(),
        Some(Page::NewBeneficiary) => view! { <NewBeneficiary /> }.into_any(),
        Some(Page::EditBeneficiary) => view! { <EditBeneficiary /> }.into_any(),
        Some(Page::People) => view! { <People /> }.into_any(),
        Some(Page::Person) => view! { <Person /> }.into_any(),
        Some(Page::NewPlan) => view! { <NewPlan /> }.into_any(),
        Some(Page::EditPlan) => view! { <EditPlan /> }.into_any(),
        Some(Page::Substitution) => view! { <Substitution /> }.into_any(),
    })
}

/// The notebook is shut: what could be taken back goes with all else that was shown.
pub fn forget() {
    desk::last().set(None);
}

/// Title and note in a list.
pub fn summary(record: &RecordView, state: &AppState) -> Option<(String, String)> {
    let kind = &record.record_type;
    if *kind == RecordType::PROXIMITY_VISIT {
        let card = record.reference("beneficiaryId").and_then(|id| state.record(id));
        let who = card.map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(&card));
        let outcome = record.text("outcome").map(|code| facts::code_label("visitOutcome", code, state));
        let note = outcome.unwrap_or_else(|| tr!(proximity.planned).to_owned());
        return Some((format!("{}, {who}", services(record, state)), format!("{} · {note}", when(record))));
    }
    if *kind == RecordType::BENEFICIARY {
        let place = record.text("municipalityCode").map(|code| facts::municipality(code, state)).unwrap_or_default();
        let kind = record.text("beneficiaryType").map(|code| facts::code_label("beneficiaryType", code, state));
        return Some((name(record), [kind.unwrap_or_default(), place].join(" · ")));
    }
    if *kind == RecordType::VISIT_PLAN {
        let card = record.reference("beneficiaryId").and_then(|id| state.record(id));
        let who = card.map_or_else(|| tr!(common.unknown_person).to_owned(), |card| name(&card));
        return Some((format!("{}, {who}", tr!(people.plans)), services(record, state)));
    }
    if *kind == RecordType::CASH_ENTRY {
        let what = match record.text("kind") {
            Some("given") => tr!(proximity.cash_given),
            Some("spent") => tr!(proximity.cash_spent),
            _ => tr!(proximity.cash_returned),
        };
        let title = record.number("cents").map_or_else(
            || tr!(proximity.cash_withdrawn).to_owned(),
            |cents| format!("{what}: {}", facts::euros(cents)),
        );
        return Some((title, facts::when(record)));
    }
    (*kind == RecordType::PROXIMITY_GROUP_SESSION).then(|| {
        let topics: Vec<String> = record
            .codes("topics")
            .into_iter()
            .map(|code| facts::chip_label("groupSessionTopics", code, state))
            .collect();
        (tr!(proximity.group).to_owned(), format!("{} · {}", facts::when(record), topics.join(", ")))
    })
}

/// Where a record of this service is edited.
pub fn edit_path(record: &RecordView) -> Option<String> {
    let folder = if record.record_type == RecordType::PROXIMITY_VISIT {
        "visita"
    } else if record.record_type == RecordType::BENEFICIARY {
        "beneficiario"
    } else if record.record_type == RecordType::VISIT_PLAN {
        "beneficiario/programma"
    } else if record.record_type == RecordType::PROXIMITY_GROUP_SESSION {
        "gruppo-prossimita"
    } else {
        return None;
    };
    Some(format!("/{folder}/{}/modifica", record.id))
}

/// The rows of the record page.
pub fn rows(kind: &RecordType) -> Option<Vec<FieldRow>> {
    if *kind == RecordType::PROXIMITY_VISIT {
        return Some(vec![
            ("beneficiaryId", tr!(proximity.beneficiary), Kind::Record),
            ("services", tr!(proximity.services), Kind::Code("serviceType")),
            ("outcome", tr!(proximity.outcome), Kind::Code("visitOutcome")),
            ("scheduledAt", tr!(proximity.scheduled_at), Kind::When),
            ("roundPosition", tr!(proximity.round_position), Kind::DaySeconds),
            ("startedAt", tr!(proximity.started_at), Kind::When),
            ("durationMinutes", tr!(proximity.minutes), Kind::Plain),
            ("supportKind", tr!(proximity.support_kind), Kind::Code("supportKind")),
            ("channel", tr!(proximity.channel), Kind::Code("visitChannel")),
            ("performedBy", tr!(proximity.performed_by), Kind::Code("performedBy")),
            ("distanceKm", tr!(proximity.distance), Kind::Plain),
            ("destinationKind", tr!(proximity.destination), Kind::Code("destinationKind")),
            ("reason", tr!(proximity.reason), Kind::Code("relationalReason")),
            ("goal", tr!(proximity.goal), Kind::Code("relationalGoal")),
            ("socialServiceInformed", tr!(proximity.informed), Kind::Plain),
            ("nextReviewOn", tr!(proximity.next_review), Kind::Day),
            ("concernFlag", tr!(proximity.concern), Kind::Code("concernFlag")),
            ("shoppingList", tr!(proximity.shopping_list), Kind::Plain),
            ("replacesId", tr!(proximity.replaces), Kind::Record),
        ]);
    }
    if *kind == RecordType::BENEFICIARY {
        return Some(vec![
            ("beneficiaryType", tr!(proximity.beneficiary_type), Kind::Code("beneficiaryType")),
            ("firstName", tr!(proximity.first_name), Kind::Plain),
            ("lastName", tr!(proximity.last_name), Kind::Plain),
            ("address", tr!(proximity.address), Kind::Plain),
            ("doorbell", tr!(proximity.doorbell), Kind::Plain),
            ("accessNotes", tr!(proximity.access_notes), Kind::Plain),
            ("phone", tr!(proximity.phone), Kind::Plain),
            ("contactPersonName", tr!(proximity.contact_name), Kind::Plain),
            ("contactPersonPhone", tr!(proximity.contact_phone), Kind::Plain),
            ("socialServicePhone", tr!(proximity.service_phone), Kind::Plain),
            ("householdSize", tr!(proximity.household), Kind::Plain),
            ("handlesCash", tr!(proximity.cash), Kind::Plain),
            ("livesAlone", tr!(proximity.lives_alone), Kind::Plain),
            ("closedReason", tr!(people.closed_reason), Kind::Code("episodeClosedReason")),
        ]);
    }
    if *kind == RecordType::VISIT_PLAN {
        return Some(vec![
            ("beneficiaryId", tr!(proximity.beneficiary), Kind::Record),
            ("services", tr!(proximity.services), Kind::Code("serviceType")),
            ("assignedOperatorId", tr!(people.who_goes), Kind::Operator),
            ("durationMinutes", tr!(proximity.minutes), Kind::Plain),
            ("reason", tr!(proximity.reason), Kind::Code("relationalReason")),
            ("goal", tr!(proximity.goal), Kind::Code("relationalGoal")),
            ("nextReviewOn", tr!(proximity.next_review), Kind::Day),
            ("validFrom", tr!(people.valid_from), Kind::Day),
            ("validTo", tr!(people.valid_to), Kind::Day),
        ]);
    }
    if *kind == RecordType::CASH_ENTRY {
        return Some(vec![
            ("visitId", tr!(proximity.visit), Kind::Record),
            ("cents", tr!(proximity.cash_title), Kind::Cents),
            ("receiptHandedOver", tr!(proximity.cash_receipt), Kind::Plain),
        ]);
    }
    (*kind == RecordType::PROXIMITY_GROUP_SESSION).then(|| {
        vec![
            ("startsAt", tr!(proximity.group_when), Kind::When),
            ("topics", tr!(proximity.topics), Kind::Code("groupSessionTopics")),
            ("attendees", tr!(proximity.attendees), Kind::Record),
            ("otherAttendees", tr!(proximity.other_attendees), Kind::Plain),
            ("placeName", tr!(proximity.group_where), Kind::Plain),
            ("guests", tr!(proximity.guests), Kind::Guest),
        ]
    })
}

/// Name of a beneficiary: first and last, either alone is enough.
pub fn name(card: &RecordView) -> String {
    let parts: Vec<&str> = ["firstName", "lastName"].into_iter().filter_map(|field| card.text(field)).collect();
    if parts.is_empty() { tr!(proximity.no_name).to_owned() } else { parts.join(" ") }
}

/// The services of a visit, short.
pub fn services(record: &RecordView, state: &AppState) -> String {
    let labels: Vec<String> =
        record.codes("services").into_iter().map(|code| facts::chip_label("serviceType", code, state)).collect();
    if labels.is_empty() { tr!(proximity.visit).to_owned() } else { labels.join(", ") }
}

fn when(record: &RecordView) -> String {
    use crate::i18n::dates;
    let at =
        record.instant("startedAt").or_else(|| record.instant("scheduledAt")).or_else(|| record.instant("occurredAt"));
    at.map(dates::day_and_clock).unwrap_or_default()
}

//! The money of a visit, in its form: typed as euros, kept as events of their own.

use std::sync::Arc;

use leptos::prelude::*;
use model::codes::Code as _;
use model::ids::RecordId;
use model::money::{self, CashForm, CashWrite};
use model::order;
use model::record::{Fields, Issue, IssueCode, RecordRef, RecordType, Service};
use serde_json::Value;
use sync::client::{Change, RecordView};

use super::desk::Back;
use crate::commands::create;
use crate::components::Icon;
use crate::components::form::{Form, Text, Toggle};
use crate::pages::new_fields;
use crate::runtime::mint_id;
use crate::state::{AppState, RecordFacts as _, Records};
use crate::tr;

const GIVEN: &str = "cashGiven";
const SPENT: &str = "cashSpent";
const RETURNED: &str = "cashReturned";
const RECEIPT: &str = "cashReceipt";
/// The events that were known when the form opened, by their ids. A draft keeps them.
const SEEN: &str = "cashSeen";
/// Where the form keeps what becomes events: never fields of the visit.
pub const ASIDE: [&str; 5] = [GIVEN, SPENT, RETURNED, RECEIPT, SEEN];

/// What was given, spent and given back, with a sum that is told and never keeps anybody from saving.
#[component]
pub fn Cash(
    /// The form.
    form: Form,
) -> impl IntoView {
    let sum = move || {
        let typed = form.fields.with(typed).ok()?;
        Some(match typed.difference()? {
            0 => (true, tr!(proximity.cash_right).to_owned()),
            over if over > 0 => (false, tr!(proximity.cash_over, amount = money::euros(over))),
            short => (false, tr!(proximity.cash_short_of, amount = money::euros(-short))),
        })
    };
    view! {
        <fieldset class="group">
            <legend class="group__label">{tr!(proximity.cash_title)}</legend>
            <div class="stack">
                <Text form field=GIVEN label=tr!(proximity.cash_given) optional=true inputmode="decimal" />
                <Text form field=SPENT label=tr!(proximity.cash_spent) optional=true inputmode="decimal" />
                <Text form field=RETURNED label=tr!(proximity.cash_returned) optional=true inputmode="decimal" />
                <div role="status">
                    {move || {
                        sum()
                            .map(|(right, words)| {
                                let class = if right { "notice notice--ok" } else { "notice notice--warn" };
                                let icon = if right { "check-circle" } else { "warning" };
                                view! {
                                    <p class=class>
                                        <Icon name=icon />
                                        <span>{words}</span>
                                    </p>
                                }
                            })
                    }}
                </div>
                <Toggle form field=RECEIPT label=tr!(proximity.cash_receipt) />
            </div>
        </fieldset>
    }
}

/// Shows in the form what is known of the money of a visit.
pub fn preset(form: Form, visit: RecordId, state: &AppState) {
    let seen = Seen::now(visit, state);
    let known = seen.money(visit, state);
    for (field, amount) in [(GIVEN, known.given), (SPENT, known.spent), (RETURNED, known.returned)] {
        if let Some(cents) = amount {
            form.preset(field, money::euros(cents));
        }
    }
    if known.receipt {
        form.preset(RECEIPT, true);
    }
    form.preset(SEEN, seen.0);
}

/// Whose events a form may correct: those that it showed. What a colleague notes while it stands open is not its to replace;
/// both stay, and the sum tells the difference.
struct Seen(Vec<String>);

impl Seen {
    fn now(visit: RecordId, state: &AppState) -> Self {
        Self(state.records.with_untracked(|records| {
            let of_visit = |one: &&Arc<RecordView>| {
                one.record_type == RecordType::CASH_ENTRY && one.fields.reference("visitId") == Some(visit)
            };
            records.values().filter(of_visit).map(|one| one.id.to_string()).collect()
        }))
    }

    fn of_form(fields: &Fields) -> Self {
        Self(fields.codes(SEEN).into_iter().map(str::to_owned).collect())
    }

    /// The money of a visit as these events tell it.
    fn money(&self, visit: RecordId, state: &AppState) -> CashForm {
        state.records.with_untracked(|records| CashForm::of_visit(visit, self.among(records)))
    }

    fn among<'a>(&'a self, records: &'a Records) -> impl Iterator<Item = RecordRef<'a>> {
        let seen = |one: &&Arc<RecordView>| self.0.contains(&one.id.to_string());
        records.values().filter(seen).map(|one| RecordRef::new(one.id, &one.record_type, &one.fields))
    }
}

/// The events that the form asks for, each with the way back; or what of it cannot be read.
pub fn events(form: Form, visit: RecordId, state: &AppState) -> Result<(Vec<Change>, Vec<Back>), Vec<Issue>> {
    let typed = form.fields.with_untracked(typed)?;
    let seen = form.fields.with_untracked(Seen::of_form);
    let before = seen.money(visit, state);
    let writes = state.records.with_untracked(|records| typed.writes(visit, seen.among(records)));
    let (mut made, mut back) = (Vec::new(), Vec::new());
    let mut emptied = Vec::new();
    for write in writes {
        let id = mint_id();
        made.push(create(id, RecordType::CASH_ENTRY, event(visit, &write, state)));
        // Several entries of a kind that are emptied were one amount: it comes back once.
        let again = write.cents.is_none() && emptied.contains(&write.kind);
        if let Some(fields) = undone(id, visit, &write, before, state).filter(|_| !again) {
            back.push(Back::Event(RecordType::CASH_ENTRY, fields));
        }
        emptied.push(write.kind);
    }
    Ok((made, back))
}

fn typed(fields: &Fields) -> Result<CashForm, Vec<Issue>> {
    let mut issues = Vec::new();
    let mut amount = |field: &str| {
        let text = fields.text(field).map(str::trim).filter(|text| !text.is_empty())?;
        let cents = money::parse_euros(text);
        if cents.is_none() {
            issues.push(Issue { field: field.to_owned(), code: IssueCode::WrongType });
        }
        cents
    };
    let (given, spent, returned) = (amount(GIVEN), amount(SPENT), amount(RETURNED));
    let form = CashForm { given, spent, returned, receipt: fields.flag(RECEIPT) };
    if issues.is_empty() { Ok(form) } else { Err(issues) }
}

fn event(visit: RecordId, write: &CashWrite, state: &AppState) -> Fields {
    let mut fields = new_fields(state, Service::Proximity, "");
    fields.extend(order::tree([
        ("visitId".to_owned(), Value::from(visit.to_string())),
        ("kind".to_owned(), write.kind.as_str().into()),
    ]));
    match write.cents {
        Some(cents) => {
            fields.insert("cents".to_owned(), cents.into());
            fields.insert("receiptHandedOver".to_owned(), write.receipt.into());
        }
        None => {
            fields.insert("voidReason".to_owned(), "entry_error".into());
        }
    }
    if let Some(corrects) = write.corrects {
        fields.insert("correctsId".to_owned(), corrects.to_string().into());
    }
    fields
}

/// What takes an event back: it is voided, or says again what the one before said. An event that emptied an amount cannot be
/// corrected, for a chain that was voided stays so: the amount is noted anew.
fn undone(id: RecordId, visit: RecordId, write: &CashWrite, before: CashForm, state: &AppState) -> Option<Fields> {
    let was = match write.kind.as_str() {
        "given" => before.given,
        "spent" => before.spent,
        _ => before.returned,
    };
    let receipt = before.receipt && write.kind.as_str() == "spent";
    let kind = write.kind.clone();
    if write.cents.is_none() {
        let cents = Some(was?);
        return Some(event(visit, &CashWrite { kind, cents, receipt, corrects: None }, state));
    }
    let cents = write.corrects.and(was);
    Some(event(visit, &CashWrite { kind, cents, receipt, corrects: Some(id) }, state))
}

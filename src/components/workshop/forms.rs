//! The form kit: as it opens, filled, and with everything at fault.

use leptos::prelude::*;
use model::order;
use model::record::{Fields, Issue, IssueCode, RecordType};
use serde_json::json;

use super::Shown;
use crate::components::form::{
    CountKeys, CountsByCode, Day, Errors, Form, Layout, Lines, OneOf, Opt, SaveBar, SomeOf, Stepper, Text, Toggle, When,
};

/// Which of the forms: the names of radios and the places of links have to differ.
type Names = [&'static str; 11];

const EMPTY: Names = ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11"];
const FILLED: Names = ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "b10", "b11"];
const WRONG: Names = ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11"];

/// The three forms.
#[component]
pub fn Forms() -> impl IntoView {
    let form = |fields: Fields| Form::create(RecordType::BENEFICIARY, fields);
    let filled = form(order::tree([
        ("b1".to_owned(), json!("Nicolò Ünal-D’Angelo della Croce Rossa di Sant’Angelo Lodigiano")),
        ("b2".to_owned(), json!("Citofono rotto.\nChiama quando sei sotto.")),
        ("b3".to_owned(), json!("one")),
        ("b4".to_owned(), json!(["one", "three"])),
        ("b5".to_owned(), json!("three")),
        ("b6".to_owned(), json!(12)),
        ("b7".to_owned(), json!(45)),
        ("b8".to_owned(), json!({"one": 2})),
        ("b9".to_owned(), json!("2026-11-22T22:14:00+01:00")),
        ("b10".to_owned(), json!("2027-01-15")),
        ("b11".to_owned(), json!(true)),
    ]));
    let wrong = form(Fields::new());
    wrong.issues.set(WRONG.map(|field| Issue { field: field.to_owned(), code: IssueCode::Missing }).to_vec());
    view! {
        <Shown name="form-empty"><Kit form=form(Fields::new()) names=EMPTY /></Shown>
        <Shown name="form-filled"><Kit form=filled names=FILLED /></Shown>
        <Shown name="form-wrong"><Errors form=wrong /> <Kit form=wrong names=WRONG /></Shown>
    }
}

#[component]
fn Kit(form: Form, names: Names) -> impl IntoView {
    let [text, lines, one, some, tiles, keys, step, counts, when, day, yes] = names;
    let all = [("one", "Ascolto e Voice"), ("two", "Non so"), ("three", "Uno più lungo: luoghi per fare musica")];
    let options = Signal::stored(all.map(|(value, label)| Opt { value: value.into(), label: label.into() }).to_vec());
    view! {
        <form class="form" novalidate on:submit=|event| event.prevent_default()>
            <Text form field=text label="Nome" hint="Come lo chiamate voi" optional=true />
            <Lines form field=lines label="Come si entra" />
            <OneOf form field=one label="Azione" options layout=Layout::Chips fold=true />
            <SomeOf form field=some label="Che cosa è emerso" options />
            <OneOf form field=tiles label="Luogo" options />
            <CountKeys form field=keys label="Nuovi" from=0 to=9 max=99 />
            <Stepper form field=step label="Quanto è durata" unit="minuti" min=5 max=480 step=5 />
            <CountsByCode form field=counts label="Età" options />
            <When form field=when label="Quando" />
            <Day form field=day label="Prossima verifica" />
            <Toggle form field=yes label="Vive da sola o da solo" />
            <SaveBar form note="Nessun nome: solo quanti e che cosa" on_save=|| () />
        </form>
    }
}

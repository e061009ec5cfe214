//! The demo: named operators, the past of the Visconteo with the published totals, and a present relative to today.
//!
//! Records go in through the push endpoint, as operations of the demo operators on devices that they enrolled.

mod carry;
mod hub;
mod people;
mod pis;
mod proximity;
mod script;
mod street;
mod templates;

pub use carry::DemoError;
pub(crate) use people::stable_id;
pub use people::{DemoOperator, People, people};

use chrono::NaiveDate;
use model::ids::OperatorId;
use model::rome;
use model::time::Millis;

use self::script::Script;
use crate::state::{App, Tenant};
use crate::venues;

/// The Ambito whose figures are published.
const VISCONTEO: &str = "visconteo_sud_milano";
/// Changes when the past of the demo does; a database keeps the past that it was filled with.
const VERSION: &str = "1";

/// Fills an Ambito: operators at each call, the past once, the present once a day.
///
/// # Errors
/// When the repository fails or the API refuses a record of the demo.
pub async fn fill(app: &App, tenant: &Tenant) -> Result<(), DemoError> {
    let people = people(&tenant.config);
    for person in &people.operators {
        app.repo().put_operator(&tenant.scope, &person.operator).await?;
    }
    for team in &people.teams {
        app.repo().put_team(&tenant.scope, team).await?;
    }
    let now = app.now();
    let today = rome::day_of(now);
    let filled = app.repo().demo_mark(&tenant.scope).await?;
    let mark = format!("{VERSION} {today}");
    if filled.as_deref() == Some(&mark) {
        return Ok(());
    }
    let mut script = Script::new(&tenant.config.id.0);
    if tenant.config.id.0 == VISCONTEO {
        venues::write_down(app, tenant, now).await?;
        hub::open_today(app, tenant, today, now).await?;
        visconteo(&mut script, tenant, &people, filled.is_none(), today, now);
    } else if people.operators.iter().any(|person| person.key == "piero") {
        pis::present_elsewhere(&mut script, &tenant.config, &today.to_string(), now);
    }
    carry::push(app, tenant, &people, script).await?;
    Ok(app.repo().mark_demo(&tenant.scope, &mark).await?)
}

fn visconteo(script: &mut Script, tenant: &Tenant, people: &People, past: bool, today: NaiveDate, now: Millis) {
    let config = &tenant.config;
    let id = |key: &str| people.id(key).unwrap_or(OperatorId(uuid::Uuid::nil()));
    let crew = [id("samira"), id("luca")];
    let volunteer = id("vito");
    let venues = hub::venues(config);
    if past {
        pis::past(script, config);
        let places = street::places(script, today);
        street::past(script, &crew, &places);
        proximity::past(script, config);
        proximity::cards(script, &[volunteer, id("paola"), id("rosa")]);
        hub::past(script, &venues);
        hub::citizens(script);
        templates::past(script, people);
    }
    pis::present(script, config, &today.to_string(), now);
    street::present(script, &crew, today);
    proximity::present(script, volunteer, today);
    hub::present(script, &venues, today);
}

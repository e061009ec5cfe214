//! The demo: named operators, the past of the Visconteo with the published totals, and a present relative to today.

mod people;

pub use people::{DemoOperator, people};

use store_sql::StoreError;

use crate::state::{App, Tenant};

/// Fills an Ambito with demo operators; records come once.
///
/// # Errors
/// When the repository fails.
pub async fn fill(app: &App, tenant: &Tenant) -> Result<(), StoreError> {
    let people = people(&tenant.config);
    for person in &people.operators {
        app.repo().put_operator(&tenant.scope, &person.operator).await?;
    }
    for team in &people.teams {
        app.repo().put_team(&tenant.scope, team).await?;
    }
    Ok(())
}

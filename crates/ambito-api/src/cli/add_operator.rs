//! `ambito-api add-operator`.

use model::ids::{OperatorId, ProviderId, TeamId};
use model::record::Service;
use protocol::Role;
use store_sql::{Operator, StoreError, Team};
use uuid::Uuid;

use super::enrol_code::CODE_LIFE;
use super::{CliError, DataArgs, open};
use crate::codes::issue;
use crate::state::{App, AppOptions, Tenant};

/// Flags of `add-operator`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    data: DataArgs,
    /// The operator's name, as colleagues see it.
    #[arg(long)]
    name: String,
    /// What the operator is, such as `pis_operator` or `coordinator`.
    #[arg(long, value_parser = role)]
    role: Role,
    /// ISTAT code of the own Comune, for a municipal social worker.
    #[arg(long)]
    municipality: Option<String>,
}

/// Makes an operator of the first Ambito, in the team of the role's service, and prints a code.
pub async fn run(args: Args) -> Result<(), CliError> {
    let repo = open::repository(&args.data).await?;
    let failed = |error| open::store_error(&error, &args.data.data_dir);
    let configs = open::configs(&args.data)?;
    let app = App::open(repo.clone(), configs, AppOptions::system()).await.map_err(failed)?;
    let Some(tenant) = app.tenants().next() else { return Ok(()) };
    if let Some(code) = args.municipality.as_deref().filter(|code| tenant.config.municipality(code).is_none()) {
        return Err(CliError::new(format!("{code} is not a Comune of {}.", tenant.config.name)).exit(2));
    }
    let operator = Operator {
        id: OperatorId(Uuid::new_v4()),
        display_name: args.name,
        roles: vec![args.role],
        municipality_code: args.municipality,
    };
    let code = add(&app, tenant, &operator, args.role).await.map_err(failed)?;
    println!("{code}");
    repo.close().await;
    Ok(())
}

async fn add(app: &App, tenant: &Tenant, operator: &Operator, role: Role) -> Result<String, StoreError> {
    app.repo().put_operator(&tenant.scope, operator).await?;
    let known = app.repo().teams(&tenant.scope).await?;
    for &service in &tenant.config.services {
        let mut team = known.iter().find(|team| team.service == service).cloned().unwrap_or_else(|| new_team(service));
        match service_of(role) {
            Some(own) if own == service => team.members.push(operator.id),
            None if role == Role::Coordinator => team.coordinators.push(operator.id),
            _ => continue,
        }
        app.repo().put_team(&tenant.scope, &team).await?;
    }
    Ok(issue(app, &tenant.scope, operator.id, CODE_LIFE).await?.grouped())
}

fn new_team(service: Service) -> Team {
    Team {
        id: TeamId(Uuid::new_v4()),
        name: team_name(service).to_owned(),
        service,
        provider_id: ProviderId(Uuid::new_v4()),
        members: Vec::new(),
        coordinators: Vec::new(),
    }
}

/// What a team is called until somebody gives it another name.
pub const fn team_name(service: Service) -> &'static str {
    match service {
        Service::Street => "Équipe di strada",
        Service::Proximity => "Équipe di prossimità",
        Service::Pis => "Équipe del Pronto Intervento",
        Service::Hub => "Équipe degli sportelli digitali",
    }
}

const fn service_of(role: Role) -> Option<Service> {
    match role {
        Role::StreetEducator => Some(Service::Street),
        Role::ProximityOperator | Role::Volunteer => Some(Service::Proximity),
        Role::PisOperator => Some(Service::Pis),
        Role::DigitalFacilitator => Some(Service::Hub),
        Role::MunicipalSocialWorker | Role::Coordinator | Role::PlanningOffice | Role::DpoAuditor | Role::Admin => None,
    }
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(text.into()).map_err(|_| format!("there is no role `{text}`"))
}

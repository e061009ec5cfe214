//! `GET /v1/alarms`: what a coordinator, or the social service of a Comune, is to look at now.

use axum::Json;
use axum::extract::State;
use model::codes::Code as _;
use model::pis::case_code;
use model::pis_alarms::{self, CaseAlarm};
use model::record::{RecordRef, RecordType, Service};
use protocol::{Alarm, AlarmKind, AlarmsResponse, Problem, Role};
use sync::server::policy;

use crate::actor::Actor;
use crate::problem::ApiError;
use crate::routes::devices::Coordinated;
use crate::state::App;

/// Those who went out alone and are not back, handovers that nobody acknowledged, deadlines: of the own teams for a coordinator, of
/// the own Comune for its social worker. No name but that of who is not back, so that the board may ask each half minute.
#[utoipa::path(get, path = "/v1/alarms", tag = "alarms", responses(
    (status = 200, description = "The most urgent first", body = AlarmsResponse),
    (status = 403, description = "Neither coordinator nor municipal social worker", body = Problem, content_type = "application/problem+json"),
    (status = 429, description = "This device asks too often", body = Problem, content_type = "application/problem+json"),
))]
pub async fn alarms(State(app): State<App>, actor: Actor) -> Result<Json<AlarmsResponse>, ApiError> {
    actor.require_any(&[Role::Coordinator, Role::MunicipalSocialWorker])?;
    app.limits().may_ask(actor.author)?;
    let mut alarms = Vec::new();
    if actor.has_any(&[Role::Coordinator]) {
        alarms.extend(returns(&app, &actor).await?);
    }
    alarms.extend(cases(&app, &actor).await?);
    alarms.sort_by_key(|alarm| (alarm.kind, alarm.at, alarm.activation_id, alarm.person_n));
    Ok(Json(AlarmsResponse { alarms, server_time: app.now() }))
}

async fn returns(app: &App, actor: &Actor) -> Result<Vec<Alarm>, ApiError> {
    let scope = &actor.tenant.scope;
    let coordinated = Coordinated::by(app, actor).await?;
    let mut alarms = Vec::new();
    for one in app.repo().open_returns(scope).await? {
        if !coordinated.has(one.operator_id) {
            continue;
        }
        let person = app.repo().person(scope, one.operator_id).await?;
        alarms.push(Alarm {
            kind: if one.due_at <= app.now() { AlarmKind::ReturnOverdue } else { AlarmKind::ReturnExpected },
            at: one.due_at,
            return_id: Some(one.id),
            operator_name: person.map(|person| person.operator.display_name),
            activation_id: one.activation_id,
            code: one.activation_id.map(case_code),
            municipality_code: None,
            person_n: None,
            duty: None,
        });
    }
    Ok(alarms)
}

async fn cases(app: &App, actor: &Actor) -> Result<Vec<Alarm>, ApiError> {
    let coordinates = actor.has_any(&[Role::Coordinator]) && policy::services(&actor.rights).contains(&Service::Pis);
    let comune = actor.rights.municipality_code.as_deref().filter(|_| actor.has_any(&[Role::MunicipalSocialWorker]));
    if !coordinates && comune.is_none() {
        return Ok(Vec::new());
    }
    let kinds = [RecordType::PIS_ACTIVATION, RecordType::PIS_EVENT];
    let stored = app.repo().records_of(&actor.tenant.scope, &kinds).await?;
    let records = stored
        .iter()
        .map(|one| &one.record)
        .filter(|record| !record.erased)
        .map(|record| RecordRef::new(record.snapshot.id, &record.snapshot.record_type, &record.snapshot.fields));
    let found = pis_alarms::of_records(records, &actor.tenant.config, app.now());
    let mine = found.into_iter().flat_map(|(case, alarms)| {
        let in_comune = case.text("municipalityCode").is_some_and(|code| Some(code) == comune);
        let of_case = move |alarm: &CaseAlarm| coordinates || (in_comune && alarm.for_comune);
        alarms.into_iter().filter(of_case).map(move |alarm| said(&case, alarm))
    });
    Ok(mine.collect())
}

fn said(case: &RecordRef<'_>, alarm: CaseAlarm) -> Alarm {
    let number = case.text("activationNumber").map(str::to_owned);
    Alarm {
        kind: match alarm.kind {
            pis_alarms::AlarmKind::OralNoticeMissing => AlarmKind::OralNoticeMissing,
            pis_alarms::AlarmKind::DeadlineOver => AlarmKind::DeadlineOver,
            pis_alarms::AlarmKind::DeadlineWhenClosed => AlarmKind::DeadlineWhenClosed,
            pis_alarms::AlarmKind::HandoverWaiting => AlarmKind::HandoverWaiting,
            pis_alarms::AlarmKind::DeadlineRunning => AlarmKind::DeadlineRunning,
        },
        at: alarm.at,
        return_id: None,
        operator_name: None,
        activation_id: Some(case.id),
        code: Some(number.unwrap_or_else(|| case_code(case.id))),
        municipality_code: case.text("municipalityCode").map(str::to_owned),
        person_n: alarm.person_n,
        duty: alarm.duty.map(|duty| duty.as_str().to_owned()),
    }
}

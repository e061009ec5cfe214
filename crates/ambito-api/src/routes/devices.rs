//! `GET /v1/devices` and `POST /v1/devices/{id}/revoke`: a phone is lost, and its coordinator shuts it out.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use model::ids::{DeviceId, OperatorId, TeamId};
use model::rome;
use model::time::Millis;
use protocol::{DeviceEntry, DevicesResponse, Problem, ProblemCode, RevokeRequest, Role};
use store_sql::Device;
use sync::server::policy;

use crate::actor::Actor;
use crate::http::ApiJson;
use crate::problem::ApiError;
use crate::state::App;

/// The phones of those whom the asking coordinator coordinates; an administrator gets all of the Ambito.
#[utoipa::path(get, path = "/v1/devices", tag = "back office", responses(
    (status = 200, description = "Phones that may speak, that hold something unsent, or that were shut out", body = DevicesResponse),
    (status = 403, description = "Neither coordinator nor administrator", body = Problem, content_type = "application/problem+json"),
))]
pub async fn devices(State(app): State<App>, actor: Actor) -> Result<Json<DevicesResponse>, ApiError> {
    listed(&app, &actor).await
}

/// Shuts a phone out, from its next request on. What it has not sent stays on it, sealed; with a new code it is sent. Or what
/// lies on it is ordered to go, now or later: then the phone brings first what it has not sent.
#[utoipa::path(post, path = "/v1/devices/{id}/revoke", tag = "back office", request_body = RevokeRequest,
    params(("id" = String, Path, description = "The phone")),
    responses(
        (status = 200, description = "It is shut out, now or before; the list as it is now", body = DevicesResponse),
        (status = 403, description = "Neither coordinator nor administrator", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such phone among those that the coordinator may see", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It is the phone that asks", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn revoke(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
    ApiJson(request): ApiJson<Option<RevokeRequest>>,
) -> Result<Json<DevicesResponse>, ApiError> {
    let id = id.parse::<DeviceId>().ok();
    let managed = managed(&app, &actor).await?;
    let device = managed.iter().find(|device| Some(device.id) == id).ok_or(ApiError::new(ProblemCode::NotFound))?;
    if device.id == actor.author.device_id {
        return Err(ApiError::new(ProblemCode::Unprocessable).detail("È il telefono da cui lo stai chiedendo."));
    }
    let by = Some(actor.author.operator_id);
    let wipe = request.unwrap_or_default().wipe;
    app.repo().revoke_device(&actor.tenant.scope, device.id, by, wipe, app.now()).await?;
    listed(&app, &actor).await
}

async fn listed(app: &App, actor: &Actor) -> Result<Json<DevicesResponse>, ApiError> {
    let mut managed = managed(app, actor).await?;
    managed.sort_by(|a, b| (&a.display_name, a.enrolled_at, a.id).cmp(&(&b.display_name, b.enrolled_at, b.id)));
    let devices = managed.iter().map(|device| entry(device, actor, app.now())).collect();
    Ok(Json(DevicesResponse { devices }))
}

async fn managed(app: &App, actor: &Actor) -> Result<Vec<Device>, ApiError> {
    let coordinated = Coordinated::by(app, actor).await?;
    let all = app.repo().devices(&actor.tenant.scope).await?;
    Ok(all.into_iter().filter(|device| coordinated.has(device.operator_id)).collect())
}

/// Those for whose phones somebody answers.
pub struct Coordinated {
    by: sync::server::Actor,
    teams: BTreeMap<OperatorId, Vec<TeamId>>,
}

impl Coordinated {
    /// Those of a coordinator or an administrator; nobody else has any.
    pub async fn by(app: &App, actor: &Actor) -> Result<Self, ApiError> {
        actor.require_any(&[Role::Coordinator, Role::Admin])?;
        let mut teams: BTreeMap<OperatorId, Vec<TeamId>> = BTreeMap::new();
        for team in app.repo().teams(&actor.tenant.scope).await? {
            for operator in team.members.into_iter().chain(team.coordinators) {
                teams.entry(operator).or_default().push(team.id);
            }
        }
        Ok(Self { by: actor.rights.clone(), teams })
    }

    /// Whether this operator is among them.
    pub fn has(&self, operator: OperatorId) -> bool {
        policy::may_manage_phones(&self.by, self.teams.get(&operator).map_or(&[][..], Vec::as_slice))
    }
}

fn entry(device: &Device, actor: &Actor, now: Millis) -> DeviceEntry {
    let day = |at: Millis| rome::start_of_day(rome::day_of(at));
    let beat = device.beat.as_ref().map(|(_, beat)| beat);
    let waited = |(at, beat): &(Millis, protocol::Heartbeat)| {
        let age = beat.oldest_pending_ms.filter(|_| beat.pending > 0)?.saturating_add(now.since(*at));
        Some(age / Millis::DAY * Millis::DAY)
    };
    DeviceEntry {
        device_id: device.id,
        display_name: device.display_name.clone(),
        enrolled_on: day(device.enrolled_at),
        seen_on: day(device.seen_at),
        active: device.revoked_at.is_none() && device.lives_until.is_some_and(|until| until > now),
        revoked_at: device.revoked_at,
        wipe_ordered_at: device.wipe_ordered_at,
        wiped_at: device.wiped_at,
        pending: beat.map_or(0, |beat| beat.pending),
        oldest_pending_ms: device.beat.as_ref().and_then(waited),
        app_version: beat.map(|beat| beat.app_version.clone()),
        own: device.id == actor.author.device_id,
    }
}

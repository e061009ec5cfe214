//! Operators and teams.

use std::collections::BTreeMap;

use model::ids::{OperatorId, ProviderId, TeamId};
use protocol::{Colleague, Role, TeamRef};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::SqliteRepository;
use super::rows::{code, from_code, json, parse, to_json};
use crate::error::StoreError;
use crate::people::{Operator, Person, Team};
use crate::scope::TenantScope;

pub async fn put_operator(repo: &SqliteRepository, scope: &TenantScope, operator: &Operator) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO operators (ambito_id, operator_id, display_name, roles, municipality_code) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (ambito_id, operator_id) DO UPDATE SET display_name = excluded.display_name, \
         roles = excluded.roles, municipality_code = excluded.municipality_code",
    )
    .bind(scope.key())
    .bind(operator.id.to_string())
    .bind(&operator.display_name)
    .bind(to_json(&operator.roles)?)
    .bind(&operator.municipality_code)
    .execute(&repo.writer)
    .await?;
    Ok(())
}

pub async fn put_team(repo: &SqliteRepository, scope: &TenantScope, team: &Team) -> Result<(), StoreError> {
    let id = team.id.to_string();
    let mut tx = repo.write().await?;
    sqlx::query(
        "INSERT INTO teams (ambito_id, team_id, name, service, provider_id) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (ambito_id, team_id) DO UPDATE SET name = excluded.name, service = excluded.service, \
         provider_id = excluded.provider_id",
    )
    .bind(scope.key())
    .bind(&id)
    .bind(&team.name)
    .bind(code(&team.service)?)
    .bind(team.provider_id.to_string())
    .execute(&mut *tx)
    .await?;
    sqlx::query("DELETE FROM memberships WHERE ambito_id = ? AND team_id = ?")
        .bind(scope.key())
        .bind(&id)
        .execute(&mut *tx)
        .await?;
    let members = team.members.iter().map(|member| (member, false));
    for (member, coordinates) in members.chain(team.coordinators.iter().map(|member| (member, true))) {
        sqlx::query("INSERT INTO memberships (ambito_id, team_id, operator_id, coordinates) VALUES (?, ?, ?, ?)")
            .bind(scope.key())
            .bind(&id)
            .bind(member.to_string())
            .bind(coordinates)
            .execute(&mut *tx)
            .await?;
    }
    Ok(tx.commit().await?)
}

pub async fn teams(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<Team>, StoreError> {
    let rows = sqlx::query("SELECT team_id, name, service, provider_id FROM teams WHERE ambito_id = ? ORDER BY name")
        .bind(scope.key())
        .fetch_all(&repo.readers)
        .await?;
    let mut teams = Vec::new();
    for row in &rows {
        let TeamRef { id, name, service, provider_id } = team(row)?;
        let members =
            sqlx::query("SELECT operator_id, coordinates FROM memberships WHERE ambito_id = ? AND team_id = ?")
                .bind(scope.key())
                .bind(id.to_string())
                .fetch_all(&repo.readers)
                .await?;
        let mut found = Team { id, name, service, provider_id, members: Vec::new(), coordinators: Vec::new() };
        for member in &members {
            let coordinates = member.try_get::<i64, _>("coordinates")? != 0;
            let list = if coordinates { &mut found.coordinators } else { &mut found.members };
            list.push(parse(member, "operator_id")?);
        }
        teams.push(found);
    }
    Ok(teams)
}

pub async fn operators(repo: &SqliteRepository, scope: &TenantScope) -> Result<Vec<Operator>, StoreError> {
    let rows = sqlx::query(
        "SELECT operator_id, display_name, roles, municipality_code FROM operators \
         WHERE ambito_id = ? AND active = 1 ORDER BY display_name, operator_id",
    )
    .bind(scope.key())
    .fetch_all(&repo.readers)
    .await?;
    rows.iter().map(operator).collect()
}

pub async fn person(
    repo: &SqliteRepository,
    scope: &TenantScope,
    id: OperatorId,
) -> Result<Option<Person>, StoreError> {
    let row = sqlx::query(
        "SELECT operator_id, display_name, roles, municipality_code FROM operators \
         WHERE ambito_id = ? AND operator_id = ? AND active = 1",
    )
    .bind(scope.key())
    .bind(id.to_string())
    .fetch_optional(&repo.readers)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let teams = sqlx::query(
        "SELECT t.team_id, t.name, t.service, t.provider_id FROM memberships m \
         JOIN teams t ON t.ambito_id = m.ambito_id AND t.team_id = m.team_id \
         WHERE m.ambito_id = ? AND m.operator_id = ? ORDER BY t.name, t.team_id",
    )
    .bind(scope.key())
    .bind(id.to_string())
    .fetch_all(&repo.readers)
    .await?;
    let operator = operator(&row)?;
    // Whoever works for a Comune has no team, and reads what those of the teams report.
    let of_all = operator.roles.contains(&Role::MunicipalSocialWorker);
    Ok(Some(Person {
        operator,
        teams: teams.iter().map(team).collect::<Result<_, _>>()?,
        colleagues: colleagues(repo, scope, id, of_all).await?,
    }))
}

async fn colleagues(
    repo: &SqliteRepository,
    scope: &TenantScope,
    id: OperatorId,
    of_all: bool,
) -> Result<Vec<Colleague>, StoreError> {
    let rows = sqlx::query(
        "SELECT o.operator_id, o.display_name, m.team_id FROM memberships m \
         JOIN operators o ON o.ambito_id = m.ambito_id AND o.operator_id = m.operator_id AND o.active = 1 \
         WHERE m.ambito_id = ?1 AND m.coordinates = 0 AND m.operator_id <> ?2 AND (?3 OR m.team_id IN \
         (SELECT team_id FROM memberships WHERE ambito_id = ?1 AND operator_id = ?2)) \
         ORDER BY o.display_name, m.team_id",
    )
    .bind(scope.key())
    .bind(id.to_string())
    .bind(of_all)
    .fetch_all(&repo.readers)
    .await?;
    let mut found = BTreeMap::<OperatorId, Colleague>::new();
    for row in &rows {
        let operator_id = parse(row, "operator_id")?;
        let display_name = row.try_get("display_name")?;
        let colleague =
            found.entry(operator_id).or_insert(Colleague { operator_id, display_name, team_ids: Vec::new() });
        colleague.team_ids.push(parse::<TeamId>(row, "team_id")?);
    }
    let mut colleagues: Vec<_> = found.into_values().collect();
    colleagues.sort_by(|a, b| a.display_name.cmp(&b.display_name));
    Ok(colleagues)
}

fn operator(row: &SqliteRow) -> Result<Operator, StoreError> {
    Ok(Operator {
        id: parse(row, "operator_id")?,
        display_name: row.try_get("display_name")?,
        roles: json::<Vec<Role>>(row, "roles")?,
        municipality_code: row.try_get("municipality_code")?,
    })
}

fn team(row: &SqliteRow) -> Result<TeamRef, StoreError> {
    Ok(TeamRef {
        id: parse::<TeamId>(row, "team_id")?,
        name: row.try_get("name")?,
        service: from_code(row, "service")?,
        provider_id: parse::<ProviderId>(row, "provider_id")?,
    })
}

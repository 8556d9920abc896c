//! The groups: made, filled, planned; one of them loses a session.

use super::cast::{GROUPS, GroupPlan};
use super::clinic::Setting;
use super::error::FillDemoError;
use super::fill::DAYS_SINCE_THE_FIRST_SESSIONS;
use super::filling::Filling;
use super::people::record;
use super::series::{Weekly, plan};
use crate::app::enrollments::{EnrollClient, enroll_client};
use crate::app::groups::{CreateGroup, create_group};
use crate::app::series::{CancelSession, cancel_session, list_sessions};
use crate::domain::ids::GroupId;
use crate::domain::series::{CancelledBy, ScheduleFilter, SeriesOwner};
use crate::domain::slice::Slice;

/// Makes every group: the ids of those that are going to lose a session.
pub(super) async fn form_all(filling: &Filling, setting: &Setting) -> Result<Vec<GroupId>, FillDemoError> {
    let mut losing = Vec::new();
    for group in GROUPS {
        let id = form(filling, setting, group).await?;
        losing.extend(group.loses_one.then_some(id));
    }
    Ok(losing)
}

async fn form(filling: &Filling, setting: &Setting, group: &GroupPlan) -> Result<GroupId, FillDemoError> {
    filling.go_on();
    let site = setting.site(group.site)?;
    let (program_id, minutes) = setting.program(group.program)?;
    let command = CreateGroup {
        program_id,
        site_id: site.id,
        name: group.name.parse().map_err(FillDemoError::at("naming a group"))?,
        admission: group.admission,
        min_size: None,
        viable_size: None,
        max_size: None,
        guest_seats: None,
        idempotency_key: None,
    };
    let made = create_group(&filling.app, &setting.coordinator, command)
        .await
        .map_err(FillDemoError::at("making a group"))?;
    for member in group.members {
        let client_id = record(filling, setting, member).await?;
        filling.go_on();
        let command = EnrollClient { group_id: made.id, client_id };
        enroll_client(&filling.app, &setting.coordinator, command)
            .await
            .map_err(FillDemoError::at("enrolling a client"))?;
    }
    let weekly = Weekly {
        owner: SeriesOwner::Group(made.id),
        therapist: setting.therapist(group.therapist)?,
        room: group.room.map(|name| setting.room(name)).transpose()?,
        weekday: group.weekday,
        starts: group.starts,
        zone: site.zone.clone(),
        start_on: filling.date_days_ago(DAYS_SINCE_THE_FIRST_SESSIONS, &site.zone),
        minutes,
        sessions: group.sessions,
    };
    plan(filling, setting, weekly).await?;
    Ok(made.id)
}

/// Cancels the group's next session on the therapist's side; one is appended, so that the promised dose is delivered.
pub(super) async fn cancel_the_next(
    filling: &Filling,
    setting: &Setting,
    group_id: GroupId,
) -> Result<(), FillDemoError> {
    filling.go_on();
    let coming = ScheduleFilter {
        from: Some(filling.app.now()),
        group_id: Some(group_id),
        ..ScheduleFilter::default()
    };
    let slice = Slice { after: None, limit: 2 };
    let coming = list_sessions(&filling.app, &setting.coordinator, &coming, slice).await?;
    // The filter also lets a session through that is under way.
    let Some(next) = coming.iter().map(|one| &one.session).find(|one| one.starts_at > filling.app.now())
    else {
        return Ok(());
    };
    let command = CancelSession {
        session_id: next.id,
        row_version: next.row_version,
        cancelled_by: CancelledBy::Therapist,
        append: true,
    };
    cancel_session(&filling.app, &setting.coordinator, command)
        .await
        .map_err(FillDemoError::at("cancelling a session"))?;
    Ok(())
}

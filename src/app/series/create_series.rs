//! Making the series that a preview showed.

use serde_json::json;

use super::draft::SeriesDraft;
use super::lock::lock_owner;
use super::make::make_series;
use super::plan::plan;
use super::plan_error::PlanSeriesError;
use crate::app::access::{require, require_on};
use crate::app::risk::reassess;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Reach};
use crate::domain::groups::GroupStatus;
use crate::domain::ids::SeriesId;
use crate::domain::series::{PlanHash, SeriesBlocker, Session, SessionSeries, owned_and_led};
use crate::storage::{Constraint, StorageError, closures, enrollments, groups, series, sessions};

/// The draft that was previewed, and the hash the preview showed.
#[derive(Debug, Clone)]
pub struct CreateSeries {
    /// The draft, as previewed.
    pub draft: SeriesDraft,
    /// The preview's hash.
    pub plan_hash: PlanHash,
}

/// What was made, or had been made by the same hash before.
#[derive(Debug, Clone)]
pub struct CreatedSeries {
    /// The series.
    pub series: SessionSeries,
    /// Its sessions, in order.
    pub sessions: Vec<Session>,
}

/// Why the series can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateSeriesError {
    /// The draft can't be planned.
    #[error(transparent)]
    Plan(PlanSeriesError),
    /// What the preview was made from has changed, or the hash is another plan's.
    #[error("the plan has changed since it was previewed: preview again and commit the new hash")]
    Stale,
    /// What the preview names among its blockers.
    #[error(transparent)]
    Blocked(#[from] SeriesBlocker),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<PlanSeriesError> for CreateSeriesError {
    fn from(error: PlanSeriesError) -> Self {
        match error {
            PlanSeriesError::Failure(failure) => Self::Failure(failure),
            other => Self::Plan(other),
        }
    }
}

/// Plans again, compares with the hash, and makes the series with all its sessions, participations and times taken.
/// The same hash again answers what it made the first time.
///
/// # Errors
/// What `CreateSeriesError` names.
pub async fn create_series(
    app: &App,
    caller: &Caller,
    command: CreateSeries,
) -> Result<CreatedSeries, CreateSeriesError> {
    match command.draft.owner {
        Some(owner) => require_on(app, caller, Action::ManageSchedule, owner).await?,
        None => require(app, caller, Action::ManageSchedule, Concern::Clinic).await?,
    }
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let CreateSeries { draft, plan_hash } = &command;
    let (owner, therapist_id) = owned_and_led(draft.owner, draft.therapist_id)?;
    app.write(|tx| async move {
        // Whoever commits for this owner at the same time waits here, and then finds the plan committed or stale;
        // and nobody joins between the plan and the participations made from it.
        closures::hold_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        lock_owner(&tx, clinic_id, owner).await.map_err(Failure::from)?;
        if let Some(id) =
            series::find_committed_plan(&tx, clinic_id, *plan_hash).await.map_err(Failure::from)?
        {
            let series =
                series::find_series(&tx, Reach::clinic(clinic_id), id).await.map_err(Failure::from)?;
            let series = series.ok_or(Failure::NotFound)?;
            if !is_of(&series, draft) {
                return Err(CreateSeriesError::Stale);
            }
            let sessions =
                sessions::list_sessions_of_series(&tx, clinic_id, id).await.map_err(Failure::from)?;
            return Ok(CreatedSeries { series, sessions });
        }
        let plan = plan(&tx, Reach::clinic(clinic_id), draft, now).await?;
        if plan.hash != *plan_hash {
            return Err(CreateSeriesError::Stale);
        }
        if let Some(blocker) = plan.blockers.first() {
            return Err((*blocker).into());
        }
        let series = SessionSeries {
            id: SeriesId::mint(now, app.entropy()),
            owner,
            site_id: plan.site_id.ok_or(Failure::NotFound)?,
            therapist_id,
            room_id: draft.room_id,
            meeting_link: draft.meeting_link.clone(),
            meeting: None,
            rule: draft.rule.clone(),
            created_at: now,
            row_version: 1,
        };
        // Free when it was planned: whoever takes it meanwhile is found by the database.
        let refused = |error| match error {
            StorageError::Constraint(Constraint::OccupancyOverlap) => {
                CreateSeriesError::Blocked(SeriesBlocker::DoubleBooked)
            }
            other => Failure::from(other).into(),
        };
        let sessions = make_series(&tx, app, clinic_id, now, &series, &plan.sessions, &plan.enrollments)
            .await
            .map_err(refused)?;
        // A new version, so that the same draft is another plan from now on; and the dose a group's members are
        // promised is what their group's first series holds.
        let is_first = series::list_series_of(&tx, clinic_id, owner).await.map_err(Failure::from)?.len() == 1;
        let promised = (is_first && owner.group_id().is_some()).then_some(sessions.len());
        let ids: Vec<_> = plan.enrollments.iter().map(|enrollment| enrollment.id).collect();
        enrollments::promise_sessions(&tx, clinic_id, &ids, promised).await.map_err(Failure::from)?;
        if let Some(group_id) = owner.group_id() {
            groups::set_group_status(&tx, clinic_id, group_id, GroupStatus::Active)
                .await
                .map_err(Failure::from)?;
        }
        series::insert_committed_plan(&tx, clinic_id, *plan_hash, series.id, now)
            .await
            .map_err(Failure::from)?;
        let details = json!({ "planHash": plan_hash.to_string(), "sessions": sessions.len() });
        let flags = reassess(&tx, app, caller, now, &ids).await.map_err(Failure::from)?;
        records::done_with_flags(&tx, app, caller, now, "createSeries", series.id, details, &flags)
            .await
            .map_err(Failure::from)?;
        Ok(CreatedSeries { series, sessions })
    })
    .await
}

/// Whether the draft is the one the series was made from: a committed hash with another draft is a mistake, and no
/// repetition of that commit.
fn is_of(series: &SessionSeries, draft: &SeriesDraft) -> bool {
    let SessionSeries {
        id: _,
        owner,
        site_id: _,
        therapist_id,
        room_id,
        meeting_link,
        meeting,
        rule,
        created_at: _,
        row_version: _,
    } = series;
    (Some(*owner), Some(*therapist_id), *room_id, meeting_link, *meeting, rule)
        == (draft.owner, draft.therapist_id, draft.room_id, &draft.meeting_link, None, &draft.rule)
}

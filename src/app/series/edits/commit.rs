//! Carrying out the edit that a preview showed.

use std::collections::BTreeSet;

use serde_json::json;

use super::plan::{EditSeries, PlanEditError, SeriesEditPlan, command_text, plan};
use crate::app::access::require_on;
use crate::app::records;
use crate::app::series::lock::lock_series;
use crate::app::series::revision::write;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::ids::ScheduleChangeId;
use crate::domain::series::{
    PlanHash, ScheduleChange, ScheduleChangeKind, Session, SessionSeries, command_hash,
};
use crate::storage::{Constraint, StorageError, Transaction, closures, schedule_changes, series, sessions};

/// The edit that was previewed, and the hash the preview showed.
#[derive(Debug, Clone)]
pub struct CommitSeriesEdit {
    /// The edit, as previewed.
    pub edit: EditSeries,
    /// The preview's hash.
    pub plan_hash: PlanHash,
}

/// The series once the edit is carried out.
#[derive(Debug, Clone)]
pub struct CommittedEdit {
    /// What takes it back, by one call.
    pub change: ScheduleChange,
    /// The series.
    pub series: SessionSeries,
    /// All its sessions, in the order of their starts.
    pub sessions: Vec<Session>,
}

/// Why an edit can't be carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CommitSeriesEditError {
    /// It can't be planned.
    #[error(transparent)]
    Plan(PlanEditError),
    /// Something the preview was made from has changed, or the hash is another plan's.
    #[error("the plan has changed since it was previewed: preview again and commit the new hash")]
    Stale,
    /// Somebody or something is taken at one of the new times.
    #[error(
        "a therapist, a room or a client is in another session at one of these times: the preview's conflicts name them"
    )]
    DoubleBooked,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<PlanEditError> for CommitSeriesEditError {
    fn from(error: PlanEditError) -> Self {
        match error {
            PlanEditError::Failure(failure) => Self::Failure(failure),
            other => Self::Plan(other),
        }
    }
}

/// Plans again, compares with the hash, and carries the edit out: sessions, everybody's time, who is expected, and what
/// clients are told once it can no longer be undone. The same hash again changes nothing more.
///
/// # Errors
/// What `CommitSeriesEditError` names.
pub async fn commit_series_edit(
    app: &App,
    caller: &Caller,
    command: &CommitSeriesEdit,
) -> Result<CommittedEdit, CommitSeriesEditError> {
    let CommitSeriesEdit { edit, plan_hash } = command;
    require_on(app, caller, Action::ManageSchedule, edit.series_id).await?;
    let command_hash = command_hash(&command_text(edit));
    let now = app.now();
    let clinic_id = caller.clinic_id;
    let reach = Reach::clinic(clinic_id);
    app.write(|tx| async move {
        closures::hold_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        // Whoever edits, makes, joins or leaves at the same time waits here; whoever marks waits for the sessions.
        lock_series(&tx, clinic_id, &BTreeSet::from([edit.series_id])).await.map_err(Failure::from)?;
        let done =
            schedule_changes::find_change_of_plan(&tx, clinic_id, *plan_hash).await.map_err(Failure::from)?;
        let change = match done {
            Some(change) if change.command_hash == command_hash => change,
            Some(_) => return Err(CommitSeriesEditError::Stale),
            None => {
                let plan = plan(&tx, reach, edit, now).await?;
                if plan.hash != *plan_hash {
                    return Err(CommitSeriesEditError::Stale);
                }
                if !plan.conflicts.is_empty() {
                    return Err(CommitSeriesEditError::DoubleBooked);
                }
                let change = ScheduleChange {
                    id: ScheduleChangeId::mint(now, app.entropy()),
                    kind: ScheduleChangeKind::SeriesEdit,
                    plan_hash: *plan_hash,
                    command_hash,
                    series_id: Some(edit.series_id),
                    made_at: now,
                    made_by: caller.staff_member(),
                    undone_at: None,
                    left: Vec::new(),
                };
                carry_out(&tx, app, caller, &plan, &change).await.map_err(|error| match error {
                    StorageError::Constraint(Constraint::OccupancyOverlap) => {
                        CommitSeriesEditError::DoubleBooked
                    }
                    other => Failure::from(other).into(),
                })?;
                change
            }
        };
        let series = series::find_series(&tx, reach, edit.series_id).await.map_err(Failure::from)?;
        let sessions =
            sessions::list_sessions_to_edit(&tx, clinic_id, edit.series_id).await.map_err(Failure::from)?;
        Ok(CommittedEdit { change, series: series.ok_or(Failure::NotFound)?, sessions })
    })
    .await
}

async fn carry_out(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    plan: &SeriesEditPlan,
    change: &ScheduleChange,
) -> Result<(), StorageError> {
    let now = change.made_at;
    let written = write(tx, app, caller, now, &plan.revision, Some(change)).await?;
    let details = json!({
        "change": change.id.to_string(), "changed": written.changed, "added": written.added,
    });
    let series_id = plan.edited.series.id;
    let flags = &written.flags;
    records::done_with_flags(tx, app, caller, now, "commitSeriesEdit", series_id, details, flags).await
}

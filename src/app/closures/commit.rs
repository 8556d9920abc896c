//! Entering closures as a preview showed them.

use jiff::Timestamp;
use serde_json::json;

use super::closing::Closing;
use super::command::CloseTimes;
use super::plan::{ClosurePlan, plan};
use super::plan_error::PlanClosuresError;
use crate::app::access::require_on;
use crate::app::series::lock_series;
use crate::app::series::revision::write;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::closures::{Closure, ClosureOf};
use crate::domain::ids::{ClosureId, ScheduleChangeId};
use crate::domain::series::{PlanHash, ScheduleChange, ScheduleChangeKind, command_hash};
use crate::storage::{Constraint, StorageError, Transaction, closures, schedule_changes};

/// The closures that were previewed, and the hash the preview showed.
#[derive(Debug, Clone)]
pub struct CommitClosures {
    /// The closures and what was decided, as previewed.
    pub closures: CloseTimes,
    /// The preview's hash.
    pub plan_hash: PlanHash,
}

/// What was entered, or had been by the same hash before.
#[derive(Debug, Clone)]
pub struct CommittedClosures {
    /// What takes it back, by one call.
    pub change: ScheduleChange,
    /// The closures, by their dates.
    pub closures: Vec<Closure>,
}

/// Why closures can't be entered. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CommitClosuresError {
    /// They can't be planned.
    #[error(transparent)]
    Plan(PlanClosuresError),
    /// Something the preview was made from has changed, or the hash is another plan's.
    #[error("the plan has changed since it was previewed: preview again and commit the new hash")]
    Stale,
    /// Somebody or something is taken at one of the new times.
    #[error(
        "a therapist, a room or a client is in another session at one of these times: the preview's conflicts name them; choose another resolution or substitute for that series"
    )]
    DoubleBooked,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<PlanClosuresError> for CommitClosuresError {
    fn from(error: PlanClosuresError) -> Self {
        match error {
            PlanClosuresError::Failure(failure) => Self::Failure(failure),
            other => Self::Plan(other),
        }
    }
}

/// Plans again, compares with the hash, and enters the closures with what they make of every series: one transaction. What
/// clients are told waits as with any edit: one mail a person. The same hash again changes nothing more.
///
/// # Errors
/// What `CommitClosuresError` names.
pub async fn commit_closures(
    app: &App,
    caller: &Caller,
    command: &CommitClosures,
) -> Result<CommittedClosures, CommitClosuresError> {
    let CommitClosures { closures: close, plan_hash } = command;
    require_on(app, caller, Action::ManageSchedule, close.subject()).await?;
    let command_hash = command_hash(&close.command_text());
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        // Nobody makes or adds sessions meanwhile: none is left in a closed time.
        closures::lock_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        let done =
            schedule_changes::find_change_of_plan(&tx, clinic_id, *plan_hash).await.map_err(Failure::from)?;
        if let Some(change) = done {
            if change.command_hash != command_hash {
                return Err(CommitClosuresError::Stale);
            }
            let closures =
                closures::load_closures_of_change(&tx, clinic_id, change.id).await.map_err(Failure::from)?;
            return Ok(CommittedClosures { change, closures });
        }
        let series = Closing::of(&tx, clinic_id, close, now).await?.series;
        // Whoever edits, marks, joins or leaves waits from here on; what they did before is in the plan.
        lock_series(&tx, clinic_id, &series).await.map_err(Failure::from)?;
        let plan = plan(&tx, clinic_id, close, now).await?;
        if plan.hash != *plan_hash || plan.impacts.iter().any(|one| !series.contains(&one.edited.series.id)) {
            return Err(CommitClosuresError::Stale);
        }
        if !plan.conflicts.is_empty() {
            return Err(CommitClosuresError::DoubleBooked);
        }
        let change = ScheduleChange {
            id: ScheduleChangeId::mint(now, app.entropy()),
            kind: kind_of(close.of),
            plan_hash: *plan_hash,
            command_hash,
            series_id: None,
            made_at: now,
            made_by: caller.staff_member(),
            undone_at: None,
            left: Vec::new(),
        };
        let closures = enter(&tx, app, caller, close, &plan, &change).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::OccupancyOverlap) => CommitClosuresError::DoubleBooked,
            other => Failure::from(other).into(),
        })?;
        Ok(CommittedClosures { change, closures })
    })
    .await
}

const fn kind_of(of: ClosureOf) -> ScheduleChangeKind {
    match of {
        ClosureOf::Site(_) => ScheduleChangeKind::Closure,
        ClosureOf::Therapist(_) => ScheduleChangeKind::TimeOff,
    }
}

async fn enter(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    command: &CloseTimes,
    plan: &ClosurePlan,
    change: &ScheduleChange,
) -> Result<Vec<Closure>, StorageError> {
    let now: Timestamp = change.made_at;
    let written = write(tx, app, caller, now, &plan.revision, Some(change)).await?;
    let closures: Vec<Closure> = plan
        .closures
        .iter()
        .map(|new| Closure {
            id: ClosureId::mint(now, app.entropy()),
            of: command.of,
            zone: plan.zone.clone(),
            span: new.span,
            reason: new.reason.clone(),
            change_id: change.id,
            withdrawn_at: None,
            row_version: 1,
        })
        .collect();
    closures::insert_closures(tx, caller.clinic_id, &closures).await?;
    let details = json!({
        "of": command.subject(), "closures": closures.len(), "series": plan.impacts.len(),
        "changed": written.changed, "added": written.added,
    });
    let flags = &written.flags;
    records::done_with_flags(tx, app, caller, now, "commitClosures", change.id, details, flags).await?;
    Ok(closures)
}

//! Reading the backlog and the history of marks.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::{AttendanceStatus, RecordedMark, UnrecordedSession};
use crate::domain::ids::{ClinicId, ParticipationId, SessionId, StaffMemberId};
use crate::domain::slice::{InstantKey, Slice};
use crate::storage::{attendance, marks, participations};

/// A mark of the history with the status it is shown with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownMark {
    /// The mark.
    pub recorded: RecordedMark,
    /// Its status, a late cancellation told from one in time.
    pub shown: AttendanceStatus,
}

/// A slice of the sessions that are over and not marked for everybody who was enrolled, oldest first; of one
/// therapist, if given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_unrecorded_sessions(
    app: &App,
    caller: &Caller,
    therapist_id: Option<StaffMemberId>,
    slice: Slice<InstantKey<SessionId>>,
) -> Result<Vec<UnrecordedSession>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    attendance::list_unrecorded_sessions(app.db.reader(), caller.reach(), therapist_id, app.now(), slice)
        .await
        .map_err(Failure::from)
}

/// The history of one participation, from its first mark.
///
/// # Errors
/// `Failure` if denied, missing, or the database fails.
pub async fn list_mark_history(
    app: &App,
    caller: &Caller,
    id: ParticipationId,
) -> Result<Vec<ShownMark>, Failure> {
    require_on(app, caller, Action::ReadAttendance, id).await?;
    // One person's history, with reasons and notes: not for who may read aggregates only.
    require_on(app, caller, Action::ReadClients, id).await?;
    participations::find_participation(app.db.reader(), caller.reach(), id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    let mut histories = load_mark_histories(app, caller.clinic_id, &[id]).await?;
    Ok(histories.remove(&id).unwrap_or_default())
}

/// The histories of those participations, each from its first mark: one statement, however many. One that was never
/// marked is missing. For edges of records that the caller may read.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_mark_histories(
    app: &App,
    clinic_id: ClinicId,
    ids: &[ParticipationId],
) -> Result<HashMap<ParticipationId, Vec<ShownMark>>, Failure> {
    let marks = marks::load_marks(app.db.reader(), clinic_id, ids).await.map_err(Failure::from)?;
    let mut histories: HashMap<_, Vec<ShownMark>> = HashMap::new();
    for (recorded, late_rule) in marks {
        let shown = late_rule.shown(&recorded.mark);
        histories.entry(recorded.participation_id).or_default().push(ShownMark { recorded, shown });
    }
    Ok(histories)
}

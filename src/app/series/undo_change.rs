//! Taking a change of the schedule back, by one call.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::lock::lock_series;
use super::revision::{Revision, conflicts, editable, write};
use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Participation;
use crate::domain::closures::ClosedTimes;
use crate::domain::ids::{ClinicId, ScheduleChangeId, SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{
    EditableSession, EditedSeries, Found, LeftSeries, RestoreError, ScheduleChange, ScheduleChangeKind,
    Session, SessionSeries, plan_undo,
};
use crate::storage::schedule_changes::{SeriesTouched, SessionTouched};
use crate::storage::{
    Constraint, StorageError, Transaction, closures, participations, schedule_changes, series, sessions,
    staff,
};

/// Which change is to be taken back.
#[derive(Debug, Clone, Copy)]
pub struct UndoScheduleChange {
    /// Which.
    pub change_id: ScheduleChangeId,
    /// Whether series that can't be taken back any more stay as they are, for good, and the others don't: the closures are
    /// withdrawn all the same. Otherwise nothing is taken back then.
    pub partly: bool,
}

/// Why a change can't be taken back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UndoScheduleChangeError {
    /// Something happened since to what it changed, and the rest is not asked for, or there is none.
    #[error("{} of its series cannot be taken back now; {}: {}. {}", .left.len(),
        .left.first().map(|one| one.series_id.to_string()).unwrap_or_default(),
        .left.first().map(|one| one.because.clone()).unwrap_or_default(), way_out(*.others))]
    Overtaken {
        /// The series that are in the way.
        left: Vec<LeftSeries>,
        /// How many others could be taken back.
        others: usize,
    },
    /// The old times are taken by now.
    #[error("a therapist, a room or a client is in another session at one of the old times by now: {0}")]
    DoubleBooked(String),
    /// It is part of an accepted brief form.
    #[error("the brief form was accepted with it: take that back (undoBriefForm), and its sessions with it")]
    OfBriefForm,
    /// Whoever led a session before may not lead any more.
    #[error("{0} led sessions before and leads none any more: edit the series instead")]
    TherapistGone(StaffMemberId),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What can be done about it.
fn way_out(others: usize) -> String {
    let first = "Take newer changes back first (`scheduleChanges` lists them)";
    if others == 0 {
        first.to_owned()
    } else {
        format!("{first}; with `partly` the {others} others are, for good")
    }
}

/// Takes a change of the schedule back: sessions stand again as it found them, those it added are cancelled, its closures
/// are withdrawn. Within the debounce nobody is mailed of it. Taken back already, it stays so, and says what was left then.
///
/// # Errors
/// What `UndoScheduleChangeError` names.
pub async fn undo_schedule_change(
    app: &App,
    caller: &Caller,
    command: UndoScheduleChange,
) -> Result<ScheduleChange, UndoScheduleChangeError> {
    let UndoScheduleChange { change_id, partly } = command;
    require_on(app, caller, Action::ManageSchedule, change_id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        closures::lock_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        let change = schedule_changes::lock_change(&tx, clinic_id, change_id).await.map_err(Failure::from)?;
        let change = change.ok_or(Failure::NotFound)?;
        if change.kind == ScheduleChangeKind::BriefForm {
            return Err(UndoScheduleChangeError::OfBriefForm);
        }
        take_back(&tx, app, caller, now, change, partly).await
    })
    .await
}

/// Takes the change back within another command's transaction, which has locked the clinic's closures and the change.
///
/// # Errors
/// What `UndoScheduleChangeError` names.
pub(in crate::app) async fn take_back(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    change: ScheduleChange,
    partly: bool,
) -> Result<ScheduleChange, UndoScheduleChangeError> {
    let (clinic_id, change_id) = (caller.clinic_id, change.id);
    if change.undone_at.is_some() {
        return Ok(change);
    }
    let found = load(tx, clinic_id, change_id).await.map_err(Failure::from)?;
    let closed = closed_by_others(tx, clinic_id, change_id, now).await?;
    let (edited, mut left) = found.ways_back(&closed, now);
    let mut revision = found.revision(tx, clinic_id, edited).await?;
    let in_vain = revision.restored_in_vain();
    if !in_vain.is_empty() {
        let stays = |id: SeriesId| in_vain.iter().any(|(vain, _)| *vain == id);
        let edited = revision.edited.into_iter().filter(|one| !stays(one.series.id)).collect();
        revision = found.revision(tx, clinic_id, edited).await?;
        let why =
            |(series_id, why): (SeriesId, RestoreError)| LeftSeries { series_id, because: why.to_string() };
        left.extend(in_vain.into_iter().map(why));
    }
    let others = revision.edited.len();
    if !left.is_empty() && (!partly || others == 0) {
        return Err(UndoScheduleChangeError::Overtaken { left, others });
    }
    if let Some(gone) = nobody_to_lead(tx, clinic_id, &revision).await? {
        return Err(UndoScheduleChangeError::TherapistGone(gone));
    }
    let taken = conflicts(tx, clinic_id, &revision).await.map_err(Failure::from)?;
    if let Some(one) = taken.first() {
        let what = format!("{} of {} at {}", one.holder.kind(), one.series_id, one.wall_time);
        return Err(UndoScheduleChangeError::DoubleBooked(what));
    }
    let undone = carry_out(tx, app, caller, now, &revision, &change, &left).await;
    undone.map_err(|error| match error {
        StorageError::Constraint(Constraint::OccupancyOverlap) => {
            UndoScheduleChangeError::DoubleBooked("somebody took it meanwhile".to_owned())
        }
        other => Failure::from(other).into(),
    })?;
    Ok(ScheduleChange { undone_at: Some(now), left, ..change })
}

/// What is closed apart from the change's own closures.
async fn closed_by_others(
    tx: &Transaction,
    clinic_id: ClinicId,
    change_id: ScheduleChangeId,
    now: Timestamp,
) -> Result<ClosedTimes, Failure> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let closed = closures::load_closed_times(tx, clinic_id, today).await.map_err(Failure::from)?;
    closed.without(change_id).map_err(|_| Failure::from(StorageError::Corrupt("closure")))
}

/// A therapist who is given a session back, and may not lead any more.
async fn nobody_to_lead(
    tx: &Transaction,
    clinic_id: ClinicId,
    revision: &Revision,
) -> Result<Option<StaffMemberId>, Failure> {
    let changed = revision.edited.iter().flat_map(|edited| &edited.changed);
    let given = changed.filter(|one| !one.after.is_cancelled()).map(|one| one.after.therapist_id);
    let ids: Vec<StaffMemberId> = given.collect::<BTreeSet<_>>().into_iter().collect();
    let known = staff::load_staff_members(tx, clinic_id, &ids).await.map_err(Failure::from)?;
    Ok(ids.into_iter().find(|id| !known.iter().any(|one| one.id == *id && one.can_lead())))
}

/// What the change found, and how its series stand.
struct Loaded {
    series: Vec<SessionSeries>,
    sessions: Vec<EditableSession>,
    places: Vec<Participation>,
    series_found: BTreeMap<SeriesId, Found<SessionSeries>>,
    sessions_found: BTreeMap<SeriesId, BTreeMap<SessionId, Found<Option<Session>>>>,
}

async fn load(tx: &Transaction, clinic_id: ClinicId, id: ScheduleChangeId) -> Result<Loaded, StorageError> {
    let mut sessions_found: BTreeMap<SeriesId, BTreeMap<SessionId, Found<Option<Session>>>> = BTreeMap::new();
    for touched in schedule_changes::load_touched_sessions(tx, clinic_id, id).await? {
        let SessionTouched { session_id, series_id, before, row_version } = touched;
        sessions_found.entry(series_id).or_default().insert(session_id, Found { before, row_version });
    }
    let mut series_found = BTreeMap::new();
    for SeriesTouched { before, row_version } in
        schedule_changes::load_touched_series(tx, clinic_id, id).await?
    {
        series_found.insert(before.id, Found { before, row_version });
    }
    let ids: BTreeSet<SeriesId> = sessions_found.keys().chain(series_found.keys()).copied().collect();
    lock_series(tx, clinic_id, &ids).await?;
    let ids: Vec<SeriesId> = ids.into_iter().collect();
    let series = series::load_series(tx, Reach::clinic(clinic_id), &ids).await?;
    let stored = sessions::load_sessions_of_series(tx, clinic_id, &ids).await?;
    let session_ids: Vec<SessionId> = stored.iter().map(|session| session.id).collect();
    let places = participations::load_participations_of_sessions(tx, clinic_id, &session_ids).await?;
    let sessions = editable(&stored, &places);
    Ok(Loaded { series, sessions, places, series_found, sessions_found })
}

impl Loaded {
    /// Those series as they are to become, with everybody it concerns.
    async fn revision(
        &self,
        tx: &Transaction,
        clinic_id: ClinicId,
        edited: Vec<EditedSeries>,
    ) -> Result<Revision, Failure> {
        let kept: BTreeSet<SeriesId> = edited.iter().map(|one| one.series.id).collect();
        let series = self.series.iter().filter(|one| kept.contains(&one.id)).cloned().collect();
        Revision::of(tx, Reach::clinic(clinic_id), series, edited, self.places.clone()).await
    }

    /// Each series as it was, or why that can't be.
    fn ways_back(&self, closed: &ClosedTimes, now: Timestamp) -> (Vec<EditedSeries>, Vec<LeftSeries>) {
        let (mut edited, mut left) = (Vec::new(), Vec::new());
        let none = BTreeMap::new();
        for series in &self.series {
            let own: Vec<EditableSession> =
                self.sessions.iter().filter(|one| one.session.series_id == series.id).cloned().collect();
            let touched = self.sessions_found.get(&series.id).unwrap_or(&none);
            match plan_undo(series, self.series_found.get(&series.id), &own, touched, closed, now) {
                Ok(way_back) => edited.push(way_back),
                Err(error) => left.push(LeftSeries { series_id: series.id, because: error.to_string() }),
            }
        }
        (edited, left)
    }
}

async fn carry_out(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    revision: &Revision,
    change: &ScheduleChange,
    left: &[LeftSeries],
) -> Result<(), StorageError> {
    let written = write(tx, app, caller, now, revision, None).await?;
    closures::withdraw_closures(tx, caller.clinic_id, change.id, now).await?;
    schedule_changes::set_undone(tx, caller.clinic_id, change.id, now, left).await?;
    schedule_changes::uncover_older_changes(tx, caller.clinic_id, change.id).await?;
    let left: Vec<String> = left.iter().map(|one| one.series_id.to_string()).collect();
    let details = json!({ "kind": change.kind.word(), "changed": written.changed, "left": left });
    let flags = &written.flags;
    records::done_with_flags(tx, app, caller, now, "undoScheduleChange", change.id, details, flags).await
}

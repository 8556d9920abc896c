//! Correcting a mark: another is appended, with who, when and why.

use serde_json::{Value, json};

use super::append::append;
use super::lock::{for_marking, lock_roster};
use super::marking_lock::{MarksLocked, is_above_locks, lock_on};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::makeups::{NotStandingAgain, check_standing_again};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::{
    CorrectError, CurrentMark, MarkInput, Note, Occasion, RecordOutcome, RosterEntry, plan_correct,
};
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::ids::{ClinicId, EnrollmentId, ParticipationId};
use crate::domain::makeups::is_standing;
use crate::domain::series::Session;
use crate::storage::{Constraint, StorageError, Transaction, enrollments, participations};

/// Another mark for one participation.
#[derive(Debug, Clone)]
pub struct CorrectMark {
    /// The participation.
    pub participation_id: ParticipationId,
    /// The version of the mark that the corrector saw.
    pub expected_version: u32,
    /// What it should have been; UNRECORDED undoes a slip.
    pub mark: MarkInput,
    /// Why, for whoever reads the history.
    pub note: Option<Note>,
}

/// Why a mark can't be corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectMarkError {
    /// One of the rules of a correction.
    #[error("{why}")]
    Refused {
        /// Which.
        why: CorrectError,
        /// The mark that stands.
        standing: Box<RosterEntry>,
    },
    /// It is too late for the caller.
    #[error("{0}. A coordinator or an administrator may still correct them, with a note")]
    Locked(#[from] MarksLocked),
    /// It is late, and the caller, whom the lock does not keep out, does not say why.
    #[error("{0}. They are still yours to correct: say why in the note, in 1 to 500 characters")]
    NoteNeeded(MarksLocked),
    /// Somebody else recorded a mark in the same moment.
    #[error("somebody else recorded a mark in the same moment; read the mark again")]
    Overtaken,
    /// The client, expected again, is in another session then.
    #[error("the client has another session at that time by now: free it first")]
    DoubleBooked,
    /// The client has left the course: what lies ahead of it is nobody's any more.
    #[error("the client has left this course: enrol them again to expect them")]
    EnrollmentEnded,
    /// The client was to make up for something there, and may not be expected again.
    #[error(transparent)]
    MakeUp(#[from] NotStandingAgain),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Corrects one mark and brings the flags that rested on it in line, in one transaction. Repeating the last
/// correction appends nothing.
///
/// # Errors
/// `Refused` with the mark that stands; `Locked`, `NoteNeeded`; `Overtaken`; `DoubleBooked`; `EnrollmentEnded`; `MakeUp`; `Failure` if the participation
/// is not the clinic's, the caller may not record there, or the database fails.
pub async fn correct_mark(
    app: &App,
    caller: &Caller,
    command: CorrectMark,
) -> Result<RosterEntry, CorrectMarkError> {
    require_for_own(app, caller, Action::RecordAttendance, command.participation_id).await?;
    let now = app.now();
    let CorrectMark { participation_id, expected_version, mark, note } = &command;
    let outcome = app
        .write(|tx| async move {
            let participation =
                participations::find_participation(&tx, Reach::clinic(caller.clinic_id), *participation_id)
                    .await
                    .map_err(Failure::from)?
                    .ok_or(Failure::NotFound)?;
            // Before the session is locked, as whoever takes a seat does.
            let may_stand_again = check_standing_again(&tx, caller.clinic_id, &participation).await?;
            let (session, roster) = lock_roster(&tx, caller, participation.session_id).await?;
            let mut entry = roster
                .into_iter()
                .find(|entry| entry.participation.id == *participation_id)
                .ok_or(Failure::NotFound)?;
            if now < session.starts_at {
                ensure_enrolled(&tx, caller.clinic_id, entry.participation.enrollment_id, &session).await?;
            }
            let current = &entry.participation.current;
            match plan_correct(current, *expected_version, mark, &for_marking(&session), now) {
                Err(why) => return Err(CorrectMarkError::Refused { why, standing: Box::new(entry) }),
                Ok(RecordOutcome::Unchanged) => return Ok(entry),
                Ok(RecordOutcome::Append { mark, version }) => {
                    match lock_on(&tx, caller, &session, now).await? {
                        Some(locked) if !is_above_locks(caller) => return Err(locked.into()),
                        Some(locked) if note.is_none() => return Err(CorrectMarkError::NoteNeeded(locked)),
                        Some(_) | None => {}
                    }
                    // What has begun is evidence, whatever else was arranged meanwhile.
                    let is_ahead = now < session.starts_at;
                    if is_ahead && is_standing(mark.status) && !is_standing(current.mark.status) {
                        may_stand_again?;
                    }
                    entry.participation = entry.participation.marked(CurrentMark { mark, version });
                }
            }
            let flags = append(&tx, app, caller, now, &session, &[&entry], note.as_ref())
                .await
                .map_err(refusal_of_storage)?;
            let id = entry.participation.id;
            records::done_with_flags(&tx, app, caller, now, "correctMark", id, details(&entry), &flags)
                .await
                .map_err(Failure::from)?;
            Ok(entry)
        })
        .await;
    match outcome {
        Err(CorrectMarkError::Failure(Failure::Denied(denied))) => {
            let seen =
                participations::find_participation(app.db.reader(), caller.reach(), *participation_id).await;
            Err(record_refusal_of_seen(app, caller, denied, participation_id, seen).await.into())
        }
        other => other,
    }
}

/// Who left is expected nowhere, but for the meetings that conclude a completed course. The client may have a newer place in
/// the same session, whose time this one must not take or free.
async fn ensure_enrolled(
    tx: &Transaction,
    clinic_id: ClinicId,
    enrollment_id: EnrollmentId,
    session: &Session,
) -> Result<(), CorrectMarkError> {
    let enrollment = enrollments::find_enrollment(tx, Reach::clinic(clinic_id), enrollment_id)
        .await
        .map_err(Failure::from)?;
    let is_beside_the_course = Occasion::of(session.kind, false, false) == Occasion::Companion;
    let is_gone = |one: Enrollment| {
        one.ended_at.is_some() && !(one.status == EnrollmentStatus::Completed && is_beside_the_course)
    };
    if enrollment.is_some_and(is_gone) { Err(CorrectMarkError::EnrollmentEnded) } else { Ok(()) }
}

fn refusal_of_storage(error: StorageError) -> CorrectMarkError {
    match error {
        StorageError::Constraint(Constraint::MarkVersionOnce) => CorrectMarkError::Overtaken,
        StorageError::Constraint(Constraint::OccupancyOverlap) => CorrectMarkError::DoubleBooked,
        other => Failure::from(other).into(),
    }
}

fn details(entry: &RosterEntry) -> Value {
    let participation = &entry.participation;
    json!({
        "client": participation.client_id.to_string(),
        "session": participation.session_id.to_string(),
        "version": participation.current.version,
    })
}

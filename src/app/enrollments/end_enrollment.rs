//! Withdrawing a client, or completing their course.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require_on;
use crate::app::attendance::write_marks;
use crate::app::records::{self, Done};
use crate::app::risk::reassess;
use crate::app::series::cancel_coming;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Participation;
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::ids::{ClinicId, EnrollmentId, SessionId};
use crate::domain::occupancy::Holder;
use crate::domain::series::MeetingKind;
use crate::storage::{StorageError, Transaction, enrollments, groups, occupancy, participations, sessions};

/// Which enrollment is over, and how.
#[derive(Debug, Clone, Copy)]
pub struct EndEnrollment {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// The version its editor saw.
    pub row_version: i64,
    /// Whether the course was completed; otherwise it ended early.
    pub completed: bool,
    /// Whether client and clinician agreed on the ending.
    pub agreed: bool,
}

/// Why an enrollment can't be ended.
#[derive(Debug, thiserror::Error)]
pub enum EndEnrollmentError {
    /// It is over already.
    #[error("the enrollment is over already")]
    AlreadyEnded,
    /// Somebody changed it meanwhile.
    #[error("the enrollment was changed meanwhile: read it again (its version is {current})")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Ends an enrollment: its place is free, and the client is no longer expected at sessions that have not begun
/// (their unrecorded participations there become `NOT_EXPECTED`), their own group's or a sister group's. What is theirs alone
/// (the sessions of a treatment, make-ups, companion meetings) is cancelled; what concludes a course that was completed is
/// held all the same. What was recorded stays.
///
/// # Errors
/// What `EndEnrollmentError` names.
pub async fn end_enrollment(
    app: &App,
    caller: &Caller,
    command: EndEnrollment,
) -> Result<Enrollment, EndEnrollmentError> {
    require_on(app, caller, Action::ManageClients, command.enrollment_id).await?;
    let now = app.now();
    let clinic_id = caller.clinic_id;
    app.write(|tx| async move {
        let EndEnrollment { enrollment_id, row_version, completed, agreed } = command;
        let enrollment = enrollments::find_enrollment(&tx, Reach::clinic(clinic_id), enrollment_id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        // The group before the enrollment, as whoever moves or cancels its sessions does.
        if let Some(group_id) = enrollment.group_id {
            groups::lock_group(&tx, clinic_id, group_id).await.map_err(Failure::from)?;
        }
        enrollments::lock_enrollment(&tx, clinic_id, enrollment_id).await.map_err(Failure::from)?;
        // Read again: somebody else may have held the lock to end it.
        let enrollment = enrollments::find_enrollment(&tx, Reach::clinic(clinic_id), enrollment_id)
            .await
            .map_err(Failure::from)?
            .ok_or(Failure::NotFound)?;
        if enrollment.ended_at.is_some() {
            return Err(EndEnrollmentError::AlreadyEnded);
        }
        // Before the end, so that the client is told of it.
        let own = end_own_sessions(&tx, app, clinic_id, now, enrollment_id, completed).await;
        let OwnSessions { kept, cancelled } = own.map_err(Failure::from)?;
        let status = if completed { EnrollmentStatus::Completed } else { EnrollmentStatus::EndedEarly };
        let had_version =
            enrollments::end_enrollment(&tx, clinic_id, enrollment_id, row_version, status, now, agreed)
                .await
                .map_err(Failure::from)?;
        if !had_version {
            return Err(EndEnrollmentError::Stale { current: enrollment.row_version });
        }
        if let Some(group_id) = enrollment.group_id {
            groups::change_enrolled_count(&tx, clinic_id, group_id, -1).await.map_err(Failure::from)?;
        }
        let mut coming =
            participations::list_coming(&tx, clinic_id, enrollment_id, now).await.map_err(Failure::from)?;
        coming.retain(|place| !kept.contains(&place.session_id));
        let sessions: Vec<_> = coming.iter().map(|place| place.session_id).collect();
        let unrecorded = coming.into_iter().filter(Participation::is_unrecorded);
        let left: Vec<_> = unrecorded.map(Participation::no_longer_expected).collect();
        write_marks(&tx, app, caller, now, &left, None).await.map_err(Failure::from)?;
        occupancy::delete_occupancy_of_holder(
            &tx,
            clinic_id,
            Holder::Client(enrollment.client_id),
            &sessions,
        )
        .await
        .map_err(Failure::from)?;
        let flags = reassess(&tx, app, caller, now, &[enrollment_id]).await.map_err(Failure::from)?;
        let client = enrollment.client_id.to_string();
        let cancelled: Vec<String> = cancelled.iter().map(SessionId::to_string).collect();
        let details =
            json!({ "client": client, "status": status.word(), "agreed": agreed, "cancelled": cancelled });
        let done = Done { operation: "endEnrollment", subject: enrollment_id.to_string(), details };
        let also = cancelled.into_iter().map(|session| ("cancelSession", session));
        records::done_with_more(&tx, app, caller, now, done, &flags, also).await.map_err(Failure::from)?;
        Ok(Enrollment {
            status,
            ended_at: Some(now),
            ending_agreed: Some(agreed),
            row_version: row_version + 1,
            ..enrollment
        })
    })
    .await
}

/// What becomes of the sessions to come that are the client's alone.
struct OwnSessions {
    kept: Vec<SessionId>,
    cancelled: Vec<SessionId>,
}

/// Cancels them, but for those that conclude a completed course, and those for which an absence is recorded.
async fn end_own_sessions(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    enrollment_id: EnrollmentId,
    completed: bool,
) -> Result<OwnSessions, StorageError> {
    let own = sessions::lock_coming_of_enrollment(tx, clinic_id, enrollment_id, now).await?;
    let ids: Vec<SessionId> = own.iter().map(|(session, _)| session.id).collect();
    let places = participations::load_participations_of_sessions(tx, clinic_id, &ids).await?;
    let announced = places.iter().filter(|place| place.has_mark_of_presence_or_absence());
    let announced: Vec<SessionId> = announced.map(|place| place.session_id).collect();
    // An absence that is recorded stays so, and nobody waits for the client there.
    occupancy::delete_occupancy_of_sessions(tx, clinic_id, &announced).await?;
    let own: Vec<_> = own.into_iter().filter(|(session, _)| !announced.contains(&session.id)).collect();
    let (kept, cancelled): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|(_, meeting)| completed && meeting.is_some_and(MeetingKind::concludes));
    let cancelled: Vec<_> = cancelled.into_iter().map(|(session, _)| session).collect();
    let ended = OwnSessions {
        kept: kept.iter().map(|(session, _)| session.id).collect(),
        cancelled: cancelled.iter().map(|session| session.id).collect(),
    };
    cancel_coming(tx, app, clinic_id, now, cancelled).await?;
    Ok(ended)
}

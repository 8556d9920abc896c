//! Scheduling a companion meeting.

use jiff::Timestamp;
use serde_json::json;

use super::course::load_courses;
use crate::app::access::require_on;
use crate::app::series::{MeetingRequest, NewMeeting, PlaceMeetingError, make_meeting};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::companions::{CompanionKind, RECORDED_BACK};
use crate::domain::enrollments::EnrollmentStatus;
use crate::domain::ids::EnrollmentId;
use crate::domain::series::{MeetingKind, Session};
use crate::storage::{closures, enrollments, programs};

/// Which meeting of whom, when and with whom.
#[derive(Debug, Clone)]
pub struct ScheduleCompanion {
    /// Whose.
    pub enrollment_id: EnrollmentId,
    /// Which of those that the program asks for.
    pub kind: CompanionKind,
    /// The meeting; what is left out is as in the weekly sessions, its length as the program says.
    pub meeting: MeetingRequest,
}

/// Why it can't be scheduled so.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleCompanionError {
    /// The enrollment is over, and the meeting is none that concludes a completed course.
    #[error(
        "the enrollment is over: only a post-group meeting and the evaluation after a completed course are held now"
    )]
    EnrollmentOver,
    /// The program doesn't ask for it.
    #[error("the program asks for no {0} meeting")]
    NotAskedFor(CompanionKind),
    /// It is scheduled already.
    #[error("it is scheduled already, or was held: move that session (rescheduleSession), or cancel it")]
    ScheduledAlready,
    /// Nobody is known to lead it.
    #[error("there is no weekly session yet whose therapist could lead it: name one")]
    NoTherapist,
    /// Not then and there.
    #[error(transparent)]
    Place(PlaceMeetingError),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<PlaceMeetingError> for ScheduleCompanionError {
    fn from(error: PlaceMeetingError) -> Self {
        match error {
            PlaceMeetingError::Failure(failure) => Self::Failure(failure),
            other => Self::Place(other),
        }
    }
}

/// Schedules a meeting of one client that their program asks for. Outside its window it is listed as such. One that was
/// held already is recorded the same way: nobody is told of it, and then its attendance is marked.
///
/// # Errors
/// What `ScheduleCompanionError` names.
pub async fn schedule_companion(
    app: &App,
    caller: &Caller,
    command: ScheduleCompanion,
) -> Result<Session, ScheduleCompanionError> {
    require_on(app, caller, Action::ManageSchedule, command.enrollment_id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let command = &command;
    app.write(|tx| async move {
        let ScheduleCompanion { enrollment_id, kind, meeting } = command;
        let MeetingRequest { local_start, zone, minutes, therapist_id, room_id, meeting_link } = meeting;
        closures::hold_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        enrollments::lock_enrollment(&tx, clinic_id, *enrollment_id).await.map_err(Failure::from)?;
        let enrollment = enrollments::find_enrollment(&tx, Reach::clinic(clinic_id), *enrollment_id).await;
        let enrollment = enrollment.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
        let concludes = enrollment.status == EnrollmentStatus::Completed && kind.concludes();
        if enrollment.ended_at.is_some() && !concludes {
            return Err(ScheduleCompanionError::EnrollmentOver);
        }
        let program = programs::find_program(&tx, clinic_id, enrollment.program_id).await;
        let asked = program.map_err(Failure::from)?.ok_or(Failure::NotFound)?.draft.companions;
        let companion = asked.into_iter().find(|one| one.kind == *kind);
        let companion = companion.ok_or(ScheduleCompanionError::NotAskedFor(*kind))?;
        let mut courses = load_courses(&tx, clinic_id, std::slice::from_ref(&enrollment)).await?;
        let course = courses.remove(enrollment_id).ok_or(Failure::NotFound)?;
        if course.standing(*kind).is_some() {
            return Err(ScheduleCompanionError::ScheduledAlready);
        }
        let client = enrollment.client_id.to_string();
        let begins_after = enrollment.enrolled_at.saturating_sub(RECORDED_BACK).unwrap_or(Timestamp::MIN);
        let therapist_id = therapist_id.or(course.therapist_id);
        let new = NewMeeting {
            kind: MeetingKind::Companion(*kind),
            enrollment,
            makes_up_for: None,
            therapist_id: therapist_id.ok_or(ScheduleCompanionError::NoTherapist)?,
            room_id: *room_id,
            meeting_link: meeting_link.clone(),
            local_start: *local_start,
            zone: zone.clone().unwrap_or(course.zone),
            minutes: minutes.unwrap_or(companion.minutes),
            begins_after,
        };
        let made = make_meeting(&tx, app, clinic_id, now, &new).await?;
        let details =
            json!({ "client": client, "companion": kind.word(), "startsAt": made.starts_at.to_string() });
        records::done(&tx, app, caller, now, "scheduleCompanionMeeting", made.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(made)
    })
    .await
}

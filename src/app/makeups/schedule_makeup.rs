//! Making up for a missed session alone.

use serde_json::json;

use super::missed::{Missed, MissedPlaceError, lock_missed};
use crate::app::access::require_on;
use crate::app::series::{MeetingRequest, NewMeeting, PlaceMeetingError, make_meeting};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::groups::Admission;
use crate::domain::ids::ParticipationId;
use crate::domain::series::{MeetingKind, Session, SessionMinutes};
use crate::storage::{StorageError, closures, makeups};

/// Which missed place is made up for, when and with whom.
#[derive(Debug, Clone)]
pub struct ScheduleMakeup {
    /// The missed place.
    pub participation_id: ParticipationId,
    /// The make-up; what is left out is as in the missed session.
    pub meeting: MeetingRequest,
}

/// Why it can't be made up for so.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleMakeupError {
    /// The place can't be made up for.
    #[error(transparent)]
    Missed(MissedPlaceError),
    /// A sister group has a free seat for a guest.
    #[error(
        "the group is open, and a sister group has a free seat for a guest: take one there (takeGuestSeat)"
    )]
    GroupIsOpen,
    /// Not then and there.
    #[error(transparent)]
    Place(PlaceMeetingError),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<MissedPlaceError> for ScheduleMakeupError {
    fn from(error: MissedPlaceError) -> Self {
        match error {
            MissedPlaceError::Failure(failure) => Self::Failure(failure),
            other => Self::Missed(other),
        }
    }
}

impl From<PlaceMeetingError> for ScheduleMakeupError {
    fn from(error: PlaceMeetingError) -> Self {
        match error {
            PlaceMeetingError::Failure(failure) => Self::Failure(failure),
            other => Self::Place(other),
        }
    }
}

/// Gives the client a session of their own for the one they missed. Somebody of an open group is a guest of a sister group
/// instead, while one has a free seat.
///
/// # Errors
/// What `ScheduleMakeupError` names.
pub async fn schedule_makeup(
    app: &App,
    caller: &Caller,
    command: ScheduleMakeup,
) -> Result<Session, ScheduleMakeupError> {
    require_on(app, caller, Action::ManageSchedule, command.participation_id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let command = &command;
    app.write(|tx| async move {
        let ScheduleMakeup { participation_id, meeting } = command;
        let MeetingRequest { local_start, zone, minutes, therapist_id, room_id, meeting_link } = meeting;
        closures::hold_closures(&tx, clinic_id).await.map_err(Failure::from)?;
        let missed = lock_missed(&tx, clinic_id, *participation_id, now).await?;
        let Missed { place, session, enrollment, group } = missed;
        if let Some(group) = group.filter(|group| group.admission == Admission::Open)
            && makeups::has_free_seat(&tx, clinic_id, &group, &enrollment, now)
                .await
                .map_err(Failure::from)?
        {
            return Err(ScheduleMakeupError::GroupIsOpen);
        }
        let own_minutes = || {
            SessionMinutes::parse(session.minutes())
                .map_err(|_| Failure::Internal(StorageError::Corrupt("session")))
        };
        let own_link = || session.meeting_link.clone().filter(|_| room_id.is_none());
        let new = NewMeeting {
            kind: MeetingKind::Makeup,
            enrollment,
            makes_up_for: Some(place.id),
            therapist_id: therapist_id.unwrap_or(session.therapist_id),
            room_id: *room_id,
            meeting_link: meeting_link.clone().or_else(own_link),
            local_start: *local_start,
            zone: zone.as_ref().unwrap_or(&session.zone).clone(),
            minutes: minutes.map_or_else(own_minutes, Ok)?,
            begins_after: now,
        };
        let made = make_meeting(&tx, app, clinic_id, now, &new).await?;
        let details = json!({
            "client": place.client_id.to_string(),
            "missed": place.id.to_string(),
            "startsAt": made.starts_at.to_string(),
        });
        records::done(&tx, app, caller, now, "scheduleMakeup", made.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(made)
    })
    .await
}

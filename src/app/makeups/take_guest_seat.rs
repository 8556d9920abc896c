//! Making up for a missed session as a guest of a sister group.

use serde_json::json;

use super::guest_session::lock_guest_session;
use super::missed::{Missed, MissedPlaceError, lock_missed};
use crate::app::access::require_on;
use crate::app::attendance::write_marks;
use crate::app::enrollments::new_place;
use crate::app::notices::{PlaceChange, tell_of_place};
use crate::app::series::take;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller};
use crate::domain::attendance::Participation;
use crate::domain::groups::Admission;
use crate::domain::ids::{ParticipationId, SessionId};
use crate::domain::makeups::{NoSister, check_sister};
use crate::domain::notices::Told;
use crate::domain::occupancy::Holder;
use crate::domain::series::Session;
use crate::storage::{
    Constraint, StorageError, Transaction, enrollments, makeups, occupancy, participations, reminders,
};

/// Which missed place is made up for, in which session of another group.
#[derive(Debug, Clone, Copy)]
pub struct TakeGuestSeat {
    /// The missed place.
    pub participation_id: ParticipationId,
    /// The sister group's session.
    pub session_id: SessionId,
}

/// Why there is no seat.
#[derive(Debug, thiserror::Error)]
pub enum TakeGuestSeatError {
    /// The place can't be made up for.
    #[error(transparent)]
    Missed(MissedPlaceError),
    /// The client's own group is closed, or they are treated alone.
    #[error(
        "only members of an open group are guests of a sister group: schedule a make-up (scheduleMakeup)"
    )]
    NotOfAnOpenGroup,
    /// The clinic has no such session of a group.
    #[error("the clinic has no such session of a group")]
    SessionNotFound,
    /// The session is none of a sister group's to come.
    #[error(transparent)]
    NoSister(#[from] NoSister),
    /// All its guest seats are taken.
    #[error("no guest seat is left: the group takes {0} guests a session")]
    NoSeatLeft(i64),
    /// They have a place there, in whatever state.
    #[error("the client has a place in that session already: choose another one")]
    AlreadyThere,
    /// The client is in another session then.
    #[error("the client is in another session at that time")]
    ClientDoubleBooked,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<MissedPlaceError> for TakeGuestSeatError {
    fn from(error: MissedPlaceError) -> Self {
        match error {
            MissedPlaceError::Failure(failure) => Self::Failure(failure),
            other => Self::Missed(other),
        }
    }
}

/// Takes one of the session's guest seats, which are beside its members' places.
///
/// However many try at once, exactly as many get one as there are: whoever takes one holds the group.
///
/// # Errors
/// What `TakeGuestSeatError` names.
pub async fn take_guest_seat(
    app: &App,
    caller: &Caller,
    command: TakeGuestSeat,
) -> Result<Session, TakeGuestSeatError> {
    require_on(app, caller, Action::ManageSchedule, command.participation_id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    app.write(|tx| async move {
        let TakeGuestSeat { participation_id, session_id } = command;
        // The group before the enrollment, as everybody does.
        let sister = lock_guest_session(&tx, clinic_id, session_id).await?;
        let Missed { place: missed, session: _, enrollment, group } =
            lock_missed(&tx, clinic_id, participation_id, now).await?;
        let own = group.filter(|group| group.admission == Admission::Open);
        let own = own.ok_or(TakeGuestSeatError::NotOfAnOpenGroup)?;
        let (sister, session) = sister.ok_or(TakeGuestSeatError::SessionNotFound)?;
        check_sister(&own, &sister, &session, now)?;
        let there = makeups::find_place(&tx, clinic_id, session_id, enrollment.id);
        let place = match there.await.map_err(Failure::from)? {
            None => {
                Participation { makes_up_for: Some(missed.id), ..new_place(app, now, &session, &enrollment) }
            }
            Some(given_back) if given_back.makes_up_for == Some(missed.id) && !given_back.is_expected() => {
                given_back.expected_again()
            }
            Some(_) => return Err(TakeGuestSeatError::AlreadyThere),
        };
        let seats = sister.guest_seats.get();
        if makeups::count_guests(&tx, clinic_id, session_id).await.map_err(Failure::from)? >= seats {
            return Err(TakeGuestSeatError::NoSeatLeft(seats));
        }
        seat(&tx, app, caller, &session, &place).await.map_err(|error| match error {
            StorageError::Constraint(Constraint::OccupancyOverlap) => TakeGuestSeatError::ClientDoubleBooked,
            other => Failure::from(other).into(),
        })?;
        let details = json!({ "client": place.client_id.to_string(), "missed": missed.id.to_string() });
        records::done(&tx, app, caller, now, "takeGuestSeat", session_id, details)
            .await
            .map_err(Failure::from)?;
        Ok(session)
    })
    .await
}

/// Gives the guest their place, or the one they had given back, takes their time, and tells them later; nobody else is told
/// anything.
async fn seat(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    session: &Session,
    place: &Participation,
) -> Result<(), StorageError> {
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let time = take(app, now, session, Holder::Client(place.client_id));
    occupancy::insert_occupancy(tx, clinic_id, &[time]).await?;
    let current = Told::of(session);
    let told = if place.current.version == 0 {
        participations::insert_participations(tx, clinic_id, std::slice::from_ref(place)).await?;
        None
    } else {
        write_marks(tx, app, caller, now, std::slice::from_ref(place), None).await?;
        reminders::replan_for_client(tx, clinic_id, place.client_id, now).await?;
        Some(Told { is_cancelled: true, ..current })
    };
    enrollments::promise_sessions(tx, clinic_id, &[place.enrollment_id], None).await?;
    tell_of_place(tx, app, clinic_id, now, place, PlaceChange { told, current }).await
}

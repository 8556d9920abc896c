//! Giving back a guest seat.

use serde_json::json;

use super::guest_session::lock_guest_session;
use crate::app::access::require_on;
use crate::app::attendance::write_marks;
use crate::app::notices::{PlaceChange, tell_of_place};
use crate::app::risk::reassess;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::{Participation, StoredStatus};
use crate::domain::ids::ParticipationId;
use crate::domain::notices::Told;
use crate::domain::occupancy::Holder;
use crate::domain::series::Session;
use crate::storage::{StorageError, Transaction, enrollments, occupancy, participations};

/// Which seat.
#[derive(Debug, Clone, Copy)]
pub struct GiveBackGuestSeat {
    /// The guest's place in the sister group's session.
    pub participation_id: ParticipationId,
}

/// Why it can't be given back.
#[derive(Debug, thiserror::Error)]
pub enum GiveBackGuestSeatError {
    /// The client is no guest there.
    #[error("the place is no guest's: cancel the session, or mark the client's absence")]
    NoGuest,
    /// The session has begun.
    #[error("the session has begun already: mark the client's absence instead")]
    Begun,
    /// A mark stands.
    #[error("the place is marked {0}: correct the mark first (correctMark)")]
    Marked(StoredStatus),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Gives a guest seat back before the session begins: somebody else may sit there, and the missed session can be made up for
/// otherwise. The client is told that the appointment is off, unless they were told nothing of it. A seat given back
/// already stays so.
///
/// # Errors
/// What `GiveBackGuestSeatError` names.
pub async fn give_back_guest_seat(
    app: &App,
    caller: &Caller,
    command: GiveBackGuestSeat,
) -> Result<Session, GiveBackGuestSeatError> {
    let GiveBackGuestSeat { participation_id } = command;
    require_on(app, caller, Action::ManageSchedule, participation_id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let reach = Reach::clinic(clinic_id);
    app.write(|tx| async move {
        let find = || participations::find_participation(&tx, reach, participation_id);
        let place = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
        let (_, session) = lock_guest_session(&tx, clinic_id, place.session_id)
            .await?
            .filter(|_| place.makes_up_for.is_some())
            .ok_or(GiveBackGuestSeatError::NoGuest)?;
        enrollments::lock_enrollment(&tx, clinic_id, place.enrollment_id).await.map_err(Failure::from)?;
        // Read again: somebody else may have held the locks to mark it.
        let place = find().await.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
        if session.starts_at <= now {
            return Err(GiveBackGuestSeatError::Begun);
        }
        match place.current.mark.status {
            StoredStatus::NotExpected => return Ok(session),
            StoredStatus::Unrecorded => {}
            other => return Err(GiveBackGuestSeatError::Marked(other)),
        }
        unseat(&tx, app, caller, &session, place).await.map_err(Failure::from)?;
        Ok(session)
    })
    .await
}

async fn unseat(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    session: &Session,
    place: Participation,
) -> Result<(), StorageError> {
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let place = place.no_longer_expected();
    write_marks(tx, app, caller, now, std::slice::from_ref(&place), None).await?;
    let client = Holder::Client(place.client_id);
    occupancy::delete_occupancy_of_holder(tx, clinic_id, client, &[session.id]).await?;
    let told = Told::of(session);
    let change = PlaceChange { told: Some(told), current: Told { is_cancelled: true, ..told } };
    tell_of_place(tx, app, clinic_id, now, &place, change).await?;
    let flags = reassess(tx, app, caller, now, &[place.enrollment_id]).await?;
    let details = json!({
        "client": place.client_id.to_string(),
        "missed": place.makes_up_for.map(|missed| missed.to_string()),
    });
    records::done_with_flags(tx, app, caller, now, "giveBackGuestSeat", session.id, details, &flags).await
}

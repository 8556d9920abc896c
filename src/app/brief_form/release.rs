//! Releasing places in sessions that take place without the client.

use jiff::Timestamp;

use crate::app::App;
use crate::app::attendance::write_marks;
use crate::app::notices::{PlaceChange, tell_of_places};
use crate::domain::access::Caller;
use crate::domain::attendance::Participation;
use crate::domain::ids::{ClientId, SessionId};
use crate::domain::notices::Told;
use crate::domain::occupancy::Holder;
use crate::domain::series::Session;
use crate::storage::{StorageError, Transaction, occupancy};

/// The client is no longer expected there: their time is free, and they are told that the appointments are off, unless that
/// is undone soon. Nobody else's place changes. Answers the places as they are then; those in sessions that are cancelled
/// now, too, of which there is nothing to tell.
pub(super) async fn release(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    client_id: ClientId,
    released: &[(Participation, Session)],
    in_cancelled: &[Participation],
) -> Result<Vec<Participation>, StorageError> {
    let places: Vec<Participation> = released
        .iter()
        .map(|(place, _)| place)
        .chain(in_cancelled)
        .cloned()
        .map(Participation::no_longer_expected)
        .collect();
    if places.is_empty() {
        return Ok(places);
    }
    write_marks(tx, app, caller, now, &places, None).await?;
    let sessions: Vec<SessionId> = released.iter().map(|(_, session)| session.id).collect();
    let holder = Holder::Client(client_id);
    occupancy::delete_occupancy_of_holder(tx, caller.clinic_id, holder, &sessions).await?;
    let lost = |session: &Session| {
        let told = Told::of(session);
        PlaceChange { told: Some(told), current: Told { is_cancelled: true, ..told } }
    };
    let told: Vec<_> =
        places.iter().zip(released).map(|(place, (_, session))| (place, lost(session))).collect();
    tell_of_places(tx, app, caller.clinic_id, now, &told).await?;
    Ok(places)
}

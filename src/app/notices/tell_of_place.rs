//! Keeping what one client is to be told of their place alone: nobody else hears of it.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::attendance::Participation;
use crate::domain::ids::{ClinicId, NoticeId};
use crate::domain::notices::Told;
use crate::storage::notices::{
    NewNotice, delete_notices, keep_notices, load_changed_places, lock_notices, withdraw_mails,
};
use crate::storage::{StorageError, Transaction};

/// What a client knows of a place, and what they should.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct PlaceChange {
    /// What they were told, if nothing waits to be told; none if nothing.
    pub(in crate::app) told: Option<Told>,
    /// How it stands; an appointment that is off says so.
    pub(in crate::app) current: Told,
}

/// To be called in the transaction that gave or took the place, once it is written. Within the debounce a change back to
/// what the client knows mails nobody.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn tell_of_place(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    place: &Participation,
    change: PlaceChange,
) -> Result<(), StorageError> {
    let sessions = [place.session_id];
    let due_at = now.saturating_add(app.notice_debounce()).unwrap_or(Timestamp::MAX);
    lock_notices(tx, clinic_id, &sessions).await?;
    withdraw_mails(tx, clinic_id, &sessions, due_at).await?;
    let places = load_changed_places(tx, clinic_id, &sessions).await?;
    let own = places.into_iter().find(|one| one.known.participation_id == place.id);
    let own = own.ok_or(StorageError::Corrupt("participation"))?;
    let PlaceChange { told, current } = change;
    // A reminder that left meanwhile told of the appointment; that it was off, none did.
    let told = if current.is_cancelled { own.known.told(told) } else { own.known.waiting.unwrap_or(told) };
    let is_known = told.map_or(current.is_cancelled, |told| told.says_the_same_as(&current));
    if is_known {
        let waiting: Vec<NoticeId> = own.notice_id.into_iter().collect();
        return delete_notices(tx, clinic_id, &waiting).await;
    }
    let id = own.notice_id.unwrap_or_else(|| NoticeId::mint(now, app.entropy()));
    let notice = NewNotice { id, participation_id: place.id, told, due_at };
    keep_notices(tx, clinic_id, &[notice], now).await
}

//! Keeping what clients are to be told of their places alone: nobody else hears of it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::app::App;
use crate::domain::attendance::Participation;
use crate::domain::ids::{ClinicId, NoticeId, SessionId};
use crate::domain::notices::Told;
use crate::storage::notices::{
    NewNotice, keep_notices, load_changed_places, lock_notices, take_back_notices, withdraw_mails,
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
    tell_of_places(tx, app, clinic_id, now, &[(place, change)]).await
}

/// The same of many places, each once: as many statements for one as for all.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn tell_of_places(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    changes: &[(&Participation, PlaceChange)],
) -> Result<(), StorageError> {
    if changes.is_empty() {
        return Ok(());
    }
    let sessions: BTreeSet<SessionId> = changes.iter().map(|(place, _)| place.session_id).collect();
    let sessions: Vec<SessionId> = sessions.into_iter().collect();
    let due_at = now.saturating_add(app.notice_debounce()).unwrap_or(Timestamp::MAX);
    lock_notices(tx, clinic_id, &sessions).await?;
    withdraw_mails(tx, clinic_id, &sessions, due_at).await?;
    let places = load_changed_places(tx, clinic_id, &sessions).await?;
    let (mut kept, mut known) = (Vec::new(), Vec::new());
    for (place, PlaceChange { told, current }) in changes {
        let own = places.iter().find(|one| one.known.participation_id == place.id);
        let own = own.ok_or(StorageError::Corrupt("participation"))?;
        // A reminder that left meanwhile told of the appointment; that it was off, none did.
        let told =
            if current.is_cancelled { own.known.told(*told) } else { own.known.waiting.unwrap_or(*told) };
        if told.map_or(current.is_cancelled, |told| told.says_the_same_as(current)) {
            known.extend(own.notice_id);
        } else {
            let id = own.notice_id.unwrap_or_else(|| NoticeId::mint(now, app.entropy()));
            kept.push(NewNotice { id, participation_id: place.id, told, due_at });
        }
    }
    take_back_notices(tx, clinic_id, &known).await?;
    keep_notices(tx, clinic_id, &kept, now).await
}

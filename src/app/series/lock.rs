//! One change at a time to an owner's sessions.

use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::series::{SeriesOwner, Session, SessionSeries};
use crate::storage::{StorageError, Transaction, enrollments, groups, series, sessions};

/// Locks the group or treatment until the transaction ends: who makes, moves or cancels its sessions, joins or
/// leaves, waits here, and then finds what the other left.
pub(super) async fn lock_owner(
    tx: &Transaction,
    clinic_id: ClinicId,
    owner: SeriesOwner,
) -> Result<(), StorageError> {
    match owner {
        SeriesOwner::Group(id) => groups::lock_group(tx, clinic_id, id).await,
        SeriesOwner::Treatment(id) => enrollments::lock_enrollment(tx, clinic_id, id).await,
    }
}

/// The session and its series, if the clinic has one: the owner locked first (as everybody does), then the session,
/// which whoever marks it locks too.
pub(super) async fn lock_session(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: SessionId,
) -> Result<Option<(SessionSeries, Session)>, StorageError> {
    let Some(session) = sessions::find_session(tx, Reach::clinic(clinic_id), id).await? else {
        return Ok(None);
    };
    let series = series::find_series(tx, Reach::clinic(clinic_id), session.series_id).await?;
    let series = series.ok_or(StorageError::Corrupt("session"))?;
    lock_owner(tx, clinic_id, series.owner).await?;
    let session = sessions::lock_session(tx, clinic_id, id).await?;
    Ok(session.map(|session| (series, session)))
}

//! One change at a time to an owner's sessions.

use std::collections::BTreeSet;

use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, SeriesId, SessionId};
use crate::domain::series::{SeriesOwner, Session, SessionSeries};
use crate::storage::{StorageError, Transaction, enrollments, groups, ledgers, makeups, series, sessions};

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

/// Locks the owners of those series, groups first, with the enrollments of their sessions' guests, and then all their
/// sessions, which whoever marks one locks too: as many statements for one as for all.
pub(in crate::app) async fn lock_series(
    tx: &Transaction,
    clinic_id: ClinicId,
    ids: &BTreeSet<SeriesId>,
) -> Result<(), StorageError> {
    let ids: Vec<SeriesId> = ids.iter().copied().collect();
    let owners = series::load_owners(tx, clinic_id, &ids).await?;
    let groups: Vec<_> = owners.iter().filter_map(|owner| owner.group_id()).collect();
    groups::lock_groups(tx, clinic_id, &groups).await?;
    let mut enrollments = makeups::load_guests_of_series(tx, clinic_id, &ids).await?;
    enrollments.extend(owners.iter().filter_map(|owner| owner.enrollment_id()));
    ledgers::lock_enrollments(tx, clinic_id, &enrollments).await?;
    sessions::lock_sessions_of_series(tx, clinic_id, &ids).await
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

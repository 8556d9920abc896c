//! The session of a group in which somebody sits as a guest, or is to.

use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::series::Session;
use crate::storage::{Transaction, groups, series, sessions};

/// The session with its group, which nobody else changes, joins or sits in until the transaction ends. None if there is no
/// such session, or it is no group's.
pub(super) async fn lock_guest_session(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_id: SessionId,
) -> Result<Option<(TherapyGroup, Session)>, Failure> {
    let reach = Reach::clinic(clinic_id);
    let Some(session) = sessions::find_session(tx, reach, session_id).await? else { return Ok(None) };
    let series = series::find_series(tx, reach, session.series_id).await?.ok_or(Failure::NotFound)?;
    let Some(group_id) = series.owner.group_id() else { return Ok(None) };
    groups::lock_group(tx, clinic_id, group_id).await?;
    let session = sessions::find_session(tx, reach, session_id).await?;
    Ok(groups::find_group(tx, reach, group_id).await?.zip(session))
}

//! The client's own series without the sessions beyond the brief form.

use std::collections::BTreeSet;

use crate::app::Failure;
use crate::app::series::revision::Revision;
use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::series::{
    CancelledBy, EditedSeries, Session, SessionCount, SessionEdit, SessionSeries, SessionStatus,
};
use crate::storage::{Connection, StorageError, participations};

/// What becomes of the series with those sessions, which are one client's alone: they are cancelled on the clinic's side,
/// and the series is as long as it is held. `sessions` are all of those series.
pub(super) async fn shortened(
    on: &Connection,
    clinic_id: ClinicId,
    found: Vec<SessionSeries>,
    sessions: &[Session],
    cancelled: &BTreeSet<SessionId>,
) -> Result<Option<Revision>, Failure> {
    if found.is_empty() {
        return Ok(None);
    }
    let mut edited = Vec::with_capacity(found.len());
    let mut ids = Vec::new();
    for series in &found {
        let own: Vec<&Session> = sessions.iter().filter(|session| session.series_id == series.id).collect();
        ids.extend(own.iter().map(|session| session.id));
        edited.push(without(series, &own, cancelled)?);
    }
    let places =
        participations::load_participations_of_sessions(on, clinic_id, &ids).await.map_err(Failure::from)?;
    Revision::of(on, Reach::clinic(clinic_id), found, edited, places).await.map(Some)
}

fn without(
    series: &SessionSeries,
    own: &[&Session],
    cancelled: &BTreeSet<SessionId>,
) -> Result<EditedSeries, Failure> {
    let changed: Vec<SessionEdit> = own
        .iter()
        .filter(|session| cancelled.contains(&session.id))
        .map(|session| SessionEdit { before: (*session).clone(), after: cancelled_by_clinic(session) })
        .collect();
    let standing = own.iter().filter(|session| !session.is_cancelled()).count() - changed.len();
    let mut after = series.clone();
    if series.meeting.is_none() {
        let count = i64::try_from(standing.max(1)).unwrap_or(i64::MAX);
        after.rule.planned_count = SessionCount::parse(count)
            .map_err(|_| Failure::Internal(StorageError::Corrupt("session_series")))?;
        after.row_version += 1;
    }
    Ok(EditedSeries { series: after, changed, added: Vec::new(), kept: Vec::new() })
}

fn cancelled_by_clinic(session: &Session) -> Session {
    Session {
        status: SessionStatus::Cancelled,
        cancelled_by: Some(CancelledBy::Clinic),
        row_version: session.row_version + 1,
        ..session.clone()
    }
}

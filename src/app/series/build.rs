//! From planned sessions to sessions that are kept.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::ids::SessionId;
use crate::domain::series::{Exceptions, PlannedSession, Session, SessionSeries, SessionStatus};
use crate::domain::time::tzdb_version;

/// The session that a planned one of this series becomes.
pub(in crate::app) fn build_session(
    app: &App,
    now: Timestamp,
    series: &SessionSeries,
    planned: &PlannedSession,
) -> Session {
    let PlannedSession { ordinal: _, local_start, starts_at, ends_at, clock_change, resolved_local: _ } =
        planned;
    Session {
        id: SessionId::mint(now, app.entropy()),
        series_id: series.id,
        kind: series.session_kind(),
        status: SessionStatus::Planned,
        cancelled_by: None,
        therapist_id: series.therapist_id,
        room_id: series.room_id,
        meeting_link: series.meeting_link.clone(),
        exceptions: Exceptions::NONE,
        original_local_start: *local_start,
        local_start: *local_start,
        zone: series.rule.zone.clone(),
        starts_at: *starts_at,
        ends_at: *ends_at,
        clock_change: *clock_change,
        tzdb_version: tzdb_version().to_owned(),
        notice_version: 1,
        row_version: 1,
    }
}

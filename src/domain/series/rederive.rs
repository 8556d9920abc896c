//! A session's instants under the rules of today: the wall time is the promise, the instants are derived.

use jiff::{SignedDuration, Timestamp};

use super::session::Session;
use crate::domain::time::{BeyondCalendar, ClockChange, resolve};

/// What the current time zone data make of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rederived {
    /// What is stored.
    Unmoved,
    /// Another instant for the same wall time, or a start that is skipped or comes twice and wasn't, or the reverse.
    Moved {
        /// The instant of the start.
        starts_at: Timestamp,
        /// The instant of the end: as long after the start as before.
        ends_at: Timestamp,
        /// Whether the wall time is skipped or comes twice on its day.
        clock_change: ClockChange,
    },
}

/// Derives a session's instants anew from its wall time and zone, by the one rule. Its elapsed length stays.
///
/// Whether it may be changed at all (it has begun, is marked, is cancelled) is the caller's to ask.
///
/// # Errors
/// `BeyondCalendar` at the calendar's end.
pub fn rederive(session: &Session) -> Result<Rederived, BeyondCalendar> {
    let beyond = BeyondCalendar { local: session.local_start };
    let resolved = resolve(session.local_start, &session.zone)?;
    if (resolved.starts_at, resolved.kind) == (session.starts_at, session.clock_change) {
        return Ok(Rederived::Unmoved);
    }
    let length: SignedDuration = session.ends_at.duration_since(session.starts_at);
    Ok(Rederived::Moved {
        starts_at: resolved.starts_at,
        ends_at: resolved.starts_at.checked_add(length).map_err(|_| beyond)?,
        clock_change: resolved.kind,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{DateTime, datetime};
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{SeriesId, SessionId, StaffMemberId};
    use crate::domain::series::{Exceptions, SessionKind, SessionStatus};
    use crate::domain::time::Zone;

    /// A session of 50 minutes, with the start that older data gave.
    fn derived_before(zone: &str, local_start: DateTime, starts_at: &str) -> Session {
        let starts_at: Timestamp = starts_at.parse().unwrap();
        Session {
            id: SessionId::from_uuid(Uuid::from_u128(1)),
            series_id: SeriesId::from_uuid(Uuid::from_u128(2)),
            kind: SessionKind::Group,
            status: SessionStatus::Planned,
            cancelled_by: None,
            therapist_id: StaffMemberId::from_uuid(Uuid::from_u128(3)),
            room_id: None,
            meeting_link: None,
            exceptions: Exceptions::NONE,
            original_local_start: local_start,
            local_start,
            zone: Zone::parse(zone).unwrap(),
            starts_at,
            ends_at: starts_at + SignedDuration::from_mins(50),
            clock_change: ClockChange::Normal,
            tzdb_version: "2025b".to_owned(),
            notice_version: 1,
            row_version: 1,
        }
    }

    #[test]
    fn a_session_whose_rules_stayed_is_unmoved() {
        let session =
            derived_before("Europe/Berlin", datetime(2026, 12, 1, 18, 0, 0, 0), "2026-12-01T17:00:00Z");
        assert_eq!(rederive(&session), Ok(Rederived::Unmoved));
    }

    /// By 2025b, read with CPython's zoneinfo, these wall times were an hour elsewhere, or once and not twice.
    #[test]
    fn the_rules_that_changed_in_2026_move_a_session_and_keep_its_length() {
        for (zone, local_start, before, after, kind) in [
            (
                "America/Vancouver",
                datetime(2026, 12, 1, 18, 0, 0, 0),
                "2026-12-02T02:00:00Z",
                "2026-12-02T01:00:00Z",
                ClockChange::Normal,
            ),
            (
                "America/Winnipeg",
                datetime(2026, 12, 1, 18, 0, 0, 0),
                "2026-12-02T00:00:00Z",
                "2026-12-01T23:00:00Z",
                ClockChange::Normal,
            ),
            (
                "Africa/Casablanca",
                datetime(2026, 12, 1, 18, 0, 0, 0),
                "2026-12-01T17:00:00Z",
                "2026-12-01T18:00:00Z",
                ClockChange::Normal,
            ),
        ] {
            let session = derived_before(zone, local_start, before);
            let starts_at: Timestamp = after.parse().unwrap();
            let ends_at = starts_at + SignedDuration::from_mins(50);
            let moved = Rederived::Moved { starts_at, ends_at, clock_change: kind };
            assert_eq!(rederive(&session), Ok(moved), "{zone}");
        }
    }

    #[test]
    fn a_start_that_comes_twice_now_and_at_the_same_instant_has_moved_in_kind() {
        let overlap = datetime(2026, 10, 25, 2, 30, 0, 0);
        let session = derived_before("Europe/Berlin", overlap, "2026-10-25T00:30:00Z");
        let Ok(Rederived::Moved { starts_at, clock_change, .. }) = rederive(&session) else { panic!() };
        assert_eq!((starts_at, clock_change), (session.starts_at, ClockChange::Overlap));
    }

    #[test]
    fn the_end_of_the_calendar_is_an_error() {
        let last = datetime(9999, 12, 31, 23, 59, 0, 0);
        let session = derived_before("America/New_York", last, "9999-12-30T00:00:00Z");
        assert_eq!(rederive(&session), Err(BeyondCalendar { local: last }));
    }
}

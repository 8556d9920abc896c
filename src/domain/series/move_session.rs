//! Moving one session to another wall time.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::rule::SessionMinutes;
use crate::domain::time::{BeyondCalendar, ClockChange, Zone, resolve};

/// What deciding about a move needs to know of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTime {
    /// The instant of the start.
    pub starts_at: Timestamp,
    /// The instant of the end.
    pub ends_at: Timestamp,
    /// Whether any attendance mark is recorded for it.
    pub is_marked: bool,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// Where a session goes; its id and its original local start stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedSession {
    /// The wall time that is promised now, in the zone it was asked for in.
    pub local_start: DateTime,
    /// The instant of the start.
    pub starts_at: Timestamp,
    /// The instant of the end.
    pub ends_at: Timestamp,
    /// Whether `local_start` is skipped or comes twice on its day.
    pub clock_change: ClockChange,
    /// What the zone's clocks show at the start; differs from `local_start` in a gap only.
    pub resolved_local: DateTime,
}

/// Why a session isn't moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoveSessionError {
    /// It was cancelled.
    #[error("the session is cancelled")]
    Cancelled,
    /// It has begun; what has happened is evidence.
    #[error("the session has begun already")]
    Past,
    /// A mark is recorded for it.
    #[error(
        "attendance is recorded for the session, such as an absence announced beforehand: take that back by correctMark with \
         the status UNRECORDED first, or cancel the session by cancelSession"
    )]
    Marked,
    /// The new start has seconds; sessions start on a minute.
    #[error("a session starts on a whole minute, not at {}", .0.time())]
    NotOnAMinute(DateTime),
    /// The new start isn't in the future.
    #[error("the new time has passed already")]
    TargetPast,
    /// It has this time already.
    #[error("the session has this time already")]
    NotChanged,
    /// The new time can't be told.
    #[error(transparent)]
    BeyondCalendar(#[from] BeyondCalendar),
}

/// Computes where a session goes if it is moved to the wall time `to` of `zone`, lasting `minutes`.
///
/// What decides is instants: a session whose wall time fell into a gap (02:30, held at 03:30) isn't changed by
/// moving it to 03:30. Another length at the same start is a change.
///
/// # Errors
/// In this order: `Cancelled`, `Past` (started at `now` or before), `Marked`, `NotOnAMinute`, `BeyondCalendar`,
/// `NotChanged`, `TargetPast`.
pub fn move_session(
    current: &SessionTime,
    to: DateTime,
    zone: &Zone,
    minutes: SessionMinutes,
    now: Timestamp,
) -> Result<MovedSession, MoveSessionError> {
    let SessionTime { starts_at, ends_at, is_marked, is_cancelled } = *current;
    if is_cancelled {
        return Err(MoveSessionError::Cancelled);
    }
    if starts_at <= now {
        return Err(MoveSessionError::Past);
    }
    if is_marked {
        return Err(MoveSessionError::Marked);
    }
    if to.second() != 0 || to.subsec_nanosecond() != 0 {
        return Err(MoveSessionError::NotOnAMinute(to));
    }
    let target = resolve(to, zone)?;
    let target_ends_at = minutes.end_of(target.starts_at).ok_or(BeyondCalendar { local: to })?;
    if (target.starts_at, target_ends_at) == (starts_at, ends_at) {
        return Err(MoveSessionError::NotChanged);
    }
    if target.starts_at <= now {
        return Err(MoveSessionError::TargetPast);
    }
    Ok(MovedSession {
        local_start: to,
        starts_at: target.starts_at,
        ends_at: target_ends_at,
        clock_change: target.kind,
        resolved_local: target.local,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    const NOW: &str = "2026-03-20T12:00:00Z";

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Tuesday 24 March 2026, 18:00 to 18:50 in Berlin.
    fn tuesday() -> SessionTime {
        SessionTime {
            starts_at: instant("2026-03-24T17:00:00Z"),
            ends_at: instant("2026-03-24T17:50:00Z"),
            is_marked: false,
            is_cancelled: false,
        }
    }

    fn try_move(current: SessionTime, to: DateTime) -> Result<MovedSession, MoveSessionError> {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        move_session(&current, to, &berlin, SessionMinutes::DEFAULT, instant(NOW))
    }

    #[test]
    fn a_move_keeps_the_length_and_takes_the_new_wall_time() {
        let to = datetime(2026, 3, 31, 18, 30, 0, 0);
        let moved = try_move(tuesday(), to).unwrap();
        assert_eq!(moved.starts_at, instant("2026-03-31T16:30:00Z"), "summer time by then");
        assert_eq!(moved.ends_at, instant("2026-03-31T17:20:00Z"));
        assert_eq!((moved.local_start, moved.resolved_local), (to, to));
        assert_eq!(moved.clock_change, ClockChange::Normal);
    }

    #[test]
    fn a_move_into_a_gap_says_what_results() {
        let moved = try_move(tuesday(), datetime(2026, 3, 29, 2, 30, 0, 0)).unwrap();
        assert_eq!(moved.clock_change, ClockChange::Gap);
        assert_eq!(moved.resolved_local, datetime(2026, 3, 29, 3, 30, 0, 0));
    }

    #[test]
    fn what_is_over_cancelled_or_marked_stays() {
        let to = datetime(2026, 3, 31, 18, 0, 0, 0);
        let begun = SessionTime { starts_at: instant(NOW), ..tuesday() };
        assert_eq!(try_move(begun, to), Err(MoveSessionError::Past));
        let marked = SessionTime { is_marked: true, ..tuesday() };
        assert_eq!(try_move(marked, to), Err(MoveSessionError::Marked));
        let told = MoveSessionError::Marked.to_string();
        assert!(told.contains("correctMark") && told.contains("cancelSession"), "{told}");
        let cancelled = SessionTime { is_cancelled: true, ..begun };
        assert_eq!(try_move(cancelled, to), Err(MoveSessionError::Cancelled));
    }

    #[test]
    fn a_session_is_not_moved_into_the_past() {
        let noon_in_berlin = date(2026, 3, 20).at(13, 0, 0, 0);
        assert_eq!(try_move(tuesday(), noon_in_berlin), Err(MoveSessionError::TargetPast));
        assert!(try_move(tuesday(), date(2026, 3, 20).at(13, 1, 0, 0)).is_ok());
    }

    #[test]
    fn moving_to_the_same_time_changes_nothing_but_another_length_does() {
        let same = datetime(2026, 3, 24, 18, 0, 0, 0);
        assert_eq!(try_move(tuesday(), same), Err(MoveSessionError::NotChanged));
        let longer = SessionTime { ends_at: instant("2026-03-24T18:30:00Z"), ..tuesday() };
        assert_eq!(try_move(longer, same).map(|m| m.ends_at), Ok(instant("2026-03-24T17:50:00Z")));
        let london = Zone::parse("Europe/London").unwrap();
        let elsewhere = datetime(2026, 3, 24, 17, 0, 0, 0);
        assert_eq!(
            move_session(&tuesday(), elsewhere, &london, SessionMinutes::DEFAULT, instant(NOW)),
            Err(MoveSessionError::NotChanged)
        );
    }

    #[test]
    fn a_start_with_seconds_is_refused() {
        for odd in [datetime(2026, 3, 31, 18, 0, 1, 0), datetime(2026, 3, 31, 18, 0, 0, 1)] {
            assert_eq!(try_move(tuesday(), odd), Err(MoveSessionError::NotOnAMinute(odd)));
        }
    }

    #[test]
    fn the_end_of_the_calendar_is_refused() {
        let last = datetime(9999, 12, 31, 23, 59, 0, 0);
        let local = BeyondCalendar { local: last };
        assert_eq!(try_move(tuesday(), last), Err(MoveSessionError::BeyondCalendar(local)));
    }
}

//! How a companion meeting of one client stands.

use jiff::Timestamp;

use super::window::CompanionWindow;
use crate::domain::attendance::StoredStatus;
use crate::domain::makeups::is_standing;
use crate::domain::time::Zone;
use crate::domain::words::words;

words! {
    /// How a companion meeting of one client stands.
    pub enum CompanionState {
        /// None is scheduled, and its window is not over.
        Missing = "MISSING",
        /// None is scheduled, and its window is over.
        Overdue = "OVERDUE",
        /// It is scheduled within its window.
        Scheduled = "SCHEDULED",
        /// It is scheduled outside its window: the weekly sessions were moved since, or it was.
        OutsideWindow = "OUTSIDE_WINDOW",
        /// The client attended it.
        Held = "HELD",
    }
}

/// A companion meeting that is not cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldMeeting {
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// The client's mark.
    pub mark: StoredStatus,
}

impl HeldMeeting {
    /// Whether it may still be attended, or was: one that was missed is to be scheduled again.
    #[must_use]
    pub const fn is_standing(&self) -> bool {
        is_standing(self.mark)
    }
}

/// How it stands at `now`, dates read in the series' zone. Without a window, because there is no weekly session yet, nothing
/// is overdue or outside.
#[must_use]
pub fn state_of(
    window: Option<&CompanionWindow>,
    meeting: Option<&HeldMeeting>,
    zone: &Zone,
    now: Timestamp,
) -> CompanionState {
    let Some(meeting) = meeting.filter(|meeting| meeting.is_standing()) else {
        let is_over = window.is_some_and(|window| window.is_over(now, zone));
        return if is_over { CompanionState::Overdue } else { CompanionState::Missing };
    };
    if meeting.mark != StoredStatus::Unrecorded {
        return CompanionState::Held;
    }
    if window.is_none_or(|window| window.holds(meeting.starts_at, meeting.ends_at, zone)) {
        CompanionState::Scheduled
    } else {
        CompanionState::OutsideWindow
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use jiff::civil::date;

    use super::*;

    const MARCH: CompanionWindow = CompanionWindow {
        from: date(2026, 3, 2),
        until: date(2026, 3, 6),
        not_before: None,
        not_after: None,
    };

    fn state(meeting: Option<(&str, StoredStatus)>, now: &str) -> CompanionState {
        let meeting = meeting.map(|(starts_at, mark)| {
            let starts_at: Timestamp = starts_at.parse().unwrap();
            HeldMeeting { starts_at, ends_at: starts_at + SignedDuration::from_mins(50), mark }
        });
        state_of(Some(&MARCH), meeting.as_ref(), &Zone::parse("UTC").unwrap(), now.parse().unwrap())
    }

    #[test]
    fn it_is_missing_until_it_is_scheduled_and_overdue_once_its_window_has_passed() {
        use StoredStatus::{NoShow, Unrecorded};
        assert_eq!(state(None, "2026-03-06T20:00:00Z"), CompanionState::Missing);
        assert_eq!(state(None, "2026-03-07T00:00:00Z"), CompanionState::Overdue);
        let then = "2026-03-03T10:00:00Z";
        assert_eq!(state(Some((then, Unrecorded)), "2026-03-02T00:00:00Z"), CompanionState::Scheduled);
        assert_eq!(state(Some((then, NoShow)), "2026-03-04T00:00:00Z"), CompanionState::Missing, "again");
    }

    #[test]
    fn what_was_attended_is_held_wherever_and_what_is_to_come_has_to_lie_within() {
        use StoredStatus::{Attended, Unrecorded};
        let late = "2026-03-09T10:00:00Z";
        assert_eq!(state(Some((late, Unrecorded)), "2026-03-02T00:00:00Z"), CompanionState::OutsideWindow);
        assert_eq!(state(Some((late, Attended)), "2026-03-10T00:00:00Z"), CompanionState::Held);
    }

    #[test]
    fn without_a_weekly_session_nothing_is_late() {
        let zone = Zone::parse("UTC").unwrap();
        assert_eq!(state_of(None, None, &zone, Timestamp::MAX), CompanionState::Missing);
    }
}

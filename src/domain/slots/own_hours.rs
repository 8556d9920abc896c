//! The weeks of a series as a set, and the hours of the week on which they fall on somebody's clock.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time, Weekday};

use crate::domain::people::AvailabilityWindow;
use crate::domain::series::PlannedSession;
use crate::domain::time::{Zone, local};

/// Sets of weeks, a bit each: a series' most sessions fit.
pub(in crate::domain) type Weeks = u64;

/// How many weeks.
pub(in crate::domain) fn count(weeks: Weeks) -> u16 {
    u16::try_from(weeks.count_ones()).unwrap_or(u16::MAX)
}

/// The weeks of the sessions to which it applies.
pub(in crate::domain) fn weeks_of(
    sessions: &[PlannedSession],
    applies: impl Fn(&PlannedSession) -> bool,
) -> Weeks {
    let places = sessions.iter().enumerate().filter(|(_, session)| applies(session));
    places.fold(0, |weeks, (place, _)| weeks | 1 << place)
}

/// One hour of the week on somebody's clock, and the weeks in which the sessions fall on it.
pub(in crate::domain) struct OwnHour {
    pub(in crate::domain) start: DateTime,
    pub(in crate::domain) end: DateTime,
    pub(in crate::domain) weeks: Weeks,
}

/// The few hours of the week on which the sessions fall on that zone's clocks: one, unless clocks change. Windows repeat
/// weekly, so weekday, time and length are all that matters.
pub(in crate::domain) fn own_hours(sessions: &[PlannedSession], zone: &Zone) -> Vec<OwnHour> {
    let mut hours: Vec<OwnHour> = Vec::new();
    for (place, session) in sessions.iter().enumerate() {
        let start = local(session.starts_at, zone);
        // Where clocks go back meanwhile, the end may look earlier than the start.
        let end = local(session.ends_at, zone).max(start);
        let is_same = |hour: &OwnHour| {
            let of = |start: DateTime, end: DateTime| -> (Weekday, Time, SignedDuration) {
                (start.weekday(), start.time(), end.duration_since(start))
            };
            of(hour.start, hour.end) == of(start, end)
        };
        match hours.iter().position(is_same) {
            Some(known) => hours[known].weeks |= 1 << place,
            None => hours.push(OwnHour { start, end, weeks: 1 << place }),
        }
    }
    hours
}

/// The weeks in which windows of that clock cover all of the hour.
pub(in crate::domain) fn weeks_covered(hours: &[OwnHour], windows: &[AvailabilityWindow]) -> Weeks {
    let covered = |hour: &&OwnHour| AvailabilityWindow::together_cover(windows, hour.start, hour.end);
    hours.iter().filter(covered).fold(0, |weeks, hour| weeks | hour.weeks)
}
